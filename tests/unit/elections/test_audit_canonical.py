"""RFC 8785, by its own examples."""

import json
import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.elections.audit.canonical import NotCanonical, dumps, number, written

# Appendix B: the double's bits, its text.
NUMBERS = {
    "0000000000000000": "0",
    "8000000000000000": "0",
    "0000000000000001": "5e-324",
    "8000000000000001": "-5e-324",
    "7fefffffffffffff": "1.7976931348623157e+308",
    "ffefffffffffffff": "-1.7976931348623157e+308",
    "4340000000000000": "9007199254740992",
    "c340000000000000": "-9007199254740992",
    "4430000000000000": "295147905179352830000",
    "44b52d02c7e14af5": "9.999999999999997e+22",
    "44b52d02c7e14af6": "1e+23",
    "44b52d02c7e14af7": "1.0000000000000001e+23",
    "444b1ae4d6e2ef4e": "999999999999999700000",
    "444b1ae4d6e2ef4f": "999999999999999900000",
    "444b1ae4d6e2ef50": "1e+21",
    "3eb0c6f7a0b5ed8c": "9.999999999999997e-7",
    "3eb0c6f7a0b5ed8d": "0.000001",
    "41b3de4355555553": "333333333.3333332",
    "41b3de4355555554": "333333333.33333325",
    "41b3de4355555555": "333333333.3333333",
    "41b3de4355555556": "333333333.3333334",
    "41b3de4355555557": "333333333.33333343",
    "becbf647612f3696": "-0.0000033333333333333333",
    "43143ff3c1cb0959": "1424953923781206.2",
}
ANY = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**53), 2**53)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=20,
)


PLAIN = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**54), 2**54) | st.text(),
    lambda inner: (
        st.lists(inner).map(tuple)
        | st.dictionaries(st.text(st.characters(max_codepoint=127)) | st.text(), inner)
    ),
    max_leaves=20,
)


@given(ANY | PLAIN)
def test_the_quick_form_is_the_one_by_the_letter(value):
    assert dumps(value) == written(value)


@pytest.mark.parametrize("code", [*range(0x100), 0x2028, 0x2029, 0xFEFF, 0xFFFF, 0x1F600])
def test_a_character_is_written_alike_on_both_ways(code):
    text = f"a{chr(code)}b"
    assert dumps({"a": text, text: 1}) == written({"a": text, text: 1})


def test_what_nests_deep_is_written_too():
    deep = 0
    for _ in range(300):
        deep = [deep]
    assert dumps(deep) == written(deep)


@pytest.mark.parametrize("bits", NUMBERS)
def test_a_number_is_written_as_ecmascript_writes_it(bits):
    assert number(struct.unpack(">d", bytes.fromhex(bits))[0]) == NUMBERS[bits]


def test_members_are_sorted_by_utf_16_code_units():
    names = ["\u20ac", "\r", "\ufb33", "1", "\U0001f600", "\u0080", "\u00f6"]
    written = json.loads(dumps(dict.fromkeys(names)))
    assert list(written) == ["\r", "1", "\u0080", "\u00f6", "\u20ac", "\U0001f600", "\ufb33"]


def test_the_rfcs_own_object():
    given = {
        "numbers": [333333333.33333329, 1e30, 4.50, 2e-3, 0.000000000000000000000000001],
        "string": "\u20ac$\u000f\u000aA'\u0042\u0022\u005c\\\"\u002f",
        "literals": [None, True, False],
    }
    assert dumps(given).decode() == (
        '{"literals":[null,true,false],"numbers":[333333333.3333333,1e+30,4.5,0.002,1e-27],'
        '"string":"€$\\u000f\\nA\'B\\"\\\\\\\\\\"/"}'
    )


@given(ANY)
def test_what_was_written_reads_the_same_and_is_written_the_same_again(value):
    written = dumps(value)
    assert json.loads(written, parse_int=float) == value
    assert dumps(json.loads(written)) == written


@pytest.mark.parametrize(
    "value", [float("nan"), float("inf"), 10**400, {1: 2}, {"\ud800": 1}, "\udfff", {1, 2}, b"x"]
)
def test_what_has_no_canonical_form_is_refused(value):
    with pytest.raises(NotCanonical):
        dumps(value)
