"""Who is behind a name: who is told for a position, groups within groups, circles."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from libs.kit.errors import Invalid
from services.notifications.recipients import domain
from services.notifications.recipients.domain import Delegated, Group, Held, Reader, Target

FIRST, LAST = date(2026, 1, 1), date(2026, 1, 31)


def held(person, capacity="definitive", starts=FIRST, ends=None):
    return Held("CAMAT", person, capacity, starts, ends)


def group(code, *members, kind="group"):
    return Group(code, code, "1971", tuple(Target(kind, one) for one in members))


@pytest.mark.parametrize(
    ("day", "told"),
    [
        (date(2025, 12, 31), []),
        (FIRST, ["camat"]),
        (date(2026, 1, 9), ["camat"]),
        (date(2026, 1, 10), ["sekcam"]),
        (date(2026, 1, 12), ["sekcam"]),
        (date(2026, 1, 13), ["camat"]),
        (LAST, ["camat"]),
        (date(2026, 2, 1), []),
    ],
)
def test_a_plh_is_told_in_the_place_of_who_is_absent_to_the_day(day, told):
    those = [held("camat", ends=LAST), held("sekcam", "plh", date(2026, 1, 10), date(2026, 1, 12))]
    assert [one.person for one in domain.in_office(those, day)] == told


@pytest.mark.parametrize(
    ("matters", "reaches"),
    [
        ("Perintah dan insiden", True),
        ("SEMUA urusan", True),
        ("all", True),
        ("penandatanganan cuti", False),
    ],
)
def test_a_delegation_reaches_for_its_matters_and_days_alone(matters, reaches):
    one = Delegated("CAMAT", "SEKCAM", matters, FIRST, LAST)
    assert one.covers(LAST) is reaches
    assert not one.covers(date(2026, 2, 1))


def test_each_person_is_told_once_and_each_vacant_position_too():
    found = [
        Reader("ali", "A", "definitive"),
        Reader("ali", "", "person"),
        Reader("", "B", "vacant"),
        Reader("", "C", "vacant"),
        Reader("", "B", "vacant"),
    ]
    assert domain.once(found) == [found[0], found[2], found[3]]


def test_a_circle_is_named_by_its_path():
    groups = {"A": group("A", "B"), "B": group("B", "C"), "C": group("C")}
    groups["DEAD-END"] = group("DEAD-END")
    with pytest.raises(Invalid) as refused:
        domain.check_group(group("C", "DEAD-END", "A"), groups)
    [error] = refused.value.errors
    assert (error.field, error.message) == ("members", "goes in a circle: C → A → B → C")
    with pytest.raises(Invalid, match="not valid") as refused:
        domain.check_group(group("D", "D", "NONE"), groups)
    assert [one.field for one in refused.value.errors] == ["members.1.code", "members"]


CODES = st.sampled_from("ABCDEF")


@given(st.dictionaries(CODES, st.lists(CODES, max_size=4)), CODES, st.lists(CODES, max_size=4))
def test_writes_that_are_checked_leave_no_circle(drawn, code, members):
    groups = {}
    for name, inside in [*drawn.items(), (code, members)]:
        one = group(name, *(each for each in inside if each in groups or each == name))
        try:
            domain.check_group(one, groups)
        except Invalid:
            continue
        groups[name] = one

    def depth(name, path=()):
        assert name not in path
        return [depth(one.code, (*path, name)) for one in groups[name].members]

    for name in groups:
        depth(name)


@given(st.dictionaries(CODES, st.lists(CODES, max_size=4)))
def test_opening_groups_ends_and_finds_each_person_once(drawn):
    groups = {
        name: Group(
            name,
            name,
            "",
            (Target("person", name.lower()), *(Target("group", one) for one in inside)),
        )
        for name, inside in drawn.items()
    }
    found = domain.members(sorted(drawn), groups)
    assert sorted(one.code for one in found) == sorted(name.lower() for name in drawn)


def test_the_ladder_above_ends_whatever_is_told():
    known = {"LURAH": "CAMAT", "CAMAT": "SEKDA", "SEKDA": "WALI", "WALI": None, "X": "Y", "Y": "X"}
    assert domain.above("LURAH", known) == ["CAMAT", "SEKDA", "WALI"]
    assert domain.above("X", known) == ["Y"]
    assert domain.above("NOBODY", known) == []
