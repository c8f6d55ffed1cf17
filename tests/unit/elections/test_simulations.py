from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from libs.kit.errors import Invalid
from services.elections.domain import Ballot, Candidate, Contest
from services.elections.simulations import making, messages
from services.elections.simulations.domain import (
    DECISION,
    LATER,
    SECOND,
    VOTES,
    WHOLE,
    codes,
    deeds,
)
from tests.unit.elections.forms_of import ELECTION

TPS = codes("3201", 300)


def findings_of(figures, numbers):
    candidates = tuple(Candidate(number, f"Calon {number}") for number in numbers)
    ballot = Ballot(1, ELECTION, Contest("gladi", "Gladi", "3201", candidates))
    return list(ballot.rules.find(figures))


def plan(**changes):
    return messages.plan({"area": "3201", "tps": 300} | changes)


def test_a_night_is_the_same_again_and_another_with_another_seed():
    assert deeds(plan(), TPS, 2) == deeds(plan(), TPS, 2)
    assert deeds(plan(), TPS, 2) != deeds(plan(seed=2), TPS, 2)


def test_every_station_reports_every_ballot_once():
    first = [deed for deed in deeds(plan(), TPS, 2) if deed.kind in (WHOLE, VOTES)]
    assert Counter((deed.tps, deed.contest) for deed in first) == Counter(
        (tps, contest) for tps in TPS for contest in (0, 1)
    )


def test_reports_come_in_order_of_time_and_within_the_night():
    night = deeds(plan(parts_rate=0, error_rate=0, conflict_rate=0), TPS, 1)
    hours = [deed.hour for deed in night]
    assert hours == sorted(hours)
    assert max(hours) <= 10.5
    assert 4.0 < hours[len(hours) // 2] < 4.8  # the median that was asked for


def test_what_comes_by_parts_comes_after_its_votes():
    night = deeds(plan(parts_rate=1), TPS, 1)
    votes = {deed.tps: deed.hour for deed in night if deed.kind == VOTES}
    later = {deed.tps: deed.hour for deed in night if deed.kind == LATER}
    assert votes.keys() == later.keys()
    assert all(later[tps] > hour for tps, hour in votes.items())


def test_an_area_without_a_connection_reports_when_it_is_back():
    outage = {"area": TPS[0][:6], "from_hour": 2, "to_hour": 6}
    night = deeds(plan(outages=[outage]), TPS, 1)
    inside = [deed for deed in night if deed.tps.startswith(outage["area"])]
    assert not [deed for deed in inside if 2 <= deed.hour < 6 and deed.kind != DECISION]
    assert [deed for deed in inside if deed.held_back == 0]
    assert not [d for d in night if d.held_back == 0 and not d.tps.startswith(outage["area"])]


@pytest.mark.parametrize("verifiers", [1, 4])
def test_each_contested_form_is_decided_after_its_second_entry(verifiers):
    night = deeds(plan(conflict_rate=0.3, verifiers=verifiers), TPS, 2)
    second = {(d.tps, d.contest): d.hour for d in night if d.kind == SECOND}
    decided = {(d.tps, d.contest): d.hour for d in night if d.kind == DECISION}
    assert second
    assert second.keys() == decided.keys()
    assert all(decided[where] > hour for where, hour in second.items())


def test_more_verifiers_are_done_sooner():
    def end(verifiers):
        night = deeds(plan(conflict_rate=1, verifiers=verifiers, verifier_seconds=600), TPS, 2)
        return max(deed.hour for deed in night if deed.kind == DECISION)

    assert end(20) < end(1)


def test_without_verifiers_what_is_contested_stays_so():
    night = deeds(plan(conflict_rate=1, verifiers=0), TPS, 1)
    assert {deed.kind for deed in night} >= {SECOND}
    assert not [deed for deed in night if deed.kind == DECISION]


@given(st.integers(0, 999), st.sampled_from(TPS), st.integers(40, 600), st.integers(2, 6))
def test_a_made_form_has_no_finding(seed, tps, dpt, candidates):
    numbers = tuple(range(1, candidates + 1))
    assert findings_of(making.form(seed, tps, dpt, 0, numbers), numbers) == []


@given(st.integers(0, 999), st.sampled_from(TPS))
def test_a_slip_is_found_and_changes_no_vote(seed, tps):
    right = making.form(seed, tps, 500, 0, (1, 2))
    wrong = making.slipped(seed, tps, 0, right)
    assert findings_of(wrong, (1, 2)) != []
    assert (wrong["votes.1"], wrong["votes.2"]) == (right["votes.1"], right["votes.2"])


def test_both_ballots_of_a_station_have_the_same_voters():
    one, two = (making.form(1, TPS[0], 500, contest, (1, 2)) for contest in (0, 1))
    shared = [name for name in one if name.startswith(("dpt.", "users.", "ballots."))]
    assert [one[name] for name in shared] == [two[name] for name in shared]
    assert one["votes.1"] != two["votes.1"]


@given(st.one_of(st.integers(1, 300), st.sampled_from([7908, 21_385, 50_000])))
def test_made_codes_are_stations_of_the_area(count):
    found = codes("3201", count)
    assert len(set(found)) == count
    assert all(len(code) == 13 and code.startswith("3201") and code.isdigit() for code in found)


def test_what_is_wrong_with_a_plan_is_named():
    outage = {"area": "3201", "from_hour": 5, "to_hour": 2}
    with pytest.raises(Invalid) as refused:
        plan(tps=0, speed=-1, error_rate="much", outages=[outage], colour="red")
    fields = [error.field for error in refused.value.errors]
    assert sorted(fields) == ["colour", "error_rate", "outages.0.to_hour", "speed", "tps"]


def test_a_plan_is_kept_and_read_again():
    given_plan = plan(outages=[{"area": "320101", "from_hour": 1, "to_hour": 2}])
    assert messages.loaded(messages.stored(given_plan)) == given_plan
