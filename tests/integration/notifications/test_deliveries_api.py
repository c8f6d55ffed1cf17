"""Channels, contacts, templates and lists, as callers ask for them."""

import base64
import dataclasses
import re
from datetime import timedelta

import pytest

from libs.kit import clock
from libs.kit.errors import Conflict, Forbidden, Invalid, NotFound, PreconditionFailed
from libs.kit.ids import new_id
from libs.kit.principal import Principal
from libs.kit.request import Request
from services.notifications.deliveries import contacting, sending
from services.notifications.deliveries.addresses import BadAddress
from services.notifications.deliveries.domain import CRITICAL
from services.notifications.deliveries.senders import sealing
from services.notifications.deliveries.sending import Message
from services.notifications.deliveries.verifying import MOST_TRIES, CodeOver, TooManyCodes
from services.notifications.deliveries.working import Worker
from tests.deliveries import Person, Told
from tests.push import Subscriber

ADMIN = Principal("1", "admin", frozenset({"admin"}))
ANI = Principal("2", "ani", frozenset({"officer"}), "197101")
BUDI = Principal("3", "budi", frozenset({"operator"}), "1971")
FAR = Principal("4", "jauh", frozenset({"operator"}), "1972")
SECRET = "whsec_" + base64.b64encode(b"s" * 24).decode()
PLAIN = {"language": "id", "quiet_from": None, "quiet_until": None, "digest": True}


class Api:
    """Calls as the gateway makes them."""

    def __init__(self, told) -> None:
        self.told, self.service = told, told.service

    def do(self, method, who, **data):
        request = Request(data, who, new_id())
        found = getattr(self.service, method)(request)
        return found["answer"] if isinstance(found, dict) and "answer" in found else found

    def put(self, contacts, who=ANI, **wishes):
        return self.do("put_contacts", who, contacts=contacts, preferences=PLAIN | wishes)

    def channel(self, name, kind, parts, version=0, **more):
        given = {"name": name, "kind": kind, "parts": parts, "version": version, "enabled": True}
        return self.do("put_channel", ADMIN, **given | more)

    def urgent(self):
        return Worker(self.service.db, self.service.settings).round(CRITICAL)

    def send(self, *people, channels=None, **more):
        said = {"key": f"k/{new_id()}", "topic": "incident", "severity": "major"}
        message = Message(**said | {"subject": "Banjir", "text": "Air naik."} | more)
        with self.told.begin() as tx:
            readers = [Person(one) for one in people]
            sending.send(tx, message, readers, clock.now(), channels)
        return message


@pytest.fixture
def api(notifications):
    return Api(Told(notifications))


# Contacts


def test_an_address_is_used_after_the_code_that_came_to_it(api, post):
    api.channel("surel", "email", post.parts)
    answer = api.put([{"channel": "surel", "address": "ani@kota.go.id"}])
    [contact] = answer["items"]
    assert contact["address"] == "a•••@kota.go.id"  # answers to commands are kept
    assert api.do("get_contacts", ANI)["items"][0]["address"] == "ani@kota.go.id"
    assert api.told.channels(api.send("ani").key) == ["inbox"]
    assert api.urgent() == 1
    code = re.search(r"\d{6}", post.came[0].get_content()).group()
    wrong = api.do("verify_contact", ANI, contact=contact["id"], code="000000")
    assert wrong["verified"] is (code == "000000")
    right = api.do("verify_contact", ANI, contact=contact["id"], code=f" {code[:3]} {code[3:]}")
    assert right["verified"]
    assert api.told.channels(api.send("ani").key) == ["inbox", "surel"]
    stored = api.told.everything()
    assert "ani@kota.go.id" not in stored
    assert code not in stored


def test_a_code_cannot_be_guessed_nor_asked_for_without_end(api, post):
    api.channel("surel", "email", post.parts)
    [contact] = api.put([{"channel": "surel", "address": "ani@kota.go.id"}])["items"]
    with pytest.raises(TooManyCodes):
        api.do("send_contact_code", ANI, contact=contact["id"])
    for _ in range(MOST_TRIES):
        assert not api.do("verify_contact", ANI, contact=contact["id"], code="x")["verified"]
    api.urgent()
    code = re.search(r"\d{6}", post.came[0].get_content()).group()
    with pytest.raises(CodeOver):
        api.do("verify_contact", ANI, contact=contact["id"], code=code)


def test_somebody_elses_contact_is_not_found(api, post):
    api.channel("surel", "email", post.parts)
    [contact] = api.put([{"channel": "surel", "address": "ani@kota.go.id"}])["items"]
    for method in ("verify_contact", "send_contact_code"):
        with pytest.raises(NotFound):
            api.do(method, BUDI, contact=contact["id"], code="1")
    with pytest.raises(Invalid):
        api.put([{"id": contact["id"]}], BUDI)
    assert api.do("get_contacts", BUDI)["items"] == []


def test_what_is_wrong_with_contacts_is_named_and_nothing_is_kept(api, post):
    api.channel("surel", "email", post.parts)
    wrong = [
        {"channel": "surel", "address": "ani@kota.go.id\r\nBcc: x@y.id"},
        {"channel": "tidak-ada", "address": "x"},
        {"id": new_id()},
    ]
    with pytest.raises(Invalid) as refused:
        api.put(wrong)
    fields = [one.field for one in refused.value.errors]
    assert fields == ["contacts.0.address", "contacts.1.channel", "contacts.2.id"]
    with pytest.raises(Invalid) as refused:
        api.put([], quiet_from="21:00", quiet_until=None)
    assert [one.field for one in refused.value.errors] == ["preferences.quiet_until"]
    assert api.do("get_contacts", ANI)["items"] == []


def test_the_list_is_the_order_and_what_is_not_in_it_is_gone(api, hook):
    api.channel("ntfy", "ntfy", {"url": hook.url})
    api.channel("sms", "sms", {"url": hook.url}, secrets={"token": "t"})
    new = [{"channel": "ntfy", "address": "ani-1"}, {"channel": "sms", "address": "0812 3456 7890"}]
    first, second = api.put(new)["items"]
    turned = [{"id": second["id"], "least": "critical"}, {"id": first["id"]}]
    found = api.put(turned, language="en", quiet_from="22:00", quiet_until="05:30")
    assert [one["id"] for one in found["items"]] == [second["id"], first["id"]]
    assert found["items"][0]["least"] == "critical"
    assert found["preferences"]["quiet_until"] == "05:30"
    assert api.do("get_contacts", ANI)["items"][0]["address"] == "+6281234567890"
    assert [one["id"] for one in api.put([{"id": first["id"]}])["items"]] == [first["id"]]


def test_a_subscription_of_the_public_can_be_put_told_and_forgotten(api, post):
    api.channel("surel", "email", post.parts)
    reader, off = "public:1", "https://kota.go.id/off?t=1"
    with api.told.begin() as tx:
        settings = api.service.settings
        contacting.put_public(tx, settings, reader, "surel", "warga@kota.go.id", off)
        with pytest.raises(BadAddress):
            contacting.put_public(tx, settings, "public:2", "surel", "warga", off)
    message = api.send(reader)
    assert api.told.channels(message.key) == ["surel"]
    api.told.work()
    assert post.came[0]["List-Unsubscribe"] == f"<{off}>"
    assert post.came[0]["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    with api.told.begin() as tx:
        assert contacting.forget(tx, reader) == 1
    assert api.send(reader).key not in api.told.everything()


# Channels


def test_a_secret_is_written_and_never_read(api, hook):
    parts = {"url": f"{hook.url}/x"}
    made = api.channel("sistem", "webhook", parts, secrets={"secret": SECRET})
    again = api.channel("sistem", "webhook", parts, version=1)  # which leaves the secret as it is
    assert again["secrets"] == made["secrets"] == {"secret": True}
    assert SECRET not in str((made, api.do("list_channels", ADMIN), api.told.everything()))
    shown = api.do("list_channels", BUDI)
    assert "parts" not in shown["items"][0]
    assert shown["kinds"] == []


def test_of_two_administrators_the_second_is_told(api, hook):
    api.channel("ntfy", "ntfy", {"url": hook.url})
    with pytest.raises(PreconditionFailed, match="admin"):
        api.channel("ntfy", "ntfy", {"url": hook.url})
    with pytest.raises(Conflict):
        api.channel("ntfy", "gotify", {"url": hook.url}, version=1, secrets={"token": "t"})


@pytest.mark.parametrize(
    ("kind", "parts", "field"),
    [
        ("webhook", {"url": "http://169.254.169.254/"}, "parts.url"),
        ("webhook", {"url": "http://10.0.0.1/"}, "parts.url"),
        ("webhook", {"url": "https://evil.example/"}, "parts.url"),
        ("webhook", {"url": "file:///etc/passwd"}, "parts.url"),
        ("webhook", {"url": "http://127.0.0.1/", "apprise": "json://x"}, "parts.apprise"),
        ("email", {"host": "mail.evil.example", "port": 25, "from": "a@b.id"}, "parts.host"),
        ("email", {"host": "127.0.0.1", "port": 25, "from": "a@b.id\nX: y"}, "parts.from"),
        ("email", {"host": "127.0.0.1", "port": 70000, "from": "a@b.id"}, "parts.port"),
        ("ntfy", {"url": "http://127.0.0.1/", "to": "a/b"}, "parts.to"),
        ("telegram", {}, "secrets.token"),
        ("matrix", {}, "kind"),
    ],
)
def test_a_channel_that_would_reach_inside_or_lacks_something_is_refused(api, kind, parts, field):
    secrets = {"secret": SECRET} if kind == "webhook" else {}
    with pytest.raises(Invalid) as refused:
        api.channel("x", kind, parts, secrets=secrets)
    assert field in [one.field for one in refused.value.errors]


def test_channels_are_for_administrators_of_the_whole_region(api):
    here = Principal("5", "camat", frozenset({"admin"}), "197101")
    for who in (ANI, BUDI, here):
        with pytest.raises(Forbidden):
            api.do("put_channel", who, name="x", kind="webpush", parts={}, enabled=True, version=0)
    with pytest.raises(Forbidden):
        api.do("list_channels", ANI)


def test_a_test_goes_the_way_that_messages_go(api, hook):
    api.channel("sistem", "webhook", {"url": hook.url}, secrets={"secret": SECRET})
    key = api.do("test_channel", ADMIN, name="sistem")["key"]
    api.told.work()
    [row] = api.do("list_deliveries", BUDI, key=key)["items"]
    assert row["state"] == "sent"
    api.channel("ntfy", "ntfy", {"url": hook.url})
    with pytest.raises(Conflict, match="address"):
        api.do("test_channel", ADMIN, name="ntfy")


# Lists


def test_deliveries_are_listed_filtered_counted_and_paged(api, hook):
    api.channel("ntfy", "ntfy", {"url": hook.url})
    api.told.contact("ani", "ntfy", "ani-1")
    hook.answers = [404]
    first = api.send("ani", subject="Kebakaran di Gerunggang")
    api.told.work()
    api.send("ani", "budi")
    everything = api.do("list_deliveries", BUDI, limit=2)
    rest = api.do("list_deliveries", BUDI, limit=9, after=everything["next"])
    assert len({one["id"] for one in (*everything["items"], *rest["items"])}) == 5
    assert rest["next"] is None

    def found(**asked):
        return len(api.do("list_deliveries", BUDI, **asked)["items"])

    assert found(state="failed") == 1
    assert found(channel="ntfy") == 2
    assert found(person="budi") == 1
    assert found(q="kebakaran") == 2
    assert found(q="budi") == 1
    assert found(key=first.key) == 2
    assert found(since=clock.to_text(clock.now() + timedelta(minutes=1))) == 0
    assert found(until=clock.to_text(clock.now() + timedelta(minutes=1))) == 5
    counted = api.do("count_deliveries", BUDI)["counts"]
    assert (counted["failed"], counted["delivered"], counted["queued"]) == (1, 3, 1)
    [failed] = api.do("list_deliveries", BUDI, state="failed")["items"]
    assert (failed["why"], failed["address"]) == ("http-404", "…")
    assert api.do("retry_delivery", BUDI, delivery=failed["id"])["state"] == "queued"
    with pytest.raises(Conflict):
        api.do("retry_delivery", BUDI, delivery=failed["id"])


def test_what_is_about_another_area_is_in_no_list(api):
    message = api.send("ani", values={"area": "197101"})
    [row] = api.do("list_deliveries", BUDI, key=message.key)["items"]
    assert api.do("list_deliveries", FAR, key=message.key)["items"] == []
    assert api.do("count_deliveries", FAR)["counts"]["delivered"] == 0
    with pytest.raises(NotFound):
        api.do("retry_delivery", FAR, delivery=row["id"])
    with pytest.raises(Forbidden):
        api.do("list_deliveries", ANI)


def test_an_export_holds_no_formula(api):
    api.send("ani", subject="=HYPERLINK(1)")
    text = api.do("export_deliveries", BUDI).decode("utf-8-sig")
    assert '"\'=HYPERLINK(1)"' in text


def test_the_inbox_is_ones_own_and_read_once(api):
    api.send("ani", "budi", subject="Satu", link="/console/incidents/1")
    api.send("ani", subject="Dua")
    mine = api.do("list_inbox", ANI)
    assert [one["subject"] for one in mine["items"]] == ["Dua", "Satu"]
    assert mine["unread"] == 2
    newest = mine["items"][0]["id"]
    assert api.do("read_inbox", BUDI, delivery=newest)["unread"] == 1  # not his
    assert api.do("read_inbox", ANI, delivery=newest)["unread"] == 1
    assert [one["subject"] for one in api.do("list_inbox", ANI, unread=True)["items"]] == ["Satu"]
    assert api.do("read_inbox", ANI)["unread"] == 0
    states = {one.state for one in api.told.states(mine["items"][0]["key"])}
    assert states == {"read"}


# Templates


def test_a_template_is_written_in_versions_and_used(api, hook):
    api.channel("ntfy", "ntfy", {"url": hook.url})
    api.told.contact("ani", "ntfy", "ani-1")
    place = {"topic": "incident", "language": "id"}
    words = {"subject": "[{{ severity }}] {{ subject }}", "body": "{{ text }}"}
    api.do("put_message_template", ADMIN, **place, **words, version=0)
    with pytest.raises(PreconditionFailed):
        api.do("put_message_template", ADMIN, **place, **words, version=0)
    api.send("ani")
    api.told.work()
    assert hook.bodies[0]["title"] == "[major] Banjir"
    assert api.do("get_message_template", BUDI, **place)["version"] == 1
    shown = api.do("preview_message", BUDI, **place, **words, exercise=True)
    assert shown["subject"] == "LATIHAN: [critical] Banjir di Rangkui"


def test_each_version_is_kept_and_the_words_of_the_system_come_back(api, hook):
    api.channel("ntfy", "ntfy", {"url": hook.url})
    api.told.contact("ani", "ntfy", "ani-1")
    place = {"topic": "incident", "language": "id"}
    shipped = api.do("get_message_template", BUDI, **place)
    for seen in range(3):
        words = {"subject": f"Ke-{seen}: {{{{ subject }}}}", "body": "{{ text }}"}
        api.do("put_message_template", ADMIN, **place, **words, version=seen)
    first = api.do("list_template_versions", BUDI, **place, limit=2)
    rest = api.do("list_template_versions", BUDI, **place, limit=2, after=first["next"])
    assert [one["version"] for one in (*first["items"], *rest["items"])] == [3, 2, 1]
    assert rest["next"] is None
    with pytest.raises(PreconditionFailed):
        api.do("reset_message_template", ADMIN, **place, version=2)
    with pytest.raises(Forbidden):
        api.do("reset_message_template", BUDI, **place, version=3)
    back = api.do("reset_message_template", ADMIN, **place, version=3)
    assert (back["subject"], back["version"], back["own"]) == (shipped["subject"], 4, False)
    api.send("ani")
    api.told.work()
    assert hook.bodies[0]["title"] == "Banjir"
    with pytest.raises(Invalid):
        api.do("list_template_versions", BUDI, **place, after="x")


def test_words_for_the_rest_leave_a_topic_with_words_of_its_own_alone(api, hook):
    api.channel("ntfy", "ntfy", {"url": hook.url})
    api.told.contact("ani", "ntfy", "ani-1")
    place = {"topic": "default", "language": "id"}
    words = {"subject": "Lain: {{ subject }}", "body": "{{ text }}"}
    api.do("put_message_template", ADMIN, **place, **words, version=0)
    api.send("ani", severity="critical")
    api.send("ani", topic="shift.gap")
    api.told.work()
    assert [one["title"] for one in hook.bodies] == ["KRITIS: Banjir", "Lain: Banjir"]


def test_a_browser_is_given_the_key_that_it_subscribes_by(api):
    api.channel("peramban", "webpush", {})
    [one] = api.do("get_contacts", ANI)["channels"]
    assert (one["address"], one["key"]) == ("push", "")
    key = sealing.spelt(bytes(31) + b"\x07")
    api.service.settings = dataclasses.replace(api.service.settings, vapid_key=key)
    [one] = api.do("get_contacts", ANI)["channels"]
    assert len(sealing.read(one["key"])) == 65
    browser = Subscriber("http://127.0.0.1:9/push/geheim")
    found = api.put([{"channel": "peramban", "address": browser.address}])
    assert [one["address"] for one in found["items"]] == ["127.0.0.1"]


@pytest.fixture
def browsing(api, hook):
    """Ani's browser is a contact that was proven, behind another contact of hers."""
    key = sealing.spelt(bytes(31) + b"\x07")
    api.service.settings = dataclasses.replace(api.service.settings, vapid_key=key)
    api.channel("peramban", "webpush", {})
    hook.usual = 201
    api.told.channel("ntfy", "ntfy", url=hook.url)
    api.told.contact("ani", "ntfy", "topik-ani", least="critical")
    old = Subscriber(f"{hook.url}/push/old")
    return old, api.told.contact("ani", "peramban", old.address, place=1, least="major")


def test_a_browser_with_a_new_subscription_is_proven_anew_and_the_old_one_ends(api, hook, browsing):
    old, contact = browsing
    new = Subscriber(f"{hook.url}/push/new")
    for _ in range(2):  # the page and the worker may both tell of it
        api.do("renew_contact", ANI, contact=contact, address=new.address)
    waiting = api.do("get_contacts", ANI)["items"][1]
    assert (waiting["id"], waiting["least"], waiting["verified_at"]) == (contact, "major", None)
    api.urgent()
    [(_, path, body)] = [(one[0], one[1], one[2]) for one in hook.came]
    said = new.read(body)
    code = re.search(r"\d{6}", said["body"]).group()
    assert said["topic"] == "verification", path
    assert api.do("verify_contact", ANI, contact=contact, code=code)["verified"]
    assert api.told.channels(api.send("ani", severity="critical").key) == [
        "inbox", "ntfy", "peramban",
    ]  # fmt: skip
    assert old.endpoint not in api.told.everything()


def test_a_browser_that_was_added_anew_meanwhile_is_one_contact(api, hook, browsing):
    _, contact = browsing
    new = Subscriber(f"{hook.url}/push/new")
    mine = api.do("get_contacts", ANI)["items"]
    again = [*({"id": one["id"]} for one in mine), {"channel": "peramban", "address": new.address}]
    added = api.put(again)["items"][2]["id"]
    api.do("renew_contact", ANI, contact=contact, address=new.address)
    assert [one["id"] for one in api.do("get_contacts", ANI)["items"]] == [mine[0]["id"], added]


def test_only_ones_own_browser_is_renewed_and_only_by_a_subscription(api, hook, browsing):
    _, contact = browsing
    new = Subscriber(f"{hook.url}/push/new").address
    other = api.do("get_contacts", ANI)["items"][0]["id"]
    with pytest.raises(NotFound):
        api.do("renew_contact", BUDI, contact=contact, address=new)
    for one, address in ((contact, "{}"), (other, new)):
        with pytest.raises(BadAddress):
            api.do("renew_contact", ANI, contact=one, address=address)
    inside = Subscriber("http://10.0.0.1/push").address
    with pytest.raises(Invalid):
        api.do("renew_contact", ANI, contact=contact, address=inside)
    assert api.do("get_contacts", ANI)["items"][1]["verified_at"] is not None


def test_topics_have_dots_and_what_is_no_topic_is_not_found(api):
    place = {"topic": "order.given", "language": "en"}
    assert api.do("get_message_template", BUDI, **place)["version"] == 0
    for wrong in ({"topic": "../x"}, {"language": "fr"}, {"topic": ""}):
        with pytest.raises(NotFound):
            api.do("get_message_template", BUDI, **place | wrong)


def test_a_template_with_code_is_refused_with_its_line(api):
    place = {"topic": "incident", "language": "id", "version": 0}
    with pytest.raises(Invalid) as refused:
        api.do("put_message_template", ADMIN, **place, subject="x", body="a\n{{ ''.__class__ }}")
    assert "line 2" in refused.value.errors[0].message
    with pytest.raises(Forbidden):
        api.do("put_message_template", BUDI, **place, subject="x", body="x")
