"""Late stations of a sub-district are one incident, which ends when the last one is in."""

import pytest

from tests.incidents import act, call, sent, who
from tests.integration.notifications.test_incidents_public import hear

ADMIN = who("admin", area="")
EVENT = ("elections", "station_overdue")


def _all(notifications):
    return call(notifications, "list_incidents", ADMIN)["items"]


def _alerts(notifications):
    return call(notifications, "list_alerts", ADMIN)["items"]


def test_it_is_counted_reworded_and_closed_by_itself(notifications, database):
    hear(notifications, *EVENT)
    hear(notifications, *EVENT, out=1, tps=["1971031006004"])
    [one] = _all(notifications)
    assert (one["type"], one["state"], one["severity"]) == ("polling_late", "verified", "major")
    assert one["headline"] == "1 dari 62 TPS belum mengirim hasil: Gerunggang"
    assert (one["report_count"], one["place"]["area"]) == (2, "197103")
    [alert] = _alerts(notifications)
    assert (alert["topic"], alert["count"]) == ("incident.polling_late", 2)
    assert alert["headline"].endswith(one["headline"])
    hear(notifications, *EVENT, out=0, tps=[])
    [one] = _all(notifications)
    assert one["state"] == "closed"
    assert [found["state"] for found in _alerts(notifications)] == ["resolved"]
    assert [data["what"] for _, data in sent(database)] == [
        "reported",
        "verify",
        "corrected",
        "close",
    ]


def test_other_sub_districts_are_others_and_what_a_person_closed_opens_anew(notifications):
    hear(notifications, *EVENT)
    hear(notifications, *EVENT, area="197104", area_name="Rangkui")
    first = next(one for one in _all(notifications) if one["place"]["area"] == "197103")
    act(notifications, "step", first, step="close", reason="sudah ditanyakan")
    hear(notifications, *EVENT)
    assert len(_all(notifications)) == 3


@pytest.mark.parametrize(("mode", "states"), [("off", []), ("wait", ["reported"])])
def test_it_is_taken_as_the_room_has_set(notifications, mode, states):
    call(notifications, "set_incident_source", ADMIN, source="elections.overdue", mode=mode)
    hear(notifications, *EVENT)
    assert [one["state"] for one in _all(notifications)] == states
    hear(notifications, *EVENT, out=0, tps=[])
    assert [one["state"] for one in _all(notifications)] == ["closed"] * len(states)
