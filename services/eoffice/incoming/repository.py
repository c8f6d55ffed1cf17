"""The SQL of incoming letters. What people ask for goes through `access.visible`."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql as pg
from sqlalchemy.engine import Connection

from libs.kit import clock
from libs.kit.ids import is_uuid
from services.eoffice import filing
from services.eoffice.dispositions.access import key, visible
from services.eoffice.incoming.domain import (
    FORWARDED,
    READ,
    Entry,
    Incoming,
    NoScan,
    Scan,
    UnknownIncoming,
)
from services.eoffice.incoming.messages import Query, Twin
from services.eoffice.incoming.tables import incoming, incoming_scans
from services.eoffice.letters.sealing import Vault
from services.eoffice.numbering.tables import number_counters

_T = incoming.c
_SAME = ("id", "unit", "area", "registrar", "year", "n", "state", "version", "position", "answer")
_OPEN = ("classification", "security", "urgency", "dated", "received")
_SAID = ("number", "sender", "subject")
MOST_TWINS = 10


class IncomingLetters:
    """Incoming letters as somebody with these keys may see them."""

    def __init__(self, tx: Connection, vault: Vault, keys: frozenset[str]) -> None:
        self._tx, self._vault, self._keys = tx, vault, keys
        self._seen = visible(_T.id, keys)

    def get(self, found_id: str, *, lock: bool = False) -> Incoming:
        """Return it; raises UnknownIncoming for one that is not there or not theirs."""
        if not is_uuid(found_id):
            raise UnknownIncoming("an incoming letter's id is a UUID")
        query = sa.select(incoming).where((_T.id == found_id) & self._seen)
        query = query.with_for_update() if lock else query
        row = self._tx.execute(query).mappings().one_or_none()
        if row is None:
            raise UnknownIncoming(f"there is no incoming letter {found_id} among yours")
        return incoming_of(row, self._vault)

    def lock_for_system(self, found_id: str) -> Incoming | None:
        """Return it, locked, whoever may see it; None where there is none any more."""
        query = sa.select(incoming).where(_T.id == found_id).with_for_update()
        row = self._tx.execute(query).mappings().one_or_none()
        return None if row is None else incoming_of(row, self._vault)

    def next_number(self, unit: str, year: int, *, secret: bool) -> int:
        """Count the unit's agenda on, which nobody else does until this transaction ends."""
        series = f"{'agenda-secret' if secret else 'agenda'}:{unit}"
        new = pg.insert(number_counters).values(series=series, year=year, last=1)
        counted = {"last": number_counters.c.last + 1}
        new = new.on_conflict_do_update(index_elements=["series", "year"], set_=counted)
        return int(self._tx.execute(new.returning(number_counters.c.last)).scalar_one())

    def twins(self, unit: str, said: Twin, but: str = "") -> list[dict[str, Any]]:
        """Return what the unit registered of the same sender, number and date; secret ones never.

        To be asked while the agenda is counted on: who registers the same at once comes after.
        """
        same = (_T.unit == unit) & ~_T.secret & (_T.dated == said.dated)
        same &= sa.func.lower(_T.number) == said.number.lower()
        same &= sa.func.lower(_T.sender) == said.sender.lower()
        same &= _T.id != but if but else sa.true()
        query = sa.select(_T.id, _T.n, _T.year, _T.received).where(same).order_by(_T.id)
        return [
            {"id": key, "agenda": f"{n}/{year}", "received": received.isoformat()}
            for key, n, year, received in self._tx.execute(query.limit(MOST_TWINS))
        ]

    def add(self, one: Incoming) -> None:
        now = clock.now()
        row = {**_row(one, self._vault), "created_at": now, "changed_at": now}
        self._tx.execute(incoming.insert().values(row))
        filing.incoming(self._tx, one.id)

    def save(self, one: Incoming) -> None:
        row = {**_row(one, self._vault), "changed_at": clock.now()}
        self._tx.execute(incoming.update().where(_T.id == one.id).values(row))
        filing.incoming(self._tx, one.id)

    # ---- scans

    def keep_scan(self, one: Incoming, data: bytes, kind: str) -> Scan:
        """Keep the bytes of a letter's scan, sealed where the letter is secret."""
        kept = self._vault.seal_bytes(data, _place(one.id)) if one.entry.is_secret else data
        digest = hashlib.sha256(kept).hexdigest()
        new = pg.insert(incoming_scans).values(hash=digest, bytes=kept)
        self._tx.execute(new.on_conflict_do_nothing())
        return Scan(digest, kind, len(data))

    def scan(self, one: Incoming) -> bytes:
        """Return the bytes of the scan of a letter that was got; raises NoScan."""
        if one.scan is None:
            raise NoScan
        query = sa.select(incoming_scans.c.bytes).where(incoming_scans.c.hash == one.scan.hash)
        kept = bytes(self._tx.execute(query).scalar_one())
        return self._vault.open_bytes(kept, _place(one.id)) if one.entry.is_secret else kept

    def text(self, one: Incoming) -> dict[str, str | None]:
        """Return what was read on the scan that the letter has, and what came of reading it."""
        mine = (_T.id == one.id) & (_T.text_of == _T.scan)
        row = self._tx.execute(sa.select(_T.text, _T.text_state).where(mine)).mappings().first()
        # By plain names: a row's own keys are not plain str.
        return {name: None if row is None else row[name] for name in ("text", "text_state")}

    # ---- lists

    def page(self, query: Query, units: Sequence[str]) -> Sequence[Any]:
        """Return rows, the newest first, one more than the page holds; `units`: whose registers."""
        wanted = self._seen & self._box(query.box, units)
        for name, value in query.where.items():
            wanted &= _T[name] == value
        if query.words:
            said = (_T[name].icontains(query.words, autoescape=True) for name in _SAID)
            wanted &= sa.or_(*said)
        if query.since is not None:
            wanted &= _T.received >= query.since
        if query.until is not None:
            wanted &= _T.received <= query.until
        if query.after:
            wanted &= _T.id < query.after
        columns = [one for one in _T if one.name not in {"sealed", "text"}]
        page = sa.select(*columns).where(wanted).order_by(_T.id.desc()).limit(query.limit + 1)
        return self._tx.execute(page).mappings().all()

    def _box(self, box: str, units: Sequence[str]) -> sa.ColumnElement[bool]:
        mine = _T.position_key.in_(sorted(self._keys))
        return {
            "all": sa.true(),
            "mine": mine,
            "unread": mine & (_T.state == FORWARDED),
            "to_follow_up": mine & _T.state.in_([FORWARDED, READ]),
            "register": _T.unit.in_(units),
        }[box]


def lock_for_system(tx: Connection, vault: Vault, found_id: str) -> Incoming:
    """Return a letter, locked, for a step that is no reader's: the archive's."""
    query = sa.select(incoming).where(_T.id == found_id).with_for_update()
    return incoming_of(tx.execute(query).mappings().one(), vault)


# ---- rows


def _place(incoming_id: str) -> str:
    return f"incoming/{incoming_id}"


def _row(one: Incoming, vault: Vault) -> dict[str, Any]:
    entry, secret = one.entry, one.entry.is_secret
    said = {name: getattr(entry, name) for name in _SAID}
    sealed = vault.seal(said, _place(one.id)) if secret else None
    scan = one.scan
    return {
        **{name: getattr(one, name) for name in _SAME},
        **{name: getattr(entry, name) for name in _OPEN},
        **(dict.fromkeys(_SAID) if secret else said),
        "secret": secret,
        "sealed": sealed,
        "position_key": one.position and key(one.position, secret=secret),
        "scan": scan and scan.hash,
        "scan_type": scan and scan.type,
        "scan_size": scan and scan.size,
    }


def incoming_of(row: Any, vault: Vault) -> Incoming:
    """Return the letter of a row; raises NoKey or WrongKey for a secret one."""
    secret = row["secret"]
    said = vault.open(bytes(row["sealed"]), _place(row["id"])) if secret else row
    entry = Entry(**{name: said[name] for name in _SAID}, **{name: row[name] for name in _OPEN})
    found = row["scan"] and Scan(row["scan"], row["scan_type"], row["scan_size"])
    return Incoming(**{name: row[name] for name in _SAME}, entry=entry, scan=found)
