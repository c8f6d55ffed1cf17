"""What comes in from outside, read: Alertmanager, mappings, signatures, e-mail."""

import base64
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage

import pytest
from hypothesis import given
from hypothesis import strategies as st
from standardwebhooks.webhooks import Webhook

from libs.kit.errors import Invalid, TooLarge
from services.notifications.inbound import alertmanager, mail, mapping, signatures
from services.notifications.inbound.plain import line, lines
from services.notifications.inbound.receiving import type_of
from tests.inbound import alertmanager_body, letter

NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
SECRET = "whsec_" + base64.b64encode(b"k" * 32).decode()
MAPPING = {
    "items": "/readings",
    "key": "{/station}",
    "headline": "Muka air {/station}: {/cm} cm",
    "severity": {"at": "/level", "map": {"3": "critical"}, "otherwise": "minor"},
    "ends": {"at": "/status", "values": ["Normal"]},
    "area": "{/village}",
    "point": {"lon": "/at/0", "lat": "/at/1"},
}


def test_alertmanagers_alerts_have_their_fingerprint_as_key():
    [one, over] = alertmanager.read(alertmanager_body("firing", "resolved"))
    assert one.cause.key == "alertmanager/00000000000000a0"
    assert (one.cause.topic, one.cause.severity) == ("system.diskfull", "critical")
    assert (one.cause.headline, one.cause.area) == ("Disk hampir penuh", "1971")
    assert (one.over, over.over) == (False, True)


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"version": "3"}, "version"),
        ({"alerts": []}, "alerts"),
        ({"alerts": [{}]}, "alerts.0.status"),
        ({"alerts": [{"status": "firing", "fingerprint": "../x"}]}, "alerts.0.fingerprint"),
        ({"alerts": [{"status": "firing", "fingerprint": "a", "labels": []}]}, "alerts.0.labels"),
    ],
)
def test_what_is_no_alertmanagers_webhook_is_refused_by_field(changes, field):
    with pytest.raises(Invalid) as caught:
        alertmanager.read({**alertmanager_body("firing"), **changes})
    assert field in [one.field for one in caught.value.errors]


def test_a_dead_mans_switch_is_left_alone():
    body = alertmanager_body("firing")
    body["alerts"][0]["labels"]["alertname"] = "Watchdog"
    assert alertmanager.read(body) == []


def test_a_mapping_makes_of_json_what_its_templates_say():
    reading = {"station": "Rangkui", "cm": 182.5, "level": 3, "status": "siaga"}
    body = {"readings": [{**reading, "village": "1971031006", "at": [106.1, -2.1]}]}
    [made] = mapping.apply(mapping.read(MAPPING), body)
    assert (made.key, made.headline) == ("Rangkui", "Muka air Rangkui: 182.5 cm")
    assert (made.severity, made.area, made.point) == ("critical", "1971031006", (106.1, -2.1))
    assert not made.over
    body["readings"][0] |= {"status": "normal", "village": "x", "at": ["a", 1], "level": None}
    [made] = mapping.apply(mapping.read(MAPPING), body)
    assert (made.over, made.area, made.point, made.severity) == (True, "", None, "minor")


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"key": ""}, "mapping.key"),
        ({"headline": "{labels.name}"}, "mapping.headline"),
        ({"headline": "{{ ''.__class__ }}"}, "mapping.headline"),
        ({"items": "readings"}, "mapping.items"),
        ({"severity": {"map": {"1": "loud"}}}, "mapping.severity.map"),
        ({"makes": "coffee"}, "mapping.makes"),
        ({"topic": "a b"}, "mapping.topic"),
        ({"code": "x"}, "mapping.code"),
    ],
)
def test_a_mapping_that_is_not_whole_is_refused_by_field(changes, field):
    with pytest.raises(Invalid) as caught:
        mapping.read({**MAPPING, **changes})
    assert field in [one.field for one in caught.value.errors]


def test_what_the_mapping_finds_nothing_in_is_refused_by_its_place():
    with pytest.raises(Invalid) as caught:
        mapping.apply(mapping.read(MAPPING), {"readings": [{"station": {"a": 1}}]})
    assert [one.field for one in caught.value.errors] == ["readings.0"]


JSON = st.recursive(
    st.none() | st.booleans() | st.floats() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=3)
    ),
    max_leaves=8,
)


@given(JSON)
def test_whatever_comes_a_mapping_makes_something_or_refuses_it(body):
    try:
        made = mapping.apply(mapping.read(MAPPING), body)
    except Invalid:
        return
    assert all(one.key and one.headline for one in made)


@given(st.text(max_size=300))
def test_a_line_holds_nothing_that_ends_or_turns_it(text):
    found = line(text, 120)
    assert len(found) <= 120
    assert not set(found) & set("\r\n\0\x1b\u202e\u2028")
    assert not set(lines(text, 200)) & set("\r\0\x1b\u202e\u2028")


def head(body, at=NOW, message="msg_1"):
    signature = Webhook(SECRET).sign(message, at, body)
    return {"id": message, "timestamp": str(int(at.timestamp())), "signature": signature}


def test_a_signature_of_the_standards_own_library_is_taken():
    signatures.check(SECRET, head('{"a":1}'), b'{"a":1}', NOW)
    two = head("x") | {"signature": "v1,AAAA " + head("x")["signature"]}
    signatures.check(SECRET, two, b"x", NOW)


@pytest.mark.parametrize(
    "changes",
    [
        {"signature": "v1,AAAA"},
        {"signature": ""},
        {"id": "msg_2"},
        {"id": ""},
        {"timestamp": "1"},
        {"timestamp": "x"},
        {},
    ],
)
def test_any_other_signature_body_or_time_is_refused(changes):
    given, body, now = {**head("x"), **changes}, b"x", NOW
    if not changes:
        now += timedelta(minutes=6)
    with pytest.raises(signatures.NotSigned):
        signatures.check(SECRET, given, body, now)


@pytest.mark.parametrize("secret", ["whsec_", "whsec_!!!", "whsec_AAAA", "x" * 10])
def test_what_is_no_secret_is_refused(secret):
    with pytest.raises(ValueError, match="needs"):
        signatures.key_of(secret)


# ---- e-mail


def test_headers_and_text_are_decoded():
    raw = letter(
        Subject="=?utf-8?b?QmFuamlyIGRpIFJhbmdrdWk=?=", From="=?utf-8?q?Warga?= <w@example.com>"
    )
    found = mail.read(raw)
    assert (found.subject, found.sender) == ("Banjir di Rangkui", "Warga <w@example.com>")
    assert found.text == "Air masuk rumah."
    assert found.machine == ""


def test_a_header_that_is_folded_or_forged_stays_one_line():
    raw = letter(Subject="Banjir =?utf-8?q?=0D=0ABcc:_x@example.com=0D=0A?= di sini")
    assert mail.read(raw).subject == "Banjir Bcc: x@example.com di sini"


def test_of_html_what_is_to_be_read_is_taken():
    message = EmailMessage()
    message["From"], message["Subject"] = "w@example.com", "x"
    message.set_content(
        "<html><head><title>t</title><style>p{}</style></head><body><p>Air &amp; lumpur</p>"
        "<script>alert(1)</script><div>naik</div></body></html>",
        subtype="html",
    )
    assert mail.read(bytes(message)).text == "Air & lumpur\nnaik"


@pytest.mark.parametrize(
    "headers",
    [
        {"Auto-Submitted": "auto-replied"},
        {"Precedence": "bulk"},
        {"List-Id": "<x.example.com>"},
        {"Return-Path": "<>"},
        {"From": "MAILER-DAEMON@example.com"},
        {"From": "Sistem <no-reply@example.com>"},
        {"X-Loop": "kendali"},
    ],
)
def test_what_a_machine_wrote_is_left_alone(headers):
    assert mail.read(letter(**headers)).machine
    assert not mail.read(letter(**{"Auto-Submitted": "no"})).machine


def test_a_message_is_bounded():
    with pytest.raises(TooLarge):
        mail.read(letter() + b"x" * mail.MOST_BYTES)
    many = EmailMessage()
    many["From"] = "w@example.com"
    many.set_content("x")
    for _ in range(mail.MOST_PARTS + 1):
        many.add_attachment(b"x", maintype="text", subtype="plain")
    with pytest.raises(Invalid):
        mail.read(bytes(many))


@pytest.mark.parametrize("data", [b"", b"\xff\xfe\x00", b"no headers at all\n\nbody"])
def test_what_is_no_message_is_refused(data):
    with pytest.raises(Invalid):
        mail.read(data)


@given(st.binary(max_size=300))
def test_whatever_bytes_come_they_are_read_or_refused(data):
    try:
        found = mail.read(b"From: w@example.com\nSubject: " + data)
    except Invalid:
        return
    assert len(found.subject) <= 120


def test_a_type_is_told_by_its_name():
    assert type_of("Ada kebakaran di pasar") == "fire"
    assert type_of("flood near the bridge") == "flood"
    assert type_of("halo") == "other"
