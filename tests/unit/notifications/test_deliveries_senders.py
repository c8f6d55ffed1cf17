"""What goes out through Apprise and as Web Push, to servers on loopback shaped like theirs."""

import base64
import ipaddress

import orjson
import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
)
from joserfc import jwt
from joserfc.jwk import ECKey

from libs.kit import clock
from libs.kit.guard import Guard
from services.notifications.deliveries import addresses
from services.notifications.deliveries.kinds import KINDS
from services.notifications.deliveries.outcomes import Parcel
from services.notifications.deliveries.senders import apprised, push, sealing
from tests.receivers import DROP, HANG, hooks

GUARD = Guard((), (ipaddress.ip_network("127.0.0.0/8"),))
INSIDE = Guard(("127.0.0.1",))
TOKEN = "AbCdEf-token_123"


@pytest.fixture
def hook():
    with hooks() as made:
        yield made


def _parcel(to=""):
    words = ("Banjir di Rangkui", "Air setinggi 60 cm.", "https://kota.go.id/x")
    return Parcel(
        "id-1", "k", "incident", "critical", *words, exercise=False, at=clock.now(), to=to
    )


def _gotify(hook, guard=GUARD, seconds=2):
    parts = {"url": hook.url, "token": TOKEN}
    return apprised.send(KINDS["gotify"], _parcel(), parts, guard, seconds)


def test_apprise_sends_what_its_plugin_makes_of_it(hook):
    assert _gotify(hook).what == "sent"
    [(path, headers, body)] = hook.came
    assert path == "/message"
    assert headers["x-gotify-key"] == TOKEN
    assert orjson.loads(body)["title"] == "Banjir di Rangkui"


@pytest.mark.parametrize(
    ("answer", "what", "why", "fault"),
    [
        (500, "again", "http-500", True),
        (429, "again", "http-429", True),
        (401, "again", "http-401", True),
        (400, "refused", "http-400", False),
        (307, "refused", "http-307", False),
        (DROP, "unknown", "timeout", True),
        (HANG, "unknown", "timeout", True),
    ],
)
def test_what_stood_behind_a_no_of_apprise_is_known(hook, answer, what, why, fault):
    hook.answers, hook.location = [answer], "http://127.0.0.1:1/"
    outcome = _gotify(hook, seconds=1)
    assert (outcome.what, outcome.why, outcome.fault) == (what, why, fault)
    assert len(hook.came) == 1


def test_apprise_reaches_nothing_inside(hook):
    outcome = _gotify(hook, INSIDE)
    assert (outcome.what, outcome.why) == ("refused", "address-not-allowed")
    assert hook.came == []


def test_nobody_there_is_no_harm(hook):
    parts = {"url": "http://127.0.0.1:1", "token": TOKEN}
    outcome = apprised.send(KINDS["gotify"], _parcel(), parts, GUARD, 1)
    assert (outcome.what, outcome.why) == ("again", "not-reached")


def test_an_sms_gateway_is_given_the_number(hook):
    parts = {"url": hook.url, "token": TOKEN}
    assert apprised.send(KINDS["sms"], _parcel("+6281234567890"), parts, GUARD, 2).what == "sent"
    assert b"6281234567890" in hook.came[0][2]


@pytest.mark.parametrize("name", [name for name, kind in KINDS.items() if kind.apprise])
def test_no_part_leaves_its_place_in_the_address(name):
    evil = "x/?a=b&#@evil.example:1/"
    kind = KINDS[name]
    parts = {part.name: evil for part in kind.parts} | {"url": "http://127.0.0.1:1"}
    made = apprised.url(kind, evil, parts, 1)
    assert "evil.example:" not in made
    assert made.count("?") == 1


# Web Push


def _subscription(url):
    point = ec.generate_private_key(ec.SECP256R1()).public_key()
    raw = point.public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
    keys = {"p256dh": _base64(raw), "auth": _base64(b"a" * 16)}
    return addresses.push(orjson.dumps({"endpoint": f"{url}/push/1", "keys": keys}).decode())


def _base64(data):
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


@pytest.fixture
def parts():
    number = ec.generate_private_key(ec.SECP256R1()).private_numbers().private_value
    key = _base64(number.to_bytes(32, "big"))
    return {"vapid_key": key, "vapid_subject": "mailto:kendali@kota.go.id"}


def test_a_push_is_encrypted_and_says_who_sends_it(hook, parts):
    hook.usual = 201
    assert push.send(_parcel(_subscription(hook.url)), parts, GUARD, 2).what == "sent"
    [(path, headers, body)] = hook.came
    assert path == "/push/1"
    assert headers["content-encoding"] == "aes128gcm"
    assert headers["authorization"].startswith("vapid ")
    assert headers["urgency"] == "high"
    assert b"Banjir" not in body
    token, _, point = headers["authorization"].removeprefix("vapid t=").partition(", k=")
    public = ec.EllipticCurvePublicKey.from_encoded_point(sealing.CURVE, sealing.read(point))
    claims = jwt.decode(token, ECKey.import_key(public), algorithms=["ES256"]).claims
    assert (claims["aud"], claims["sub"]) == (hook.url, "mailto:kendali@kota.go.id")


def test_a_push_is_sealed_as_the_example_of_the_standard():
    """RFC 8291, section 5 and appendix A."""
    sender = sealing.private_key("yfWPiYE-n46HLnH0KqZOF1fJJU3MYrct3AELtAQ-oRw")
    receiver = (
        "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4"
    )
    made = sealing.sealed(
        b"When I grow up, I want to be a watermelon",
        sealing.read(receiver),
        sealing.read("BTBZMqHH6r4Tts7J_aSIgg"),
        sender=sender,
        salt=sealing.read("DGv6ra1nlYgDCS1FRnbzlw"),
    )
    assert sealing.spelt(made) == (
        "DGv6ra1nlYgDCS1FRnbzlwAAEABBBP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS"
        "6TlzAC8wEqKK6PBru3jl7A_yl95bQpu6cVPTpK4Mqgkf1CXztLVBSt2Ks3oZwbuwXPXLWyouBWLVWGNWQexSgSxsj_Qu"
        "lcy4a-fN"
    )


def test_a_key_is_taken_as_its_number_or_as_openssl_writes_it():
    key = ec.generate_private_key(sealing.CURVE)
    form = (Encoding.DER, PrivateFormat.TraditionalOpenSSL, NoEncryption())
    number = key.private_numbers().private_value.to_bytes(32, "big")
    for written in (number, key.private_bytes(*form)):
        assert sealing.point(sealing.private_key(sealing.spelt(written))) == sealing.point(key)
    other = ec.generate_private_key(ec.SECP384R1()).private_bytes(*form)
    with pytest.raises(ValueError, match="P-256"):
        sealing.private_key(sealing.spelt(other))


@pytest.mark.parametrize(
    ("answer", "what"), [(410, "refused"), (404, "refused"), (500, "again"), (HANG, "unknown")]
)
def test_a_push_service_that_does_not_take_it_is_understood(hook, parts, answer, what):
    hook.usual = answer
    assert push.send(_parcel(_subscription(hook.url)), parts, GUARD, 1).what == what


def test_a_push_reaches_nothing_inside_and_follows_nobody(hook, parts):
    outcome = push.send(_parcel(_subscription(hook.url)), parts, INSIDE, 2)
    assert (outcome.why, hook.came) == ("address-not-allowed", [])
    hook.usual, hook.location = 307, f"{hook.url}/elsewhere"
    assert push.send(_parcel(_subscription(hook.url)), parts, GUARD, 2).what == "refused"
    assert len(hook.came) == 1


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"endpoint": 1, "keys": {}}', "x" * 3000])
def test_what_is_no_subscription_is_refused(text):
    with pytest.raises(addresses.BadAddress):
        addresses.push(text)
