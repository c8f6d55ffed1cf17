"""The stratified ratio estimator against published figures, and its intervals on real results."""

import csv
import math
import random
import statistics
from collections import defaultdict
from datetime import UTC, datetime

import pytest

from services.elections.domain import Candidate, Contest
from services.elections.quick_count import estimating, sampling, showing
from services.elections.quick_count.domain import Minimum, Sample, Stratum
from services.elections.quick_count.estimating import Part
from services.elections.quick_count.quantiles import t_quantile
from services.elections.quick_count.sampling import Frame
from tests.shared import SHARED, needs_shared
from tests.unit.elections import bener_meriah

DRAWS = 1500


@pytest.fixture(scope="module")
def schools():
    """Return the strata of apistrat: rows are (enroll, api.stu, api00)."""
    groups = defaultdict(list)
    path = SHARED / "data" / "checks" / "apistrat.csv"
    with path.open(encoding="utf-8") as lines:
        for row in csv.DictReader(lines):
            figures = (row["enroll"], row["api.stu"], row["api00"])
            groups[row["stype"]].append(tuple(map(float, figures)))
    populations = {"E": 4421, "H": 755, "M": 1018}
    return [Part((code,), populations[code], tuple(rows)) for code, rows in groups.items()]


@needs_shared
def test_the_ratio_of_two_totals_is_the_published_one(schools):
    found = estimating.ratio(schools, lambda row: row[1])
    assert found.value == pytest.approx(0.8369568873, abs=1e-9)
    assert found.error == pytest.approx(0.0077571031, abs=1e-9)


@needs_shared
def test_a_mean_and_a_total_are_the_published_ones(schools):
    mean = estimating.ratio(schools, lambda row: row[2], lambda _row: 1.0)
    assert (mean.value, mean.error) == pytest.approx((662.2874, 9.408941), abs=5e-5)
    total = estimating.total(schools, lambda row: row[0])
    assert (total.value, total.error) == pytest.approx((3_687_177.5, 114_641.7), abs=0.05)


def test_equal_stations_of_quickcountmx_have_no_error():
    parts = [
        Part((str(n),), population, tuple((16.0, 5.0, 10.0, 1.0, 70.0) for _ in range(rows)))
        for n, (population, rows) in enumerate(((10, 5), (10, 5), (5, 2), (4, 2)))
    ]
    found = [estimating.ratio(parts, lambda row, n=n: row[n]) for n in (1, 2, 3)]
    assert [100 * one.value for one in found] == pytest.approx([31.25, 62.5, 6.25])
    turnout = estimating.ratio(parts, lambda row: row[0], lambda row: row[4])
    assert 100 * turnout.value == pytest.approx(22.857, abs=0.001)
    assert [one.error for one in (*found, turnout)] == pytest.approx([0] * 4, abs=1e-12)
    assert found[0].share_interval(0.95) == pytest.approx((0.3125, 0.3125))


def test_a_complete_stratum_adds_nothing_to_the_error():
    complete = Part(("a",), 3, ((10.0, 4.0), (12.0, 3.0), (9.0, 8.0)))
    drawn = Part(("b",), 30, ((10.0, 4.0), (12.0, 3.0), (9.0, 8.0)))
    assert estimating.ratio([complete], lambda row: row[1]).error == 0
    assert estimating.ratio([drawn], lambda row: row[1]).error > 0


def _part(code, population, count):
    return Part((code,), population, tuple((10.0, float(n)) for n in range(count)))


def test_strata_of_one_are_joined_to_their_neighbours():
    parts = [_part("a", 9, 3), _part("b", 9, 1), _part("c", 9, 4), _part("d", 9, 0)]
    joined = estimating.collapse(parts)
    assert [(one.codes, one.population, len(one.rows)) for one in joined] == [
        (("a",), 9, 3),
        (("b", "c", "d"), 27, 5),
    ]


def test_a_stratum_of_a_single_station_stands_by_itself():
    joined = estimating.collapse([_part("a", 9, 3), _part("b", 1, 1), _part("c", 9, 3)])
    assert [one.codes for one in joined] == [("a",), ("b",), ("c",)]


def test_nothing_is_estimated_from_one_station():
    parts = estimating.collapse([_part("a", 9, 1), _part("b", 9, 0)])
    assert estimating.ratio(parts, lambda row: row[1]) is None
    assert estimating.total(parts, lambda row: row[1]) is None


# Student's t, two sides, from the tables.
TABLE = {1: 12.7062, 2: 4.30265, 5: 2.57058, 9: 2.26216, 30: 2.04227, 120: 1.97993}


@pytest.mark.parametrize("freedom", TABLE)
def test_quantiles_are_those_of_the_tables(freedom):
    assert t_quantile(0.95, freedom) == pytest.approx(TABLE[freedom], abs=6e-5)


def test_quantiles_have_no_step_where_the_expansion_begins():
    steps = [t_quantile(0.95, n - 1) - t_quantile(0.95, n) for n in (299, 300, 301, 302)]
    assert all(0 < step < 1.2 * steps[0] for step in steps)


def _drawn(frames, members, size, rng):
    sizes = sampling.allocate(frames, size, "proportional")
    return [
        Part((frame.code,), frame.population, tuple(rng.sample(members[frame.code], count)))
        for frame, count in zip(frames, sizes, strict=True)
    ]


@needs_shared
@pytest.mark.parametrize("size", [30, 50, 100])
def test_intervals_hold_the_real_result_as_often_as_they_say(size):
    members = defaultdict(list)
    for code, votes, _ in bener_meriah.stations():
        members[code[:6]].append((float(sum(votes)), *map(float, votes)))
    everything = [row for rows in members.values() for row in rows]
    valid = sum(row[0] for row in everything)
    truth = [sum(row[n] for row in everything) / valid for n in (1, 2, 3)]
    frames = [Frame(code, len(rows)) for code, rows in sorted(members.items())]
    rng, held, naive = random.Random(size), [0, 0, 0], 0
    for _ in range(DRAWS):
        parts = _drawn(frames, members, size, rng)
        for n, right in enumerate(truth):
            found = estimating.ratio(parts, lambda row, n=n: row[n + 1])
            low, high = found.share_interval(0.95)
            held[n] += low <= right <= high
            naive += n == 0 and abs(found.value - right) < _binomial(found.value, parts)
    assert all(0.93 <= count / DRAWS <= 0.97 for count in held), held
    assert naive / DRAWS < 0.5, "a voter-level interval would claim far too much"


def _binomial(share, parts):
    voters = sum(row[0] for part in parts for row in part.rows)
    return 1.96 * math.sqrt(share * (1 - share) / voters)


CONTEST = Contest("c", "C", "1971", (Candidate(1, "Satu"), Candidate(2, "Dua")))


def _sample(*strata, **options):
    listed = tuple(Stratum(*one) for one in strata)
    now = datetime(2024, 11, 27, tzinfo=UTC)
    return Sample("id", "s", "1971", "district", "proportional", "x", listed, now, **options)


def _row(stratum, one, two, dpt=500):
    return stratum, [one, two], dpt, one + two + 5


def test_an_estimate_is_held_until_each_stratum_has_its_minimum():
    sample = _sample(("197101", 40, 6), ("197102", 20, 4))
    rows = [_row("197101", 200 + n, 100) for n in range(6)] + [_row("197102", 90, 100)]
    held = showing.estimate(sample, CONTEST, rows)
    assert (held.state, held.figures, held.lacking) == ("held", None, {"197102": 1})
    shown = showing.estimate(sample, CONTEST, [*rows, _row("197102", 95, 100)])
    assert (shown.state, shown.lacking) == ("shown", {})
    one = shown.figures["candidates"][0]
    assert one["low"] < one["share"] < one["high"]
    assert shown.figures["lead"]["number"] == 1


def test_a_stratum_that_need_not_report_is_collapsed():
    sample = _sample(("197101", 40, 6), ("197102", 20, 4), minimum=Minimum(0, 0))
    rows = [_row("197101", 200 + n, 100) for n in range(3)]
    shown = showing.estimate(sample, CONTEST, rows)
    assert shown.collapsed == [["197101", "197102"]]
    assert shown.figures["valid"]["votes"] == 60 * 301


def test_turnout_waits_for_stations_that_tell_their_users():
    sample = _sample(("197101", 40, 4))
    rows = [_row("197101", 200 + n, 100, 500 if n else 0) for n in range(2)]
    assert showing.estimate(sample, CONTEST, rows).figures["turnout"] is None
    rows = [_row("197101", 200 + n, 100) for n in range(3)]
    turnout = showing.estimate(sample, CONTEST, rows).figures["turnout"]
    assert turnout["share"] == pytest.approx(statistics.fmean((305, 306, 307)) / 500)


def test_the_lead_has_an_interval_of_its_own():
    sample = _sample(("197101", 400, 4))
    rows = [_row("197101", one, 200 - one) for one in (100, 104, 98, 102)]
    lead = showing.estimate(sample, CONTEST, rows).figures["lead"]
    assert (lead["number"], lead["over"], lead["clear"]) == (1, 2, False)
    assert lead["difference"] == pytest.approx(8 / 800)
    assert lead["low"] < 0 < lead["high"]
