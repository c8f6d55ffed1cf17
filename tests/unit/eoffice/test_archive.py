"""Rules of files, of the schedule, and of lists, without a database."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from libs.kit.errors import Invalid
from services.eoffice.archive.disposal import List, ListState, SamePerson
from services.eoffice.archive.domain import (
    FATES,
    STATES,
    File,
    FileState,
    NotDue,
    Rule,
    TooSecret,
    after,
    rule_for,
)

OPENED = date(2020, 1, 10)
FILE = File("f", "1", "1", "A", "600/1", "Jalan", "600.1", "limited", OPENED)
RULE = Rule("600", "Jalan", 2, 5, "destroy", "JRA")
CLOSED = FILE.close(date(2020, 2, 29), RULE, 3)


class Who:
    def __init__(self, person, position):
        self.person, self.position = person, position


def test_retention_runs_from_the_closing_and_of_29_february_the_28th():
    assert CLOSED.active_until == date(2022, 2, 28)
    assert CLOSED.inactive_until == date(2027, 2, 28)
    assert after(date(2020, 2, 29), 4) == date(2024, 2, 29)


def test_a_file_is_closed_once_not_before_it_was_opened_and_not_empty():
    with pytest.raises(FileState):
        CLOSED.close(date(2021, 1, 1), RULE, 3)
    with pytest.raises(Invalid):
        FILE.close(date(2020, 1, 9), RULE, 3)
    with pytest.raises(FileState):
        FILE.close(OPENED, RULE, 0)


def test_the_longest_code_stands():
    rules = [replace(RULE, code=code) for code in ("600", "600.1", "600.1.15")]
    for code, fits in (("600.1.15.2", "600.1.15"), ("600.1.1", "600.1"), ("600.11", "600")):
        assert rule_for(code, rules).code == fits
    assert rule_for("620.3", rules).code == "600"
    assert rule_for("700", rules) is None


def test_a_file_takes_what_is_no_more_secret_than_itself():
    FILE.require_room_for("ordinary")
    with pytest.raises(TooSecret):
        FILE.require_room_for("secret")
    with pytest.raises(FileState):
        CLOSED.require_room_for("ordinary")


@given(st.sampled_from(FATES), st.sampled_from(STATES), st.dates(date(2020, 3, 1)))
def test_only_what_is_inactive_due_and_to_be_destroyed_ever_is(fate, state, today):
    """Whatever a file's state and fate, nothing else comes to be proposed or destroyed."""
    file = replace(CLOSED, rule=replace(RULE, fate=fate), state=state)
    due = today >= date(2027, 2, 28)
    allowed = fate == "destroy" and state == "archived_inactive" and due
    try:
        proposed = file.listed("destruction", "l", today)
    except (FileState, NotDue):
        assert not allowed
    else:
        assert allowed
        assert proposed.destroyed().state == "destroyed"
    if (fate, state) != ("destroy", "proposed_for_destruction"):
        with pytest.raises(FileState):
            file.destroyed()


def test_two_sides_and_two_people_approve_a_destruction_that_neither_proposed():
    made = List("l", "destruction", "BI", "SETDA", "KOM", "ARSIP", "ani")
    once = made.approve(Who("budi", "CAMAT"), "unit")
    assert once.state == "proposed"
    for who, side in (
        (Who("budi", "KADIS"), "institution"),
        (Who("citra", "CAMAT"), "institution"),
        (Who("ani", "KADIS"), "institution"),
    ):
        with pytest.raises(SamePerson):
            once.approve(who, side)
    with pytest.raises(ListState):
        once.approve(Who("dewi", "SEKCAM"), "unit")
    with pytest.raises(ListState):
        once.carry_out(Who("ani", "ARSIP"), "", [CLOSED])
    done = once.approve(Who("citra", "KADIS"), "institution")
    assert done.state == "approved"
    assert done.carry_out(Who("ani", "ARSIP"), "", [CLOSED]).state == "carried_out"
    with pytest.raises(ListState):
        made.accept(Who("ani", "ARSIP"))
