from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.elections import tally
from services.elections.consolidation import STATES
from services.elections.domain import QUARANTINES
from services.elections.tally import Counted, Tally
from tests.unit.elections.forms_of import CONTEST, TPS, WHOLE

START = datetime(2024, 11, 27, 6, tzinfo=UTC)
CODES = [f"19710{d}100{v}00{n}" for d in (1, 2) for v in (1, 2) for n in (1, 2)]


def figures_of(form, path=""):
    for name, value in form.items():
        if isinstance(value, dict):
            yield from figures_of(value, f"{path}{name}.")
        else:
            yield path + name, value


COMPLETE = dict(figures_of(WHOLE))


def row(figures, dpt=None, **of_record):
    return tally.of_station(Counted(dpt, figures, **of_record), CONTEST)


def test_a_station_that_handed_in_nothing_is_only_expected():
    assert row({}, dpt=300) == Tally(expected=1, votes=(0, 0), dpt=300)


def test_a_whole_form_counts_everything():
    assert row(COMPLETE, dpt=530) == Tally(
        expected=1,
        stations_in=1,
        complete=1,
        votes=(150, 117),
        invalid=10,
        dpt=530,
        dpt_in=530,
        users=277,
    )


def test_the_forms_own_dpt_stands_in_where_none_is_registered():
    assert row(COMPLETE).dpt == 528


def test_a_station_is_in_once_every_candidate_has_votes():
    assert row({"votes.1": 3}).stations_in == 0
    assert row({"votes.1": 3, "votes.2": 0}).stations_in == 1


def test_a_station_without_any_vote_is_in_only_when_a_verifier_says_so():
    nothing = {"votes.1": 0, "votes.2": 0}
    assert row(nothing, state="partial").stations_in == 0
    assert row(nothing, state="consolidated").stations_in == 1


@pytest.mark.parametrize("state", ["entered", "conflicted"])
def test_votes_that_do_not_stand_are_held(state):
    held = row(COMPLETE, dpt=530, state=state, standing=False)
    assert (held.held, held.votes_held) == (1, 267)
    assert (held.stations_in, held.valid, held.users, held.dpt_in) == (0, 0, 0, 0)


def test_a_quarantine_of_the_results_leaves_the_turnout_in():
    row_ = row(COMPLETE, dpt=530, quarantine="results")
    assert (row_.held, row_.votes_held, row_.stations_in, row_.valid) == (1, 267, 0, 0)
    assert (row_.users, row_.dpt_in) == (277, 530)


def test_a_quarantine_of_everything_counts_nothing_but_the_voters():
    row_ = row(COMPLETE, dpt=530, quarantine="all")
    assert (row_.held, row_.votes_held, row_.users, row_.dpt_in, row_.dpt) == (1, 267, 0, 0, 530)


@pytest.mark.parametrize(
    ("counted", "held", "could"),
    [((100, 60), 39, False), ((100, 60), 40, True), ((60, 100, 70), 30, True), ((5, 5), 0, False)],
)
def test_votes_held_could_change_the_winner_from_the_margin_on(counted, held, could):
    assert Tally(votes=counted, votes_held=held).could_change is could


def test_invalid_votes_wait_for_the_valid_ones():
    assert row({"invalid": 10}).invalid == 0
    assert row({"invalid": 10, "votes.1": 1, "votes.2": 1}).invalid == 10


def test_turnout_is_over_the_stations_that_told_their_users():
    told = row({"users.total.total": 150, "votes.1": 1, "votes.2": 1}, dpt=300)
    silent = row({"votes.1": 1, "votes.2": 1}, dpt=500)
    both = tally.recount({CODES[0]: told, CODES[1]: silent}, "1971")["1971"]
    assert (both.turnout, both.dpt) == (0.5, 800)
    assert silent.turnout is None


def test_rows_go_up_to_the_contests_area_and_no_further():
    assert set(tally.recount({TPS: row({})}, "1971")) == {"1971", "197101", "1971011004", TPS}


def test_a_fold_of_nothing_new_changes_no_row():
    applied = tally.recount({TPS: row(COMPLETE)}, "1971")
    assert tally.fold(applied, {TPS: row(COMPLETE)}, "1971") == {}


def test_what_differs_is_told_row_by_row():
    right = tally.recount({TPS: row(COMPLETE)}, "1971")
    stored = {**right, "197101": Tally(), "19710199": Tally()} | {}
    stored.pop(TPS)
    found = {area: (one, two) for area, one, two in tally.differences(stored, right)}
    assert set(found) == {"197101", "19710199", TPS}
    assert found[TPS] == (None, right[TPS])
    assert found["19710199"] == (Tally(), None)


counts = st.integers(0, 999)
figures = st.fixed_dictionaries(
    {},
    optional={
        "votes.1": counts,
        "votes.2": counts,
        "invalid": counts,
        "users.total.total": counts,
        "dpt.total": counts,
    },
)
minutes = st.integers(0, 1000).map(lambda number: START + timedelta(minutes=number))
states = st.builds(
    Counted,
    st.none() | counts,
    figures,
    st.integers(0, 3),
    st.just(0),
    st.none() | minutes,
    st.sampled_from(STATES),
    st.booleans(),
    st.sampled_from(QUARANTINES),
)
changes = st.lists(st.tuples(st.sampled_from(CODES), states), max_size=40)
roots = st.sampled_from(["19", "1971", "197101"])


@settings(max_examples=200, deadline=None)
@given(changes, st.lists(st.integers(1, 7), min_size=40, max_size=40), roots)
def test_folding_in_any_batches_ends_where_a_recount_does(changes, sizes, root):
    changes = [(code, state) for code, state in changes if code.startswith(root)]
    current, applied, newest = {}, {}, {}
    while changes:
        batch, changes = changes[: sizes[0]], changes[sizes.pop(0) :]
        for code, state in batch:
            # A station's newest submission is never older than the one before.
            times = [time for time in (state.latest, newest.get(code)) if time]
            newest[code] = max(times, default=None)
            current[code] = tally.of_station(replace(state, latest=newest[code]), CONTEST)
        applied |= tally.fold(applied, {code: current[code] for code, _ in batch}, root)
    assert applied == tally.recount(current, root)


@settings(max_examples=100, deadline=None)
@given(changes, st.randoms(use_true_random=False))
def test_folding_in_any_order_ends_where_a_recount_does(changes, random):
    current = {code: tally.of_station(state, CONTEST) for code, state in changes}
    order = list(current) * 2
    random.shuffle(order)
    applied = {}
    for code in order:
        applied |= tally.fold(applied, {code: current[code]}, "1971")
    assert applied == tally.recount(current, "1971")


@settings(max_examples=200, deadline=None)
@given(states)
def test_a_stations_votes_are_counted_or_held_or_not_all_there(state):
    row_ = tally.of_station(state, CONTEST)
    entered = all(name in state.figures for name in CONTEST.vote_fields)
    cast = sum(state.figures.get(name, 0) for name in CONTEST.vote_fields)
    assert row_.valid + row_.votes_held == (cast if entered else 0)
    assert not (row_.valid and row_.votes_held)
    assert row_.stations_in + row_.held <= 1
    assert row_.complete <= row_.stations_in
