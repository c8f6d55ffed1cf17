"""The rules of an incident: states, who has it in hand, merging, versions."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from libs.kit.errors import Invalid
from services.notifications.incidents.domain import (
    CLOSED,
    CONTAINED,
    DUPLICATE,
    FALSE,
    OPEN,
    REPORTED,
    RESPONDING,
    SEVERITIES,
    STEPS,
    VERIFIED,
    Incident,
    IncidentChanged,
    IncidentInHand,
    IncidentState,
    Place,
    Who,
)
from services.notifications.incidents.types import origins, types

NOON = datetime(2026, 2, 3, 5, 0, tzinfo=UTC)
LATER = NOON + timedelta(minutes=4)
SARI, BUDI = Who("1", "sari", "BPBD"), Who("2", "budi", "Polres")
FLOOD = Incident(
    id="a",
    year=2026,
    number=47,
    type="flood",
    severity="major",
    headline="Air pasang masuk TPS",
    text="",
    place=Place("1971031006003"),
    source="account",
    occurred_at=NOON,
    reported_at=NOON,
    changed_by="sari",
    changed_at=NOON,
)


def _after(*steps, of=FLOOD):
    for step in steps:
        of = of.take_step(step, SARI, LATER, "sudah dicek")
    return of


def test_an_incident_is_called_by_its_number():
    assert FLOOD.name == "INS-0047"
    assert replace(FLOOD, number=12345).name == "INS-12345"


def test_it_goes_from_reported_to_closed_and_each_step_has_its_time():
    done = _after("verify", "respond", "contain", "close")
    assert (done.state, done.version) == (CLOSED, 5)
    assert set(done.times) == {VERIFIED, RESPONDING, CONTAINED, CLOSED}


@pytest.mark.parametrize(
    ("steps", "state"),
    [
        (("verify", "respond", "contain", "respond"), RESPONDING),
        (("refute",), FALSE),
        (("verify", "refute", "reopen"), REPORTED),
        (("verify", "close", "reopen"), VERIFIED),
    ],
)
def test_it_may_go_other_ways(steps, state):
    assert _after(*steps).state == state


@pytest.mark.parametrize(
    ("steps", "step"),
    [
        ((), "respond"),
        ((), "close"),
        ((), "reopen"),
        (("verify",), "verify"),
        (("verify",), "contain"),
        (("verify", "respond"), "refute"),
        (("verify", "close"), "verify"),
    ],
)
def test_it_takes_no_step_out_of_turn(steps, step):
    before = _after(*steps)
    with pytest.raises(IncidentState) as refused:
        _after(step, of=before)
    assert refused.value.extra == {"state": before.state}


@pytest.mark.parametrize(
    ("steps", "step"),
    [((), "refute"), (("verify",), "close"), (("verify", "respond", "contain", "close"), "reopen")],
)
def test_what_ends_or_reopens_it_needs_a_reason(steps, step):
    with pytest.raises(Invalid) as refused:
        _after(*steps).take_step(step, SARI, LATER)
    assert refused.value.errors[0].field == "reason"


def test_what_is_contained_closes_without_a_word():
    assert _after("verify", "respond", "contain").take_step("close", SARI, LATER).state == CLOSED


def test_every_step_but_reopening_leads_somewhere_from_an_open_state():
    for step in STEPS:
        ways = [s for s in (*OPEN, CLOSED, FALSE) if _may(replace(FLOOD, state=s), step)]
        assert ways, step
    assert not any(_may(replace(FLOOD, state=DUPLICATE), step) for step in STEPS)


def _may(incident, step):
    try:
        incident.take_step(step, SARI, LATER, "x")
    except IncidentState:
        return False
    return True


def test_the_second_of_two_is_told_who_was_first():
    changed = FLOOD.take_step("verify", BUDI, LATER)
    with pytest.raises(IncidentChanged) as refused:
        changed.require_version(1)
    assert refused.value.extra == {
        "version": 2,
        "changed_by": "budi",
        "changed_at": LATER.isoformat(),
    }


def test_one_is_taken_handed_over_and_taken_again():
    taken = FLOOD.take(SARI, NOON)
    given = taken.hand_over(SARI, LATER, "PLN", "Piket PLN")
    assert (taken.handler.name, taken.handler.since) == ("sari", NOON)
    assert (given.handler.account, given.handler.name, given.handler.agency) == (
        None,
        "Piket PLN",
        "PLN",
    )
    assert given.take(BUDI, LATER).handler.name == "budi"


def test_what_another_has_is_taken_with_a_reason_only():
    taken = FLOOD.take(SARI, NOON)
    with pytest.raises(IncidentInHand):
        taken.take(BUDI, LATER)
    with pytest.raises(IncidentInHand):
        taken.hand_over(BUDI, LATER, "PLN")
    with pytest.raises(IncidentInHand):
        FLOOD.hand_over(SARI, LATER, "PLN")
    assert taken.take(BUDI, LATER, "giliran berganti").handler.agency == "Polres"
    assert taken.take(SARI, LATER).handler.since == LATER


def test_a_duplicate_comes_back_in_the_state_in_which_it_was():
    other = replace(FLOOD, id="b", number=48)
    merged = _after("verify").merge(other, SARI, LATER)
    assert (merged.state, merged.merged_into, merged.is_open) == (DUPLICATE, "b", False)
    alone = merged.unmerge(SARI, LATER)
    assert (alone.state, alone.merged_into, alone.before_merge) == (VERIFIED, None, None)


def test_nothing_is_merged_into_itself_or_into_what_is_over():
    with pytest.raises(Invalid):
        FLOOD.merge(FLOOD, SARI, LATER)
    over = _after("refute", of=replace(FLOOD, id="b"))
    with pytest.raises(IncidentState):
        FLOOD.merge(over, SARI, LATER)
    with pytest.raises(IncidentState):
        over.merge(FLOOD, SARI, LATER)


def test_severity_goes_up_and_down_while_it_is_open():
    worse = FLOOD.rate("critical", SARI, LATER)
    assert worse.rate("minor", SARI, LATER).severity == "minor"
    with pytest.raises(Invalid):
        FLOOD.rate("major", SARI, LATER)
    with pytest.raises(IncidentState):
        _after("refute").rate("minor", SARI, LATER)


def test_what_the_public_says_is_unchecked_until_somebody_looked():
    told = replace(FLOOD, source="public")
    assert not told.is_checked
    assert _after("verify", of=told).is_checked
    assert not _after("verify", "refute", of=told).is_checked
    assert FLOOD.is_checked


def test_types_and_sources_ship_as_data():
    cap = {"Geo", "Met", "Safety", "Security", "Rescue", "Fire", "Health", "Env", "Transport"}
    cap |= {"Infra", "CBRNE", "Other"}
    for one in types().values():
        assert one.cap in cap
        assert one.severity in SEVERITIES
        assert one.title
        assert one.title_en
    assert {one.mode for one in origins().values()} <= {"off", "wait", "open"}
