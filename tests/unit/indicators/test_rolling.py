"""Figures of areas above others: sums, weighted means, and what an area says of itself."""

import random
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from services.indicators.rolling import Figure, up

VILLAGES = st.dictionaries(
    st.builds("33160{}{:04d}".format, st.integers(1, 3), st.integers(2001, 2009)),
    st.decimals(0, 10_000, places=3),
    min_size=1,
)


@given(VILLAGES)
def test_sums_of_districts_add_up_to_the_regencys(own):
    found = up(own, "sum", None)
    assert found["3316"].value == sum(own.values())
    districts = [one for area, one in found.items() if len(area) == 6]
    assert sum(one.value for one in districts) == found["3316"].value
    assert sum(one.parts for one in districts) == len(own)


@given(VILLAGES, st.randoms(use_true_random=False))
def test_the_order_of_the_values_changes_nothing(own, chance: random.Random):
    listed = list(own.items())
    chance.shuffle(listed)
    weights = {area: Decimal(len(area)) + value for area, value in own.items()}
    assert up(dict(listed), "mean", weights) == up(own, "mean", weights)


def test_a_mean_is_weighted_and_leaves_out_who_has_no_weight():
    own = {"331601": Decimal(10), "331602": Decimal(20), "331603": Decimal(90)}
    weights = {"331601": Decimal(3), "331602": Decimal(1)}
    assert up(own, "mean", weights)["3316"] == Figure(Decimal("12.5"), 2)
    assert up(own, "mean", None)["3316"].value == 40
    assert "3316" not in up(own, "mean", {})


def test_an_areas_own_value_stands_and_says_whether_its_parts_agree():
    own = {"331601": Decimal(1), "331602": Decimal(2), "3316": Decimal(4)}
    assert up(own, "sum", None)["3316"] == Figure(Decimal(4), 0, agrees=False)
    assert up(own | {"3316": Decimal(3)}, "sum", None)["3316"].agrees
    assert up(own, "mean", None)["3316"].agrees


def test_without_a_rule_nothing_is_made():
    assert set(up({"331601": Decimal(1)}, "none", None)) == {"331601"}
