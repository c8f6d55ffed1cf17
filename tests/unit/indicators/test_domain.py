"""Indicators: periods, targets, dimensions, closed years, lateness and quality."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from libs.kit.errors import Invalid
from services.indicators import domain, periods
from services.indicators.domain import Dimension, Indicator, IndicatorOwned, YearClosed

SEX = Dimension("sex", {"L": "male", "P": "female"})
AGE = Dimension("age", {"0-4": "", "5-9": ""})
ROADS = Indicator(
    "kemantapan-jalan",
    "infrastructure",
    "Kemantapan jalan",
    "Sound roads",
    "",
    "",
    "%",
    "1971.PUPR",
    "month",
    "Survei",
    direction="up",
    targets={2022: Decimal(78), 2024: Decimal(82)},
    dimensions=(SEX, AGE),
    closed_until=2023,
)


@given(st.dates(date(1901, 1, 1), date(2199, 12, 31)), st.sampled_from(periods.RHYTHMS))
def test_a_period_is_read_as_it_is_shown(day, rhythm):
    start = periods.holding(day, rhythm)
    assert periods.parse(periods.show(start, rhythm), rhythm) == start
    following = periods.after(start, rhythm)
    assert periods.after(following, rhythm, -1) == start <= day < following


@pytest.mark.parametrize(
    ("text", "rhythm"),
    [
        ("2024", "month"),
        ("2024-13", "month"),
        ("2024-Q5", "quarter"),
        ("2024-02-30", "day"),
        ("0024", "year"),
    ],
)
def test_a_period_of_another_form_is_refused(text, rhythm):
    with pytest.raises(ValueError, match=r"."):
        periods.parse(text, rhythm)


def test_a_leap_day_has_a_year_before_it():
    assert periods.year_before(date(2024, 2, 29)) == date(2023, 2, 28)


def test_what_follows_the_newest_is_late_after_its_end_and_grace():
    newest = date(2024, 9, 1)  # October ends on the 31st; ten days of grace
    assert periods.missing(newest, "month", 10, date(2024, 11, 10)) == 0
    assert periods.missing(newest, "month", 10, date(2024, 11, 11)) == 1
    assert periods.missing(newest, "month", 10, date(2025, 1, 15)) == 3
    days = [periods.days_late(newest, "month", 10, date(2024, 11, day)) for day in (1, 10, 11, 30)]
    assert days == [0, 0, 1, 20]


def test_a_target_holds_until_the_next_one():
    assert [ROADS.target(year) for year in (2021, 2023, 2024, 2030)] == [None, 78, 82, 82]


def test_dimensions_are_kept_in_one_order():
    assert ROADS.dims({"age": "0-4", "sex": "L"}) == "sex=L;age=0-4"
    assert domain.undims("sex=L;age=0-4") == {"sex": "L", "age": "0-4"}
    assert domain.undims("") == {}
    with pytest.raises(Invalid) as caught:
        ROADS.dims({"sex": "X", "colour": "red"})
    assert [error.field for error in caught.value.errors] == ["dimensions.sex", "dimensions.colour"]


def test_an_indicator_is_one_agencys():
    ROADS.claimed_by("1971.PUPR")
    with pytest.raises(IndicatorOwned) as caught:
        ROADS.claimed_by("1971.DINKES")
    assert caught.value.extra == {"owner": "1971.PUPR"}


@pytest.mark.parametrize(("admin", "reason"), [(False, "audit"), (True, "")])
def test_a_closed_year_needs_an_administrator_and_a_reason(admin, reason):
    with pytest.raises(YearClosed):
        domain.check_closed(ROADS, [date(2023, 12, 1)], reason, admin=admin)
    domain.check_closed(ROADS, [date(2024, 1, 1)], "", admin=False)
    domain.check_closed(ROADS, [date(2023, 12, 1)], "audit", admin=True)


def test_quality_is_its_worst_part_and_says_why():
    found = domain.quality((9, 12), 1, (20, 20), any_figure=True)
    assert (found.complete.score, found.fresh.score, found.consistent.score) == (75, 50, 100)
    assert found.score == 50
    assert "9 of 12" in found.complete.why
    assert domain.quality((0, 0), 0, (0, 0), any_figure=False).score == 0


@pytest.mark.parametrize(("rule", "made"), [("sum", 6), ("mean", 2), ("last", 3), ("none", None)])
def test_a_year_is_made_by_its_rule(rule, made):
    assert domain.over_time(rule, [Decimal(1), Decimal(2), Decimal(3)]) == made
    assert domain.over_time(rule, []) is None


def test_a_change_is_good_by_its_direction():
    assert domain.is_better("down", Decimal(-2)) is True
    assert domain.is_better("up", Decimal(-2)) is False
    assert domain.is_better("none", Decimal(-2)) is domain.is_better("up", Decimal(0)) is None


@pytest.mark.parametrize(
    ("unit", "value", "holds"), [("%", "100.1", False), ("%", "0", True), ("orang", "-1", False)]
)
def test_bounds_are_the_units(unit, value, holds):
    assert domain.within_bounds(unit, Decimal(value)) is holds
