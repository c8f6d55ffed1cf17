import string
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from libs.kit.errors import Invalid
from services.elections.domain import ADMINISTRATION
from services.elections.rules import compiling, defaults, expressions
from services.elections.rules.checks import Facts
from services.elections.rules.domain import EXACT, Rule, Tolerance
from tests.unit.elections.forms_of import CONTEST

NUMBERS = defaults.constants(600, 2.5)


def rules(expression, tolerance=EXACT, message="text"):
    rule = Rule("one", expression, "error", message, tolerance)
    return compiling.compiled([rule], CONTEST.vote_fields, NUMBERS)


def differences(expression, figures, tolerance=EXACT):
    return [one.difference for one in rules(expression, tolerance).find(figures)]


def refused(expression):
    with pytest.raises(Invalid) as caught:
        expressions.parse(expression, NUMBERS)
    (error,) = caught.value.errors
    assert error.field == "expression"
    return error.message


def test_every_figure_of_the_form_has_a_name():
    assert set(ADMINISTRATION) == expressions.FIGURES


@pytest.mark.parametrize(
    ("expression", "figures", "expected"),
    [
        ("total == valid + invalid", {"total": 9, "valid": 5, "invalid": 3}, [1]),
        ("total == valid + invalid", {"total": 8, "valid": 5, "invalid": 3}, []),
        ("total <= valid", {"total": 4, "valid": 5}, []),
        ("total <= valid", {"total": 7, "valid": 5}, [2]),
        ("total >= valid", {"total": 4, "valid": 5}, [-1]),
        ("total >= valid", {"total": 6, "valid": 5}, []),
        ("total - 2 * valid == 1", {"total": 4, "valid": 5}, [-7]),
        ("-total == -3", {"total": 4}, [-1]),
        ("sum(votes) == valid", {"votes.1": 4, "votes.2": 2, "valid": 5}, [1]),
        ("votes.1 <= votes.2", {"votes.1": 4, "votes.2": 2}, [2]),
        ("max(votes) <= valid", {"votes.1": 4, "votes.2": 9, "valid": 5}, [4]),
        ("min(votes, valid) == 2", {"votes.1": 4, "votes.2": 9, "valid": 5}, [2]),
        ("abs(valid - invalid) <= 3", {"valid": 1, "invalid": 9}, [5]),
        ("ceil(0.5 * valid) == total", {"valid": 5, "total": 2}, [1]),
        ("0.5 * valid <= total", {"valid": 5, "total": 2}, [1]),
        ("dpt.total <= election.dpt_limit", {"dpt.total": 601}, [1]),
        ("total == valid\nvalid == invalid", {"total": 1, "valid": 2, "invalid": 4}, [-1, -2]),
        ("sum(figures) <= 4", {"total": 3, "valid": 4}, [3]),
    ],
)
def test_a_condition_tells_by_how_much_its_left_side_is_larger(expression, figures, expected):
    assert differences(expression, figures) == expected


def test_a_percentage_is_exact_where_a_float_would_not_be():
    """200 * 2.5 * 0.01 is 5.000000000000001 for a float, of which the ceiling is 6."""
    expression = "ceil(dpt.total * 2.5 * 0.01) == 5"
    assert differences(expression, {"dpt.total": 200}) == []
    assert differences(expression, {"dpt.total": 201}) == [1]


@pytest.mark.parametrize(
    ("tolerance", "total", "expected"),
    [
        (Tolerance(Fraction(3)), 103, []),
        (Tolerance(Fraction(3)), 97, []),
        (Tolerance(Fraction(3)), 104, [4]),
        (Tolerance(Fraction("2.5"), percent=True), 102, []),
        (Tolerance(Fraction("2.5"), percent=True), 103, [3]),
        (Tolerance(Fraction("2.5"), percent=True), 97, [-3]),
    ],
)
def test_a_tolerance_is_absolute_or_of_the_right_side(tolerance, total, expected):
    assert differences("total == valid", {"total": total, "valid": 100}, tolerance) == expected


@pytest.mark.parametrize("missing", ["total", "valid", "invalid"])
def test_a_rule_is_silent_until_all_its_figures_are_there(missing):
    figures = {"total": 9, "valid": 5, "invalid": 1}
    del figures[missing]
    assert differences("total == valid + invalid", figures) == []
    assert differences("abs(total) <= max(valid, 2 * invalid)", figures) == []


def test_the_largest_figure_names_those_that_are_too_large():
    (finding,) = rules("max(figures) <= 999").find({"total": 1001, "valid": 5, "invalid": 1003})
    assert (finding.fields, finding.difference) == (("total", "invalid"), 4)


def test_messages_belong_to_their_lines_and_know_the_elections_numbers():
    found = rules("total <= 1\nvalid <= 1", message="more than {election.dpt_limit}\nanother").find(
        {"total": 9, "valid": 9}
    )
    assert [one.message for one in found] == ["more than 600", "another"]


def test_other_ballots_are_beside_a_form_and_the_one_that_differs_most_is_told():
    made = rules("dpt.total == other.dpt.total", message="not as on {other}")
    assert made.find({"dpt.total": 5}) == ()
    others = (("Gubernur", {"dpt.total": 4}), ("DPR", {"dpt.total": 9}), ("DPD", {}))
    (finding,) = made.find_across({"dpt.total": 5}, Facts({}, others))
    assert (finding.message, finding.fields, finding.difference) == (
        "not as on DPR",
        ("dpt.total",),
        -4,
    )
    assert made.find_across({"dpt.total": 5}, Facts({}, ())) == ()


def test_the_stations_registered_voters_are_a_fact():
    made = rules("dpt.total == station.dpt.total")
    (finding,) = made.find_across({"dpt.total": 5}, Facts({"total": 7}))
    assert finding.difference == -2
    assert made.find_across({"dpt.total": 5}, Facts({})) == ()


def test_a_form_concerns_other_ballots_by_the_figures_they_share():
    made = rules("dpt.total == other.dpt.total")
    assert made.concerns_others({}, {"dpt.total": 5})
    assert not made.concerns_others({"dpt.total": 5}, {"dpt.total": 5, "valid": 1})
    assert made.alone.across == ()


@pytest.mark.parametrize(
    ("expression", "place", "said"),
    [
        ("", "line 1, column 1", "a condition is needed"),
        ("total", "line 1, column 1", "needs ==, <= or >="),
        ("total == valid\n  total = valid", "line 2, column 9", "write == for equal"),
        ("total == valid == invalid", "line 1, column 19", "one comparison a line"),
        ("total < valid", "line 1, column 1", "compare with ==, <= or >="),
        ("total == (valid", "line 1, column 10", "can't be read"),
        ("total == valid +", "line 1, column 17", "missing at the end"),
        ("total == valid / 2", "line 1, column 16", "'/' has no place"),
        ("total == 'a'", "line 1, column 10", "has no place"),
        ("total ≤ valid", "line 1, column 7", "has no place"),
        ("total == valid ** 2", "line 1, column 10", "only + - and *"),
        ("total * valid == 1", "line 1, column 1", "one side of *"),
        ("total == users.total.tota", "line 1, column 10", "is it users.total.total?"),
        ("total == votes", "line 1, column 10", "take sum, min or max"),
        ("valid == other.valid", "line 1, column 10", "votes of two ballots are never compared"),
        ("valid == other.votes.1", "line 1, column 10", "votes of two ballots"),
        ("total == round(valid)", "line 1, column 10", "the functions are"),
        ("total == abs(valid, 1)", "line 1, column 10", "abs needs one"),
        ("total == max()", "line 1, column 10", "max needs a value"),
        ("total == sum(*votes)", "line 1, column 14", "only figures"),
        ("total == valid if 1 else 2", "line 1, column 1", "needs ==, <= or >="),
        ("total == (valid and invalid)", "line 1, column 11", "only figures"),
        ("total == ().real", "line 1, column 10", "a name is needed"),
        ("total == 1e400", "line 1, column 10", "needs a number up to"),
        ("total == 2j", "line 1, column 10", "needs a number up to"),
        ("3 == 4", "line 1, column 1", "says nothing about a figure"),
        ("max(figures) == other.dpt.total", "line 1, column 1", "can't stand beside facts"),
        ("max(figures, 3) == 3", "line 1, column 1", "can't stand beside others"),
        ("total == " + "1+" * 150 + "1", "line 1, column 301", "longer than 300"),
        ("total == 1\n" * 13, "line 13, column 1", "more than 12 conditions"),
        ("(" * 150 + "total" + ")" * 130 + " == 1", "line 1, column", "can't be read"),
    ],
)
def test_what_is_wrong_is_named_with_its_place(expression, place, said):
    message = refused(expression)
    assert message.startswith(place)
    assert said in message


def test_nothing_is_nested_without_end():
    assert "nested too deep" in refused("total == " + "-" * 60 + "valid")


HOSTILE = st.text(st.sampled_from(string.printable + "≤é"), max_size=80)
PARTS = (
    "total valid votes . ( ) + * == <= sum max lambda __class__ figures other.dpt.total 1 if in ,"
)
NEARLY = st.lists(st.sampled_from(PARTS.split()), max_size=20).map(" ".join)


@given(HOSTILE | NEARLY)
def test_any_text_is_a_condition_or_refused_with_its_place(text):
    try:
        made = rules(text)
    except Invalid:
        assert refused(text).startswith("line ")
    else:
        made.find({"total": 1, "valid": 2})
        made.find_across({"total": 1}, Facts({"total": 1}, (("x", {"dpt.total": 1}),)))
