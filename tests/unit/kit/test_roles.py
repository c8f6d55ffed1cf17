"""Which processes leave the processor to others."""

import pytest

from libs.kit.roles.green import is_modest


class Plain:
    name = "plain"


class Alarming:
    name, urgent = "alarming", True


@pytest.mark.parametrize(
    ("role", "service", "modest"),
    [("events", Plain, True), ("rpc", Plain, False), ("events", Alarming, False)],
)
def test_events_stand_behind_callers_unless_they_tell_of_danger(role, service, modest):
    assert is_modest(role, service) is modest
