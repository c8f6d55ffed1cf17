"""Notices to positions: raised by events of the e-office, settled by others, in any order."""

import random
from datetime import UTC, datetime, timedelta

import pytest

from libs.kit import contracts
from libs.kit.envelope import Event, Incoming
from libs.kit.errors import Invalid
from libs.kit.ids import new_id
from libs.kit.principal import SYSTEM
from libs.kit.request import Request
from services.notifications.addressed.repository import Addressed
from tests.servers import until
from tests.serving import serving

GIVEN, READ, OVERDUE, REPORTED, CANCELLED = (
    f"disposition_{one}" for one in ("given", "read", "overdue", "reported", "cancelled")
)
NOW = datetime(2026, 3, 6, 1, tzinfo=UTC)  # the day after the deadline of the examples


class Told:
    """The service, told of events as the bus would tell them."""

    def __init__(self, service):
        self.service = service

    def hear(self, *names, **changes):
        for name in names:
            data = contracts.get("eoffice", name, 1).example() | changes
            with self.service.db.begin() as tx:
                subject = str(data.get("disposition", data["letter"]))
                heard = Incoming(new_id(), "eoffice", name, 1, subject, NOW, 1, data)
                getattr(self.service, f"on_{name}")(tx, heard)

    def open(self, *readers, **page):
        asked = Request({"readers": list(readers), **page}, SYSTEM)
        return self.service.list_addressed_notices(asked)["items"]

    def kinds(self, *readers):
        return [one["kind"] for one in self.open(*readers)]


@pytest.fixture
def told(notifications):
    return Told(notifications)


def test_who_is_given_something_hears_of_it_until_it_is_read(told):
    told.hear(GIVEN, GIVEN)  # heard twice is told once
    [notice] = told.open("1971.SEKDA")
    assert (notice["kind"], notice["position"]) == (GIVEN, "1971.SEKDA")
    assert set(notice) == {"id", "position", "kind", "thing", "urgency", "due", "raised_at"}
    assert told.open("1971.WALIKOTA") == told.open() == []
    told.hear(READ)
    assert told.open("1971.SEKDA") == []


def test_a_deadline_that_is_over_is_told_to_both_until_it_is_reported(told):
    told.hear(OVERDUE)
    assert told.kinds("1971.SEKDA") == told.kinds("1971.WALIKOTA") == [OVERDUE]
    told.hear(REPORTED)
    assert told.open("1971.SEKDA", "1971.WALIKOTA") == []


def test_a_report_in_time_leaves_a_later_deadline_to_be_told(told):
    told.hear(REPORTED, due="2026-03-06")
    told.hear(OVERDUE, due="2026-03-06")
    assert told.kinds("1971.SEKDA") == [OVERDUE]


@pytest.mark.parametrize("seed", range(4))
def test_events_settle_what_is_raised_in_any_order(told, seed):
    heard = [GIVEN, READ, OVERDUE, REPORTED]
    random.Random(seed).shuffle(heard)
    told.hear(*heard)
    assert told.open("1971.SEKDA", "1971.WALIKOTA") == []


def test_what_is_taken_back_is_told_no_longer(told):
    told.hear(GIVEN, OVERDUE, CANCELLED)
    assert told.open("1971.SEKDA", "1971.WALIKOTA") == []


def test_a_letter_that_arrived_is_told_until_it_is_opened(told):
    letter = contracts.get("eoffice", "letter_received", 1).example()
    told.hear("letter_received")
    [notice] = told.open(letter["position"])
    assert notice["thing"] == letter["letter"]
    told.hear("letter_read", letter=letter["letter"], by=letter["position"])
    assert told.open(letter["position"]) == []


def test_what_is_secret_is_told_to_its_holder_and_to_no_delegate(told):
    told.hear(GIVEN, readers=["secret:1971.SEKDA", "secret:1971.WALIKOTA"])
    assert told.open("1971.SEKDA") == []
    assert told.kinds("secret:1971.SEKDA") == [GIVEN]


def test_notices_are_paged_and_swept_once_they_are_old(told):
    for n in range(3):
        told.hear(GIVEN, disposition=f"01932e6a-7c00-7000-8000-00000000000{n}")
    first = told.open("1971.SEKDA", limit=2)
    rest = told.open("1971.SEKDA", limit=2, after=first[-1]["id"])
    assert len({one["thing"] for one in (*first, *rest)}) == 3
    with pytest.raises(Invalid):
        told.open("1971.SEKDA", after="x")
    told.hear(READ, disposition=first[0]["thing"])
    with told.service.db.begin() as tx:
        assert Addressed(tx).sweep(NOW) == 0
        assert Addressed(tx).sweep(NOW + timedelta(seconds=1)) == 1
    assert len(told.open("1971.SEKDA")) == 2


def test_the_running_service_hears_of_the_e_office(database, amqp_url, tmp_path):
    with serving("notifications", database, amqp_url, tmp_path) as (client, ears):
        data = contracts.get("eoffice", GIVEN, 1).example()
        ears.tell("eoffice", Event(GIVEN, data["disposition"], data), 1)

        def notices():
            asked = {"readers": ["1971.SEKDA"]}
            return client.call("notifications", "list_addressed_notices", asked, SYSTEM)["items"]

        assert until(notices)[0]["thing"] == data["disposition"]
