"""When a brief is due, and what an event says for it."""

from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

import pytest

from libs.kit import contracts
from libs.kit.envelope import Incoming
from services.indicators.briefs import domain, telling

WIB, WITA = ZoneInfo("Asia/Jakarta"), ZoneInfo("Asia/Makassar")
SIX = time(6)


def told(source, name, **changes):
    data = contracts.get(source, name, 1).example() | changes
    at = datetime(2024, 11, 27, 5, 30, tzinfo=UTC)
    return Incoming("id", f"/{source}", name, 1, "subject", at, 7, data)


@pytest.mark.parametrize(
    ("moment", "zone", "day"),
    [
        (datetime(2024, 11, 26, 22, 59, 59, tzinfo=UTC), WIB, None),
        (datetime(2024, 11, 26, 23, 0, tzinfo=UTC), WIB, date(2024, 11, 27)),
        (datetime(2024, 11, 26, 22, 30, tzinfo=UTC), WITA, date(2024, 11, 27)),
        (datetime(2024, 11, 27, 16, 59, tzinfo=UTC), WIB, date(2024, 11, 27)),  # late, the same day
        (datetime(2024, 11, 27, 17, 0, tzinfo=UTC), WIB, None),  # the next day, before its hour
    ],
)
def test_it_is_due_from_its_hour_to_the_end_of_the_day(moment, zone, day):
    assert domain.due(moment, zone, SIX) == day


def test_the_night_begins_in_the_evening_before():
    assert domain.night(date(2024, 11, 27), WIB) == datetime(2024, 11, 26, 11, 0, tzinfo=UTC)


def test_what_nobody_checked_and_exercises_leave_not_a_word():
    for changes in ({"checked": False}, {"exercise": True}):
        fact = telling.incident(told("notifications", "incident_reported", **changes))
        assert not fact.open
        assert fact.data == {}
    fact = telling.incident(told("notifications", "incident_reported"))
    assert fact.open
    assert fact.data["headline"] == "Air pasang masuk TPS"


def test_secret_dispositions_are_not_kept():
    readers = ["1971.SEKDA", "secret:1971.WALIKOTA"]
    assert telling.disposition(told("eoffice", "disposition_overdue", readers=readers)) is None
    assert telling.disposition(told("eoffice", "disposition_overdue", duty=False)) is None
    fact = telling.disposition(told("eoffice", "disposition_overdue"))
    assert (fact.area, fact.open) == ("1971", True)
    assert not telling.disposition(told("eoffice", "disposition_reported", state="reported")).open


def test_alerts_are_gaps_and_what_is_grave_and_told_by_nothing_else():
    def alert(**changes):
        return telling.alert(told("notifications", "alert_raised", **changes))

    assert alert() is None  # of an incident
    assert alert(topic="report.flood", about=None) is None  # that nobody checked
    assert alert(topic="shift.gap", severity="minor", about={"kind": "shift", "id": "x"}).open
    assert alert(topic="system.disk", severity="minor", about=None) is None
    assert alert(topic="system.disk", about=None).open
    assert not alert(topic="shift.gap", state="resolved", about=None).open
    assert alert(topic="shift.gap", exercise=True, about=None).data == {}


def test_stages_of_rehearsals_are_left_out():
    assert telling.stage(told("elections", "stage_due", election="gladi-2024")) is None
    assert telling.stage(told("elections", "stage_due")).subject.endswith("/kampanye/start")
