from datetime import UTC, datetime

import pytest

from libs.kit import contracts
from libs.kit.errors import Invalid
from libs.kit.ids import new_id
from libs.kit.principal import SYSTEM
from services.notifications import messages
from services.notifications.domain import Raised

NOON = datetime(2024, 11, 27, 12, 0, tzinfo=UTC)
BODY = {"severity": "critical", "headline": " Banjir di Rangkui "}


def _parse(**change):
    return messages.parse_notice(BODY | change, new_id(), "operator", NOON)


def test_a_notice_needs_a_severity_and_a_headline_only():
    notice = _parse()
    assert (notice.headline, notice.text, notice.area, notice.state) == (
        "Banjir di Rangkui",
        "",
        "",
        "open",
    )


def test_a_deadline_is_kept_in_utc():
    assert messages.to_wire(_parse(deadline="2024-11-27T20:00:00+07:00"))["deadline"] == (
        "2024-11-27T13:00:00.000000Z"
    )


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"severity": "loud"}, "severity"),
        ({"headline": " "}, "headline"),
        ({"headline": 5}, "headline"),
        ({"headline": "x" * 121}, "headline"),
        ({"text": "x" * 2001}, "text"),
        ({"area": "abc"}, "area"),
        ({"deadline": "tomorrow"}, "deadline"),
        ({"deadline": "2024-11-27T20:00:00"}, "deadline"),
        ({"deadline": 5}, "deadline"),
    ],
)
def test_what_is_wrong_with_a_notice_is_named(change, field):
    with pytest.raises(Invalid) as caught:
        _parse(**change)
    assert [e.field for e in caught.value.errors] == [field]


def test_every_step_of_a_notice_fits_its_contract():
    notice = _parse(area="1971")
    taken = notice.acknowledge("petugas", NOON, "menuju lokasi")
    for happened in (Raised(notice), taken, taken.notice.close("petugas", NOON)):
        event = messages.to_event(happened)
        contracts.get("notifications", event.type, event.version).validate(event.data)
        assert event.subject == notice.id


@pytest.mark.parametrize(
    ("data", "field"),
    [
        ({"state": "lost"}, "state"),
        ({"area": "x%"}, "area"),
        ({"after": "1"}, "after"),
    ],
)
def test_what_is_wrong_with_a_query_is_named(data, field):
    with pytest.raises(Invalid) as caught:
        messages.parse_query(data, SYSTEM)
    assert [e.field for e in caught.value.errors] == [field]


@pytest.mark.parametrize("data", [{}, {"id": "1"}, {"id": 5}])
def test_a_notice_is_named_by_its_id(data):
    with pytest.raises(Invalid):
        messages.parse_id(data)


def test_a_note_may_be_absent_and_may_not_be_a_novel():
    assert messages.parse_note({}) == ""
    with pytest.raises(Invalid):
        messages.parse_note({"note": "x" * 501})
