"""What comes in from outside becomes alerts and reports, once each."""

import base64
import json
import uuid
from email.message import EmailMessage

import pytest
from click.testing import CliRunner
from standardwebhooks.webhooks import Webhook

from libs.kit import clock
from libs.kit.errors import Forbidden, Invalid, PreconditionFailed
from libs.kit.principal import Principal
from libs.kit.request import Request
from services.notifications.inbound.cli import receive_mail
from services.notifications.inbound.signatures import NotSigned
from services.notifications.inbound.sources_repository import UnknownInbound
from tests.alerting import ROOT
from tests.environ import of_service
from tests.inbound import alertmanager_body, letter
from tests.incidents import call, who
from tests.photographs import form, saved

MACHINE, NOBODY = who("ops", "", "alertmanager"), Principal("public", "", frozenset())
SECRET = "whsec_" + base64.b64encode(b"k" * 32).decode()
MAPPING = {
    "key": "{/station}",
    "headline": "Muka air {/station}: {/cm} cm",
    "severity": {"at": "/level", "map": {"3": "critical"}},
    "ends": {"at": "/status", "values": ["normal"]},
}


def alerts(service):
    return call(service, "list_alerts", ROOT)["items"]


def incidents(service):
    return call(service, "list_incidents", ROOT)["items"]


def source(service, version=0, **changes):
    body = {"code": "air", "name": "Sensor", "mapping": MAPPING, "secret": SECRET}
    return call(service, "set_inbound_source", ROOT, **{**body, **changes, "version": version})


def post(service, reading, *, asker=NOBODY, message="", **head):
    body, message = json.dumps(reading), message or f"msg_{uuid.uuid4()}"
    at = clock.now()
    signed = {
        "id": message,
        "timestamp": str(int(at.timestamp())),
        "signature": Webhook(SECRET).sign(message, at, body),
    }
    data = {"source": "air", "head": {**signed, **head}}
    command = str(uuid.uuid5(uuid.NAMESPACE_URL, message))
    asked = Request(data, asker, command, attachment=body.encode())
    return service.receive_webhook(asked)["answer"]


def test_alertmanager_raises_counts_and_resolves(notifications):
    for _ in range(3):
        call(notifications, "receive_alertmanager", MACHINE, body=alertmanager_body("firing"))
    [one] = alerts(notifications)
    assert (one["topic"], one["count"], one["raised_by"]) == ("system.diskfull", 3, "alertmanager")
    [incident] = incidents(notifications)  # a critical one is to be checked
    assert (incident["type"], incident["checked"], incident["report_count"]) == ("system", False, 3)
    told = call(notifications, "receive_alertmanager", MACHINE, body=alertmanager_body("resolved"))
    assert told == {"raised": 0, "resolved": 1}
    assert [one["state"] for one in alerts(notifications)] == ["resolved"]
    with pytest.raises(Forbidden):
        call(notifications, "receive_alertmanager", who("viewer"), body=alertmanager_body("firing"))


def test_a_signed_webhook_raises_an_alert_and_ends_it(notifications):
    shown = source(notifications)
    assert (shown["signs"], "secret" in shown) == (True, False)
    post(notifications, {"station": "Rangkui", "cm": 180, "level": 3})
    [one] = alerts(notifications)
    assert (one["severity"], one["headline"]) == ("critical", "Muka air Rangkui: 180 cm")
    assert one["topic"] == "webhook.air"
    post(notifications, {"station": "Rangkui", "cm": 90, "status": "normal"})
    assert [one["state"] for one in alerts(notifications)] == ["resolved"]
    [row] = call(notifications, "list_inbound_sources", ROOT)["items"]
    assert row["received"] == 2


def test_what_a_source_sends_twice_is_done_once(notifications):
    source(notifications)
    for _ in range(3):
        post(notifications, {"station": "Rangkui", "cm": 180}, message="msg_same")
    assert [one["count"] for one in alerts(notifications)] == [1]


def test_what_is_not_signed_is_refused_and_leaves_nothing(notifications):
    source(notifications)
    with pytest.raises(NotSigned):
        post(notifications, {"station": "x"}, signature="v1,AAAA")
    with pytest.raises(NotSigned):
        post(notifications, {"station": "x"}, timestamp="1000")
    with pytest.raises(Forbidden):
        post(notifications, {"station": "x"}, asker=who("viewer"))
    assert alerts(notifications) == []


def test_a_source_without_a_secret_needs_a_key_of_an_operator(notifications):
    source(notifications, secret=None)
    with pytest.raises(Forbidden):
        post(notifications, {"station": "x", "cm": 1})
    post(notifications, {"station": "x", "cm": 1}, asker=who())
    assert len(alerts(notifications)) == 1


def test_a_webhook_can_make_incidents_that_wait_to_be_checked(notifications):
    rules = {**MAPPING, "makes": "incident", "type": "flood"}
    source(notifications, mapping=rules)
    for cm in (180, 190):
        post(notifications, {"station": "Rangkui", "cm": cm, "level": 3})
    [one] = incidents(notifications)
    assert (one["type"], one["severity"], one["checked"]) == ("flood", "critical", False)
    assert one["report_count"] == 2


def test_why_something_was_refused_stands_with_its_source(notifications):
    source(notifications)
    with pytest.raises(Invalid):
        post(notifications, {"cm": 5})
    [row] = call(notifications, "list_inbound_sources", ROOT)["items"]
    assert row["last_error"] == "body.0: has nothing for key"


def test_sources_are_for_administrators_and_versions_are_kept(notifications):
    source(notifications)
    with pytest.raises(PreconditionFailed):
        source(notifications)
    source(notifications, version=1, enabled=False, secret=None)
    with pytest.raises(UnknownInbound):
        post(notifications, {"station": "x", "cm": 1})
    for someone in (who(), who("admin", "1971")):
        with pytest.raises(Forbidden):
            call(notifications, "remove_inbound_source", someone, code="air")
    stored = call(notifications, "list_inbound_sources", ROOT)["items"][0]
    assert "whsec" not in json.dumps(stored)


# ---- e-mail


def mailed(service, data):
    return service.receive_mail(Request({}, who(), None, attachment=data))["answer"]


def test_a_letter_is_a_report_to_be_checked_once(notifications):
    first, again = mailed(notifications, letter()), mailed(notifications, letter())
    assert (first["number"], again["number"]) == ("INS-0001", "INS-0001")
    assert (first["repeated"], again["repeated"]) == (False, True)
    [one] = incidents(notifications)
    assert (one["type"], one["source"], one["checked"]) == ("flood", "email", False)
    [alert] = alerts(notifications)
    assert alert["topic"] == "report.flood"


def test_an_automatic_answer_makes_nothing(notifications):
    told = mailed(notifications, letter(**{"Auto-Submitted": "auto-replied"}))
    assert (told["number"], told["ignored"]) == (None, "Auto-Submitted")
    assert incidents(notifications) == []


def test_photos_of_a_letter_hang_on_its_incident(notifications):
    message = EmailMessage()
    message["From"], message["Subject"] = "Warga <w@example.com>", "Kebakaran"
    message.set_content("lihat foto")
    message.add_attachment(saved(form(1)), maintype="image", subtype="jpeg", filename="../../x.jpg")
    message.add_attachment(b"no photo", maintype="image", subtype="png")
    assert mailed(notifications, bytes(message))["photos"] == 1
    [one] = incidents(notifications)
    found = call(notifications, "list_incident_photos", ROOT, incident=one["id"])["items"]
    assert [photo["who"] for photo in found] == ["Warga <w@example.com>"]


def test_a_mail_servers_pipe_brings_a_letter(notifications, database, tmp_path):
    environ = of_service("notifications", database.url("notifications"), "amqp://x", tmp_path)
    for message, code, said in ((letter(), 0, "INS-0001"), (b"", 65, "not an e-mail")):
        done = CliRunner().invoke(receive_mail, input=message, env=environ)
        assert (done.exit_code, said in done.output) == (code, True)
    assert len(incidents(notifications)) == 1
