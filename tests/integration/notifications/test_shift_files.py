"""Rosters as iCalendar, read back; rosters from files, each wrong row named."""

import uuid
from datetime import UTC, datetime, timedelta

import pytest
from icalendar import Calendar

from libs.kit import clock
from libs.kit.errors import Forbidden, Invalid, NotFound
from libs.kit.request import Request
from tests.incidents import BUDI, SARI, call, who

HOUR = timedelta(hours=1)
ANI, KEY = who("viewer", name="ani"), who(name="kalender")
START = datetime.now(UTC).replace(minute=0, second=0, microsecond=0) + HOUR


@pytest.fixture
def room(notifications):
    call(notifications, "put_shift_agency", agency="BPBD", area="1971")
    return notifications


def plan(room, people, hours=8, after=0):
    starts = START + HOUR * after
    times = {"starts": clock.to_text(starts), "ends": clock.to_text(starts + HOUR * hours)}
    return call(room, "add_shift", agency="BPBD", name="Pagi", people=people, **times)


def events(room, principal, **asked):
    calendar = Calendar.from_ical(call(room, "shift_calendar", principal, **asked))
    assert [str(one["tzid"]) for one in calendar.walk("VTIMEZONE")] == ["Asia/Jakarta"]
    return calendar.walk("VEVENT")


def told(event):
    return str(event["uid"]).partition("@")[0], event["sequence"], str(event["status"])


def test_a_calendar_reads_back_with_the_regions_zone_and_stable_uids(room):
    one = plan(room, ["ani", "sari"])
    [event] = events(room, ANI)
    assert event["dtstart"].dt == START
    assert event["dtend"].dt == START + HOUR * 8
    assert event["dtstart"].params["TZID"] == "Asia/Jakarta"
    assert str(event["summary"]) == "BPBD: Pagi"
    assert told(event) == (one["id"], 0, "CONFIRMED")
    assert [told(each) for each in events(room, SARI, agency="bpbd")] == [told(event)]
    call(room, "change_shift", shift=one["id"], version=1, name="Pagi sekali")
    assert told(events(room, ANI)[0]) == (one["id"], 1, "CONFIRMED")


def test_what_is_cancelled_left_or_missed_stays_as_cancelled(room):
    gone, left, missed = plan(room, ["ani"]), plan(room, ["ani"], 2, 12), plan(room, ["ani"], 2, 30)
    call(room, "cancel_shift", shift=gone["id"], version=1)
    call(room, "change_shift", shift=left["id"], version=1, people=["sari"])
    away = {"from": missed["starts"], "until": missed["ends"]}
    call(room, "add_absence", ANI, **away)
    found = [told(one) for one in events(room, ANI)]
    assert found == [
        (gone["id"], 1, "CANCELLED"),
        (left["id"], 1, "CANCELLED"),
        (missed["id"], 0, "CANCELLED"),
    ]
    assert [one[2] for one in map(told, events(room, KEY, agency="BPBD"))] == [
        "CANCELLED",
        "CONFIRMED",
        "CONFIRMED",
    ]


def test_a_persons_calendar_is_for_them_and_for_the_room(room):
    plan(room, ["ani", "dewi"])
    assert len(events(room, KEY, person="ani")) == 1
    with pytest.raises(NotFound):
        call(room, "shift_calendar", who(area="3316", name="jauh"), person="ani")
    with pytest.raises(NotFound):
        call(room, "shift_calendar", who("viewer", name="dewi"), person="ani")


def bring(room, text, principal=SARI, agency="BPBD"):
    content = text if isinstance(text, bytes) else text.encode()
    asked = Request({"agency": agency}, principal, str(uuid.uuid4()), attachment=content)
    return room.import_shifts(asked)["answer"]


def rows(room):
    span = {"from": "2030-01-01", "to": "2030-01-31"}
    found = call(room, "list_shifts", **span)["items"]
    return [
        (one["starts"], one["state"], one["needed"], [p["name"] for p in one["people"]])
        for one in found
    ]


SHEET = """day,name,starts,ends,needed,people
2030-01-07,Pagi,06:00,14:00,2,ani; sari
2030-01-07,Malam,22:00,06:00,,budi
"""


def test_a_sheet_comes_in_and_comes_again_without_doubling(room):
    counts = {"made": 2, "changed": 0, "cancelled": 0, "same": 0, "warnings": []}
    assert bring(room, SHEET) == counts
    assert rows(room) == [
        ("2030-01-06T23:00:00.000000Z", "planned", 2, ["ani", "sari"]),
        ("2030-01-07T15:00:00.000000Z", "planned", 1, ["budi"]),
    ]
    again = bring(room, "\ufeff" + SHEET.replace("ani; sari", "ani").replace(",", ";"))
    assert (again["made"], again["changed"], again["same"]) == (0, 1, 1)
    assert rows(room)[0][3] == ["ani"]


CALENDAR = """BEGIN:VCALENDAR
VERSION:2.0
PRODID:-//x//y//EN
BEGIN:VEVENT
UID:a@x
SUMMARY:Pagi
DTSTART;TZID=Asia/Jakarta:20300107T060000
DTEND;TZID=Asia/Jakarta:20300107T140000
ATTENDEE;CN=ani:mailto:ani@example.org
ATTENDEE:mailto:sari@example.org
END:VEVENT
END:VCALENDAR
"""


NAME, AT = "SUMMARY:Pagi", "DTSTART;TZID=Asia/Jakarta:20300107T060000"


def test_a_calendar_comes_in_and_what_it_cancels_is_cancelled(room):
    assert bring(room, CALENDAR)["made"] == 1
    assert rows(room) == [("2030-01-06T23:00:00.000000Z", "planned", 2, ["ani", "sari"])]
    over = CALENDAR.replace("SUMMARY:Pagi", "SUMMARY:Pagi\nSTATUS:CANCELLED")
    assert bring(room, over)["cancelled"] == 1
    assert [one[1] for one in rows(room)] == ["cancelled"]


@pytest.mark.parametrize(
    ("text", "fields"),
    [
        ("", ["row 1"]),
        ("day,name\n", ["row 1"]),
        ("day,name,starts,ends\n", ["body"]),
        (b"\xff\xfe", ["body"]),
        (SHEET.replace("2030-01-07,Malam", "7 Jan,Malam"), ["row 3.day"]),
        (SHEET.replace(",06:00,14:00,2", ",6,14:00,99"), ["row 2.starts"]),
        (SHEET.replace(",2,ani", ",99,ani"), ["row 2.needed"]),
        (SHEET.replace("Pagi", "").replace("22:00", "25:00"), ["row 2.name", "row 3.starts"]),
        (SHEET + "2030-01-07,Pagi,06:00,12:00,1,dewi\n", ["row 4"]),
        (SHEET.replace("budi", "sari").replace("22:00,06:00", "13:00,15:00"), ["row 3.people"]),
        (CALENDAR.replace("UID:a@x\n", ""), ["event 1 (without UID).UID"]),
        (CALENDAR.replace(NAME, NAME + "\nRRULE:FREQ=DAILY"), ["event 1 (a@x).RRULE"]),
        (CALENDAR.replace("T140000", "T050000"), ["event 1 (a@x).DTEND"]),
        (CALENDAR.replace(AT, "DTSTART;VALUE=DATE:20300107"), ["event 1 (a@x).DTSTART"]),
        ("BEGIN:VCALENDAR\nBEGIN:VEVENT\n", ["body"]),
    ],
)  # fmt: skip
def test_nothing_of_a_file_with_a_mistake_comes_in_and_each_is_named(room, text, fields):
    with pytest.raises(Invalid) as refused:
        bring(room, text)
    assert [one.field for one in refused.value.errors] == fields
    assert rows(room) == []


def test_a_roster_is_brought_by_who_plans_the_agency(room):
    plan(room, ["ani"])
    with pytest.raises(Forbidden):
        bring(room, SHEET, ANI)
    with pytest.raises(NotFound):
        bring(room, SHEET, who(area="3316", name="jauh"))
    assert bring(room, SHEET, BUDI)["made"] == 2
