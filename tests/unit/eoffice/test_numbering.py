from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from libs.kit.errors import Invalid
from services.eoffice.numbering.domain import (
    SCOPES,
    TOKENS,
    Number,
    NumberTaken,
    NumberUsed,
    Order,
    Rule,
    YearClosed,
    check_between,
    check_open,
    draw,
    next_suffix,
    series,
    template,
)

ORDER = Order("l", "SETDA", "surat-dinas", "000.8.3.3", secret=False)
DAY = date(2026, 3, 2)
FULL = "{classification}/{n:03}/{unit}/{month_roman}/{year}"


def _text(text, n, suffix="", order=ORDER, day=DAY):
    return draw(Rule("", "", False, template(text), "unit"), order, day).text(n, suffix)


@pytest.mark.parametrize(
    ("text", "n", "number"),
    [
        (FULL, 15, "000.8.3.3/015/SETDA/III/2026"),
        (FULL, 1234, "000.8.3.3/1234/SETDA/III/2026"),
        ("{n}", 7, "7"),
        ("R-{n:04}/{kind} {day}-{month}", 7, "R-0007/surat-dinas 02-03"),
    ],
)
def test_tokens_are_filled_in(text, n, number):
    assert _text(text, n) == number


def test_a_suffix_stands_behind_the_counter():
    assert _text(FULL, 15, "a") == "000.8.3.3/015a/SETDA/III/2026"


@pytest.mark.parametrize(
    ("month", "roman"), [(1, "I"), (4, "IV"), (6, "VI"), (9, "IX"), (12, "XII")]
)
def test_months_are_roman(month, roman):
    assert _text("{n}/{month_roman}", 1, day=date(2026, month, 1)) == f"1/{roman}"


@pytest.mark.parametrize(
    "text",
    [
        "", "x" * 101, "no counter", "{n}{n}", "{n:03}/{name}", "{n", "n}", "{n}{", "{{n}}",
        "{n!r}", "{n:3}", "{n:00}", "{n:010}", "{unit.__class__}{n}", "{}{n}", "{n}\n", "{0}{n}",
        "}{n}{",
    ],
)  # fmt: skip
def test_what_is_no_template_is_refused(text):
    with pytest.raises(Invalid) as caught:
        template(text)
    assert [one.field for one in caught.value.errors] == ["template"]


@given(st.text(max_size=40))
def test_any_text_is_a_template_or_refused(text):
    try:
        read = template(text)
    except Invalid:
        return
    before, after = read.around({token: f"{{{token}}}" for token in TOKENS})
    assert text.startswith(f"{before}{{n")
    assert text.endswith(f"}}{after}")


@given(st.text(alphabet="{}n:0", min_size=1, max_size=12))
def test_what_a_value_holds_is_not_read_as_a_token(value):
    order = Order("l", value, "surat-dinas", "000", secret=False)
    assert _text("{unit}/{n}", 5, order=order) == f"{value}/5"


def test_series_are_apart_by_their_scope():
    others = [
        Order("l", "DINKES", "surat-dinas", "000.8.3.3", secret=False),
        Order("l", "SETDA", "keputusan", "000.8.3.3", secret=False),
        Order("l", "SETDA", "surat-dinas", "100", secret=False),
    ]
    apart = {s: [series(s, ORDER) != series(s, one) for one in others] for s in SCOPES}
    assert apart == {
        "institution": [False, False, False],
        "unit": [True, False, False],
        "unit_kind": [True, True, False],
        "unit_classification": [True, False, True],
    }


@pytest.mark.parametrize("scope", SCOPES)
def test_secret_letters_have_a_series_of_their_own(scope):
    secret = Order("l", "SETDA", "surat-dinas", "000.8.3.3", secret=True)
    assert series(scope, secret) != series(scope, ORDER)


def _number(state="reserved"):
    return Number("i", "unit:SETDA", 2026, 15, "", "15", "l", "SETDA", False, state, DAY)


def test_a_reserved_number_is_used_or_void_for_a_reason():
    assert _number().used().state == "used"
    void = _number().void("surat batal")
    assert (void.state, void.reason) == ("void", "surat batal")
    with pytest.raises(NumberUsed):
        void.used()
    for state in ("used", "void"):
        with pytest.raises(NumberUsed):
            _number(state).void("x")


def test_suffixes_follow_each_other_to_z():
    assert (next_suffix(set()), next_suffix({"a", "b"})) == ("a", "c")
    with pytest.raises(NumberTaken):
        next_suffix(set("abcdefghijklmnopqrstuvwxyz"))


def test_a_number_put_in_later_lies_between_its_neighbours():
    check_between(DAY, DAY, DAY)
    check_between(DAY, date(2026, 1, 1), None)
    for before, after in ((date(2026, 3, 3), None), (date(2026, 3, 1), date(2026, 3, 1))):
        with pytest.raises(Invalid):
            check_between(DAY, before, after)


def test_numbers_of_a_year_are_put_in_until_so_many_days_after_its_end():
    check_open(DAY, date(2027, 1, 31), 31)
    check_open(DAY, DAY, 0)
    for today, closes in ((date(2027, 2, 1), 31), (date(2027, 1, 1), 0)):
        with pytest.raises(YearClosed) as caught:
            check_open(DAY, today, closes)
        assert caught.value.extra == {"year": 2026}
