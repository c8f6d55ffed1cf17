"""Ways that end or open: a channel that is left alone, a browser that is gone, what is swept."""

import dataclasses
from datetime import timedelta

import pytest
import sqlalchemy as sa
from cryptography.hazmat.primitives.asymmetric import ec

from libs.kit import clock
from libs.kit.ids import new_id
from services.notifications.deliveries import lists_repository, sending, sweeping, working
from services.notifications.deliveries.breaker import MOST_FAILURES
from services.notifications.deliveries.falling_back import PATIENCE, WHY
from services.notifications.deliveries.messages import Query
from services.notifications.deliveries.senders.sealing import RAW, spelt
from services.notifications.deliveries.sending import Message
from services.notifications.deliveries.tables import delivery_messages
from tests.deliveries import Person
from tests.push import Subscriber

MOMENT = timedelta(seconds=1)


@pytest.fixture
def ways(told, hook, post):
    """Ani is told by ntfy, which is out of order, and else by e-mail."""
    told.channel("ntfy", "ntfy", url=hook.url)
    told.channel("surel", "email", **post.parts)
    told.contact("ani", "ntfy", "topik-ani")
    told.contact("ani", "surel", "ani@kota.go.id", place=1)
    hook.usual = 503
    return told


def _send(told, *people, at=None, channels=None, **changes):
    said = {"key": f"alert/{new_id()}", "topic": "incident", "severity": "major"}
    message = Message(**said | {"subject": "Banjir", "text": "Air naik."} | changes)
    with told.begin() as tx:
        readers = [Person(one) for one in people]
        sending.send(tx, message, readers, at or clock.now(), channels)
    return message


def _break(told):
    """Have ntfy fail so often that it is left alone."""
    for number in range(MOST_FAILURES):
        told.contact(f"orang-{number}", "ntfy", f"topik-{number}")
        _send(told, f"orang-{number}")
    told.work()


def _tend(told, later=timedelta()):
    with told.begin() as tx:
        working.tend(tx, clock.now() + later)


# A channel that is left alone


def test_what_waits_for_a_channel_goes_another_way_and_is_told_once(ways, hook, post):
    _break(ways)
    message = _send(ways, "ani")
    _tend(ways, MOMENT)
    ways.work()
    assert ways.state(message.key, "ntfy")[0] == "queued"  # most troubles are over sooner
    assert post.came == []
    _tend(ways, PATIENCE + MOMENT)
    ways.work()
    assert ways.state(message.key, "ntfy") == ("failed", WHY)
    assert ways.state(message.key, "surel") == ("sent", "")
    hook.usual = 200
    ways.heal("ntfy")
    _tend(ways, timedelta(hours=1))
    ways.work()
    assert len(post.came) == 1
    assert "topik-ani" not in [one["topic"] for one in hook.bodies]


def test_what_is_critical_goes_another_way_at_once(ways, hook, post):
    _break(ways)
    message = _send(ways, "ani", severity="critical", channels=["ntfy"])
    assert ways.channels(message.key) == ["inbox", "ntfy"]
    _tend(ways)
    ways.work()
    assert ways.state(message.key, "ntfy") == ("failed", WHY)
    assert ways.state(message.key, "surel") == ("sent", "")
    assert len(post.came) == 1


def test_a_message_that_failed_once_does_not_wait_for_ever(ways, hook, post):
    message = _send(ways, "ani")
    _break(ways)
    assert ways.state(message.key, "ntfy") == ("queued", "http-503")
    _tend(ways, PATIENCE + MOMENT)
    ways.work()
    assert ways.state(message.key, "surel") == ("sent", "")


def test_what_has_no_other_way_waits_and_comes_when_the_channel_works(ways, hook, post):
    _break(ways)
    ways.contact("budi", "ntfy", "topik-budi")
    ways.contact("budi", "surel", "budi@kota.go.id", place=1, least="critical")
    alone = _send(ways, "budi")
    _tend(ways, timedelta(hours=1))
    ways.work()
    assert ways.state(alone.key, "ntfy")[0] == "queued"
    hook.usual = 200
    ways.heal("ntfy")
    ways.work()
    assert ways.state(alone.key, "ntfy") == ("sent", "")
    assert post.came == []


def test_a_way_that_is_broken_too_is_none(ways, hook):
    _break(ways)
    with ways.begin() as tx:
        tx.exec_driver_sql(
            "INSERT INTO channel_health (channel, failures, opened, open_until, why)"
            " VALUES ('surel', 5, 1, now() + interval '1 hour', '')"
        )
    message = _send(ways, "ani")
    _tend(ways, PATIENCE + MOMENT)
    assert ways.channels(message.key) == ["inbox", "ntfy"]


# A browser


@pytest.fixture
def browser(told, hook):
    number = ec.generate_private_key(ec.SECP256R1()).private_numbers().private_value
    settings = told.service.settings
    key = spelt(number.to_bytes(RAW, "big"))
    told.service.settings = dataclasses.replace(settings, vapid_key=key)
    told.channel("peramban", "webpush")
    made = Subscriber(f"{hook.url}/push/1")
    told.contact("ani", "peramban", made.address)
    hook.usual = 201
    return made


def test_a_browser_reads_what_was_pushed(told, hook, browser):
    long = "Air naik. " * 700
    message = _send(told, "ani", severity="critical", text=long, link="/console/incidents/1")
    told.work()
    assert told.state(message.key, "peramban") == ("sent", "")
    [(_, _, body)] = hook.came
    assert len(body) <= 4096
    said = browser.read(body)
    assert (said["title"], said["topic"]) == ("KRITIS: Banjir", "incident")
    assert said["body"].startswith("Air naik.")
    assert said["link"].endswith("/console/incidents/1")


@pytest.mark.parametrize("status", [404, 410])
def test_a_subscription_that_is_over_is_removed_and_the_next_contact_told(
    told, hook, post, browser, status
):
    told.channel("surel", "email", **post.parts)
    told.contact("ani", "surel", "ani@kota.go.id", place=1)
    hook.usual = status
    message = _send(told, "ani")
    told.work()
    assert told.state(message.key, "peramban") == ("failed", f"http-{status}")
    assert told.state(message.key, "surel") == ("sent", "")
    assert browser.endpoint not in told.everything()
    assert told.channels(_send(told, "ani").key) == ["inbox", "surel"]
    assert len(hook.came) == 1


# What is kept no longer


def test_old_deliveries_give_way_to_their_counts(told, hook):
    told.channel("ntfy", "ntfy", url=hook.url)
    told.contact("ani", "ntfy", "topik-ani")
    old = _send(told, "ani")
    told.work()
    waiting = _send(told, "ani")
    _age(told, old.key, waiting.key)
    new = _send(told, "ani")
    zone = told.service.settings.timezone
    before = clock.now() - timedelta(days=700)
    with told.begin() as tx:
        assert sweeping.sweep(tx, before, zone) == 4  # three that ended, and one message
        sweeping.sweep(tx, before, zone)
    assert told.states(old.key) == []
    assert [one.state for one in told.states(waiting.key)] == ["queued"]
    assert len(told.states(new.key)) == 2
    with told.begin() as tx:
        keys = tx.execute(sa.select(delivery_messages.c.key)).scalars().all()
        assert sorted(keys) == sorted([waiting.key, new.key])
        assert sweeping.counts(tx, {}) == {"sent": 1, "delivered": 2}
        assert sweeping.counts(tx, {"channel": "ntfy"}) == {"sent": 1}
    assert told.channels(new.key) == ["inbox", "ntfy"]


def test_counts_say_what_there_was(told, hook):
    old = _send(told, "ani")
    _age(told, old.key)
    told.service.sweep_deliveries()
    with told.begin() as tx:
        here = lists_repository.counts(tx, Query(10, "", {}, "", None, None), "")
        assert (here["delivered"], sweeping.counts(tx, {})) == (0, {"delivered": 1})


def _age(told, *keys):
    """Have it that these were queued three years ago."""
    past = clock.now() - timedelta(days=3 * 365)
    first = lists_repository.first_id(past)[:13]
    aged = sa.text(
        "UPDATE deliveries SET id = (:first || substr(id::text, 14))::uuid, queued_at = :past"
        " WHERE key = ANY (:keys)"
    )
    mine = delivery_messages.c.key.in_(keys)
    with told.begin() as tx:
        tx.execute(aged, {"first": first, "past": past, "keys": list(keys)})
        tx.execute(delivery_messages.update().where(mine).values(made_at=past))
