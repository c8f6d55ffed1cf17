"""Figures of our own services' events: exact when events repeat, come late or out of order."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from libs.kit import contracts
from libs.kit.envelope import Incoming
from services.indicators import folding
from services.indicators.following import counting
from tests.integration.indicators.asking import ADMIN, call

TODAY = datetime.now(ZoneInfo("Asia/Jakarta")).date()


def example(source, name, **changes):
    return contracts.get(source, name, 1).example() | changes


def tell(house, method, data, *, time=None):
    moment = time or datetime.now(UTC)
    event = Incoming("id", "source", "type", 1, "subject", moment, 1, data)
    with house.db.begin() as tx:
        getattr(house, method)(tx, event)


def incident(number, state, day, version, **more):
    moment = f"{day.isoformat()}T05:00:00.000000Z"
    times = {"changed_at": moment, "reported_at": more.pop("reported_at", moment)}
    data = {"incident": f"i{number}", "state": state, "version": version, "exercise": False}
    area = {"area": "3316012001", "station": None}
    return example("notifications", "incident_reported", **{**data, **times, **area, **more})


def series(house, code, area):
    house.count_facts()
    house.fold()
    found = call(house, "get_series", ADMIN, code=code, area=area)["items"]
    return {one["period"]: one["value"] for one in found}


def day(back):
    return TODAY - timedelta(days=back)


def test_open_incidents_are_counted_by_the_day(indicators):
    opened = f"{day(3).isoformat()}T05:00:00.000000Z"
    tell(indicators, "on_incident_reported", incident(1, "reported", day(3), 1))
    tell(indicators, "on_incident_reported", incident(2, "reported", day(2), 1))
    found = series(indicators, "insiden-terbuka", "331601")
    assert [found[day(n).isoformat()] for n in (3, 2, 1, 0)] == [1, 2, 2, 2]
    closed = incident(1, "closed", day(1), 5, reported_at=opened)
    tell(indicators, "on_incident_closed", closed)
    late = incident(1, "verified", day(2), 2, reported_at=opened)
    tell(indicators, "on_incident_verified", late)  # an older version that comes late
    tell(indicators, "on_incident_closed", closed)  # and one that comes again
    found = series(indicators, "insiden-terbuka", "3316")
    assert [found[day(n).isoformat()] for n in (3, 2, 1, 0)] == [1, 2, 1, 1]
    assert folding.check(indicators.db) == []


def test_exercises_false_and_double_reports_are_not_counted(indicators):
    tell(indicators, "on_incident_reported", incident(1, "reported", day(1), 1))
    tell(indicators, "on_incident_reported", incident(2, "reported", day(1), 1, exercise=True))
    tell(indicators, "on_incident_merged", incident(3, "duplicate", day(0), 2))
    assert series(indicators, "insiden-terbuka", "3316") == {
        day(1).isoformat(): 1,
        day(0).isoformat(): 1,
    }


def test_letters_are_overdue_until_they_are_reported(indicators):
    facts = {"receiver": "3316.SEKDA", "disposition": "d1", "due": day(3).isoformat()}
    tell(indicators, "on_disposition_overdue", example("eoffice", "disposition_overdue", **facts))
    reported = example("eoffice", "disposition_reported", **facts, version=9, state="reported")
    noon = datetime.combine(day(1), datetime.min.time(), UTC) + timedelta(hours=5)
    tell(indicators, "on_disposition_reported", reported, time=noon)
    found = series(indicators, "disposisi-terlambat", "3316")
    assert found == {day(2).isoformat(): 1, day(1).isoformat(): 0, day(0).isoformat(): 0}
    head = call(indicators, "get_headline", ADMIN, code="disposisi-terlambat", area="3316")
    assert head["last_source"]["origin"] == "event"


def row(area, turnout):
    base = example("elections", "tally_changed")["areas"][0]
    return base | {"area": area, "name": f"Nama {area}", "turnout": turnout}


@pytest.mark.parametrize("order", [(0, 1, 2), (2, 1, 0), (1, 0, 2)])
def test_turnout_is_the_mean_of_the_contests_in_any_order(indicators, order):
    told = [
        ("walikota", 7, [row("3316", 0.40), row("331601", 0.38)]),
        ("walikota", 9, [row("3316", 0.50)]),
        ("gubernur", 3, [row("3316", 0.60), row("33", 0.7)]),
    ]
    for place in order:
        contest, version, rows = told[place]
        data = {"contest": contest, "version": version, "areas": rows}
        tell(indicators, "on_tally_changed", example("elections", "tally_changed", **data))
    assert series(indicators, "partisipasi-pemilih", "3316") == {"2024": 55}
    assert series(indicators, "partisipasi-pemilih", "331601") == {"2024": 38}
    with indicators.db.begin() as tx:
        assert counting.Catalogue(tx).names("3316", 6) == {"331601": "Nama 331601"}


def test_a_rehearsals_turnout_is_none(indicators):
    data = example("elections", "tally_changed", election="gladi-1", areas=[row("3316", 0.4)])
    tell(indicators, "on_tally_changed", data)
    indicators.count_facts()
    assert call(indicators, "list_indicators", ADMIN)["items"] == []
