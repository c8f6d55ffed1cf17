"""The steps of a letter after its draft: judged, given up, sent."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from libs.kit import clock, outbox
from services.eoffice.incoming import replying
from services.eoffice.letters import messages
from services.eoffice.letters.content import REPLY
from services.eoffice.letters.delivery import HELD, RECORDS, Delivery, deliveries, readers
from services.eoffice.letters.desk import Desk, keep
from services.eoffice.letters.domain import Letter
from services.eoffice.numbering import reserving

SEALED = "stands sealed with the letter"  # reason of a secret letter's void number
Judgement = Callable[[Letter, Any, str], Letter]


def initial(desk: Desk) -> dict[str, Any]:
    """Give one's initial, with a note where there is something to say."""
    wanted = messages.step(desk.request.data, noted=False)
    before = desk.take(wanted)
    after = before.initial(desk.acting, clock.now(), wanted.note)
    return desk.put(before, after, "letter_initialled")


def judge(desk: Desk, verb: Judgement, what: str) -> dict[str, Any]:
    """Send back, refuse or cancel a letter, with a note why.

    A number that is reserved for it already, as after a wrong passphrase, is void for that reason.
    """
    wanted = messages.step(desk.request.data, noted=True)
    before = desk.take(wanted)
    after = verb(before, desk.acting, wanted.note)
    reserving.give_up(desk.tx, before.id, _reason(before, wanted.note))
    return desk.put(before, after, what)


def void(desk: Desk) -> dict[str, Any]:
    """Give up a letter whose signing failed, and its number for the same reason."""
    wanted = messages.step(desk.request.data, noted=True)
    before = desk.take(wanted)
    after = before.void(desk.acting, wanted.note)
    reserving.void(desk.tx, before.id, _reason(before, wanted.note))
    return desk.put(before, after, "letter_voided")


def _reason(one: Letter, note: str) -> str:
    return SEALED if one.content.is_secret else note


def send(desk: Desk) -> dict[str, Any]:
    """Send a signed letter: positions have it at once, and letters it answers to know of it."""
    before = desk.take(messages.step(desk.request.data, noted=False))
    after = before.send(desk.acting, clock.now(), records=_keeps_records(desk, before))
    said = before.content
    places = desk.letters.places([one.code for one in (*said.to, *said.copies) if one.code])
    units = {code: unit for code, (_, unit) in places.items()}
    sent = deliveries(after, units, clock.now())
    desk.letters.deliver(sent)
    answer = desk.put(before, after, "letter_sent", sent)
    _tell_recipients(desk, after, sent)
    _answer_earlier(desk, after)
    replying.answered(desk, after)
    return answer


def _keeps_records(desk: Desk, letter: Letter) -> bool:
    return desk.acting.records and desk.acting.unit == letter.unit


def _tell_recipients(desk: Desk, letter: Letter, sent: tuple[Delivery, ...]) -> None:
    everybody = readers(letter, sent)
    for one in sent:
        if one.position is None:
            continue
        theirs = everybody & {one.position, HELD + one.position, f"{RECORDS}{one.unit}"}
        told = messages.event(
            "letter_received", letter, desk.position, theirs, position=one.position, copy=one.copy
        )
        outbox.add(desk.tx, "eoffice", told)


def _answer_earlier(desk: Desk, letter: Letter) -> None:
    """Mark the letter that this one corrects or withdraws."""
    reference = letter.content.refers_to
    if reference is None or reference.does == REPLY:
        return
    before = desk.letters.lock_for_system(reference.letter)
    after = before.answered(letter)
    what = f"letter_{'corrected' if after.corrected_by == letter.id else 'withdrawn'}"
    sent = desk.letters.deliveries(after.id)
    desk.letters.save(after, desk.position, sent)
    keep(desk.tx, desk.request, desk.acting, what, before, after)
    told = messages.event(what, after, desk.position, readers(after, sent), by_letter=letter.id)
    outbox.add(desk.tx, "eoffice", told)
