"""The SQL of letters. What people ask for goes through `access.visible`."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import asdict, fields
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql as pg
from sqlalchemy.engine import Connection

from libs.kit import clock
from libs.kit.ids import is_uuid
from services.eoffice import filing
from services.eoffice.dispositions.tables import dispositions
from services.eoffice.letters import rows
from services.eoffice.letters.access import visible
from services.eoffice.letters.attachments_repository import Attachments
from services.eoffice.letters.delivery import Delivery, readers
from services.eoffice.letters.domain import Initial, Letter, UnknownLetter
from services.eoffice.letters.sealing import Vault
from services.eoffice.letters.tables import (
    letter_drafts,
    letter_initials,
    letter_readers,
    letter_recipients,
    letters,
)
from services.eoffice.organisation.tables import positions
from services.eoffice.tables import acts

_INITIAL = [letter_initials.c[n] for n in ("kind", "position", "person", "capacity", "at")]
_DELIVERY = [letter_recipients.c[one.name] for one in fields(Delivery)]


def _given(one: Initial) -> dict[str, Any]:
    """Return an initial's row; its note stands with the draft, where it may be sealed."""
    return {name: value for name, value in asdict(one).items() if name != "note"}


class Letters:
    """Letters as somebody with these keys may see them."""

    def __init__(self, tx: Connection, vault: Vault, keys: frozenset[str]) -> None:
        self._tx, self._vault, self._keys = tx, vault, keys

    def get(self, letter_id: str) -> Letter:
        """Return the letter; raises UnknownLetter for one that is not there or not theirs."""
        return self._one(letter_id, visible(self._keys), lock=False)

    def lock(self, letter_id: str) -> Letter:
        """Return the letter, which no other transaction changes until this one ends."""
        return self._one(letter_id, visible(self._keys), lock=True)

    def lock_for_system(self, letter_id: str) -> Letter:
        """Return the letter as `lock` does, for a step that follows somebody's: of a job."""
        return self._one(letter_id, sa.true(), lock=True)

    def _one(self, letter_id: str, seen: sa.ColumnElement[bool], *, lock: bool) -> Letter:
        if not is_uuid(letter_id):
            raise UnknownLetter("a letter's id is a UUID")
        query = sa.select(letters).where((letters.c.id == letter_id) & seen)
        query = query.with_for_update() if lock else query
        row = self._tx.execute(query).mappings().one_or_none()
        if row is None:
            raise UnknownLetter(f"there is no letter {letter_id} among yours")
        return rows.letter_of(row, self.draft(letter_id, row["draft"]), self._initials(letter_id))

    def _initials(self, letter_id: str) -> Sequence[Any]:
        mine = letter_initials.c.letter == letter_id
        query = sa.select(*_INITIAL).where(mine).order_by(letter_initials.c.place)
        return self._tx.execute(query).all()

    def draft(self, letter_id: str, number: int) -> rows.Draft:
        """Return what a draft of a letter that was got says, and the notes on it."""
        mine = (letter_drafts.c.letter == letter_id) & (letter_drafts.c.draft == number)
        row = self._tx.execute(sa.select(letter_drafts).where(mine)).mappings().one_or_none()
        if row is None:
            raise UnknownLetter(f"the letter has no draft {number}")
        return rows.draft_of(row, self._vault)

    def drafts(self, letter_id: str) -> Sequence[Any]:
        """Return (draft, position, at) of the letter's drafts, the first one first."""
        columns = [letter_drafts.c[name] for name in ("draft", "position", "at")]
        mine = letter_drafts.c.letter == letter_id
        return self._tx.execute(sa.select(*columns).where(mine).order_by(columns[0])).all()

    # ---- writing

    def add(self, one: Letter) -> None:
        now = clock.now()
        row = {**rows.letter_row(one), "created_at": now, "changed_at": now}
        self._tx.execute(letters.insert().values(row))
        self._write(one, one.drafter)
        self._tell_readers(one, ())
        filing.letter(self._tx, one.id)

    def save(self, one: Letter, by: str, sent: Iterable[Delivery] = ()) -> None:
        """Write the letter after a step of the position `by`, and who may read it from now on."""
        row = {**rows.letter_row(one), "changed_at": clock.now()}
        self._tx.execute(letters.update().where(letters.c.id == one.id).values(row))
        self._write(one, by)
        self._tell_readers(one, sent)
        filing.letter(self._tx, one.id)

    def _write(self, one: Letter, by: str) -> None:
        said = rows.draft_row(one, self._vault)
        new = pg.insert(letter_drafts).values(
            letter=one.id, draft=one.draft, position=by, at=clock.now(), **said
        )
        self._tx.execute(
            new.on_conflict_do_update(index_elements=["letter", "draft"], set_=dict(said))
        )
        self._tx.execute(letter_initials.delete().where(letter_initials.c.letter == one.id))
        if one.content.is_secret:
            self._seal_earlier(one.id)
            Attachments(self._tx, self._vault, one.id).seal_all()
        due = one.next_initials
        given = [
            {"letter": one.id, "place": n, "due": i.at is None and i.position in due, **_given(i)}
            for n, i in enumerate(one.initials)
        ]
        if given:
            self._tx.execute(letter_initials.insert(), given)

    def _seal_earlier(self, letter_id: str) -> None:
        """Seal what earlier drafts of a letter said before it became secret."""
        clear = (letter_drafts.c.letter == letter_id) & letter_drafts.c.content.is_not(None)
        for row in self._tx.execute(sa.select(letter_drafts).where(clear)).mappings().all():
            sealed = rows.sealed_row(row, self._vault)
            mine = (letter_drafts.c.letter == letter_id) & (letter_drafts.c.draft == row["draft"])
            self._tx.execute(letter_drafts.update().where(mine).values(sealed))

    def _tell_readers(self, one: Letter, sent: Iterable[Delivery]) -> None:
        wanted = sorted(readers(one, sent))
        mine = letter_readers.c.letter == one.id
        given = sa.select(dispositions.c.receiver).where(dispositions.c.letter == one.id)
        gone = mine & letter_readers.c.reader.not_in(wanted) & letter_readers.c.reader.not_in(given)
        self._tx.execute(letter_readers.delete().where(gone))
        new = pg.insert(letter_readers).on_conflict_do_nothing()
        self._tx.execute(new, [{"reader": reader, "letter": one.id} for reader in wanted])

    # ---- recipients

    def deliver(self, sent: Iterable[Delivery]) -> None:
        """Write down where a letter goes."""
        self._tx.execute(letter_recipients.insert(), [asdict(one) for one in sent])

    def deliveries(self, letter_id: str) -> list[Delivery]:
        """Return where a letter that was got went."""
        mine = letter_recipients.c.letter == letter_id
        query = sa.select(*_DELIVERY).where(mine).order_by(letter_recipients.c.place)
        return [Delivery(*row) for row in self._tx.execute(query)]

    def take_delivery(
        self, letter_id: str, *, place: int | None = None, position: str = ""
    ) -> Delivery | None:
        """Return one recipient's part of a letter that was got, while others wait for it."""
        table = letter_recipients.c
        which = table.position == position if place is None else table.place == place
        query = sa.select(*_DELIVERY).where((table.letter == letter_id) & which)
        row = self._tx.execute(query.order_by(table.place).limit(1).with_for_update()).first()
        return None if row is None else Delivery(*row)

    def save_delivery(self, one: Delivery) -> None:
        mine = (letter_recipients.c.letter == one.letter) & (letter_recipients.c.place == one.place)
        self._tx.execute(letter_recipients.update().where(mine).values(asdict(one)))
        filing.letter(self._tx, one.letter)

    def acts(self, subject: str, after: int, limit: int) -> Sequence[Any]:
        """Return what was done with a letter that was got, one more than the limit."""
        mine = (acts.c.subject == subject) & (acts.c.id > after)
        query = sa.select(acts).where(mine).order_by(acts.c.id).limit(limit + 1)
        return self._tx.execute(query).mappings().all()

    def places(self, codes: Iterable[str]) -> dict[str, tuple[str, str]]:
        """Return (title, unit) of those positions that there are, by code."""
        columns = positions.c.code, positions.c.title, positions.c.unit
        query = sa.select(*columns).where(positions.c.code.in_(sorted(set(codes))))
        return {code: (title, unit) for code, title, unit in self._tx.execute(query)}
