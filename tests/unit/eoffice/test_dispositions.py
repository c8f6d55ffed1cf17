"""The rules of dispositions, with nothing around them."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from libs.kit.errors import Invalid
from services.eoffice.dispositions import messages
from services.eoffice.dispositions.domain import (
    About,
    Disposition,
    DispositionChanged,
    DispositionState,
    DutiesOpen,
    NotBelow,
    NotYourDisposition,
    Order,
    Place,
    check_receivers,
)
from services.eoffice.dispositions.presets import instructions
from tests.unit.eoffice.drafting import acting

AT = datetime(2026, 3, 2, 3, 0, tzinfo=UTC)
TODAY, DUE = date(2026, 3, 2), date(2026, 3, 5)
WALI, SEKDA, CAMAT = (acting(one) for one in ("WALI", "SEKDA", "CAMAT"))
ORDER = Order(("follow-up",), "Cek lapangan", "urgent", DUE)
LETTER = "01932e6a-7c00-7000-8000-000000000010"
GIVEN = Disposition("d", About("incoming", LETTER, LETTER), None, "WALI", "SEKDA", True, ORDER, AT)
READ = GIVEN.read(SEKDA, AT)
STARTED = READ.start(SEKDA, AT)
PASSED = STARTED.passed_on(SEKDA, ORDER)
REPORTED = STARTED.reported(SEKDA, "sudah dicek", AT)
DONE = REPORTED.accept(WALI, [], AT)
CANCELLED = GIVEN.cancel(WALI, "salah alamat")
ALL = (GIVEN, READ, STARTED, PASSED, REPORTED, DONE, CANCELLED)


def test_it_goes_from_its_giver_to_its_receiver_and_back():
    assert [one.state for one in ALL] == [
        "sent", "read", "in_progress", "passed_on", "reported", "done", "cancelled",
    ]  # fmt: skip
    assert [one.version for one in ALL] == [1, 2, 3, 4, 4, 5, 2]
    assert (REPORTED.report, REPORTED.reported_at, DONE.done_at) == ("sudah dicek", AT, AT)


# Each verb as its own position takes it, and the states it may be taken in.
VERBS = {
    "cancel": (WALI, lambda d, who: d.cancel(who, ""), {"sent"}),
    "start": (SEKDA, lambda d, who: d.start(who, AT), {"read"}),
    "pass on": (
        SEKDA,
        lambda d, who: d.passed_on(who, ORDER),
        {"read", "in_progress", "passed_on"},
    ),
    "report": (
        SEKDA,
        lambda d, who: d.reported(who, "x", AT),
        {"read", "in_progress", "passed_on"},
    ),
    "accept": (WALI, lambda d, who: d.accept(who, [], AT), {"reported"}),
    "give back": (WALI, lambda d, who: d.give_back(who, "kurang"), {"reported"}),
}


@pytest.mark.parametrize("verb", VERBS)
def test_a_verb_fits_some_states_alone(verb):
    who, do, states = VERBS[verb]
    for one in ALL:
        if one.state in states:
            assert do(one, who).version == one.version + 1
        else:
            with pytest.raises(DispositionState):
                do(one, who)


@pytest.mark.parametrize("verb", [*VERBS, "read"])
def test_a_verb_is_one_positions_alone(verb):
    reads = (SEKDA, lambda d, who: d.read(who, AT), {"sent"})
    whose, do, _ = (VERBS | {"read": reads})[verb]
    for who in (WALI, SEKDA, CAMAT):
        if who != whose:
            for one in ALL:
                with pytest.raises(NotYourDisposition):
                    do(one, who)


def test_the_first_reading_counts():
    later = datetime(2026, 3, 3, tzinfo=UTC)
    assert READ.read(SEKDA, later) is READ
    assert DONE.read(SEKDA, later) is DONE
    with pytest.raises(DispositionState):
        CANCELLED.read(SEKDA, later)


def test_a_report_given_back_is_worked_on_again():
    back = REPORTED.give_back(WALI, "lampirkan foto")
    assert (back.state, back.note, back.reported_at) == ("in_progress", "lampirkan foto", None)
    assert back.reported(SEKDA, "dengan foto", AT).report == "dengan foto"


def test_it_is_done_only_when_the_duties_below_are():
    below = replace(GIVEN, id="b", parent="d", giver="SEKDA", receiver="CAMAT")
    waiting = replace(PASSED, state="reported")
    for state in ("sent", "read", "in_progress", "passed_on", "reported"):
        with pytest.raises(DutiesOpen) as caught:
            waiting.accept(WALI, [replace(below, state=state)], AT)
        assert caught.value.extra == {"positions": ["CAMAT"]}
    for state in ("done", "cancelled"):
        assert waiting.accept(WALI, [replace(below, state=state)], AT).state == "done"
    assert waiting.accept(WALI, [replace(below, duty=False)], AT).state == "done"


def test_what_is_for_coordination_is_not_passed_on_and_never_overdue():
    beside = replace(READ, duty=False)
    with pytest.raises(DispositionState):
        beside.passed_on(SEKDA, ORDER)
    assert not beside.is_overdue(date(2027, 1, 1))


def test_it_is_overdue_from_the_day_after_its_last_until_it_is_reported():
    assert [READ.is_overdue(day) for day in (DUE, date(2026, 3, 6))] == [False, True]
    late = {one.state for one in ALL if one.is_overdue(date(2026, 3, 6))}
    assert late == {"sent", "read", "in_progress", "passed_on"}
    assert not replace(READ, order=replace(ORDER, due=None)).is_overdue(date(2027, 1, 1))


@pytest.mark.parametrize("due", [None, date(2026, 3, 6)])
def test_what_is_passed_on_is_due_no_later(due):
    with pytest.raises(Invalid) as caught:
        READ.passed_on(SEKDA, replace(ORDER, due=due))
    assert [one.field for one in caught.value.errors] == ["due"]
    free = replace(READ, order=replace(ORDER, due=None))
    assert free.passed_on(SEKDA, replace(ORDER, due=due)).state == "passed_on"


def test_who_saw_another_version_is_told_so():
    READ.require_version(2)
    with pytest.raises(DispositionChanged):
        READ.require_version(1)


ABOVE = {"CAMAT": ("SEKDA", "WALI"), "KADIS": ("SEKDA", "WALI"), "SEKDA": ("WALI",), "WALI": ()}


def _place(code, area="1971", *, is_delegate=False):
    return Place(code, area, ABOVE[code], is_delegate)


def test_duties_go_down_or_to_a_delegate_and_coordination_sideways():
    check = check_receivers
    check("SEKDA", ABOVE["SEKDA"], "1971", [_place("CAMAT")], [])
    check("CAMAT", ABOVE["CAMAT"], "1971", [], [_place("KADIS")])
    check("CAMAT", ABOVE["CAMAT"], "1971", [_place("KADIS", is_delegate=True)], [])
    wrong = [
        ([_place("KADIS"), _place("SEKDA")], [], ["to.0", "to.1"]),
        ([_place("CAMAT")], [], ["to.0"]),
        ([], [_place("SEKDA"), _place("CAMAT")], ["coordination.0", "coordination.1"]),
        ([], [_place("KADIS", "3316")], ["coordination.0"]),
    ]
    for duties, beside, fields in wrong:
        with pytest.raises(NotBelow) as caught:
            check("CAMAT", ABOVE["CAMAT"], "1971", duties, beside)
        assert [one.field for one in caught.value.errors] == fields


BODY = {
    "about": {"kind": "incoming", "id": LETTER},
    "version": 2,
    "to": ["SEKDA"],
    "instructions": ["follow-up"],
}


@pytest.mark.parametrize(
    ("change", "fields"),
    [
        ({"about": None}, ["about", "about.kind", "about.id"]),
        ({"about": {"kind": "memo", "id": "x"}}, ["about.kind", "about.id"]),
        ({"version": 0}, ["version"]),
        ({"to": []}, ["to"]),
        ({"to": ["SEKDA", "SEKDA"]}, ["to"]),
        ({"to": ["<b>"]}, ["to", "to"]),
        ({"coordination": ["SEKDA"]}, ["coordination"]),
        ({"instructions": ["dance"]}, ["instructions.0"]),
        ({"instructions": None}, ["text"]),
        ({"text": "x" * 4001}, ["text"]),
        ({"due": "2026-03-01"}, ["due"]),
        ({"due": "soon"}, ["due"]),
        ({"urgency": "calm"}, ["urgency"]),
        ({"colour": "red"}, ["colour"]),
    ],
)
def test_what_is_wrong_with_an_order_is_named(change, fields):
    assert messages.given(BODY, TODAY).to == ("SEKDA",)
    with pytest.raises(Invalid) as caught:
        messages.given(BODY | change, TODAY)
    assert [one.field for one in caught.value.errors] == fields


def test_instructions_have_titles_in_both_languages():
    assert len(instructions()) > 5
    assert all(one.title and one.title_en for one in instructions().values())
