"""The rules of incoming letters and of their scans, with nothing around them."""

from dataclasses import replace
from datetime import date

import pytest

from libs.kit.errors import Invalid
from services.eoffice.incoming import domain, messages
from services.eoffice.incoming.domain import (
    Entry,
    Incoming,
    IncomingChanged,
    IncomingState,
    NotAScan,
    NotYourLetter,
    ScanTooLarge,
    ScanUnreadable,
    sniff,
)
from services.eoffice.organisation.acting import Acting
from tests.unit.eoffice.drafting import acting

TODAY = date(2026, 3, 2)
ENTRY = Entry("005/1/X", "Kantor Pos", "Undangan", TODAY, TODAY, "", "ordinary", "ordinary")
REGISTRAR, WALI, SEKDA = (acting(one) for one in ("ARSIP", "WALI", "SEKDA"))
RECORDS = Acting("a2", "ARSIP2", "Arsiparis", "SETDA", "1971", "definitive", records=True)
ELSEWHERE = Acting("a3", "ARSIP3", "Arsiparis", "DINAS", "1971", "definitive", records=True)
RECORDED = Incoming("i", "SETDA", "1971", "ARSIP", 2026, 41, ENTRY)
FORWARDED = RECORDED.forward(REGISTRAR, "WALI")
READ = FORWARDED.read(WALI)
DISPOSED = READ.disposed(WALI)
ANSWERED, FILED = READ.answered(WALI, "l"), DISPOSED.filed(WALI)
DONE = DISPOSED.done(WALI)
ALL = (RECORDED, FORWARDED, READ, DISPOSED, ANSWERED, FILED, DONE)
PDF = b"%PDF-1.7\n1 0 obj\n<< >>\nendobj\ntrailer\n<< /Root 1 0 R >>\n%%EOF\n"


def test_it_goes_from_the_register_to_its_end():
    assert [one.state for one in ALL] == list(domain.STATES)
    assert [one.version for one in ALL] == [1, 2, 3, 4, 4, 5, 5]
    assert RECORDED.agenda == "41/2026"
    assert replace(RECORDED, entry=replace(ENTRY, security="secret")).agenda == "R-41/2026"


VERBS = {
    "dispose": (lambda one, who: one.disposed(who), {"read", "disposed"}),
    "answer": (lambda one, who: one.answered(who, "l"), {"read", "disposed"}),
    "file": (lambda one, who: one.filed(who), {"read", "disposed"}),
    "close": (lambda one, who: one.done(who), {"disposed", "answered", "filed"}),
}


@pytest.mark.parametrize("verb", VERBS)
def test_a_verb_fits_some_states_and_is_its_addressees_alone(verb):
    do, states = VERBS[verb]
    for one in ALL[1:]:
        for other in (REGISTRAR, SEKDA, RECORDS):
            with pytest.raises(NotYourLetter):
                do(one, other)
        if one.state in states:
            assert do(one, WALI).version == one.version + 1
        else:
            with pytest.raises(IncomingState):
                do(one, WALI)


def test_it_is_routed_by_its_registrar_or_the_units_records_officer():
    for who in (REGISTRAR, RECORDS):
        for one in (RECORDED, FORWARDED, READ):
            assert one.forward(who, "SEKDA").position == "SEKDA"
    for who in (WALI, ELSEWHERE):
        with pytest.raises(NotYourLetter):
            RECORDED.forward(who, "SEKDA")
    secret = replace(RECORDED, entry=replace(ENTRY, security="secret"))
    with pytest.raises(NotYourLetter):
        secret.forward(RECORDS, "SEKDA")
    for one in (DISPOSED, ANSWERED, FILED, DONE):
        with pytest.raises(IncomingState):
            one.forward(REGISTRAR, "SEKDA")


def test_the_first_reading_counts_and_is_its_addressees():
    assert READ.read(WALI) is READ
    for one, who in ((FORWARDED, SEKDA), (RECORDED, WALI)):
        with pytest.raises(NotYourLetter):
            one.read(who)


def test_who_saw_another_version_is_told_so():
    with pytest.raises(IncomingChanged):
        READ.require_version(2)


def test_a_scan_is_known_by_its_bytes():
    assert sniff(PDF) == "application/pdf"
    assert sniff(b"\xff\xd8\xff\xe0rest") == "image/jpeg"
    assert sniff(b"\x89PNG\r\n\x1a\nrest") == "image/png"


@pytest.mark.parametrize(
    ("data", "error"),
    [
        (b"", NotAScan),
        (b"PK\x03\x04 a docx", NotAScan),
        (b"<html>", NotAScan),
        (b"MZ\x90", NotAScan),
        (PDF[:-10], ScanUnreadable),
        (PDF.replace(b"/Root", b"/Encrypt 9 0 R /Root"), ScanUnreadable),
        (PDF.replace(b"/Root", b"/Encrypt << /V 4 >> /Root"), ScanUnreadable),
        (b"%PDF-1.7" + bytes(domain.MOST_BYTES), ScanTooLarge),
    ],
)
def test_what_is_no_scan_is_refused(data, error):
    with pytest.raises(error):
        sniff(data)


BODY = {"sender": "Kantor Pos", "subject": "Undangan", "dated": "2026-03-01", "number": "005/1"}


@pytest.mark.parametrize(
    ("change", "fields"),
    [
        ({"sender": " "}, ["sender"]),
        ({"subject": None}, ["subject"]),
        ({"number": "x" * 301}, ["number"]),
        ({"dated": "kemarin"}, ["dated"]),
        ({"dated": "2026-03-03"}, ["dated"]),
        ({"received": "2026-03-03"}, ["received"]),
        ({"classification": "x"}, ["classification"]),
        ({"security": "hidden", "urgency": "calm"}, ["security", "urgency"]),
        ({"to": "<b>"}, ["to"]),
        ({"colour": "red"}, ["colour"]),
        ({"subject": "a\0b"}, ["subject"]),
    ],
)
def test_what_is_wrong_with_an_entry_is_named(change, fields):
    assert messages.registration(BODY, TODAY).entry.received == TODAY
    with pytest.raises(Invalid) as caught:
        messages.registration(BODY | change, TODAY)
    assert [one.field for one in caught.value.errors] == fields


def test_a_senders_number_is_free_text_of_any_length_in_use():
    long = "B/" + "1234567890/" * 20
    assert messages.registration(BODY | {"number": long}, TODAY).entry.number == long
    assert messages.registration(BODY | {"number": ""}, TODAY).entry.number == ""
