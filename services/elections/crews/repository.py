"""The SQL of crews: codes, keys, signatures."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from libs.kit import session
from services.elections import tables
from services.elections.crews.domain import Code, Key, NotSigned, Signed, UnknownCode, UnknownKey
from services.elections.crews.tables import crew_codes, crew_keys, submission_signatures
from services.elections.repository import within

_KEEP = """
INSERT INTO submission_signatures (submission, key, content, signature)
VALUES (%(submission)s::uuid, %(key)s::uuid, %(content)s, %(signature)s)
"""
_CODE = [column for column in crew_codes.c if column.name != "code_hash"]
_KEY = [column for column in crew_keys.c if column.name != "thumbprint"]


class Codes:
    """One-time codes by their hash."""

    def __init__(self, tx: Connection) -> None:
        self._tx = tx

    def add(self, codes: Sequence[tuple[Code, bytes]]) -> None:
        """Keep new codes; earlier ones of their stations that nobody used are good no more."""
        first = codes[0][0]
        stations = [code.tps for code, _ in codes]
        replaced = crew_codes.c.tps.in_(stations) & _open(first.election)
        self._tx.execute(crew_codes.update().where(replaced).values(revoked_at=first.made_at))
        rows = [vars(code) | {"code_hash": code_hash} for code, code_hash in codes]
        self._tx.execute(crew_codes.insert(), rows)

    def find(self, code_hash: bytes) -> Code | None:
        """Return the code, and keep others from using it until the transaction ends."""
        query = sa.select(*_CODE).where(crew_codes.c.code_hash == code_hash).with_for_update()
        row = self._tx.execute(query).mappings().one_or_none()
        return Code(**row) if row else None

    def mark_used(self, code_id: str, now: datetime) -> None:
        found = crew_codes.c.id == code_id
        self._tx.execute(crew_codes.update().where(found).values(used_at=now))

    def revoke(self, election: str, code_id: str, now: datetime) -> Code:
        """End a code that nobody used; raises UnknownCode."""
        found = (sa.cast(crew_codes.c.id, sa.Text) == code_id) & _open(election)
        change = crew_codes.update().where(found).values(revoked_at=now).returning(*_CODE)
        row = self._tx.execute(change).mappings().one_or_none()
        if row is None:
            raise UnknownCode(f"{election} has no code {code_id} that could still be used")
        return Code(**row)

    def page(self, election: str, area: str, limit: int, after: str) -> list[Code]:
        """Return codes of the area by station, one more than the limit."""
        rows = self._tx.execute(_page(crew_codes, _CODE, election, area, limit, after)).mappings()
        return [Code(**row) for row in rows]


class Keys:
    """Signing keys of phones."""

    def __init__(self, tx: Connection) -> None:
        self._tx = tx

    def add(self, key: Key, thumbprint: bytes) -> None:
        self._tx.execute(crew_keys.insert().values(vars(key) | {"thumbprint": thumbprint}))

    def get(self, key_id: str) -> Key:
        """Return the key; raises UnknownKey."""
        found = self._one(sa.cast(crew_keys.c.id, sa.Text) == key_id)
        if found is None:
            raise UnknownKey
        return found

    def by_thumbprint(self, thumbprint: bytes) -> Key | None:
        return self._one(crew_keys.c.thumbprint == thumbprint)

    def revoke(self, key_id: str, who: str, reason: str, now: datetime) -> None:
        """End a key; one that was revoked before keeps its first reason."""
        good = (crew_keys.c.id == key_id) & crew_keys.c.revoked_at.is_(None)
        change = crew_keys.update().where(good)
        self._tx.execute(change.values(revoked_at=now, revoked_by=who, reason=reason))

    def page(self, election: str, area: str, limit: int, after: str) -> list[Key]:
        """Return keys of the area by station, one more than the limit."""
        rows = self._tx.execute(_page(crew_keys, _KEY, election, area, limit, after)).mappings()
        return [Key(**row) for row in rows]

    def _one(self, found: sa.ColumnElement[bool]) -> Key | None:
        row = self._tx.execute(sa.select(*_KEY).where(found)).mappings().one_or_none()
        return Key(**row) if row else None


class Signatures:
    """Signatures by the submission, or the photo, that they stand under."""

    def __init__(self, tx: Connection) -> None:
        self._tx = tx

    def keep(self, signed: Signed) -> None:
        """Keep a signature with the COMMIT of its submission."""
        session.last(self._tx, _KEEP, vars(signed))

    def of(self, handed_in: str) -> Signed:
        """Return the signature of a form or a photo by its id; raises NotSigned."""
        table = submission_signatures
        found = self._tx.execute(
            table.select().where(table.c.submission == handed_in)
        ).one_or_none()
        if found is None:
            raise NotSigned
        return Signed(found.submission, found.key, found.content, bytes(found.signature))

    def get(self, submission: str) -> tuple[Signed, sa.RowMapping]:
        """Return the signature, and the submission's row as it is kept; raises NotSigned."""
        kept = tables.submissions
        columns = [kept.c[name] for name in ("contest", "tps", "figures", "received_at")]
        query = (
            sa.select(submission_signatures, *columns)
            .join(kept, kept.c.id == submission_signatures.c.submission)
            .where(sa.cast(submission_signatures.c.submission, sa.Text) == submission)
        )
        row = self._tx.execute(query).mappings().one_or_none()
        if row is None:
            raise NotSigned
        signature = bytes(row["signature"])
        return Signed(row["submission"], row["key"], row["content"], signature), row


def _open(election: str) -> Any:
    usable = crew_codes.c.used_at.is_(None) & crew_codes.c.revoked_at.is_(None)
    return (crew_codes.c.election == election) & usable


def _page(
    table: sa.Table, columns: list[Any], election: str, area: str, limit: int, after: str
) -> sa.Select[Any]:
    tps, _, last = after.partition("/")
    place = sa.tuple_(table.c.tps, sa.cast(table.c.id, sa.Text))
    query = sa.select(*columns).where(table.c.election == election, within(table.c.tps, area))
    if last:
        query = query.where(place > sa.tuple_(sa.literal(tps), sa.literal(last)))
    return query.order_by(table.c.tps, sa.cast(table.c.id, sa.Text)).limit(limit + 1)
