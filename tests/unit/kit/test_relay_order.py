"""Which rows the relay is done with, when the broker took some of a batch only."""

from __future__ import annotations

import orjson
from hypothesis import given
from hypothesis import strategies as st

from libs.kit.publisher import Outcome
from libs.kit.relay import sent_in_order

CONFIRMED, FAILED, UNROUTABLE = Outcome.CONFIRMED, Outcome.FAILED, Outcome.UNROUTABLE


def row(number: int, subject: str, event: str = "entry_posted") -> tuple:
    envelope = orjson.dumps({"subject": subject}).decode()
    return (number, f"id{number}", event, 1, number, envelope)


def numbers(rows: list[tuple]) -> list[int]:
    return [row[0] for row in rows]


def test_all_that_was_confirmed_is_done_with() -> None:
    rows = [row(1, "a"), row(2, "b")]
    assert sent_in_order(rows, [CONFIRMED, CONFIRMED]) == rows


def test_what_follows_a_failure_about_the_same_is_sent_again() -> None:
    rows = [row(1, "a"), row(2, "a"), row(3, "b"), row(4, "a")]
    outcomes = [CONFIRMED, FAILED, CONFIRMED, CONFIRMED]
    assert numbers(sent_in_order(rows, outcomes)) == [1, 3]


def test_another_event_about_the_same_subject_is_another_matter() -> None:
    rows = [row(1, "a"), row(2, "a", "book_closed")]
    assert numbers(sent_in_order(rows, [UNROUTABLE, CONFIRMED])) == [2]


@given(st.lists(st.tuples(st.sampled_from("abc"), st.sampled_from(list(Outcome)))))
def test_what_is_kept_is_everything_from_the_first_failure_of_a_subject_on(
    sent: list[tuple[str, Outcome]],
) -> None:
    rows = [row(number, subject) for number, (subject, _) in enumerate(sent)]
    done = set(numbers(sent_in_order(rows, [outcome for _, outcome in sent])))
    for subject in "abc":
        of_subject = [(n, o) for n, (s, o) in enumerate(sent) if s == subject]
        failed = next((n for n, o in of_subject if o is not CONFIRMED), len(sent))
        assert {n for n, _ in of_subject if n < failed} == {n for n, _ in of_subject if n in done}
