"""Whatever the reader of expressions finds wrong is said in the page's own words."""

from __future__ import annotations

import ast
import re
from fractions import Fraction
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from libs.kit.errors import Invalid
from services.elections.rules import expressions
from services.gateway.web import rules

CONSTANTS = {"election.dpt_limit": Fraction(600)}
WRONG = (
    "",
    "valid == 1\n" * 13,
    "valid == " + "1 + " * 100 + "1",
    "valid",
    "valid == total == invalid",
    "valid < total",
    "1 == 1",
    "max(figures) <= station.dpt.total",
    "valid == total; total == 1",
    "valid = total",
    "valid == )",
    "valid ==",
    "valid == (" + "-" * 60 + "total)",
    "(" * 210 + "valid" + ")" * 5,
    "valid == (total, invalid)",
    "valid == +total",
    "valid == 1000001",
    "valid == total ** 2",
    "valid == total * invalid",
    "votes == valid",
    "valid == sum(votes).male",
    "valid == other.valid",
    "valid == usrs.total.total",
    "valid == qqqqqqqq",
    "valid == round(total)",
    "valid == abs(valid, total)",
    "valid == abs()",
    "valid == max(figures, total)",
)


def refused(text: str) -> tuple[str, set[int]]:
    """Return what is said of the expression, and the lines of the reader that it went through."""
    with pytest.raises(Invalid) as caught:
        expressions.parse(text, CONSTANTS)
    (error,) = caught.value.errors
    here = [one for one in caught.traceback if str(one.path) == expressions.__file__]
    return error.message.partition(": ")[2], {one.lineno + 1 for one in here}


def pattern(phrase: str) -> re.Pattern[str]:
    return re.compile(re.sub(r"\\{\w+\\}", ".+", re.escape(phrase)))


@pytest.fixture
def phrases(client: FlaskClient) -> list[re.Pattern[str]]:
    with client.application.test_request_context("/"):
        return [pattern(one) for one in rules.strings()["wrong"]]


@pytest.mark.parametrize("text", WRONG, ids=range(len(WRONG)))
def test_what_is_wrong_has_words_of_the_page(text, phrases):
    said, _ = refused(text)
    assert any(one.fullmatch(said) for one in phrases), said


def test_every_way_to_be_wrong_is_tried_here():
    hit = set().union(*(refused(text)[1] for text in WRONG))
    text = Path(expressions.__file__).read_text(encoding="utf-8")
    raised = (node for node in ast.walk(ast.parse(text)) if isinstance(node, ast.Raise))
    missed = [one for one in raised if not hit & set(range(one.lineno, one.end_lineno + 1))]
    # Python's parser runs out of depth long after what may be written ends, on some builds only.
    assert {ast.unparse(one) for one in missed} <= {
        "raise wrong(self._number, 1, 'nested too deep') from None"
    }
