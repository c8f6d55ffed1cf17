"""A rule may propose that the public is told: one writes it, another approves, or it is dropped."""

import uuid

import pytest

from services.notifications.broadcast.announcing import SamePerson
from services.notifications.broadcast.proposals_repository import UnknownProposal
from services.notifications.broadcast.proposing import ProposalState
from services.notifications.incidents.domain import NotForOperators
from tests.alerting import raised, set_rule
from tests.incidents import SARI, call, who

OTHER = who(name="budi")


@pytest.fixture
def room(notifications):
    set_rule(notifications, "public-flood", public=True, targets=[])
    return notifications


def _proposals(room, principal=SARI, **asked):
    return call(room, "list_broadcast_proposals", principal, **asked)["items"]


def _write(room, proposal, **changes):
    said = {"id": {"subject": "Air pasang", "text": "Jauhi tepi sungai."}}
    data = {"areas": ["1971031006"], "texts": said, "proposal": proposal, **changes}
    return call(room, "write_broadcast", SARI, **data)


def test_a_rule_proposes_once_and_a_second_person_has_to_approve(room):
    raised(room)
    raised(room)
    [one] = _proposals(room)
    assert (one["state"], one["area"], one["rules"], one["over"]) == (
        "open",
        "1971031006",
        ["public-flood"],
        False,
    )
    cast = _write(room, one["id"])
    assert cast["state"] == "waiting"  # though nobody subscribed
    with pytest.raises(SamePerson):
        call(room, "approve_broadcast", SARI, id=cast["id"])
    assert call(room, "approve_broadcast", OTHER, id=cast["id"])["state"] == "ready"
    assert _proposals(room, state="open") == []
    [taken] = _proposals(room, state="taken")
    assert (taken["broadcast"], taken["decided_by"]) == (cast["id"], SARI.name)
    with pytest.raises(ProposalState):
        _write(room, one["id"])


def test_it_is_dropped_with_a_reason(room):
    raised(room)
    [one] = _proposals(room)
    told = call(room, "drop_broadcast_proposal", SARI, id=one["id"], reason="sudah surut")
    assert (told["state"], told["reason"]) == ("dropped", "sudah surut")
    with pytest.raises(ProposalState):
        call(room, "drop_broadcast_proposal", OTHER, id=one["id"], reason="x")


def test_it_is_for_operators_of_the_area_and_an_exercise_proposes_nothing(room):
    raised(room, key="test/2", exercise=True)
    assert _proposals(room) == []
    raised(room)
    [one] = _proposals(room)
    assert _proposals(room, who(area="1972")) == []
    with pytest.raises(NotForOperators):
        _proposals(room, who("viewer"))
    with pytest.raises(UnknownProposal):
        _write(room, str(uuid.uuid4()))
    call(room, "resolve_alert", SARI, alert=one["alert"])
    assert [found["over"] for found in _proposals(room)] == [True]
