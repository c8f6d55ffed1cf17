"""Fixed windows: what they count, and when they begin anew."""

from __future__ import annotations

from limits import parse

from services.gateway.limiting import Policy, Windows
from tests.servers import until


def test_a_key_has_so_many_requests_and_others_have_their_own() -> None:
    windows = Windows(Policy("principal", parse("2/minute")))
    assert [windows.hit("a") for _ in range(3)] == [True, True, False]
    assert windows.hit("b")
    remaining, seconds = windows.left("a")
    assert remaining == 0
    assert 58 <= seconds <= 60
    assert windows.left("b")[0] == 1
    assert windows.left("nobody") == (2, 0)


def test_a_window_that_is_over_begins_anew_with_the_next_request() -> None:
    windows = Windows(Policy("principal", parse("1/second")))
    assert windows.hit("a")
    assert not windows.hit("a")
    until(lambda: windows.left("a") == (1, 0), 5)
    assert windows.hit("a")


def test_windows_that_are_over_are_forgotten() -> None:
    windows = Windows(Policy("address", parse("1/second")))
    for number in range(100):
        windows.hit(str(number))
    until(lambda: windows.left("99") == (1, 0), 5)
    windows.hit("new")
    assert list(windows._open) == ["new"]
