"""The steps of a letter around its signature, for whoever makes and signs the PDF.

    begin(desk)                             ready_to_sign | signing_failed → signing, with a number
    finish(tx, request, office, letter, h)  signing → signed
    fail(tx, request, office, letter, why)  signing → signing_failed, which keeps the number
    put_back(tx, request, office, letter)   signing → ready_to_sign, which keeps the number

`begin` is the signer's command, the others are the system's. Each is done once: a second `finish`
with the same document and a second `fail` change nothing.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy.engine import Connection

from libs.kit import clock
from libs.kit.request import Request
from services.eoffice import audit
from services.eoffice.letters import messages
from services.eoffice.letters.desk import Desk, Office, keep, subject, tell
from services.eoffice.letters.domain import FAILED, READY, SIGNED, Letter, WrongState
from services.eoffice.letters.repository import Letters
from services.eoffice.numbering import messages as numbers
from services.eoffice.numbering import reserving
from services.eoffice.numbering.domain import NotRecords, Number, Order, check_open


def begin(desk: Desk) -> tuple[Letter, Number]:
    """Take `{"letter", "version"}` to its signing under a reserved number.

    Raises UnknownLetter, LetterChanged, NotYourStep, WrongState.
    """
    before = desk.take(messages.step(desk.request.data, noted=False))
    before.require_signable(desk.acting)
    number = reserving.reserve(desk.tx, order_of(before), desk.office.today())
    after = before.begin_signing(desk.acting, number.text)
    desk.put(before, after, "letter_signing_begun")
    return after, number


def put_number_in(desk: Desk) -> dict[str, Any]:
    """Reserve a number such as 15a for a letter that is to bear an earlier date.

    `{"letter", "version", "behind": 15, "day", "reason"}`, by a records officer of its unit.
    """
    today = desk.office.today()
    wanted = numbers.put_in(desk.request.data, today)
    check_open(wanted.day, today, desk.office.year_closes)
    letter = desk.letters.lock(wanted.letter)
    letter.require_version(wanted.version)
    if not (desk.acting.records and desk.acting.unit == letter.unit):
        raise NotRecords
    if letter.state != READY:
        raise WrongState(f"it is {letter.state}: a number is put in just before the signing")
    made = reserving.put_behind(desk.tx, order_of(letter), wanted.n, wanted.day, wanted.reason)
    told = numbers.number_out(made)
    audit.note(desk.tx, desk.request, desk.acting, "number_put_in", subject(letter.id), None, told)
    return told


def finish(
    tx: Connection, request: Request, office: Office, letter_id: str, document: str
) -> Letter:
    """Take note of the signed PDF by its SHA-256; the number is used then."""
    before = Letters(tx, office.vault, frozenset()).lock_for_system(letter_id)
    if before.state == SIGNED and before.document == document:
        return before
    after = before.signed(document, clock.now())
    reserving.use(tx, letter_id)
    return _put(tx, request, office, before, after, "letter_signed")


def fail(tx: Connection, request: Request, office: Office, letter_id: str, reason: str) -> Letter:
    """Let the letter be signed again later, with its number; `reason` is for people."""
    before = Letters(tx, office.vault, frozenset()).lock_for_system(letter_id)
    if before.state == FAILED:
        return before
    after = before.signing_failed(reason)
    return _put(tx, request, office, before, after, "letter_signing_failed")


def put_back(tx: Connection, request: Request, office: Office, letter_id: str) -> Letter:
    """Let the signer try again at once, with the letter's number, after a wrong passphrase."""
    before = Letters(tx, office.vault, frozenset()).lock_for_system(letter_id)
    after = before.signing_put_back()
    return _put(tx, request, office, before, after, "letter_signing_put_back")


def _put(
    tx: Connection, request: Request, office: Office, before: Letter, after: Letter, what: str
) -> Letter:
    Letters(tx, office.vault, frozenset()).save(after, after.content.signer)
    keep(tx, request, None, what, before, after)
    tell(tx, what, after, after.content.signer, ())
    return after


def order_of(one: Letter) -> Order:
    """Return what numbering needs to know of the letter."""
    said = one.content
    return Order(one.id, one.unit, said.kind, said.classification, said.is_secret)
