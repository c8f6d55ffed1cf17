"""The SQL of dispositions. What people ask for goes through `access.visible`."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql as pg
from sqlalchemy.engine import Connection

from libs.kit.ids import is_uuid
from services.eoffice import filing
from services.eoffice.dispositions import messages
from services.eoffice.dispositions.access import key, visible
from services.eoffice.dispositions.domain import (
    TO_DO,
    About,
    Disposition,
    Order,
    Place,
    UnknownDisposition,
)
from services.eoffice.dispositions.tables import dispositions
from services.eoffice.letters.sealing import Vault
from services.eoffice.letters.tables import letter_readers
from services.eoffice.organisation.acting import chain
from services.eoffice.organisation.authority_repository import on_day
from services.eoffice.organisation.tables import delegations, positions
from services.eoffice.tables import units

_T = dispositions.c
_SAME = ("id", "parent", "giver", "receiver", "duty", "state", "version")
MOST_OVERDUE = 200  # told in one transaction
_OVERDUE = _T.duty & _T.state.in_(sorted(TO_DO))


class Dispositions:
    """Dispositions as somebody with these keys may see them."""

    def __init__(self, tx: Connection, vault: Vault, keys: frozenset[str]) -> None:
        self._tx, self._vault = tx, vault
        self._seen = visible(_T.subject, keys)

    def get(self, found_id: str, *, lock: bool = False) -> Disposition:
        """Return it; raises UnknownDisposition for one that is not there or not theirs."""
        if not is_uuid(found_id):
            raise UnknownDisposition("a disposition's id is a UUID")
        query = sa.select(dispositions).where((_T.id == found_id) & self._seen)
        query = query.with_for_update() if lock else query
        row = self._tx.execute(query).mappings().one_or_none()
        if row is None:
            raise UnknownDisposition(f"there is no disposition {found_id} among yours")
        return disposition_of(row, self._vault)

    def below(self, parent: str) -> list[Disposition]:
        """Return those that one that was got was passed on as."""
        return self._all(_T.parent == parent)

    def first(self, subject: str) -> list[Disposition]:
        """Return those that were given on the letter itself."""
        return self._all((_T.subject == subject) & _T.parent.is_(None))

    def count(self, subject: str) -> int:
        query = sa.select(sa.func.count()).where(_T.subject == subject)
        return int(self._tx.execute(query).scalar_one())

    def tree(self, kind: str, letter: str) -> list[Disposition]:
        """Return all on a letter that are theirs to read, the first given first."""
        return self._all((_T.kind == kind) & (_T.letter == letter) & self._seen)

    def _all(self, which: sa.ColumnElement[bool]) -> list[Disposition]:
        query = sa.select(dispositions).where(which).order_by(_T.id)
        rows = self._tx.execute(query).mappings().all()
        return [disposition_of(row, self._vault) for row in rows]

    def add(self, new: Iterable[Disposition]) -> None:
        rows = [_row(one, self._vault) for one in new]
        self._tx.execute(dispositions.insert(), rows)
        for row in rows:
            filing.disposition(self._tx, row["id"], row["subject"])

    def save(self, one: Disposition) -> None:
        row = _row(one, self._vault)
        self._tx.execute(dispositions.update().where(_T.id == one.id).values(row))
        filing.disposition(self._tx, one.id, one.about.subject)


def take_overdue(tx: Connection, today: date) -> list[Disposition]:
    """Return duties whose deadline is over and was not told of, and write down that it is now.

    Without their words, which nobody needs here and a secret one keeps sealed.
    """
    late = _OVERDUE & (_T.due < today) & _T.told_due.is_distinct_from(_T.due)
    picked = sa.select(_T.id).where(late).order_by(_T.due).limit(MOST_OVERDUE)
    picked = picked.with_for_update(skip_locked=True)
    new = dispositions.update().where(_T.id.in_(picked)).values(told_due=_T.due)
    rows = tx.execute(new.returning(*dispositions.c)).mappings().all()
    return [_built(row, _WORDLESS) for row in rows]


def places(tx: Connection, giver: str, wanted: Sequence[str], on: date) -> dict[str, Place]:
    """Return those of the positions that there are, as they stand to the giver on the day."""
    query = sa.select(positions.c.code, units.c.area).select_from(positions.join(units))
    query = query.where(positions.c.code.in_(sorted(set(wanted))))
    given = (delegations.c.from_position == giver) & on_day(delegations, on)
    mine = sa.select(delegations.c.to_position).where(given)
    delegates = set(tx.execute(mine).scalars())
    return {
        code: Place(code, area, chain(tx, code), code in delegates)
        for code, area in tx.execute(query)
    }


def let_read_letter(tx: Connection, letter: str, receivers: Iterable[str]) -> None:
    """Have positions read a letter of ours that is no secret, as dispositions on it are theirs."""
    rows = [{"reader": one, "letter": letter} for one in receivers]
    tx.execute(pg.insert(letter_readers).on_conflict_do_nothing(), rows)
    filing.letter(tx, letter)


def titles(tx: Connection, codes: Iterable[str]) -> dict[str, str]:
    """Return the titles of positions, by code."""
    columns = positions.c.code, positions.c.title
    query = sa.select(*columns).where(positions.c.code.in_(sorted(set(codes))))
    return {row[0]: row[1] for row in tx.execute(query)}


# ---- rows


def _row(one: Disposition, vault: Vault) -> dict[str, Any]:
    said = messages.said(one)
    about = one.about
    sealed = vault.seal(said, f"disposition/{one.id}") if about.secret else None
    return {
        **{name: getattr(one, name) for name in (*_SAME, *messages.TIMES)},
        "kind": about.kind,
        "letter": about.letter,
        "subject": about.subject,
        "secret": about.secret,
        "giver_key": key(one.giver, secret=about.secret),
        "receiver_key": key(one.receiver, secret=about.secret),
        "urgency": one.order.urgency,
        "due": one.order.due,
        "said": None if about.secret else said,
        "sealed": sealed,
    }


def disposition_of(row: Any, vault: Vault) -> Disposition:
    """Return the disposition of a row; raises NoKey or WrongKey for a secret one."""
    if not row["secret"]:
        return _built(row, row["said"])
    return _built(row, vault.open(bytes(row["sealed"]), f"disposition/{row['id']}"))


def _built(row: Any, said: dict[str, Any]) -> Disposition:
    order = Order(tuple(said["instructions"]), said["text"], row["urgency"], row["due"])
    about = About(row["kind"], row["letter"], row["subject"], row["secret"])
    same = {name: row[name] for name in (*_SAME, *messages.TIMES)}
    return Disposition(**same, about=about, order=order, report=said["report"], note=said["note"])


_WORDLESS: dict[str, Any] = {"instructions": [], "text": "", "report": "", "note": ""}
