"""The outlook: replays of a real night, and what is certain by arithmetic."""

import math
import random
from collections import defaultdict

import pytest

from services.elections.quick_count import least_squares, spreading
from services.elections.quick_count.outlook import FEWEST, Model, Village
from services.elections.quick_count.spreading import Piece
from services.elections.quick_count.verdict import Duel, can_lose, most_out
from tests.shared import needs_shared
from tests.unit.elections import bener_meriah

REPLAYS = 40


def _earlier(rng):
    """Return an earlier election's shares: the real ones, moved by district and by village."""
    votes = defaultdict(lambda: [0, 0, 0])
    for code, given, _ in bener_meriah.stations():
        for place, count in enumerate(given):
            votes[code[:10]][place] += count
    districts = {code[:6]: [rng.gauss(0, 0.25) for _ in range(3)] for code in sorted(votes)}
    return {code: _moved(one, districts[code[:6]], rng) for code, one in sorted(votes.items())}


def _moved(votes, district, rng):
    logs = [
        math.log(max(count / sum(votes), 0.01)) + shift + rng.gauss(0, 0.5)
        for count, shift in zip(votes, district, strict=True)
    ]
    whole = sum(map(math.exp, logs))
    return tuple(math.exp(one) / whole for one in logs)


def _villages(counted, earlier):
    rows = defaultdict(lambda: [[0, 0, 0], 0, 0, 0])
    for code, votes, dpt in bener_meriah.stations():
        row = rows[code[:10]]
        if code in counted:
            row[0] = [had + more for had, more in zip(row[0], votes, strict=True)]
            row[1] += dpt
        else:
            row[2] += 1
            row[3] += dpt
    return [
        Village(code, tuple(one[0]), *one[1:], 0, earlier.get(code))
        for code, one in sorted(rows.items())
    ]


def _arrivals(order, rng):
    """Return the stations in an order of arrival: of stations, of villages, or of districts."""
    digits = {"stations": 13, "villages": 10, "districts": 6}[order]
    codes = [code for code, _, _ in bener_meriah.stations()]
    turn = {code[:digits]: rng.random() for code in codes}
    return sorted(codes, key=lambda code: turn[code[:digits]])


@needs_shared
@pytest.mark.parametrize(
    ("order", "part"),
    [("stations", 0.5), ("villages", 0.3), ("villages", 0.7), ("districts", 0.5)],
)
def test_replays_of_a_real_night_end_within_the_interval(order, part):
    held = 0
    for replay in range(REPLAYS):
        rng = random.Random(replay)
        codes = _arrivals(order, rng)
        counted = set(codes[: round(part * len(codes))])
        villages = _villages(counted, _earlier(rng))
        model = Model(villages)
        guess = model.guess(villages)
        out = [votes for code, votes, _ in bener_meriah.stations() if code not in counted]
        margin = sum(one[0] - one[1] for one in out)
        reach = model.reach_between(villages, 0, 1)
        held += abs(margin - (guess.votes[0] - guess.votes[1])) <= reach
        assert reach < 0.35 * sum(map(sum, out)), "an interval that says nothing"
    assert held >= 0.875 * REPLAYS  # 95 % of 40, less three standard deviations


@needs_shared
def test_the_earlier_election_makes_the_interval_narrower():
    rng = random.Random(1)
    codes = _arrivals("villages", rng)
    counted = set(codes[: len(codes) // 2])
    villages = _villages(counted, _earlier(rng))
    blind = [Village(*_fields(one)[:-1], (1 / 3, 1 / 3, 1 / 3)) for one in villages]
    reaches = [Model(one).reach_between(one, 0, 1) for one in (villages, blind)]
    assert reaches[0] < 0.6 * reaches[1]


def _fields(village):
    return [getattr(village, name) for name in Village.__slots__]


def _plain(count, earlier=(0.6, 0.4)):
    return [Village(f"197101{1000 + n}", (60, 40), 200, 1, 200, 0, earlier) for n in range(count)]


def test_villages_that_all_vote_alike_are_foretold_exactly():
    villages = _plain(30)
    guess = Model(villages).guess(villages)
    assert guess.votes == pytest.approx((1800, 1200))
    assert guess.reach == pytest.approx((0, 0), abs=1)


def test_without_an_earlier_election_there_is_no_interval():
    villages = _plain(30, earlier=None)
    model = Model(villages)
    assert not model.knows_errors
    assert model.guess(villages).votes == pytest.approx((1800, 1200))
    assert model.guess(villages).reach is None
    assert model.reach_between(villages, 0, 1) is None


def test_a_few_villages_give_no_interval():
    assert not Model(_plain(FEWEST - 1)).knows_errors
    assert Model(_plain(FEWEST)).knows_errors


def test_stations_whose_voters_nobody_told_count_as_the_usual_one():
    villages = [*_plain(30), Village("1971021001", (0, 0), 0, 2, 0, 2, (0.6, 0.4))]
    known, unknown = villages[:-1], villages[-1:]
    model = Model(villages)
    assert sum(model.guess(unknown).votes) == pytest.approx(200)
    assert sum(model.guess(known).votes) == pytest.approx(3000)


def test_nothing_counted_foretells_nothing():
    villages = [Village("1971011001", (0, 0), 0, 3, 900)]
    assert Model(villages).guess(villages).votes == (0, 0)
    assert Model([]).guess([]).votes == ()


def test_a_line_is_found_again():
    points = [
        least_squares.products(1.0 + n, (1.0, n / 10), (2 + n / 5, 1 - n / 10)) for n in range(8)
    ]
    line = least_squares.fit(points, 2)
    assert line[0] == pytest.approx([2, 2], abs=1e-6)
    assert line[1] == pytest.approx([1, -1], abs=1e-6)
    assert least_squares.predict(line, (1.0, 0.5)) == pytest.approx([3, 0.5], abs=1e-6)


def test_features_that_say_the_same_do_not_divide_by_zero():
    points = [least_squares.products(1.0, (1.0, 1.0), (share,)) for share in (0.5, 0.7)]
    line = least_squares.fit(points, 2)
    assert least_squares.predict(line, (1.0, 1.0)) == pytest.approx([0.6], abs=1e-6)


def test_groups_that_differ_are_told_from_those_that_do_not():
    rng = random.Random(3)
    alike = [[rng.gauss(0, 1) for _ in range(30)] for _ in range(10)]
    apart = [[value + 2 * n for value in group] for n, group in enumerate(alike)]
    assert spreading.between(alike) < 0.15
    assert spreading.between(apart) > 10
    assert spreading.between([[1.0, 2.0]]) == spreading.USUAL_BETWEEN


def test_a_group_that_was_not_seen_widens_the_error():
    seen = [Piece("a", 100.0)] * 10
    inside = spreading.scale([Piece("a", 100.0)] * 10, seen, 1.0)
    outside = spreading.scale([Piece("b", 100.0)] * 10, seen, 1.0)
    assert inside == pytest.approx(1000 * math.sqrt(0.2))
    assert outside == pytest.approx(1000 * math.sqrt(0.2 + 2))


@pytest.mark.parametrize(
    ("duels", "most", "answer"),
    [
        ([], 0, "certain"),
        ([Duel(1001, 900, None)], 1000, "certain"),
        ([Duel(1000, 900, None)], 1000, "open"),
        ([Duel(1000, 900, 850)], 2000, "unlikely"),
        ([Duel(1000, 900, 950)], 2000, "open"),
        ([Duel(1000, -900, 850)], 2000, "likely"),
        ([Duel(3000, 2500, 10), Duel(1000, -900, 850)], 2000, "likely"),
        ([Duel(3000, 2500, 10), Duel(1000, 50, 850)], 2000, "open"),
    ],
)
def test_the_leader_can_lose_until_arithmetic_or_the_outlook_say_no(duels, most, answer):
    assert can_lose(duels, most) == answer


def test_the_most_that_can_come_are_all_ballots_with_the_reserve():
    assert most_out(1000, 0, 600, 2.5) == 1025
    assert most_out(1000, 2, 600, 2.5) == 2255
