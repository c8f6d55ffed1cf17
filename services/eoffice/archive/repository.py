"""The SQL of files and of what stands in them. What people ask for goes through their reach."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql as pg
from sqlalchemy.engine import Connection

from libs.kit import clock
from libs.kit.ids import is_uuid, new_id
from services.eoffice.archive.domain import ACTIVE, INACTIVE, File, Rule, UnknownFile
from services.eoffice.archive.messages import FileQuery
from services.eoffice.archive.reach import Condition, Reach
from services.eoffice.archive.tables import archive_files as files
from services.eoffice.archive.tables import archive_institutions as institutions
from services.eoffice.archive.tables import archive_items as items
from services.eoffice.dispositions.tables import office_readers
from services.eoffice.incoming.tables import incoming
from services.eoffice.letters.content import SECRETS
from services.eoffice.letters.tables import letter_readers, letters
from services.eoffice.tables import units

_SAME = (
    "id", "unit", "keeper", "opener", "code", "title", "classification", "security", "opened",
    "state", "version", "closed", "list",
)  # fmt: skip
_RULE = ("active_years", "inactive_years", "fate", "basis")


class Files:
    """Files as somebody of this reach sees them."""

    def __init__(self, tx: Connection, reach: Reach) -> None:
        self._tx, self._seen = tx, reach.files()

    def get(self, file_id: str, *, lock: bool = False) -> File:
        """Return it; raises UnknownFile for one that is not there or not theirs."""
        return self._one(file_id, self._seen, lock=lock)

    def of_unit(self, file_id: str, unit: str) -> File:
        """Return the unit's file, locked, for one of its people to put something in."""
        return self._one(file_id, files.c.unit == unit, lock=True)

    def for_system(self, wanted: Iterable[str]) -> list[File]:
        """Return files of a list, locked in the order of their ids."""
        query = sa.select(files).where(files.c.id.in_(sorted(wanted))).order_by(files.c.id)
        rows = self._tx.execute(query.with_for_update()).mappings().all()
        return [file_of(row) for row in rows]

    def _one(self, file_id: str, seen: Condition, *, lock: bool) -> File:
        if not is_uuid(file_id):
            raise UnknownFile("a file's id is a UUID")
        query = sa.select(files).where((files.c.id == file_id) & seen)
        query = query.with_for_update() if lock else query
        row = self._tx.execute(query).mappings().one_or_none()
        if row is None:
            raise UnknownFile(f"there is no file {file_id} among yours")
        return file_of(row)

    def state(self, file_id: str) -> str:
        """Return the state of a file, which whoever reads a letter in it may know."""
        query = sa.select(files.c.state).where(files.c.id == file_id)
        return str(self._tx.execute(query).scalar_one())

    def has(self, unit: str, code: str) -> bool:
        query = sa.select(files.c.id).where((files.c.unit == unit) & (files.c.code == code))
        return self._tx.execute(query).first() is not None

    def add(self, one: File) -> None:
        self._tx.execute(files.insert().values(_row(one)))

    def save(self, one: File) -> None:
        self._tx.execute(files.update().where(files.c.id == one.id).values(_row(one)))

    def page(self, query: FileQuery) -> Sequence[Any]:
        """Return rows with how much stands in each, the newest first, one more than asked for."""
        wanted = self._seen
        for name, value in query.where.items():
            wanted &= files.c[name] == value
        if query.open is not None:
            wanted &= files.c.closed.is_(None) if query.open else files.c.closed.is_not(None)
        if query.words:
            said = (files.c[n].icontains(query.words, autoescape=True) for n in ("code", "title"))
            wanted &= sa.or_(*said)
        if query.after:
            wanted &= files.c.id < query.after
        page = counted().where(wanted).order_by(files.c.id.desc()).limit(query.limit + 1)
        return self._tx.execute(page).mappings().all()

    def shown(self, file_id: str) -> Any:
        """Return the row of a file that was got, with how much stands in it."""
        return self._tx.execute(counted().where(files.c.id == file_id)).mappings().one()

    # ---- what is due

    def due(self, until: date, limit: int, after: str) -> Sequence[Any]:
        """Return files whose active or inactive time ends by the day, the first to end first."""
        wanted = self._seen & _due(until)
        end = _end().label("on")
        if after:
            day, _, key = after.partition("/")
            later = (end > day) | ((end == sa.cast(day, sa.Date)) & (files.c.id > key))
            wanted &= later
        query = counted(end).where(wanted).order_by(end, files.c.id).limit(limit + 1)
        return self._tx.execute(query).mappings().all()

    def count_due(self, since: date, until: date) -> tuple[int, int]:
        """Return how many end from one day to the other, and how many ended before."""
        before = sa.func.count().filter(_end() < since)
        row = self._tx.execute(
            sa.select(sa.func.count(), before).where(self._seen & _due(until))
        ).one()
        return int(row[0] - row[1]), int(row[1])


def _end() -> Any:
    return sa.case((files.c.state == ACTIVE, files.c.active_until), else_=files.c.inactive_until)


def _due(until: date) -> Condition:
    """Return that something is to be done with the file by the day, and nothing is under way."""
    active = (files.c.state == ACTIVE) & (files.c.active_until <= until)
    inactive = (files.c.state == INACTIVE) & (files.c.inactive_until <= until)
    return files.c.list.is_(None) & (active | inactive)


def counted(*more: Any) -> sa.Select[Any]:
    """Return files, each with its unit's name and how many letters stand in it."""
    mine = sa.select(sa.func.count()).where(items.c.file == files.c.id).scalar_subquery()
    return sa.select(files, units.c.name.label("unit_name"), mine.label("letters"), *more).join(
        units, units.c.code == files.c.unit
    )


def _row(one: File) -> dict[str, Any]:
    rule = {name: getattr(one.rule, name) if one.rule else None for name in _RULE}
    ends = {"active_until": one.active_until, "inactive_until": one.inactive_until}
    code = one.rule.code if one.rule else None
    return {**{name: getattr(one, name) for name in _SAME}, **rule, **ends, "rule": code}


def file_of(row: Any) -> File:
    rule = row["rule"] and Rule(row["rule"], "", *(row[name] for name in _RULE))
    return File(**{name: row[name] for name in _SAME}, rule=rule)


class Items:
    """What stands in files."""

    def __init__(self, tx: Connection) -> None:
        self._tx = tx

    def find(self, letter: str) -> Any | None:
        """Return the place of a letter, None where it stands in no file."""
        query = sa.select(items).where(items.c.letter == letter)
        return self._tx.execute(query).mappings().one_or_none()

    def put(self, kind: str, letter: str, file: str, position: str) -> str:
        row = {"id": new_id(), "kind": kind, "letter": letter, "file": file, "position": position}
        self._tx.execute(items.insert().values(**row, at=clock.now()))
        return str(row["id"])

    def take_out(self, letter: str) -> None:
        self._tx.execute(items.delete().where(items.c.letter == letter))

    def count(self, file: str) -> int:
        query = sa.select(sa.func.count()).where(items.c.file == file)
        return int(self._tx.execute(query).scalar_one())

    def of(self, wanted: Iterable[str]) -> list[tuple[str, str, str]]:
        """Return (kind, letter, file) of all that stands in the files."""
        query = sa.select(items.c.kind, items.c.letter, items.c.file)
        found = query.where(items.c.file.in_(sorted(wanted))).order_by(items.c.letter)
        return [(row.kind, row.letter, row.file) for row in self._tx.execute(found)]

    def page(self, file: str, limit: int, after: str, keys: frozenset[str] | None) -> Sequence[Any]:
        """Return heads of what stands in a file: to who has these keys, None for all of it."""
        wanted = items.c.file == file
        if keys is not None:
            wanted &= _readable(keys)
        if after:
            wanted &= items.c.id > after
        query = sa.select(items, *_HEAD).select_from(_JOINED).where(wanted)
        return self._tx.execute(query.order_by(items.c.id).limit(limit + 1)).mappings().all()


_JOINED = items.outerjoin(letters, letters.c.id == items.c.letter).outerjoin(
    incoming, incoming.c.id == items.c.letter
)
_SECRET = letters.c.security.in_(sorted(SECRETS)) | incoming.c.secret
_HEAD = (
    sa.func.coalesce(letters.c.subject, incoming.c.subject).label("subject"),
    sa.case((_SECRET, None), else_=sa.func.coalesce(letters.c.number, incoming.c.number)).label(
        "number"
    ),
    incoming.c.sender.label("sender"),
    sa.func.coalesce(letters.c.security, incoming.c.security).label("security"),
    sa.func.coalesce(letters.c.classification, incoming.c.classification).label("class_code"),
    letters.c.signed_at.label("signed_at"),
    incoming.c.dated.label("dated"),
)


def _readable(keys: frozenset[str]) -> Condition:
    mine = sorted(keys)
    ours = sa.select(letter_readers.c.letter).where(letter_readers.c.reader.in_(mine))
    theirs = sa.select(office_readers.c.subject).where(office_readers.c.reader.in_(mine))
    return items.c.letter.in_(ours) | items.c.letter.in_(theirs)


# ---- who keeps and who judges


def institution(tx: Connection, area: str) -> Any | None:
    """Return (area, record_centre, institution) of a regency, None where none is set."""
    query = sa.select(institutions).where(institutions.c.area == area)
    return tx.execute(query).mappings().one_or_none()


def put_institution(tx: Connection, area: str, record_centre: str, institution: str) -> None:
    row = {"record_centre": record_centre, "institution": institution}
    new = pg.insert(institutions).values(area=area, **row)
    tx.execute(new.on_conflict_do_update(index_elements=["area"], set_=row))
