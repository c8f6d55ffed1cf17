"""The orders of the demo: given on an incident, taken by one of two, and once however often run."""

import pytest

from libs.kit import clock
from libs.kit.request import Request
from services.notifications.demo.playing import Play
from tests.incidents import call, who
from tests.recipients import authority, holding


@pytest.fixture
def played(notifications):
    people = {
        "1971.SEKDA": "sekda",
        "1971.CAMAT.PB": "camat-pangkal-balam",
        "1971.KALAKSA": "kalaksa-bpbd",
    }
    for code, person in people.items():
        above = None if person == "sekda" else "1971.SEKDA"
        authority(notifications, code, code, above, holding(person))

    def ask(principal, method, data, command):
        return getattr(notifications, method)(Request(data, principal, command))["answer"]

    def run():
        play = Play(ask, clock.now())
        play.run()
        return play.refused

    return run


def test_the_demo_has_an_order_that_one_of_two_has_taken(notifications, played):
    assert played() == played() == []
    [one] = call(notifications, "list_orders", who())["items"]
    assert (one["counts"]["acknowledged"], one["counts"]["unanswered"]) == (1, 1)
    assert one["incident"] is not None
