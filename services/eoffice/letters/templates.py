"""Texts and fields with which letters of a kind begin, kept by version.

A unit's own stands before everybody's, and that before the one that comes with us (`kinds.json`). A
letter keeps to the one by which it was begun: a change is for those that begin after it.
"""

from __future__ import annotations

from dataclasses import asdict, replace
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql as pg
from sqlalchemy.engine import Connection

from libs.kit import clock, paging
from libs.kit.errors import FieldError, Forbidden, Invalid, NotFound, PreconditionFailed
from libs.kit.ids import new_id
from libs.kit.reading import Reader
from libs.kit.request import Request
from services.eoffice import audit
from services.eoffice.letters import bodies, filling
from services.eoffice.letters.kinds import Field, Kind
from services.eoffice.letters.own_kinds import known
from services.eoffice.letters.tables import letter_templates as table
from services.eoffice.organisation.domain import Acting
from services.eoffice.repository import Units

MOST_FIELDS, LONGEST_TITLE = 20, 120


class UnknownKind(NotFound):
    slug, title = "unknown-letter-kind", "There is no such kind of letter"


class TemplateChanged(PreconditionFailed):
    slug, title = "template-changed", "Somebody changed the template meanwhile"


def standing(tx: Connection, unit: str) -> dict[str, Kind]:
    """Return all kinds with the text and fields that a letter of the unit begins with now."""
    query = (
        sa.select(table)
        .ext(pg.distinct_on(table.c.kind))
        .where(table.c.unit.in_({unit, ""}))
        .order_by(table.c.kind, table.c.unit.desc(), table.c.version.desc())
    )
    every = known(tx)
    rows = tx.execute(query).mappings()
    return every | {row["kind"]: _kind(row, every) for row in rows if row["kind"] in every}


def of(tx: Connection, kind: str, template: str) -> Kind:
    """Return the kind as a letter began by it; `template` is empty for the one that is ours."""
    if not template:
        return known(tx)[kind]
    row = tx.execute(sa.select(table).where(table.c.id == template)).mappings().one()
    return _kind(row, known(tx))


def _kind(row: Any, every: dict[str, Kind]) -> Kind:
    fields = tuple(Field(**one) for one in row["fields"])
    ours = every[row["kind"]]
    return replace(
        ours, body=row["body"], fields=fields, template=row["id"], version=row["version"]
    )


def told(one: Kind) -> dict[str, Any]:
    return {**vars(one), "fields": [vars(field) for field in one.fields]}


def put(tx: Connection, request: Request, who: Acting | None) -> dict[str, Any]:
    """Change what letters of a kind begin with: `{"kind", "unit", "version", "body", "fields"}`.

    `version` is the one that was seen, 0 where there was none. A records officer for the own unit,
    an administrator for any within the own area, and of the whole region for all (unit empty).
    """
    kind, unit, version, made = _read(tx, request.data)
    _require_keeper(tx, request, who, unit)
    last = _last(tx, kind.kind, unit)
    if version != last:
        raise TemplateChanged(f"it is at version {last}", version=last)
    row = {
        "id": new_id(),
        "kind": kind.kind,
        "unit": unit,
        "version": last + 1,
        "body": made.body,
        "fields": [asdict(one) for one in made.fields],
        "position": who and who.position,
        "at": clock.now(),
    }
    tx.execute(table.insert().values(row))
    marks = {"version": last}, {"version": last + 1, "template": row["id"]}
    audit.note(tx, request, who, "letter_template_put", f"kind/{kind.kind}", *marks)
    return _out(row)


def _last(tx: Connection, kind: str, unit: str) -> int:
    """Return the version that stands, while others who change it wait; 0: none does."""
    lock = sa.text("SELECT pg_advisory_xact_lock(hashtext(:name))")
    tx.execute(lock, {"name": f"letter template {kind}/{unit}"})
    mine = (table.c.kind == kind) & (table.c.unit == unit)
    return tx.execute(sa.select(sa.func.max(table.c.version)).where(mine)).scalar() or 0


def _require_keeper(tx: Connection, request: Request, who: Acting | None, unit: str) -> None:
    if who is not None and who.records and who.unit == unit:
        return
    if "admin" not in request.principal.roles:
        raise Forbidden("needs a records officer of the unit, or an administrator")
    found = Units(tx).find(unit) if unit else None
    if unit and found is None:
        raise Invalid("there is no such unit", (FieldError("unit", "is no unit"),))
    request.principal.require_area("" if found is None else found.area)


def _read(tx: Connection, data: dict[str, Any]) -> tuple[Kind, str, int, Kind]:
    kind = _named(tx, data)
    reader = Reader(data)
    reader.only(("as", "kind", "unit", "version", "body", "fields"))
    unit = reader.text("unit", default="", longest=50) if data.get("unit") else ""
    version = reader.integer("version", 0, 2**31 - 1)
    body = reader.text("body", default="", longest=bodies.LONGEST) if data.get("body") else ""
    rows = reader.items("fields", MOST_FIELDS) if data.get("fields") else []
    fields = tuple(_field(one) for one in rows)
    names = [one.name for one in fields]
    for place, name in enumerate(names):
        if name and (name == filling.ALL or names.count(name) > 1):
            reader.wrong(f"fields.{place}.name", "is taken")
    clean = bodies.clean(body)
    strange = [one for one in filling.tokens(clean) if one not in {*names, filling.ALL}]
    if strange:
        reader.wrong("body", f"names fields that there are not: {', '.join(strange)}")
    reader.end()
    return kind, unit, version, replace(kind, body=clean, fields=fields)


def _named(tx: Connection, data: dict[str, Any]) -> Kind:
    every = known(tx)
    found = every.get(str(data.get("kind")))
    if found is None:
        raise UnknownKind(f"kinds are {', '.join(every)}")
    return found


def _field(one: Reader) -> Field:
    one.only(("name", "title", "title_en", "required"))
    name = one.text("name", longest=40)
    if name and not filling.NAME.fullmatch(name):
        one.wrong("name", "needs small letters, digits and _, a letter first")
    title = one.text("title", longest=LONGEST_TITLE)
    english = one.text("title_en", default=title, longest=LONGEST_TITLE)
    return Field(name, title, english or title, one.flag("required"))


def page(tx: Connection, data: dict[str, Any]) -> dict[str, Any]:
    """Return the versions of a kind's text and fields, `{"kind", "unit"}`, the newest first."""
    limit, after = paging.asked(data)
    if after and not after.isdecimal():
        raise paging.foreign()
    mine = (table.c.kind == _named(tx, data).kind) & (table.c.unit == str(data.get("unit") or ""))
    mine &= table.c.version < int(after) if after else sa.true()
    query = sa.select(table).where(mine).order_by(table.c.version.desc()).limit(limit + 1)
    shown, following = paging.cut(
        tx.execute(query).mappings().all(), limit, lambda row: str(row["version"])
    )
    return {"items": [_out(row) for row in shown], "next": following}


def _out(row: Any) -> dict[str, Any]:
    names = ("id", "kind", "unit", "version", "body", "fields", "position")
    return {**{name: row[name] for name in names}, "at": clock.to_text(row["at"])}
