"""Reports from a mailbox that is looked into: each once, marked when it is kept."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from email.message import EmailMessage
from urllib.parse import quote

import pytest

from libs.kit.settings import SettingsError, load
from services.notifications.inbound import mail, mailbox
from services.notifications.settings import Settings
from tests.environ import of_service
from tests.imap_server import PASSWORD, USER, inbox
from tests.incidents import call, who

ADMIN = who("admin", area="")


def _letter(subject, number=1, **headers):
    made = EmailMessage()
    made["From"], made["Subject"] = "Warga <warga@contoh.example>", subject
    made["Message-ID"] = f"<{number}@contoh.example>"
    for name, value in headers.items():
        del made[name]
        if value:
            made[name] = value
    made.set_content("Air masuk rumah di RT 3.")
    return made.as_bytes()


@pytest.fixture
def box():
    with inbox() as made:
        yield made


@pytest.fixture
def office(notifications, box):
    address = f"imap://{quote(USER)}:{quote(PASSWORD, safe='')}@127.0.0.1:{box.port}/INBOX"
    notifications.settings = replace(notifications.settings, reports_imap=mailbox.place(address))
    return notifications


def _reports(office):
    items = call(office, "list_incidents", ADMIN)["items"]
    return sorted((one["headline"], one["source"], one["report_count"]) for one in items)


def test_what_is_unread_is_reported_once_and_marked(office, box):
    for number in range(1, 8):
        box.add(_letter(f"Banjir {number}", number))
    office.look_for_mail()
    assert [one[:2] for one in _reports(office)] == [(f"Banjir {n}", "email") for n in range(1, 8)]
    assert set(map(frozenset, box.flags.values())) == {frozenset({"\\Seen"})}
    office.look_for_mail()
    assert {count for *_, count in _reports(office)} == {1}


def test_one_that_could_not_be_marked_is_the_same_report(office, box):
    box.add(_letter("Banjir", **{"Message-ID": ""}))
    box.deaf = True
    office.look_for_mail()
    box.deaf = False
    office.look_for_mail()
    assert _reports(office) == [("Banjir", "email", 2)]
    assert box.flags == {1: {"\\Seen"}}


def test_what_is_no_message_is_flagged_and_stops_nothing(office, box):
    box.add(b"Hello\r\n\r\nno header at all")
    box.add(b"From: x@contoh.example\r\nSubject: besar\r\n\r\n" + b"x" * mail.MOST_BYTES)
    box.add(_letter("Kebakaran"))
    office.look_for_mail()
    assert [headline for headline, *_ in _reports(office)] == ["Kebakaran"]
    assert box.flags[1] == box.flags[2] == {"\\Seen", "\\Flagged"}
    assert box.flags[3] == {"\\Seen"}


def test_a_mailbox_that_is_away_or_refuses_stops_nothing(office, box):
    at = office.settings.reports_imap
    for wrong in (replace(at, port=1), replace(at, password="salah")):
        office.settings = replace(office.settings, reports_imap=wrong)
        office.look_for_mail()
    assert box.logins == 1
    assert _reports(office) == []


def test_two_replicas_look_one_at_a_time(office, box):
    for number in range(1, 5):
        box.add(_letter(f"Banjir {number}", number))
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda _: office.look_for_mail(), range(4)))
    assert [count for *_, count in _reports(office)] == [1] * 4


@pytest.mark.parametrize("text", ["https://a:b@c/", "imaps://c/INBOX", "imaps://a@c/INBOX", "x"])
def test_an_address_that_is_none_is_named_without_its_password(database, tmp_path, text):
    environ = of_service("notifications", database.url("notifications"), "amqp://x", tmp_path)
    with pytest.raises(SettingsError, match="KENDALI_REPORTS_IMAP: needs imaps://user") as error:
        load(Settings, {**environ, "KENDALI_REPORTS_IMAP": text})
    assert ":b@" not in str(error.value)
