"""What recipients do with a letter: read it, follow it up; and what is said to have arrived."""

from __future__ import annotations

from typing import Any

from libs.kit import clock, outbox
from libs.kit.errors import FieldError, Invalid
from libs.kit.reading import Reader
from services.eoffice import audit
from services.eoffice.letters import messages, written
from services.eoffice.letters.delivery import Delivery, readers
from services.eoffice.letters.desk import Desk, subject
from services.eoffice.letters.domain import Letter, NotYourStep


def mark_read(desk: Desk) -> dict[str, Any]:
    """Say that the letter was opened by a recipient; the first time counts."""
    letter, before, _ = _mine(desk, noted=False)
    return _keep(desk, letter, before, before.read(clock.now()), "letter_read")


def follow_up(desk: Desk) -> dict[str, Any]:
    """Say that what the letter asks of a recipient was done, and how."""
    letter, before, note = _mine(desk, noted=True)
    if letter.content.is_secret and note:
        error = FieldError("note", "a secret letter is answered by a letter")
        raise Invalid("not for a secret letter", (error,))
    return _keep(desk, letter, before, before.follow_up(clock.now(), note), "letter_followed_up")


def arrive(desk: Desk) -> dict[str, Any]:
    """Say that the letter arrived at a recipient outside: `{"place", "note"}`, by who sends."""
    reader = Reader(desk.request.data)
    reader.only(("as", "letter", "place", "note"))
    place = reader.integer("place", 0, 2 * written.MOST)
    note = reader.text("note", default="", longest=messages.LONGEST_NOTE)
    reader.end()
    letter = desk.letters.get(str(desk.request.data.get("letter")))
    records = desk.acting.records and desk.acting.unit == letter.unit
    if desk.position not in {letter.drafter, letter.content.signer} and not records:
        raise NotYourStep("who sends a letter says that it arrived")
    before = desk.letters.take_delivery(letter.id, place=place)
    if before is None:
        raise Invalid("no such recipient", (FieldError("place", "is no recipient"),))
    return _keep(desk, letter, before, before.arrive(clock.now(), note), "letter_arrived")


def _mine(desk: Desk, *, noted: bool) -> tuple[Letter, Delivery, str]:
    """Return the letter, the acting position's part of it, and the note that came along."""
    reader = Reader(desk.request.data)
    reader.only(("as", "letter", *(("note",) if noted else ())))
    note = reader.text("note", default="", longest=messages.LONGEST_NOTE)
    reader.end()
    letter = desk.letters.get(str(desk.request.data.get("letter")))
    found = desk.letters.take_delivery(letter.id, position=desk.position)
    if found is None:
        raise NotYourStep(f"{desk.position} is no recipient of this letter")
    return letter, found, note


def _keep(
    desk: Desk, letter: Letter, before: Delivery, after: Delivery, what: str
) -> dict[str, Any]:
    if after != before:
        desk.letters.save_delivery(after)
        marks = ({"place": one.place, "state": one.state} for one in (before, after))
        audit.note(desk.tx, desk.request, desk.acting, what, subject(letter.id), *marks)
        if after.position is not None:
            keys = readers(letter, [after])
            told = messages.event(what, letter, desk.position, keys, place=after.place)
            outbox.add(desk.tx, "eoffice", told)
    return {"letter": letter.id, **messages.delivery_out(after)}
