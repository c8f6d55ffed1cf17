"""Drafts as the PDF that signing would make of them, with marks for what comes with the signature.

What is laid out is kept nowhere. One process lays out drafts for all who look at them, in turns; it
ends when nobody has asked for a while.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from sqlalchemy.engine import Connection

from libs.kit.errors import Unavailable
from services.eoffice.letters.domain import Letter, WrongState
from services.eoffice.numbering.domain import Order, draw
from services.eoffice.numbering.repository import Numbers
from services.eoffice.organisation.domain import DEFINITIVE, Acting
from services.eoffice.organisation.repository import Holdings, Positions
from services.eoffice.signing import composing
from services.eoffice.signing.engine import Engine
from services.eoffice.signing.repository import Keys, NoSigningKey
from services.eoffice.signing.sheet import Sheet, Signatory

LAYOUT_SECONDS, TURN_SECONDS, IDLE_SECONDS = 40, 10, 60
NOT_CHOSEN = "Penanda tangan belum dipilih"
OPEN = "…"


class PreviewBusy(Unavailable):
    slug, title = "preview-busy", "Many drafts are being laid out: try again in a moment"


class Previews:
    """Lays sheets out, one after the other."""

    def __init__(self, engine: Engine | None = None, turn: float = TURN_SECONDS) -> None:
        self._engine, self._wait = engine or Engine(LAYOUT_SECONDS), turn
        self._turn, self._used = threading.Lock(), 0.0

    def render(self, sheet: Sheet) -> bytes:
        """Return the PDF. Raises PreviewBusy, EngineDied, or DeadlineExceeded for a layout."""
        if not self._turn.acquire(timeout=self._wait):
            raise PreviewBusy
        try:
            return self._engine.render(sheet)
        finally:
            self._used = time.monotonic()
            self._turn.release()
            later = threading.Timer(IDLE_SECONDS, self._rest)
            later.daemon = True
            later.start()

    def _rest(self) -> None:
        if time.monotonic() - self._used >= IDLE_SECONDS and self._turn.acquire(blocking=False):
            self.close()
            self._turn.release()

    def close(self) -> None:
        self._engine.close()


def sheet_of(tx: Connection, one: Letter, mine: Sequence[Acting], today: date) -> Sheet:
    """Return the letter as it would be signed today.

    It is signed by who of `mine` is its signer, or by who stands in that position today. Raises
    WrongState for one that is signed, TooFarAbove for a form that its signer can't sign in.
    """
    if one.document is not None:
        raise WrongState(f"a letter that is {one.state} is read as it was signed", state=one.state)
    who = _signer(tx, one, mine, today)
    if who is None:
        sheet = composing.sheet_of(tx, one, one.unit, Signatory((NOT_CHOSEN,), ""))
    else:
        sheet = composing.compose(tx, one, who, _name(tx, who.person))
    return _numbered(tx, one, sheet, today)


def _numbered(tx: Connection, one: Letter, sheet: Sheet, today: date) -> Sheet:
    """Put the number that is reserved, or how it will look."""
    reserved = Numbers(tx).of_letter(one.id)
    if reserved is not None:
        return replace(sheet, number=reserved.text, date=composing.day_out(reserved.day))
    said = one.content
    order = Order(one.id, one.unit, said.kind, said.classification or OPEN, said.is_secret)
    wanted = draw(Numbers(tx).rule(order), order, today)
    return replace(sheet, number_form=(wanted.before, wanted.after))


def _signer(tx: Connection, one: Letter, mine: Sequence[Acting], today: date) -> Acting | None:
    """Return who would sign: where several stand in the position today, who stands in for one."""
    code = one.content.signer
    found = next((who for who in mine if who.position == code), None)
    if found is not None or not code:
        return found
    place, held = Positions(tx).get(code), Holdings(tx).on([code], today).get(code, [])
    holder = min(held, key=lambda one: one.capacity == DEFINITIVE, default=None)
    person, capacity = (holder.person, holder.capacity) if holder else ("", DEFINITIVE)
    return Acting(person, code, place.title, place.unit, "", capacity)


def _name(tx: Connection, person: str) -> str:
    """Return by which name a person signs; none where no key was given to them."""
    try:
        return Keys(tx).get(person).name
    except NoSigningKey:
        return ""
