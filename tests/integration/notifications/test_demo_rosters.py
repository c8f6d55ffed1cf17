"""The demo's rosters: whenever it begins, `operator` is on duty and `admin` handed over."""

from dataclasses import replace
from zoneinfo import ZoneInfo

import pytest

from libs.kit import clock
from services.notifications.demo import rosters
from tests.incidents import call, who


def _where_it_is(hour, now):
    """Return a zone in which it is that hour now; its names count westward."""
    ahead = (hour - now.hour + 12) % 24 - 12
    return ZoneInfo(f"Etc/GMT{-ahead:+d}")


class Direct:
    """Calls to the service itself, as somebody."""

    def __init__(self, service, principal=None):
        self._service, self._who = service, principal

    def by(self, principal):
        return Direct(self._service, principal)

    def read(self, method, data):
        return call(self._service, method, self._who, **data)

    def command(self, method, data, command_id=""):
        assert command_id or method != "hand_over_shift"
        return call(self._service, method, self._who, **data)


@pytest.mark.parametrize("hour", [1, 7, 15, 22])
def test_whenever_it_begins_somebody_hands_over_to_the_operator(notifications, hour):
    now = clock.now()
    zone = _where_it_is(hour, now)
    notifications.settings = replace(notifications.settings, timezone=zone)
    for _ in range(2):  # a second run adds nothing
        rosters.put(Direct(notifications), now, zone)
    bar = call(notifications, "shifts_now", who(name="operator", area=""))
    assert bar["mine"]["agency"] == "BPBD"
    assert bar["mine"]["name"].endswith(" (peragaan)")
    assert (bar["hand_over"]["from"], bar["hand_over"]["may_accept"]) == ("admin", True)
    assert {one["agency"] for one in bar["on_duty"]} == {"BPBD", "Satpol PP", "Polres"}
    assert bar["gaps"] > 0
