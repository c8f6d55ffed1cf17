"""An order's clock and its receivers' steps, at every moment and in every order."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.notifications.orders import domain
from services.notifications.orders.domain import (
    CANNOT,
    DONE,
    OVERDUE,
    RANKS,
    SENT,
    STATES,
    UNANSWERED,
    Order,
    OrderAnswered,
    OrderEnded,
    Receiver,
    RemindedJustNow,
)

NOW = datetime(2026, 11, 22, 10, tzinfo=UTC)
QUARTER = timedelta(minutes=15)
MINUTES = st.integers(1, 10_000)


def order(minutes=60, **changes):
    deadline = NOW + timedelta(minutes=minutes)
    facts = {
        "id": "o", "year": 2026, "text": "Buka posko", "urgency": "urgent", "area": "1971",
        "incident": None, "exercise": False, "given_by": "sekda", "given_as": "SEKDA",
        "given_title": "Sekda", "given_at": NOW, "deadline": deadline, "number": 12,
        "acknowledge_by": domain.acknowledge_by(NOW, deadline, QUARTER),
    }  # fmt: skip
    return Order(**facts | changes)


def receiver(state=SENT, **changes):
    times = dict.fromkeys(STATES[: STATES.index(state) + 1], NOW)
    return Receiver("r", "", "CAMAT", "Camat", "Kecamatan", state, times, **changes)


def test_an_order_has_its_years_number():
    assert order().name == "PRT-0012"


@given(MINUTES)
def test_acknowledging_is_due_before_the_deadline_and_within_a_quarter_of_an_hour(minutes):
    one = order(minutes)
    assert NOW < one.acknowledge_by < one.deadline
    assert one.acknowledge_by - NOW == min(QUARTER, timedelta(minutes=minutes) / 2)


@given(MINUTES, st.lists(st.integers(0, 20_000), max_size=20), st.sampled_from(STATES))
def test_each_reason_is_told_once_however_often_the_clock_asks(minutes, moments, state):
    one, each, told = order(minutes), receiver(state), []
    for moment in sorted(moments):
        at = NOW + timedelta(minutes=moment)
        for why in domain.due(one, each, at):
            each = each.escalate(why, "SEKDA", at)
            told.append(why)
    last = NOW + timedelta(minutes=max(moments, default=0))
    waits, over = RANKS[state] < 3, RANKS[state] == 4
    wanted = {UNANSWERED} if waits and last >= one.acknowledge_by else set()
    wanted |= {OVERDUE} if not over and last >= one.deadline else set()
    assert sorted(told) == sorted(wanted)
    assert each.escalated_to == (("SEKDA",) if told else ())


def test_nothing_is_due_of_an_order_that_is_over():
    cancelled = order().cancel("sekda", NOW, "salah alamat")
    assert domain.due(cancelled, receiver(), NOW + timedelta(days=9)) == []
    with pytest.raises(OrderEnded):
        cancelled.cancel("sekda", NOW, "lagi")


@given(st.lists(st.sampled_from(STATES[1:]), max_size=8))
def test_a_step_is_never_undone(steps):
    one = receiver()
    for number, state in enumerate(steps):
        try:
            after = one.come_to(state, f"p{number}", NOW + timedelta(minutes=number), "alasan")
        except OrderAnswered:
            assert RANKS[state] >= 3
            assert one.is_over or one.state == state
            continue
        if after is not None:
            assert RANKS[after.state] > RANKS[one.state]
            one = after
    assert (one.answered_by != "") == (not one.waits)
    assert (domain.READ in one.times) <= (RANKS[one.state] >= 2)
    assert one.waits or domain.ACKNOWLEDGED in one.times


@given(st.lists(st.sampled_from(STATES), min_size=1, max_size=6))
def test_an_order_is_over_when_all_have_answered(states):
    after = order().settle([receiver(one) for one in states], "camat", NOW)
    if not set(states) <= {DONE, CANNOT}:
        assert after.state == "open"
    else:
        assert after.state == ("done" if set(states) == {DONE} else "not_done")
    counted = domain.counts([receiver(one) for one in states])
    assert counted["all"] == sum(counted[one] for one in STATES) == len(states)


def test_who_is_not_done_is_reminded_once_a_minute():
    those = [receiver(), receiver(DONE), receiver("acknowledged")]
    assert domain.check_reminder(those, NOW) == [those[0], those[2]]
    again = [those[0].remind(NOW), *those[1:]]
    with pytest.raises(RemindedJustNow):
        domain.check_reminder(again, NOW + timedelta(seconds=59))
    assert domain.check_reminder(again, NOW + timedelta(seconds=60))


def test_an_open_order_past_its_deadline_is_shown_as_overdue():
    one = order(60)
    assert one.state_at(one.deadline - timedelta(microseconds=1)) == "open"
    assert one.state_at(one.deadline) == OVERDUE
