"""What was entered of a D.Hasil beside our sums, and what explains the difference."""

from __future__ import annotations

import pytest

from libs.kit.errors import Invalid
from services.elections.recaps import messages
from services.elections.recaps.domain import Difference, Part, compare, slips
from services.elections.tally import Tally
from tests.unit.elections.forms_of import CONTEST

OURS = {"votes.1": 100, "votes.2": 50, "valid": 150, "invalid": 5, "dpt": 300, "users": 155}


def gave(**figures: object) -> dict:
    return {"area": "197101", "figures": figures}


def test_what_agrees_is_no_difference():
    assert compare(OURS, OURS) == []


def test_a_difference_is_theirs_less_ours_and_only_of_what_was_entered():
    [one] = compare({"votes.1": 110, "invalid": 5}, OURS)
    assert (one.field, one.theirs, one.ours, one.difference) == ("votes.1", 110, 100, 10)
    assert (one.parts, one.unexplained) == ((), None)


def test_the_parts_that_differ_explain_it_the_largest_first():
    parts = [
        Part("1971011001", {"votes.1": 47}, {"votes.1": 40}),
        Part("1971011002", {"votes.1": 30}, {"votes.1": 30}),
        Part("1971011003", {"votes.1": 40}, {"votes.1": 30}),
        Part("1971011004", None, {"votes.1": 10}),
    ]
    [one] = compare({"votes.1": 120}, OURS, parts)
    assert one == Difference("votes.1", 120, 100, (("1971011003", 10), ("1971011001", 7)), 3)


def test_a_slip_made_when_the_parts_were_added_up_is_left_unexplained():
    parts = [Part("1971011001", OURS, OURS)]
    [one] = compare({"votes.1": 101}, OURS, parts)
    assert (one.parts, one.unexplained) == ((), 1)


def test_figures_that_contradict_themselves_are_found():
    assert slips(OURS) == []
    assert slips(OURS | {"valid": 149}) == [("valid", -1)]
    assert slips(OURS | {"invalid": 7}) == [("users", -2)]
    assert slips({"valid": 3}) == []


def test_a_recapitulation_is_read_by_its_fields():
    area, figures = messages.entered(
        gave(votes={"1": 100, "2": 50}, valid=150, invalid=5, dpt=300, users=155), CONTEST
    )
    assert (area, figures) == ("197101", OURS)


@pytest.mark.parametrize(
    ("data", "field"),
    [
        ({"area": "1972", "figures": {"valid": 1}}, "area"),
        ({"area": "19710", "figures": {"valid": 1}}, "area"),
        ({"area": "197101", "figures": {}}, "figures"),
        (gave(votes={"1": 1}), "figures.votes.2"),
        (gave(votes={"1": 1, "2": 2, "3": 3}), "figures.votes.3"),
        (gave(valid=-1), "figures.valid"),
        (gave(valid="12"), "figures.valid"),
        (gave(total=3), "figures.total"),
        (gave(valid=300_000_001), "figures.valid"),
    ],
)
def test_a_wrong_field_is_named(data, field):
    with pytest.raises(Invalid) as caught:
        messages.entered(data, CONTEST)
    assert field in [one.field for one in caught.value.errors]


def test_our_sums_have_the_same_fields():
    tally = Tally(1, 1, 1, (100, 50), 5, 300, 300, 155)
    assert messages.sums(tally, CONTEST) == OURS
    assert set(messages.sums(None, CONTEST).values()) == {0}
