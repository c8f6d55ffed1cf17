"""Files with letters: put by the drafter, read by readers, kept for earlier drafts, sealed."""

import uuid
from dataclasses import replace

import pytest

from libs.kit.errors import Invalid
from libs.kit.request import Request
from services.eoffice.letters.attachments import TooManyAttachments, UnknownAttachment
from services.eoffice.letters.domain import (
    LetterChanged,
    NotYourStep,
    UnknownLetter,
    WrongState,
)
from services.eoffice.letters.sniffing import ActiveContent
from services.eoffice.scanning import Infected, ScannerDown
from tests import offices
from tests.integration.eoffice.lettering import DRAFT
from tests.unit.eoffice.clamd import BAD, scanner
from tests.unit.eoffice.documents import PDF, PNG, docx

COUNT = "SELECT count(*) FROM eoffice.letter_files"


def _add(city, letter, data=PDF, name="peta.pdf", who="camat"):
    asked = {"letter": letter["id"], "version": letter["version"], "name": name}
    request = Request(asked, offices.person(who), str(uuid.uuid4()), attachment=data)
    added = city.service.add_letter_attachment(request)["answer"]
    return {**letter, "version": added["version"], "file": added["id"]}


def _read(city, who, letter):
    asked = {"letter": letter["id"], "attachment": letter["file"]}
    return city.see(who, "read_letter_attachment", **asked)


def _names(city, who, letter):
    items = city.see(who, "list_letter_attachments", letter=letter["id"])["items"]
    return [one["name"] for one in items]


def _sent(city, letter):
    letter = city.step("camat", "submit_letter", letter)
    city.begun(letter)
    city.finished(letter["id"])
    letter = city.see("walikota", "get_letter", letter=letter["id"])
    return city.step("walikota", "send_letter", letter)


def test_a_file_goes_along_to_the_recipients(city):
    letter = _add(city, city.drafted(ladder=[]), name="../peta.pdf")
    assert _names(city, "camat", letter) == ["peta.pdf"]
    with pytest.raises(UnknownLetter):
        _read(city, "lurah", letter)
    _sent(city, letter)
    assert _read(city, "lurah", letter) == PDF
    for name in ("asisten", "nobody"):
        with pytest.raises(UnknownLetter):
            _read(city, name, letter)
        with pytest.raises(UnknownLetter):
            _names(city, name, letter)


def test_a_file_is_read_through_its_own_letter_alone(city):
    letter, other = _add(city, city.drafted()), city.drafted()
    with pytest.raises(UnknownAttachment):
        _read(city, "camat", {**other, "file": letter["file"]})
    with pytest.raises(UnknownAttachment):
        _read(city, "camat", {**letter, "file": "nonsense"})


def test_only_the_drafter_adds_and_only_to_a_draft(city):
    letter = city.submitted()
    with pytest.raises(WrongState):
        _add(city, letter)
    with pytest.raises(NotYourStep):
        _add(city, city.step("sekda", "send_back_letter", letter, note="x"), who="walikota")
    draft = city.drafted()
    _add(city, draft)
    with pytest.raises(LetterChanged):
        _add(city, draft)


def test_a_file_that_is_refused_changes_nothing(city, database):
    letter = city.drafted()
    with pytest.raises(ActiveContent):
        _add(city, letter, docx(**{"word/vbaProject.bin": b"x"}), "a.docx")
    assert database.execute(COUNT) == [(0,)]
    assert _add(city, letter)["version"] == 2


def test_a_file_that_clamd_calls_infected_is_not_kept(city, database):
    with scanner() as clamd:
        settings = city.service.settings
        city.service.settings = replace(settings, clamd=clamd.address)
        letter = _add(city, city.drafted())
        with pytest.raises(Infected):
            _add(city, letter, PDF.replace(b"Catalog", b"Catalog " + BAD))
        assert len(clamd.seen) == 2
    with pytest.raises(ScannerDown):
        _add(city, letter)
    assert database.execute(COUNT) == [(1,)]


def test_the_same_bytes_are_kept_once(city, database):
    letter = _add(city, _add(city, city.drafted()), name="salinan.pdf")
    assert _names(city, "camat", letter) == ["peta.pdf", "salinan.pdf"]
    assert database.execute(COUNT) == [(1,)]


def test_a_letter_has_room_for_so_many(city):
    letter = city.drafted()
    for _ in range(20):
        letter = _add(city, letter)
    with pytest.raises(TooManyAttachments):
        _add(city, letter)


def test_a_file_is_taken_off_a_draft(city):
    letter = _add(city, _add(city, city.drafted(), PNG, "a.png"))
    removed = city.step("camat", "remove_letter_attachment", letter, attachment=letter["file"])
    assert _names(city, "camat", letter) == ["a.png"]
    again = {**letter, "version": removed["version"]}
    with pytest.raises(UnknownAttachment):
        city.step("camat", "remove_letter_attachment", again, attachment=letter["file"])


def test_files_of_a_secret_letter_are_sealed_also_those_from_before(city, database):
    letter = _add(city, city.drafted(ladder=[]), name="peta-rahasia.pdf")
    secret = DRAFT | {"security": "secret", "ladder": []}
    changed = city.step("camat", "change_letter", letter, **secret)
    letter = _add(city, {**letter, **changed}, PNG, "foto-rahasia.png")
    assert database.execute(COUNT) == [(0,)]
    rows = database.execute("SELECT name, hash, sealed FROM eoffice.letter_attachments")
    for name, digest, sealed in rows:
        assert (name, digest) == (None, None)
        assert b"rahasia" not in bytes(sealed)
    assert _names(city, "camat", letter) == ["peta-rahasia.pdf", "foto-rahasia.png"]
    _sent(city, letter)
    with pytest.raises(UnknownLetter):
        _read(city, "camat", letter)
    assert _read(city, "lurah", letter) == PNG
    opened = "SELECT person FROM eoffice.acts WHERE what = 'secret_attachment_opened'"
    assert database.execute(opened) == [("lurah",)]


def test_files_are_put_into_another_order_and_stay_in_it(city):
    letter = city.drafted()
    for name in ("a.pdf", "b.pdf", "c.pdf"):
        letter = _add(city, letter, name=name)
    there = city.see("camat", "list_letter_attachments", letter=letter["id"])["items"]
    wanted = [there[n]["id"] for n in (2, 0, 1)]
    letter |= city.step("camat", "order_letter_attachments", letter, order=wanted)
    assert _names(city, "camat", letter) == ["c.pdf", "a.pdf", "b.pdf"]
    letter = _add(city, letter, name="d.pdf")
    assert _names(city, "camat", letter) == ["c.pdf", "a.pdf", "b.pdf", "d.pdf"]
    for wrong in (wanted, [*wanted, wanted[0]], "abc"):
        with pytest.raises(Invalid):
            city.step("camat", "order_letter_attachments", letter, order=wrong)
