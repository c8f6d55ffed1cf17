"""kill -9 of a worker: what the other side knows again arrives once, the rest is never repeated."""

import signal
from datetime import timedelta

import pytest

from libs.kit import clock
from libs.kit.ids import new_id
from services.notifications.deliveries import sending, working
from services.notifications.deliveries.repository import LEASE
from services.notifications.deliveries.sending import Message
from tests.deliveries import Person
from tests.environ import of_service
from tests.integration.notifications.killed_sending import STEPS
from tests.processes import Process
from tests.receivers import hooks, mailbox
from tests.servers import until
from tests.serving import serving

SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
BULK = 2_000
DIES = -signal.SIGKILL


def _strike(database, folder, step):
    environ = of_service("notifications", database.url("notifications"), "amqp://x", folder)
    words = ("tests.integration.notifications.killed_sending", step)
    process = Process(folder / "log", environ, *words)
    assert process.wait(60) == DIES, process.text()


def _message(severity="major"):
    return Message(f"alert/{new_id()}", "incident", severity, "Banjir", "Air naik.")


def _later(told):
    """Do what is done once the lease of the killed one is over."""
    with told.begin() as tx:
        working.tend(tx, clock.now() + LEASE + timedelta(seconds=1))
    told.work()


@pytest.mark.parametrize("step", STEPS)
def test_a_webhook_is_sent_again_with_its_id_and_never_lost(told, database, tmp_path, step):
    with hooks() as hook:
        told.channel("sistem", "webhook", url=hook.url, secret=SECRET)
        message = _message()
        with told.begin() as tx:
            sending.send(tx, message, [], clock.now(), ["sistem"])
        _strike(database, tmp_path, step)
        assert told.state(message.key, "sistem")[0] == "sending"
        told.work()
        assert len(hook.came) == STEPS.index(step)  # nobody takes what is under a lease
        _later(told)
        assert told.state(message.key, "sistem") == ("sent", "")
        assert len(set(hook.ids)) == 1  # by which its receiver takes it once


@pytest.mark.parametrize("step", STEPS)
def test_a_letter_may_have_arrived_and_is_not_sent_twice(told, database, tmp_path, step):
    with mailbox() as post:
        told.channel("surel", "email", **post.parts)
        told.contact("ani", "surel", "ani@kota.go.id")
        message = _message()
        with told.begin() as tx:
            sending.send(tx, message, [Person("ani")], clock.now())
        _strike(database, tmp_path, step)
        _later(told)
        assert told.state(message.key, "surel") == ("unknown", "abandoned")
        assert len(post.came) == STEPS.index(step)


def test_what_is_critical_overtakes_bulk_in_the_running_service(told, database, amqp_url, tmp_path):
    environ = of_service("notifications", "", "", tmp_path)
    served = {name: environ[name] for name in environ if "CHANNEL" in name}
    with hooks() as hook:
        told.channel("sistem", "webhook", url=hook.url, secret=SECRET)
        bulk = [_message("minor") for _ in range(BULK)]
        with told.begin() as tx:
            for one in bulk:
                sending.send(tx, one, [], clock.now(), ["sistem"])
        with serving("notifications", database, amqp_url, tmp_path, **served):
            until(lambda: len(hook.came) > 50)
            critical = _message("critical")
            before = len(hook.came)
            with told.begin() as tx:
                sending.send(tx, critical, [], clock.now(), ["sistem"])
            until(lambda: len(hook.came) == BULK + 1, 120)
        keys = [one["data"]["key"] for one in hook.bodies]
        assert sorted(keys) == sorted([critical.key, *(one.key for one in bulk)])  # each once
        assert keys.index(critical.key) - before < BULK / 2  # most of the bulk came after it
