"""Shifts: patterns, gaps, clashes, who follows, swaps, hand-overs."""

import itertools
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.notifications.shifts.domain import (
    ACCEPT,
    ACCEPTED,
    APPROVE,
    CANCELLED,
    DONE,
    NO,
    REFUSED,
    WITHDRAW,
    Absence,
    Gap,
    HandOver,
    NotOnShift,
    Shift,
    ShiftChanged,
    ShiftState,
    Swap,
    clashes,
    following,
    gaps,
    is_away,
)
from services.notifications.shifts.patterns import Pattern

WIB, WIT = ZoneInfo("Asia/Jakarta"), ZoneInfo("Asia/Jayapura")
NOON = datetime(2024, 11, 27, 5, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)
NAMES = ("ani", "budi", "citra", "dewi")


def shift(name="pagi", hours=(0, 8), people=("ani",), needed=1, **more):
    starts, ends = (NOON + HOUR * one for one in hours)
    facts = {"agency": "BPBD", "day": starts.date(), "overlap_minutes": 15}
    stamp = {"changed_by": "sari", "changed_at": NOON}
    return Shift(**{"id": name, **facts, **stamp, **more}, name=name, starts=starts, ends=ends,
                 needed=needed, people=people)  # fmt: skip


def pattern(**more):
    usual = {
        "id": "p", "agency": "BPBD", "name": "Pagi", "starts": time(6), "ends": time(14),
        "days": (1, 2, 3, 4, 5, 6, 7), "needed": 1, "teams": (("ani",), ("budi",), ("citra",)),
        "turn_days": 1, "turn_offset": 0, "first_day": date(2024, 11, 25), "last_day": None,
        "made_by": "sari", "made_at": NOON,
    }  # fmt: skip
    return Pattern(**{**usual, **more})


clock_times = st.times().map(lambda one: one.replace(second=0, microsecond=0))
days = st.dates(date(2024, 1, 1), date(2027, 1, 1))


@given(clock_times, clock_times, days, st.sampled_from([WIB, WIT]))
def test_a_shift_ends_after_it_starts_and_within_a_day(starts, ends, day, zone):
    [slot] = pattern(starts=starts, ends=ends, first_day=day).slots(day, day, zone)
    assert timedelta(0) < slot.ends - slot.starts <= timedelta(days=1)
    assert slot.starts.astimezone(zone).time() == starts
    assert slot.ends.astimezone(zone).time() == ends


@given(days, st.integers(0, 60), st.sets(st.integers(1, 7), min_size=1))
def test_each_wanted_weekday_comes_once(first, length, weekdays):
    last = first + timedelta(days=length)
    made = [
        slot.day for slot in pattern(days=tuple(weekdays), first_day=first).slots(first, last, WIB)
    ]
    wanted = [first + timedelta(days=n) for n in range(length + 1)]
    assert made == [day for day in wanted if day.isoweekday() in weekdays]


@given(st.integers(1, 5), st.integers(1, 9), st.integers(0, 30), days)
def test_teams_take_equal_turns(teams, turn, offset, first):
    names = tuple((f"t{n}",) for n in range(teams))
    one = pattern(teams=names, turn_days=turn, turn_offset=offset, first_day=first)
    cycle = [one.team(first + timedelta(days=n)) for n in range(teams * turn)]
    assert {name: cycle.count(name) for name in names} == dict.fromkeys(names, turn)


def test_two_mornings_two_afternoons_two_nights_two_off():
    teams = (("a",), ("b",), ("c",), ("d",))
    first = date(2024, 11, 25)
    three = [pattern(teams=teams, turn_days=2, turn_offset=n) for n in (0, 3, 2)]
    up = [[one.team(first + timedelta(days=n))[0] for one in three] for n in range(8)]
    assert all(len(set(day)) == 3 for day in up)
    assert [["PSM"[day.index("a")] if "a" in day else "-" for day in up]] == [list("PPSSMM--")]


def test_a_pattern_makes_nothing_before_its_first_and_after_its_last_day():
    one = pattern(first_day=date(2024, 11, 26), last_day=date(2024, 11, 27))
    made = [slot.day.day for slot in one.slots(date(2024, 11, 1), date(2024, 11, 30), WIB)]
    assert made == [26, 27]


absence = st.builds(
    lambda name, first, length: Absence(name, NOON + HOUR * first, NOON + HOUR * (first + length)),
    st.sampled_from(NAMES), st.integers(-4, 10), st.integers(1, 12),
)  # fmt: skip


@given(st.lists(absence, max_size=6), st.sets(st.sampled_from(NAMES)), st.integers(1, 4))
def test_gaps_are_where_fewer_than_needed_are_there(absences, people, needed):
    one = shift(people=tuple(people), needed=needed)
    found = gaps(one, absences)
    for hour in range(8):
        at = NOON + HOUR * hour + HOUR / 2
        there = [
            n
            for n in people
            if not any(a.person == n and a.starts <= at < a.ends for a in absences)
        ]
        short = max(0, needed - len(there))
        assert [gap.short for gap in found if gap.starts <= at < gap.ends] == (
            [short] if short else []
        )
    joined = [a.ends == b.starts and a.short == b.short for a, b in itertools.pairwise(found)]
    assert not any(joined)
    assert gaps(replace(one, state=CANCELLED), absences) == []


def test_an_absence_of_a_part_of_a_shift_leaves_a_gap_of_that_part():
    away = [Absence("ani", NOON + HOUR * 2, NOON + HOUR * 3)]
    assert gaps(shift(), away) == [Gap(NOON + HOUR * 2, NOON + HOUR * 3, 1)]
    assert not is_away("ani", shift(), away)
    assert is_away("ani", shift(), [Absence("ani", NOON - HOUR, NOON + HOUR * 9)])


spans = st.tuples(st.integers(0, 48), st.integers(1, 12)).map(lambda s: (s[0], s[0] + s[1]))


@given(spans, spans, st.integers(0, 12))
def test_clashes_are_the_same_from_both_sides(first, second, rest):
    a, b = shift("a", first), shift("b", second)
    there, back = (clashes("ani", x, [y], HOUR * rest) for x, y in ((a, b), (b, a)))
    assert [(c.at_once, c.rest_minutes) for c in there] == [
        (c.at_once, c.rest_minutes) for c in back
    ]
    meets = first[0] < second[1] and second[0] < first[1]
    assert [c.at_once for c in there][:1] == ([True] if meets else [False] * len(there))
    near = max(first[0] - second[1], second[0] - first[1])
    assert bool(there) == (near < rest or meets)


def test_another_persons_shift_a_cancelled_one_and_the_shift_itself_clash_with_nothing():
    one = shift()
    others = [one, shift("x", people=("budi",)), shift("y", state=CANCELLED)]
    assert clashes("ani", one, others, HOUR * 8) == []


def test_what_begins_first_at_the_end_of_a_shift_follows_it():
    early, own = shift(), shift("rapat", (3, 5))
    late, too, night = shift("sore", (8, 16)), shift("sore 2", (8, 12)), shift("malam", (16, 24))
    other = shift("sore pp", (8, 16), agency="Satpol PP")
    gone = shift("batal", (7.5, 15), state=CANCELLED)
    found = following(early, [early, own, late, too, night, other, gone])
    assert {one.id for one in found} == {"sore", "sore 2"}
    assert [one.id for one in following(early, [night, shift("dini", (7.5, 15))])] == ["dini"]
    assert following(early, [own]) == []


def swap(**more):
    return Swap("s", "pagi", None, "ani", "budi", "", NOON, **more)


def say(one, word, who, *, plans=False, approved=False):
    return one.answer(word, who, NOON, plans=plans, approved=approved)


def test_a_swap_is_done_with_the_others_acceptance_or_with_approval_where_it_is_wanted():
    assert say(swap(), ACCEPT, "budi").state == DONE
    taken = say(swap(), ACCEPT, "budi", approved=True)
    assert (taken.state, taken.ended_by) == (ACCEPTED, None)
    assert say(taken, APPROVE, "sari", plans=True, approved=True).state == DONE
    assert say(taken, NO, "sari", plans=True, approved=True).state == REFUSED


@pytest.mark.parametrize(
    ("state", "word", "who", "plans", "error"),
    [
        ("asked", ACCEPT, "citra", False, NotOnShift),
        ("asked", ACCEPT, "ani", True, NotOnShift),
        ("asked", NO, "ani", True, NotOnShift),
        ("asked", WITHDRAW, "budi", True, NotOnShift),
        ("asked", APPROVE, "sari", True, ShiftState),
        ("accepted", APPROVE, "budi", True, NotOnShift),
        ("accepted", APPROVE, "ani", True, NotOnShift),
        ("accepted", APPROVE, "citra", False, NotOnShift),
        ("accepted", ACCEPT, "budi", False, ShiftState),
        ("done", WITHDRAW, "ani", False, ShiftState),
        ("refused", ACCEPT, "budi", False, ShiftState),
    ],
)
def test_nobody_else_answers_a_swap_and_nothing_is_answered_twice(state, word, who, plans, error):
    with pytest.raises(error):
        say(swap(state=state), word, who, plans=plans, approved=True)


def test_a_hand_over_is_accepted_once_by_the_next_at_the_version_that_was_read():
    one = HandOver("h", "pagi", "BPBD", "ani", NOON, "Pompa 2 rusak", [])
    again = one.again("ani", NOON, "Pompa 2 sudah jalan", [])
    with pytest.raises(ShiftChanged):
        again.accept("budi", NOON, 1, ["budi"])
    with pytest.raises(NotOnShift):
        again.accept("citra", NOON, 2, ["budi"])
    taken = again.accept("budi", NOON, 2, ["budi"])
    assert taken.accepted_by == "budi"
    for late in (
        lambda: taken.accept("budi", NOON, 2, ["budi"]),
        lambda: taken.again("ani", NOON, "x", []),
    ):
        with pytest.raises(ShiftState):
            late()
