"""Messages that go out to real servers, which fail, hang, drop, and lose their answers."""

import threading
from datetime import time, timedelta

import pytest
import sqlalchemy as sa
from standardwebhooks import Webhook

from libs.kit import clock
from libs.kit.ids import new_id
from services.notifications.deliveries import sending, working
from services.notifications.deliveries.breaker import MOST_FAILURES
from services.notifications.deliveries.contacts_repository import Contacts
from services.notifications.deliveries.domain import Preferences
from services.notifications.deliveries.repository import LEASE
from services.notifications.deliveries.sending import Message
from services.notifications.deliveries.tables import channels
from tests.deliveries import Person
from tests.receivers import DROP, HANG, LATE

SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"


@pytest.fixture
def webhook(told, hook):
    told.channel("sistem", "webhook", url=f"{hook.url}/masuk", secret=SECRET)
    return hook


@pytest.fixture
def mail(told, post):
    told.channel("surel", "email", **post.parts)
    told.contact("ani", "surel", "ani@kota.go.id")
    return post


def _message(**changes):
    said = {"key": f"alert/{new_id()}", "topic": "incident", "severity": "major"}
    return Message(
        **said | {"subject": "Banjir di Rangkui", "text": "Air setinggi 60 cm."} | changes
    )


def _send(told, *readers, channels=None, **changes):
    message = _message(**changes)
    with told.begin() as tx:
        sending.send(tx, message, [Person(one) for one in readers], clock.now(), channels)
    return message


def _hook(told, **changes):
    return _send(told, channels=["sistem"], **changes)


def _tend(told, later=timedelta()):
    with told.begin() as tx:
        working.tend(tx, clock.now() + later)


# Webhooks


def test_a_webhook_is_signed_so_that_its_receiver_can_tell(told, webhook):
    message = _hook(told, link="/console/incidents/1")
    assert told.work() == 1
    [(path, headers, body)] = webhook.came
    assert path == "/masuk"
    data = Webhook(SECRET).verify(body, headers)
    assert data["type"] == "incident"
    assert data["data"]["subject"] == "Banjir di Rangkui"
    assert data["data"]["link"].startswith("http")
    assert told.state(message.key, "sistem") == ("sent", "")
    assert told.work() == 0


@pytest.mark.parametrize("answer", [500, 429, DROP, HANG])
def test_what_failed_is_sent_again_with_the_same_id(told, webhook, answer):
    told.quick(1)
    webhook.answers = [answer]
    message = _hook(told)
    told.work()
    assert told.state(message.key, "sistem")[0] == "queued"
    told.work()
    assert len(webhook.came) == 1  # not before its time
    _tend(told, timedelta(minutes=20))
    told.work()
    assert told.state(message.key, "sistem") == ("sent", "")
    assert len(webhook.ids) == 2
    assert len(set(webhook.ids)) == 1


def test_a_slow_answer_is_waited_for(told, webhook):
    webhook.answers = [LATE]
    message = _hook(told)
    told.work()
    assert told.state(message.key, "sistem") == ("sent", "")
    assert len(webhook.came) == 1


def test_what_is_refused_has_failed_and_an_operator_may_send_it_again(told, webhook):
    webhook.answers = [410]
    message = _hook(told)
    told.work()
    assert told.state(message.key, "sistem") == ("failed", "http-410")
    assert told.again(message.key, "sistem")
    told.work()
    assert told.state(message.key, "sistem") == ("sent", "")


def test_a_redirect_is_not_followed(told, webhook):
    webhook.usual, webhook.location = 307, f"{webhook.url}/elsewhere"
    message = _hook(told)
    told.work()
    assert told.state(message.key, "sistem") == ("failed", "http-307")
    assert len(webhook.came) == 1


def test_after_enough_tries_it_has_failed(told, webhook):
    webhook.usual = 503
    message = _hook(told)
    for _ in range(told.service.settings.delivery_tries):
        told.work()
        told.heal("sistem")
        _tend(told, timedelta(hours=1))
    assert told.state(message.key, "sistem") == ("failed", "http-503")
    assert len(webhook.came) == told.service.settings.delivery_tries


def test_two_workers_at_once_send_each_once(told, webhook):
    keys = [_hook(told).key for _ in range(60)]
    gate = threading.Barrier(4)

    def work():
        gate.wait()
        told.work()

    workers = [threading.Thread(target=work) for _ in range(4)]
    for one in workers:
        one.start()
    for one in workers:
        one.join()
    assert sorted(one["data"]["key"] for one in webhook.bodies) == sorted(keys)
    assert {told.state(key, "sistem") for key in keys} == {("sent", "")}


def test_a_channel_that_fails_is_left_alone_and_tried_with_one(told, webhook):
    webhook.usual = 500
    for _ in range(MOST_FAILURES + 3):
        _hook(told)
    told.work()
    assert len(webhook.came) == MOST_FAILURES  # the breaker is open
    webhook.usual = 200
    told.work()
    assert len(webhook.came) == MOST_FAILURES
    told.heal("sistem", probe=True)
    _tend(told, timedelta(minutes=20))
    told.work()
    assert len(webhook.came) == MOST_FAILURES + MOST_FAILURES + 3
    assert len(set(webhook.ids)) == MOST_FAILURES + 3


def test_a_channel_whose_secrets_cannot_be_opened_holds_up_no_other(told, webhook, hook):
    with told.begin() as tx:
        [sealed] = tx.execute(sa.select(channels.c.sealed)).scalars()
    told.channel("lain", "webhook", url=f"{hook.url}/lain", secret=SECRET)
    with told.begin() as tx:  # sealed for another place
        tx.execute(sa.update(channels).where(channels.c.name == "lain").values(sealed=sealed))
    stuck, sent = _send(told, channels=["lain"]), _hook(told)
    told.work()
    assert told.state(sent.key, "sistem") == ("sent", "")
    assert told.state(stuck.key, "lain")[0] == "queued"


# Mail


def test_a_letter_says_who_sends_it_and_no_header_becomes_two(told, mail):
    evil = "Banjir\r\nBcc: semua@kota.go.id\r\n\r\nIsi"
    message = _send(told, "ani", subject=evil, text="baris\r\n.\r\nMAIL FROM:<x@y.id>")
    told.work()
    [letter] = mail.came
    assert letter["Bcc"] is None
    assert letter["Subject"] == "Banjir Bcc: semua@kota.go.id Isi"
    assert letter["To"] == "ani@kota.go.id"
    assert letter["From"] == "Pusat Kendali <kendali@kota.go.id>"
    assert letter["Message-ID"].endswith("@kota.go.id>")
    assert letter.get_content().splitlines() == ["baris", ".", "MAIL FROM:<x@y.id>"]
    assert told.state(message.key, "surel") == ("sent", "")


def test_a_letter_whose_answer_was_lost_may_have_arrived_and_is_not_repeated(told, mail):
    mail.answers = [DROP]
    message = _send(told, "ani")
    told.work()
    assert told.state(message.key, "surel") == ("unknown", "smtp-no-answer")
    _tend(told, timedelta(hours=1))
    told.work()
    assert len(mail.came) == 1
    assert told.again(message.key, "surel")  # an operator may
    told.work()
    assert [one["Message-ID"] for one in mail.came] == [mail.came[0]["Message-ID"]] * 2


def test_a_letter_that_the_server_wants_later_comes_later(told, mail):
    mail.answers = ["451 4.3.0 try again later"]
    message = _send(told, "ani")
    told.work()
    assert told.state(message.key, "surel") == ("queued", "smtp-451")
    _tend(told, timedelta(minutes=20))
    told.work()
    assert len(mail.came) == 1


def test_an_address_that_is_not_there_gives_way_to_the_next_contact(told, mail, hook):
    mail.refused = {"ani@kota.go.id"}
    told.channel("ntfy", "ntfy", url=hook.url)
    told.contact("ani", "ntfy", "topik-ani", place=1)
    message = _send(told, "ani")
    assert told.channels(message.key) == ["inbox", "surel"]
    told.work()
    assert told.state(message.key, "surel") == ("failed", "smtp-550")
    assert told.state(message.key, "ntfy") == ("sent", "")
    [came] = hook.bodies
    assert (came["topic"], came["title"]) == ("topik-ani", "Banjir di Rangkui")


def test_an_exercise_says_so_in_each_subject_and_text(told, mail):
    _send(told, "ani", exercise=True, severity="critical")
    told.work()
    [letter] = mail.came
    assert letter["Subject"].startswith("LATIHAN: ")
    assert letter.get_content().startswith("LATIHAN.")


def test_quiet_hours_hold_back_all_but_what_is_critical(told, mail):
    now = clock.now().astimezone(told.service.settings.timezone)
    begin, end = (now - timedelta(hours=1)).time(), (now + timedelta(hours=1)).time()
    with told.begin() as tx:
        Contacts(tx).wish("ani", Preferences("en", time(begin.hour), _full(end), digest=False))
    plain, critical = _send(told, "ani"), _send(told, "ani", severity="critical")
    told.work()
    assert told.state(plain.key, "surel") == ("queued", "quiet-hours")
    assert told.state(critical.key, "surel") == ("sent", "")
    assert mail.came[0]["Subject"].startswith("CRITICAL: ")


def _full(moment):
    return time(moment.hour, moment.minute)


def test_what_is_unimportant_gathers_into_one_letter(told, mail):
    keys = [_send(told, "ani", severity="info", subject=f"Hal {n}").key for n in range(3)]
    told.work()
    assert mail.came == []
    _tend(told, timedelta(hours=2))
    told.work()
    [letter] = mail.came
    assert letter["Subject"] == "3 pemberitahuan"
    assert letter.get_content().splitlines() == ["- Hal 0", "- Hal 1", "- Hal 2"]
    assert {told.state(key, "surel") for key in keys} == {("sent", "")}


# What nobody needs any more, what somebody left behind


def test_what_is_over_is_not_sent(told, mail):
    message = _send(told, "ani", expires_at=clock.now() + timedelta(minutes=1))
    _tend(told, timedelta(minutes=2))
    told.work()
    assert told.state(message.key, "surel")[0] == "expired"
    assert mail.came == []


def test_what_a_killed_worker_held_is_sent_again_only_where_it_is_known_again(told, webhook, mail):
    letter, hooked = _send(told, "ani"), _hook(told)
    for name in ("surel", "sistem"):
        told.claim(name)
    told.work()
    assert (webhook.came, mail.came) == ([], [])
    _tend(told, LEASE + timedelta(seconds=5))
    told.work()
    assert told.state(hooked.key, "sistem") == ("sent", "")
    assert told.state(letter.key, "surel") == ("unknown", "abandoned")
    assert (len(webhook.came), len(mail.came)) == (1, 0)
