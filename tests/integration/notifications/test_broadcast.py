"""Subscriptions of the public and broadcasts to them, through a real SMTP server."""

import re
import signal
import subprocess
import sys
from dataclasses import replace

import pytest

from libs.kit import clock, jobs
from libs.kit.errors import Invalid
from libs.kit.principal import OutsideArea
from services.notifications.broadcast import announcing
from services.notifications.broadcast.announcing import (
    BroadcastState,
    NeedsApproval,
    SamePerson,
    Subscriber,
)
from services.notifications.broadcast.subscribing import UnknownToken
from services.notifications.deliveries import sending
from services.notifications.deliveries.domain import ExerciseNotPublic
from services.notifications.incidents.domain import NotForOperators
from tests.asking import at_once
from tests.deliveries import Told
from tests.incidents import BUDI, SARI, VILLAGE, call, who
from tests.receivers import mailbox

PUBLIC = who("viewer", area="", name="public")
ELSEWHERE = "1971011004"
SAID = {
    "areas": ["197103"],
    "texts": {
        "id": {"subject": "Air naik", "text": "Pindahkan kendaraan."},
        "en": {"subject": "Water is rising", "text": "Move your vehicles."},
    },
}


@pytest.fixture
def letters():
    with mailbox() as box:
        yield box


@pytest.fixture
def room(notifications, letters):
    """The service with an e-mail channel to the mailbox."""
    told = Told(notifications)
    told.channel("email", "email", **letters.parts)
    notifications.told = told
    return notifications


def _body(letter):
    return letter.get_content().replace("\r\n", "\n")


def _ask(room, address="a@contoh.example", **changes):
    data = {"channel": "email", "address": address, "village": VILLAGE, **changes}
    return call(room, "subscribe", PUBLIC, **data)


def _token(letter, what):
    return re.search(rf"/subscribe#{what}=([\w-]+)", _body(letter)).group(1)


def _join(room, letters, address="a@contoh.example", **changes):
    """Subscribe and prove it; gives the letter that asked for the proof."""
    _ask(room, address, **changes)
    room.told.work()
    letter = letters.came[-1]
    assert letter["To"] == address
    call(room, "confirm_subscription", PUBLIC, token=_token(letter, "confirm"))
    return letter


def _rows(database):
    [[count]] = database.execute("SELECT count(*) FROM notifications.subscriptions")
    [[contacts]] = database.execute("SELECT count(*) FROM notifications.contacts")
    return count, contacts


def _write(room, principal=SARI, **changes):
    return call(room, "write_broadcast", principal, **{**SAID, **changes})


def _sent(room, letters, one):
    call(room, "send_broadcast", id=one["id"])
    room.send_broadcasts()
    before = len(letters.came)
    room.told.work()
    return letters.came[before:]


# Subscriptions


def test_an_address_is_proven_before_anything_is_sent_to_it(room, letters, database):
    _ask(room)
    one = _write(room)
    assert one["size"] == 0
    room.told.work()
    [letter] = letters.came
    assert "Pastikan" in letter["Subject"]
    told = call(room, "confirm_subscription", PUBLIC, token=_token(letter, "confirm"))
    assert told == {"channel": "email", "village": VILLAGE}
    assert _write(room)["size"] == 1
    again = call(room, "confirm_subscription", PUBLIC, token=_token(letter, "confirm"))
    assert again == told


def test_addresses_lie_sealed_and_tokens_hashed(room, letters, database):
    letter = _join(room, letters, "rahasia@contoh.example")
    [[kept]] = database.execute(
        "SELECT string_agg(s::text || c::text, '') FROM notifications.subscriptions s,"
        " notifications.contacts c"
    )
    hexed = kept.lower()
    assert "rahasia@" not in kept
    assert b"rahasia@".hex() not in hexed
    everything = kept + room.told.everything()
    assert _token(letter, "confirm") not in everything
    assert _token(letter, "off") not in everything


def test_who_leaves_is_erased_and_may_leave_twice(room, letters, database):
    letter = _join(room, letters)
    assert _rows(database) == (1, 1)
    for _ in range(2):
        told = call(room, "end_subscription", PUBLIC, token=_token(letter, "off"))
        assert told == {"ended": True}
    assert _rows(database) == (0, 0)
    assert _write(room)["size"] == 0


def test_asking_again_tells_nothing_and_sends_nothing(room, letters):
    first = _ask(room)
    room.told.work()
    assert _ask(room, " A@contoh.EXAMPLE ") == first == {"asked": True}
    room.told.work()
    assert len(letters.came) == 1
    call(room, "confirm_subscription", PUBLIC, token=_token(letters.came[0], "confirm"))
    assert _ask(room) == first
    room.told.work()
    assert len(letters.came) == 1


def test_many_who_ask_at_once_are_one(room, letters, database):
    answers = at_once([lambda: _ask(room) for _ in range(6)])
    assert answers == [{"asked": True}] * 6
    assert _rows(database) == (1, 1)


def test_who_never_proved_an_address_may_ask_anew_and_is_forgotten(room, letters, database):
    _ask(room)
    room.told.work()
    old = _token(letters.came[0], "confirm")
    later = "UPDATE notifications.subscriptions SET asked_at = now() - interval '%s'"
    database.execute(later % "11 minutes")
    _ask(room)
    room.told.work()
    assert len(letters.came) == 2
    with pytest.raises(UnknownToken):
        call(room, "confirm_subscription", PUBLIC, token=old)
    database.execute(later % "25 hours")
    token = _token(letters.came[1], "confirm")
    with pytest.raises(UnknownToken):
        call(room, "confirm_subscription", PUBLIC, token=token)
    room.sweep_subscriptions()
    assert _rows(database) == (0, 0)


@pytest.mark.parametrize("token", [None, "", "x" * 10_000, 7, ["a"]])
def test_a_token_that_is_none_opens_nothing(room, letters, token):
    _join(room, letters)
    with pytest.raises(UnknownToken):
        call(room, "confirm_subscription", PUBLIC, token=token)
    assert call(room, "end_subscription", PUBLIC, token=token) == {"ended": True}
    assert _write(room)["size"] == 1


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"address": "a@b.example\r\nBcc: c@d.example"}, "address"),
        ({"address": "a@b.example, c@d.example"}, "address"),
        ({"address": "bukan alamat"}, "address"),
        ({"address": None}, "address"),
        ({"channel": "fax"}, "channel"),
        ({"village": "1971"}, "village"),
        ({"language": "xx"}, "language"),
        ({"name": "Budi"}, "name"),
    ],
)
def test_what_is_wrong_is_named(room, changes, field):
    with pytest.raises(Invalid) as refused:
        _ask(room, **changes)
    assert field in {error.field for error in refused.value.errors}


def test_phone_numbers_are_one_however_they_are_typed(room, database):
    room.told.channel("sms", "sms", url="https://sms.example", token="x")
    for text in ("0812-3456-7890", "+62 812 3456 7890", "6281234567890", "(0812) 34567890"):
        _ask(room, text, channel="sms")
    assert _rows(database) == (1, 1)
    names = [one["name"] for one in call(room, "list_public_channels", PUBLIC)["items"]]
    assert names == ["email", "sms"]


# Broadcasts


def test_it_reaches_those_of_the_area_in_their_language(room, letters):
    _join(room, letters, "a@contoh.example")
    _join(room, letters, "b@contoh.example", language="en")
    _join(room, letters, "c@contoh.example", village=ELSEWHERE)
    told = call(room, "preview_broadcast", **SAID)
    assert (told["size"], told["cost"], told["waits"]) == (2, 0, False)
    assert told["texts"]["en"]["subject"] == "Water is rising"
    came = _sent(room, letters, _write(room))
    said = {one["To"]: one["Subject"] for one in came}
    assert said == {"a@contoh.example": "Air naik", "b@contoh.example": "Water is rising"}
    assert all(told["texts"]["id"]["text"] in _body(one) for one in came if one["To"][0] == "a")
    [one] = call(room, "list_broadcasts")["items"]
    assert (one["state"], one["queued"], one["became"]) == ("done", 2, {"sent": 2})


def test_one_click_ends_it(room, letters, database):
    _join(room, letters)
    [letter] = _sent(room, letters, _write(room))
    assert letter["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    [token] = re.findall(
        r"<http.*/v1/public/subscriptions/off/([\w-]+)>", letter["List-Unsubscribe"]
    )
    call(room, "end_subscription", PUBLIC, token=token)
    assert _rows(database) == (0, 0)


def test_above_a_size_a_second_person_approves(room, letters):
    room.settings = replace(room.settings, broadcast_alone=0, broadcast_prices={"email": 250})
    _join(room, letters)
    one = _write(room)
    assert (one["state"], one["cost"]) == ("waiting", 250)
    for method in ("send_broadcast", "stop_broadcast"):
        with pytest.raises(BroadcastState):
            call(room, method, id=one["id"])
    with pytest.raises(SamePerson):
        call(room, "approve_broadcast", SARI, id=one["id"])
    ready = call(room, "approve_broadcast", BUDI, id=one["id"])
    assert (ready["state"], ready["decided_by"]) == ("ready", "budi")
    assert len(_sent(room, letters, one)) == 1


def test_more_who_come_to_hear_need_a_second_person_after_all(room, letters):
    room.settings = replace(room.settings, broadcast_alone=1)
    _join(room, letters, "a@contoh.example")
    one = _write(room)
    assert one["state"] == "ready"
    _join(room, letters, "b@contoh.example")
    with pytest.raises(NeedsApproval):
        call(room, "send_broadcast", id=one["id"])


def test_an_exercise_reaches_nobody_outside(room, letters):
    _join(room, letters)
    one = _write(room, exercise=True)
    told = call(room, "preview_broadcast", **SAID, exercise=True)
    assert told["texts"]["id"]["subject"].startswith("LATIHAN")
    assert _sent(room, letters, one) == []
    [one] = call(room, "list_broadcasts")["items"]
    assert (one["state"], one["size"], one["queued"], one["became"]) == ("done", 1, 0, {})


def test_deliveries_themselves_refuse_an_exercise_to_the_public(room, letters):
    _join(room, letters)
    row = {"id": "x", "texts": SAID["texts"], "severity": "major", "exercise": True}
    to, message = [Subscriber("public:1")], announcing.message(row)
    with room.db.begin() as tx, pytest.raises(ExerciseNotPublic):
        sending.send(tx, message, to, clock.now(), ["email"])


def _fill(database, count):
    database.execute(
        "INSERT INTO notifications.subscriptions SELECT ('00000000-0000-7000-8000-' ||"
        " lpad(to_hex(n), 12, '0'))::uuid, 'email', '1971031006', 'id', decode(md5(n::text),"
        " 'hex'), decode(md5('o' || n), 'hex'), NULL, now(), now(), now() - interval '1 day'"
        " FROM generate_series(1, %s) n",
        (count,),
    )
    database.execute(
        "INSERT INTO notifications.contacts (id, reader, channel, place, least, sealed, masked,"
        " digest, verified_at, tries, made_at) SELECT id, 'public:' || id, 'email', 0, 'info',"
        " '\\x01', '…', digest, now(), 0, now() FROM notifications.subscriptions"
    )


KILLED = """
import os, signal, sys
from libs.kit.db import Database
from libs.kit import clock, jobs
from services.notifications.broadcast import announcing
announcing.BATCH = 50
db = Database(sys.argv[1], 2)
did = announcing.queue_some
def batch(tx, wanted):
    answer = did(tx, wanted)
    if answer[0] == 150:
        os.kill(os.getpid(), signal.SIGKILL)
    return answer
announcing.queue_some = batch
jobs.work(db, {announcing.KIND: announcing.worker(db)})
"""


def test_a_job_that_is_killed_goes_on_and_tells_nobody_twice(room, database):
    _fill(database, 400)
    room.settings = replace(room.settings, broadcast_alone=1000)
    one = _write(room)
    call(room, "send_broadcast", id=one["id"])
    url = database.url("notifications")
    killed = subprocess.run([sys.executable, "-c", KILLED, url], check=False)
    assert killed.returncode == -signal.SIGKILL
    assert call(room, "get_broadcast", id=one["id"])["queued"] == 100
    database.execute("UPDATE notifications.jobs SET leased_until = now() - interval '1 s'")
    room.send_broadcasts()
    one = call(room, "get_broadcast", id=one["id"])
    assert (one["state"], one["queued"], one["became"]) == ("done", 400, {"queued": 400})


def test_it_stops_where_it_is(room, database, monkeypatch):
    monkeypatch.setattr(announcing, "BATCH", 50)
    _fill(database, 400)
    room.settings = replace(room.settings, broadcast_alone=1000)
    one = _write(room)
    call(room, "send_broadcast", id=one["id"])
    with room.db.begin() as tx:  # as far as a slow worker has come
        assert announcing.queue_some(tx, one["id"]) == (50, 400, False)
    told = call(room, "stop_broadcast", BUDI, id=one["id"])
    assert (told["state"], told["queued"], told["became"]) == ("stopped", 50, {"cancelled": 50})
    room.send_broadcasts()
    with room.db.begin() as tx, pytest.raises(jobs.Cancelled):
        announcing.queue_some(tx, one["id"])
    assert call(room, "get_broadcast", id=one["id"])["became"] == {"cancelled": 50}


def test_only_operators_and_only_in_their_area(room):
    for role in ("viewer", "officer", "reporter", "verifier", "ops"):
        for method in ("write_broadcast", "preview_broadcast", "list_broadcasts"):
            with pytest.raises(NotForOperators):
                call(room, method, who(role), **(SAID if method != "list_broadcasts" else {}))
    with pytest.raises(OutsideArea):
        _write(room, areas=["1972"])
    one = _write(room)
    with pytest.raises(OutsideArea):
        call(room, "send_broadcast", who(area="1972", name="dedi"), id=one["id"])


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"areas": []}, "areas"),
        ({"areas": ["1971031006001"]}, "areas"),
        ({"channels": ["fax"]}, "channels"),
        ({"texts": {"en": {"subject": "x", "text": "y"}}}, "texts.id"),
        ({"texts": {"id": {"subject": "x"}}}, "texts.id.text"),
        ({"texts": {"id": {"subject": "x", "text": "y" * 2000}}}, "texts.id.text"),
        ({"severity": "loud"}, "severity"),
    ],
)
def test_what_is_wrong_of_a_broadcast_is_named(room, changes, field):
    with pytest.raises(Invalid) as refused:
        _write(room, **changes)
    assert field in {error.field for error in refused.value.errors}


def test_a_subject_stays_one_line(room, letters):
    _join(room, letters)
    said = {"subject": "Air naik\r\nBcc: x@y.example", "text": "Pindah."}
    [letter] = _sent(room, letters, _write(room, texts={"id": said}))
    assert letter["Bcc"] is None
    assert letter["Subject"] == "Air naik Bcc: x@y.example"
