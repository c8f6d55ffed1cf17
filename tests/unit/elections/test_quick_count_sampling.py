"""How large a sample is, how it is spread, and what it draws."""

import math
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from libs.kit.errors import Invalid
from services.elections.quick_count import designing, messages, sampling
from services.elections.quick_count.designing import Wish
from services.elections.quick_count.domain import Minimum, stratum_of
from services.elections.quick_count.sampling import Frame
from tests.shared import needs_shared
from tests.unit.elections import bener_meriah

PUBLISHED = {
    311: (172.11, 240.99, 275.44, 301.28),
    1453: (304.00, 615.50, 905.44, 1262.18),
    7908: (366.41, 940.34, 1841.98, 4337.18),
}


@pytest.mark.parametrize("population", PUBLISHED)
def test_the_handbooks_formula_gives_its_published_sizes(population):
    margins = (0.05, 0.03, 0.02, 0.01)
    sizes = [sampling.size_by_voters(population, margin, 1.96) for margin in margins]
    assert sizes == pytest.approx(PUBLISHED[population], abs=0.005)


def _frames(*populations, spread=0.15):
    return [Frame(str(place), count, spread) for place, count in enumerate(populations)]


@pytest.mark.parametrize("allocation", ["proportional", "neyman"])
def test_the_size_by_stations_has_the_margin_it_was_sized_for(allocation):
    frames = [Frame("a", 3000, 0.05), Frame("b", 1000, 0.20)]
    size = sampling.size_by_stations(frames, 0.01, 0.95, allocation)
    sizes = sampling.allocate(frames, math.ceil(size), allocation)
    assert sampling.expected_margin(frames, sizes, 0.95) == pytest.approx(0.01, rel=0.005)


def test_neyman_needs_fewer_stations_where_spreads_differ():
    frames = [Frame("a", 3000, 0.05), Frame("b", 1000, 0.20)]
    needed = [
        sampling.size_by_stations(frames, 0.01, 0.95, one) for one in ("neyman", "proportional")
    ]
    assert needed[0] < 0.7 * needed[1]


def test_proportional_shares_of_quickcountmx():
    assert sampling.allocate(_frames(10, 10, 5, 2), 13, "proportional", 1) == (5, 5, 2, 1)
    assert sampling.allocate(_frames(10, 10, 5, 2), 13, "proportional") == (5, 4, 2, 2)


def test_neyman_goes_by_size_times_spread():
    frames = [Frame("a", 100, 0.1), Frame("b", 100, 0.3)]
    assert sampling.allocate(frames, 40, "neyman") == (10, 30)


@given(
    st.lists(st.integers(1, 300), min_size=1, max_size=12),
    st.integers(1, 2000),
    st.sampled_from(["proportional", "neyman"]),
)
def test_an_allocation_keeps_its_bounds_and_its_sum(populations, size, allocation):
    frames = [Frame(str(n), count, 0.05 + n / 50) for n, count in enumerate(populations)]
    sizes = sampling.allocate(frames, size, allocation)
    least = [min(count, sampling.LEAST) for count in populations]
    assert all(low <= n <= high for low, n, high in zip(least, sizes, populations, strict=True))
    assert sum(sizes) == min(sum(populations), max(size, sum(least)))


def test_no_exchange_of_two_stations_makes_a_smaller_variance():
    frames = [Frame("a", 46, 0.2), Frame("b", 120, 0.1), Frame("c", 17, 0.3)]
    sizes = sampling.allocate(frames, 30, "neyman")
    best = sampling.expected_margin(frames, sizes, 0.95)
    for giver, taker in ((a, b) for a in range(3) for b in range(3) if a != b):
        other = list(sizes)
        other[giver] -= 1
        other[taker] += 1
        assert sampling.expected_margin(frames, other, 0.95) >= best


CODES = [f"1971010{village:03}{number:03}" for village in range(5) for number in range(1, 21)]


def test_a_draw_is_the_same_for_a_seed_and_another_for_another():
    drawn = sampling.choose(CODES, 10, "17-11-2024")
    assert drawn == sampling.choose(reversed(CODES), 10, "17-11-2024") == sorted(drawn)
    assert drawn != sampling.choose(CODES, 10, "18-11-2024")
    assert drawn[:3] == ["1971010000010", "1971010000020", "1971010001006"]


def test_a_larger_draw_holds_the_smaller_one():
    assert set(sampling.choose(CODES, 10, "s")) < set(sampling.choose(CODES, 30, "s"))


def test_every_station_is_drawn_as_often_as_any_other():
    drawn = Counter(code for n in range(2000) for code in sampling.choose(CODES, 10, str(n)))
    expected, deviation = 200, math.sqrt(2000 * 0.1 * 0.9)
    assert len(drawn) == len(CODES)
    assert all(abs(count - expected) < 4.5 * deviation for count in drawn.values())


def test_strata_are_levels_of_the_code_or_the_kind_of_village():
    assert [stratum_of("1971011004001", by) for by in ("none", "regency", "district")] == [
        "all",
        "1971",
        "197101",
    ]
    kinds = ("1971011004001", "3316012001001", "9401013001001")
    assert [stratum_of(code, "kind") for code in kinds] == ["urban", "rural", "other"]


def test_a_plan_draws_its_sizes_from_each_stratum():
    stations = dict.fromkeys(
        [f"197101100{v}{n:03}" for v in (1, 2) for n in range(1, 31)]
        + [f"1971021001{n:03}" for n in range(1, 16)],
        500,
    )
    wish = Wish("1971", size=15, seed="abc")
    plan = designing.plan(wish, stations, {})
    assert [(one.code, one.population, one.size) for one in plan.strata] == [
        ("197101", 60, 12),
        ("197102", 15, 3),
    ]
    drawn = designing.draw(wish, plan, stations)
    assert Counter(drawn.values()) == {"197101": 12, "197102": 3}
    assert all(code.startswith(stratum) for code, stratum in drawn.items())


def test_a_margin_is_met_by_either_formula():
    stations = {f"197101100{v}{n:03}": 550 for v in range(8) for n in range(1, 40)}
    by_stations = designing.plan(Wish("1971", margin=0.03, spread=0.08), stations, {})
    assert by_stations.margin == pytest.approx(0.03, abs=0.001)
    assert sum(by_stations.sizes) == math.ceil(by_stations.by_stations)
    by_voters = designing.plan(Wish("1971", margin=0.05, basis="voters"), stations, {})
    assert sum(by_voters.sizes) == 173  # of 312


def test_a_design_effect_stands_for_a_spread():
    stations = {f"1971011001{n:03}": 600 for n in range(1, 100)}
    plan = designing.plan(Wish("1971", size=20, design_effect=25), stations, {})
    assert plan.spread == pytest.approx(math.sqrt(25 * 0.25 / 600))
    assert sampling.design_effect(plan.spread, 600) == pytest.approx(25)
    unknown = dict.fromkeys(stations)
    with pytest.raises(Invalid, match="The request") as error:
        designing.plan(Wish("1971", size=20, design_effect=25), unknown, {})
    assert error.value.errors[0].field == "design_effect"


def test_a_sample_larger_than_the_frame_is_refused():
    with pytest.raises(Invalid) as error:
        designing.plan(Wish("1971", size=3), {"1971011001001": 1, "1971011001002": 1}, {})
    assert "more than the 2" in error.value.errors[0].message
    with pytest.raises(Invalid) as error:
        designing.plan(Wish("1971", size=3), {}, {})
    assert error.value.errors[0].field == "area"


@needs_shared
def test_spreads_of_an_earlier_election_give_the_margins_that_were_computed_from_it():
    rows = [(code, votes) for code, votes, _ in bener_meriah.stations()]
    frame = dict.fromkeys((code for code, _ in rows), 250)
    known = designing.spreads(rows, "district")
    for size, plain, stratified in ((30, 6.327, 5.713), (50, 4.790, 4.306), (100, 3.182, 2.867)):
        alone = designing.plan(Wish("1117", strata_by="none", size=size), frame, {"": known[""]})
        assert 100 * alone.margin == pytest.approx(plain, abs=0.002)
        parted = designing.plan(Wish("1117", size=size), frame, known)
        assert 100 * parted.margin == pytest.approx(stratified, abs=0.1)


def test_a_wish_names_every_field_that_is_wrong():
    wrong = {
        "size": 10,
        "margin": 0.02,
        "strata": "province",
        "allocation": "neyman",
        "least": 1,
        "spread": "wide",
        "minimum": {"percent": 120},
        "sizes": 1,
    }
    with pytest.raises(Invalid) as error:
        messages.wish(wrong, "seed")
    fields = {one.field for one in error.value.errors}
    assert fields == {"size", "strata", "allocation", "least", "spread", "minimum.percent", "sizes"}


def test_a_minimum_is_the_larger_of_its_two_and_never_more_than_was_drawn():
    usual = Minimum()
    assert [usual.needed(size) for size in (1, 2, 3, 4, 5, 11)] == [1, 2, 2, 2, 3, 6]
    assert Minimum(0, 0).needed(9) == 0
    assert Minimum(2, 100).needed(9) == 9
