"""Rosters in the database: planned, swapped, absent, handed over; who may; races."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from libs.kit import clock
from libs.kit.errors import Forbidden, Invalid, NotFound
from libs.kit.principal import OutsideArea
from services.notifications.shifts import on_call
from services.notifications.shifts.domain import (
    NotOnShift,
    ShiftChanged,
    ShiftClash,
    ShiftState,
    UnknownAgency,
    UnknownHandOver,
    UnknownShift,
)
from tests.asking import at_once
from tests.incidents import BUDI, SARI, call, report, sent, who

HOUR = timedelta(hours=1)
ANI, DEWI = who("viewer", name="ani"), who("viewer", name="dewi")
ELSEWHERE = who(area="3316", name="jauh")
WIB = ZoneInfo("Asia/Jakarta")


def text(at):
    return clock.to_text(at)


@pytest.fixture
def room(notifications):
    """The service with an agency that has shifts, and the start of this hour."""
    call(notifications, "put_shift_agency", agency="BPBD", area="1971")
    notifications.hour = datetime.now(UTC).replace(minute=0, second=0, microsecond=0)
    return notifications


def plan(room, first, last, people=("sari",), principal=SARI, **more):
    """Plan a shift from `first` to `last` hours after this one's start."""
    starts, ends = text(room.hour + HOUR * first), text(room.hour + HOUR * last)
    asked = {"agency": "BPBD", "name": "Jaga", "people": list(people), **more}
    return call(room, "add_shift", principal, starts=starts, ends=ends, **asked)


def on_duty(room, agency="BPBD", at=None):
    with room.db.begin() as tx:
        return on_call.people(tx, agency, at or clock.now())


def gaps(room, principal=SARI, **asked):
    return call(room, "list_shift_gaps", principal, **asked)["items"]


def test_who_is_on_duty_is_named_until_the_overlap_is_over(room):
    plan(room, -8, 0, ["sari", "ani"])
    plan(room, 0, 8, ["budi"])
    plan(room, 1, 8, ["dewi"])
    assert on_duty(room, at=room.hour - HOUR) == ["ani", "sari"]
    assert on_duty(room, "bpbd", room.hour + HOUR / 10) == ["ani", "budi", "sari"]
    assert on_duty(room, at=room.hour + HOUR / 2) == ["budi"]
    assert on_duty(room, "Satpol PP") == []


def test_an_absence_takes_out_and_shows_a_gap_until_it_is_withdrawn(room):
    plan(room, -1, 8, ["sari", "ani"], needed=2)
    asked = {"from": text(room.hour), "until": text(room.hour + HOUR * 2), "reason": "sakit"}
    made = call(room, "add_absence", ANI, **asked)
    assert on_duty(room) == ["sari"]
    [gap] = gaps(room)
    assert (gap["short"], gap["from"], gap["until"]) == (1, asked["from"], asked["until"])
    [shift] = call(room, "list_shifts", **{"from": day(room, -1), "to": day(room, 8)})["items"]
    assert (shift["short"], [bool(one["absent"]) for one in shift["people"]]) == (1, [True, False])
    assert [one["reason"] for one in call(room, "list_absences", SARI)["items"]] == ["sakit"]
    call(room, "withdraw_absence", ANI, absence=made["id"])
    assert (gaps(room), on_duty(room)) == ([], ["ani", "sari"])


def day(room, hours):
    return (room.hour + HOUR * hours).astimezone(WIB).date().isoformat()


def test_others_reasons_and_absences_are_not_for_everybody(room):
    plan(room, 1, 8, ["ani", "dewi"])
    until = text(room.hour + HOUR * 8)
    call(room, "add_absence", ANI, **{"from": text(room.hour), "until": until, "reason": "sakit"})
    [seen] = call(room, "list_absences", DEWI)["items"]
    assert (seen["person"], seen["reason"]) == ("ani", None)
    assert call(room, "list_absences", ELSEWHERE)["items"] == []
    for other in (DEWI, ELSEWHERE, who("officer", name="tamu")):
        with pytest.raises(Forbidden):
            call(
                room,
                "add_absence",
                other,
                **{"from": text(room.hour), "until": until, "person": "ani"},
            )


def test_nobody_is_in_two_shifts_at_once_and_little_rest_is_warned_of_or_refused(room):
    call(room, "put_shift_agency", agency="Satpol PP", area="197103")
    plan(room, 1, 8, ["sari"])
    with pytest.raises(ShiftClash, match="sari is in Jaga of BPBD"):
        plan(room, 7, 12, ["budi", "sari"], agency="satpol pp")
    warned = plan(room, 10, 12, ["sari"])
    assert warned["warnings"] == [
        f"sari would have 120 minutes of rest beside Jaga of BPBD on {day(room, 1)}"
    ]
    call(room, "put_shift_agency", agency="BPBD", rest_rule="refuse", rest_minutes=180)
    with pytest.raises(ShiftClash):
        plan(room, 14, 16, ["sari"])
    assert plan(room, 15, 16, ["sari"])["warnings"] == []


def test_of_many_who_assign_one_person_at_the_same_time_one_does(room):
    calls = [lambda: plan(room, 1, 8, ["sari"])] * 6
    done = [isinstance(one, dict) for one in at_once(calls)]
    assert sorted(done) == [False] * 5 + [True]


def test_a_change_names_the_version_that_was_seen(room):
    one = plan(room, 1, 8)
    asked = {"shift": one["id"], "version": 1}
    after = call(room, "change_shift", BUDI, **asked, people=["ani"], needed=2)
    assert (after["version"], after["short"], after["people"][0]["name"]) == (2, 1, "ani")
    with pytest.raises(ShiftChanged, match="budi changed it"):
        call(room, "change_shift", **asked, name="Malam")
    with pytest.raises(Invalid):
        call(room, "change_shift", shift=one["id"], version=2, ends=one["starts"])
    call(room, "cancel_shift", shift=one["id"], version=2)
    with pytest.raises(ShiftState):
        call(room, "change_shift", shift=one["id"], version=3, name="Malam")


def test_a_pattern_makes_weeks_of_shifts_once_and_leaves_what_was_changed(room, database):
    call(room, "put_shift_agency", agency="BPBD", weeks=2)
    made = call(
        room,
        "add_shift_pattern",
        agency="BPBD",
        name="Malam",
        starts="18:00",
        ends="06:00",
        teams=[["sari"], ["budi"]],
    )
    assert (made["made"], made["warnings"]) == (15, [])
    span = {"from": day(room, 0), "to": day(room, 24 * 20)}
    first = call(room, "list_shifts", **span, limit=10)
    rest = call(room, "list_shifts", **span, limit=10, after=first["next"])
    rows = first["items"] + rest["items"]
    assert [one["people"][0]["name"] for one in rows] == ["sari", "budi"] * 7 + ["sari"]
    assert {one["starts"][11:16] for one in rows} == {"11:00"}
    changed = call(room, "change_shift", shift=rows[9]["id"], version=1, people=["ani"])
    room.make_shifts_of_patterns()
    assert len(call(room, "list_shifts", **span)["items"]) == 15
    ended = call(room, "end_shift_pattern", pattern=made["id"], after=day(room, 0))
    assert ended["cancelled"] == 13
    left = [one for one in call(room, "list_shifts", **span)["items"] if one["state"] == "planned"]
    assert [one["id"] for one in left] == [rows[0]["id"], changed["id"]]
    assert {data["what"] for name, data in sent(database) if name == "shift_changed"} == {
        "planned", "changed", "cancelled",
    }  # fmt: skip


def test_a_swap_is_done_when_the_other_accepts_and_an_operator_where_that_is_set(room):
    mine, theirs = plan(room, 1, 4, ["ani"]), plan(room, 20, 24, ["dewi"])
    asked = {"shift": mine["id"], "with": "dewi", "in_return": theirs["id"]}
    call(room, "put_shift_agency", agency="BPBD", swaps_approved=True)
    swap = call(room, "ask_shift_swap", ANI, **asked)
    with pytest.raises(ShiftState):
        call(room, "ask_shift_swap", ANI, **asked)
    with pytest.raises(NotFound):
        call(
            room, "answer_shift_swap", who("viewer", name="tamu"), swap=swap["id"], answer="accept"
        )
    assert (
        call(room, "answer_shift_swap", DEWI, swap=swap["id"], answer="accept")["state"]
        == "accepted"
    )
    with pytest.raises(NotOnShift):
        call(room, "answer_shift_swap", DEWI, swap=swap["id"], answer="approve")
    assert (
        call(room, "answer_shift_swap", BUDI, swap=swap["id"], answer="approve")["state"] == "done"
    )
    span = {"from": day(room, 0), "to": day(room, 48)}
    rows = call(room, "list_shifts", **span)["items"]
    assert [one["people"][0]["name"] for one in rows] == ["dewi", "ani"]
    assert call(room, "list_shift_swaps", ANI, state="open")["items"] == []


def test_a_swap_into_two_shifts_at_once_is_not_done(room):
    one = plan(room, 1, 8, ["ani"])
    swap = call(room, "ask_shift_swap", ANI, **{"shift": one["id"], "with": "dewi"})
    plan(room, 2, 4, ["dewi"])
    with pytest.raises(ShiftClash):
        call(room, "answer_shift_swap", DEWI, swap=swap["id"], answer="accept")
    assert [s["state"] for s in call(room, "list_shift_swaps", DEWI)["items"]] == ["asked"]


def hand_over(room, shift, principal=SARI, **asked):
    return call(room, "hand_over_shift", principal, shift=shift["id"], **asked)


def test_a_shift_hands_over_what_is_open_as_it_stands_and_the_next_accepts(room, database):
    now, later = plan(room, -7, 1), plan(room, 1, 9, ["budi"])
    flood, far = report(room), report(room, headline="Jauh", principal=who(area="", name="pusat"),
                                      place={"area": "3316"})  # fmt: skip
    given = hand_over(room, now, notes="Pompa 2 rusak")
    assert [(one["id"], one["state"]) for one in given["incidents"]] == [(flood["id"], "reported")]
    assert far["id"] not in str(given)
    call(room, "step_incident", incident=flood["id"], version=1, step="verify")
    seen = call(room, "shifts_now", BUDI)["hand_over"]
    assert (seen["notes"], seen["may_accept"], seen["next"]) == ("Pompa 2 rusak", True, ["budi"])
    assert seen["incidents"][0]["state"] == "reported"
    asked = {"hand_over": given["id"], "version": 1}
    with pytest.raises(NotOnShift):
        call(room, "accept_hand_over", who(name="citra"), **asked)
    with pytest.raises(UnknownHandOver):
        call(room, "accept_hand_over", ELSEWHERE, **asked)
    again = hand_over(room, now, notes="Pompa 2 jalan lagi", incidents=[])
    assert (again["version"], again["incidents"]) == (2, [])
    with pytest.raises(ShiftChanged):
        call(room, "accept_hand_over", BUDI, **asked)
    call(room, "accept_hand_over", BUDI, hand_over=given["id"], version=2)
    assert call(room, "shifts_now", SARI)["given"]["accepted_by"] == "budi"
    with pytest.raises(ShiftState):
        hand_over(room, now, notes="Terlambat")
    told = [data for name, data in sent(database) if name.startswith("hand_over")]
    assert [one["version"] for one in told] == [1, 2, 2]
    assert "Pompa" not in str(told)
    assert "budi" not in str(told)
    with pytest.raises(NotOnShift):
        hand_over(room, later, notes="Bukan giliran saya")


def test_a_hand_over_shows_no_incident_to_who_may_not_read_it(room):
    one = plan(room, -7, 1, ["sari"])
    plan(room, 1, 9, ["ani"])
    said = {"type": "fire", "headline": "Asap tebal", "place": {"area": "1971031006"}}
    call(room, "report_public_incident", who("viewer", area=""), **said)
    given = hand_over(room, one, notes="Satu laporan warga")
    assert (len(given["incidents"]), given["hidden"]) == (1, 0)
    seen = call(room, "shifts_now", ANI)["hand_over"]
    assert (seen["incidents"], seen["hidden"], seen["notes"]) == ([], 1, "Satu laporan warga")


def test_of_two_who_accept_at_once_one_does(room):
    one = plan(room, -7, 1)
    plan(room, 1, 9, ["budi", "ani"])
    given = hand_over(room, one, notes="")
    calls = [
        lambda p=p: call(room, "accept_hand_over", p, hand_over=given["id"], version=1)
        for p in (BUDI, ANI)
    ]
    answers = at_once(calls)
    assert sorted(isinstance(each, ShiftState) for each in answers) == [False, True]


def test_who_has_no_part_in_a_roster_reads_nothing_of_it_and_plans_nothing(room):
    one = plan(room, 1, 8, ["ani"])
    span = {"from": day(room, 0), "to": day(room, 24)}
    for other in (ELSEWHERE, who("officer", name="tamu"), who("ops", name="ops")):
        assert call(room, "list_shifts", other, **span)["items"] == []
        assert call(room, "list_shift_agencies", other)["items"] == []
        assert gaps(room, other) == []
        bar = call(room, "shifts_now", other)
        assert (bar["mine"], bar["on_duty"], bar["hand_over"], bar["gaps"]) == (None, [], None, 0)
        with pytest.raises(UnknownAgency):
            call(room, "list_shifts", other, agency="BPBD")
        with pytest.raises(UnknownShift):
            call(room, "cancel_shift", other, shift=one["id"], version=1)
        with pytest.raises(NotFound):
            call(room, "shift_calendar", other, agency="BPBD")
    assert len(call(room, "list_shifts", ANI, **span)["items"]) == 1
    with pytest.raises(Forbidden):
        call(room, "change_shift", ANI, shift=one["id"], version=1, people=[])
    with pytest.raises(Forbidden):
        call(room, "put_shift_agency", ANI, agency="PMI", area="1971")
    with pytest.raises(OutsideArea):
        call(room, "put_shift_agency", ELSEWHERE, agency="BPBD", area="3316")


def alerts(database):
    query = "SELECT key, state FROM notifications.alerts ORDER BY key"
    return [(key.rpartition("/")[0], state) for key, state in database.execute(query)]


def test_gaps_within_a_day_and_late_hand_overs_raise_alerts_that_end(room, database):
    over = plan(room, -9, -1)
    short = plan(room, 1, 9, ["budi"], needed=2)
    plan(room, 30, 38, [])
    room.watch_shifts()
    room.watch_shifts()
    assert alerts(database) == [("shift/gap", "firing"), ("shift/late", "firing")]
    call(room, "change_shift", shift=short["id"], version=1, people=["budi", "ani"])
    given = hand_over(room, over, notes="Terlambat")
    room.watch_shifts()
    assert alerts(database) == [("shift/gap", "resolved"), ("shift/late", "firing")]
    call(room, "accept_hand_over", BUDI, hand_over=given["id"], version=1)
    room.watch_shifts()
    assert alerts(database) == [("shift/gap", "resolved"), ("shift/late", "resolved")]


@pytest.mark.parametrize(
    ("method", "asked", "field"),
    [
        ("put_shift_agency", {"agency": "PMI"}, "area"),
        ("put_shift_agency", {"agency": "PMI", "area": "1971", "weeks": 99}, "weeks"),
        ("add_shift_pattern", {"agency": "BPBD", "name": "x", "starts": "24:00"}, "starts"),
        ("add_shift_pattern", {"agency": "BPBD", "name": "x", "starts": "18:00", "ends": "06:00",
                               "days": [8]}, "days"),
        ("add_shift_pattern", {"agency": "BPBD", "name": "x", "starts": "18:00", "ends": "06:00",
                               "teams": [[1]]}, "teams.0"),
        ("add_shift", {"agency": "BPBD", "name": "x", "starts": "2024-11-27T05:00:00Z"}, "ends"),
        ("add_shift", {"agency": "BPBD", "name": "x", "starts": "2024-11-27T05:00:00Z",
                       "ends": "2024-11-29T05:00:00Z"}, "ends"),
        ("add_absence", {"from": "2024-11-27T05:00:00Z", "until": "2024-11-27T06:00:00Z"}, "until"),
        ("list_shifts", {"from": "2024-11-27", "to": "2024-11-01"}, "to"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_named(room, method, asked, field):
    with pytest.raises(Invalid) as refused:
        call(room, method, **asked)
    assert field in [one.field for one in refused.value.errors]
