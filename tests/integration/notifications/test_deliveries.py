"""Messages to people: queued once for ever, claimed by one, settled by who holds them."""

from datetime import UTC, datetime, timedelta

import pytest

from libs.kit.ids import new_id
from services.notifications.deliveries import sending
from services.notifications.deliveries.domain import ExerciseNotPublic
from services.notifications.deliveries.repository import LEASE, Deliveries
from services.notifications.deliveries.sending import Message
from tests.deliveries import Person

NOW = datetime(2026, 11, 22, 3, tzinfo=UTC)


def _message(**changes):
    said = {"key": f"alert/{new_id()}", "topic": "incident", "severity": "major"}
    return Message(
        **said | {"subject": "Banjir di Rangkui", "text": "Air setinggi 60 cm."} | changes
    )


def test_everybody_has_it_in_the_inbox_once_however_often_it_is_sent(told):
    message = _message()
    with told.begin() as tx:
        assert sending.send(tx, message, [Person("ani"), Person("budi"), Person("ani")], NOW) == 2
        assert sending.send(tx, message, [Person("ani"), Person("")], NOW) == 0
    found = told.states(message.key)
    assert sorted((one.reader, one.channel, one.state) for one in found) == [
        ("ani", "inbox", "delivered"),
        ("budi", "inbox", "delivered"),
    ]


def test_it_goes_to_the_first_contact_and_a_critical_one_to_all(told):
    for name in ("webhook-a", "webhook-b"):
        told.channel(name, "ntfy", url="https://ntfy.sh")
        told.contact("ani", name, "topik-ani")
    plain, critical = _message(), _message(severity="critical")
    with told.begin() as tx:
        assert sending.send(tx, plain, [Person("ani")], NOW) == 2
        assert sending.send(tx, critical, [Person("ani")], NOW) == 3
    assert told.channels(plain.key) == ["inbox", "webhook-a"]
    assert told.channels(critical.key) == ["inbox", "webhook-a", "webhook-b"]


def test_a_chosen_channel_with_an_address_of_its_own_gets_it_once(told):
    told.channel("sistem", "webhook", url="https://hooks.go.id/x", secret="whsec_eA==")
    message = _message()
    with told.begin() as tx:
        assert sending.send(tx, message, [Person("ani"), Person("budi")], NOW, ["sistem"]) == 3
    assert told.channels(message.key) == ["inbox", "inbox", "sistem"]


def test_an_exercise_reaches_nobody_outside(told):
    told.channel("umum", "ntfy", url="https://ntfy.sh", to="kota", public=True)
    message = _message(exercise=True)
    for readers, channels in (([Person("public:x")], None), ([Person("ani")], ["umum"])):
        with told.begin() as tx, pytest.raises(ExerciseNotPublic):
            sending.send(tx, message, readers, NOW, channels)
    assert told.states(message.key) == []


def test_what_is_not_sent_yet_is_taken_back(told):
    told.channel("ntfy", "ntfy", url="https://ntfy.sh")
    told.contact("ani", "ntfy", "topik-ani")
    message = _message()
    with told.begin() as tx:
        sending.send(tx, message, [Person("ani")], NOW)
        assert sending.cancel(tx, message.key, NOW) == 1
    assert {one.state for one in told.states(message.key)} == {"delivered", "cancelled"}


def test_what_matters_most_is_claimed_first_and_by_one_alone(told):
    told.channel("ntfy", "ntfy", url="https://ntfy.sh")
    told.contact("ani", "ntfy", "topik-ani")
    bulk = [_message(severity="minor") for _ in range(5)]
    critical = _message(severity="critical")
    with told.begin() as tx:
        for one in (*bulk, critical):
            sending.send(tx, one, [Person("ani")], NOW)
    with told.begin() as first, told.begin() as second:
        one = Deliveries(first).claim("ntfy", 0, 2, NOW)
        other = Deliveries(second).claim("ntfy", 0, 9, NOW)
    assert one[0].key == critical.key
    assert len(one) == 2
    assert {each.key for each in (*one, *other)} == {each.key for each in (*bulk, critical)}
    assert len(one) + len(other) == 6


def test_who_lost_a_claim_settles_nothing(told):
    told.channel("ntfy", "ntfy", url="https://ntfy.sh")
    told.contact("ani", "ntfy", "topik-ani")
    with told.begin() as tx:
        sending.send(tx, _message(), [Person("ani")], NOW)
        [lost] = Deliveries(tx).claim("ntfy", 0, 1, NOW)
    later = NOW + LEASE + timedelta(seconds=1)
    with told.begin() as tx:
        store = Deliveries(tx)
        assert store.put_back(store.abandoned(later), "abandoned", None) == [lost.id]
        [held] = store.claim("ntfy", 0, 1, later)
        assert store.settle([lost], "sent", "", later) == []
        assert store.settle([held], "sent", "", later) == [held.id]
