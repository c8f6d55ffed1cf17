"""Recipients that a unit writes to together, under a name."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql as pg
from sqlalchemy.engine import Connection

from libs.kit import paging
from libs.kit.errors import FieldError, Invalid, NotFound
from libs.kit.ids import is_uuid, new_id
from libs.kit.reading import Reader
from services.eoffice import audit
from services.eoffice.letters import written
from services.eoffice.letters.content import Recipient
from services.eoffice.letters.desk import Desk
from services.eoffice.letters.tables import recipient_groups as table


class UnknownGroup(NotFound):
    slug, title = "unknown-recipient-group", "The unit has no such group of recipients"


def expanded(
    tx: Connection, unit: str, recipients: Iterable[Recipient], name: str
) -> tuple[Recipient, ...]:
    """Return the recipients with the members of groups in their place, each once.

    Raises Invalid for a group that the unit does not have, or more than an address list holds.
    """
    found: dict[Recipient, None] = {}
    for place, one in enumerate(recipients):
        if one.kind != written.GROUP:
            found[one] = None
            continue
        row = tx.execute(sa.select(table.c.members).where(_mine(unit, one.code))).scalar()
        if row is None:
            error = FieldError(f"{name}.{place}.group", "is no group of your unit")
            raise Invalid("no such group", (error,))
        found |= dict.fromkeys(Recipient(**member) for member in row)
    if len(found) > written.MOST:
        raise Invalid(errors=(FieldError(name, f"at most {written.MOST} with groups"),))
    return tuple(found)


def _mine(unit: str, group: str | None) -> sa.ColumnElement[bool]:
    return (table.c.unit == unit) & (table.c.id == group)


def put(desk: Desk) -> dict[str, Any]:
    """Make a group of one's unit or write it anew: `{"name", "members"}`; answers it."""
    reader = Reader(desk.request.data)
    reader.only(("as", "name", "members"))
    name = reader.text("name")
    members = tuple(written.recipient(one) for one in reader.items("members", written.MOST))
    places = desk.letters.places([one.code for one in members if one.code])
    for place, one in enumerate(members):
        if one.kind == written.GROUP or (one.code and one.code not in places):
            reader.wrong(f"members.{place}", "needs a position that there is, a body or a name")
    reader.end()
    titled = [asdict(o) | ({"name": places[o.code][0]} if o.code else {}) for o in members]
    values = {"id": new_id(), "unit": desk.acting.unit, "name": name, "members": titled}
    new = pg.insert(table).values(values)
    new = new.on_conflict_do_update(
        index_elements=["unit", "name"], set_={"members": new.excluded.members}
    )
    values["id"] = desk.tx.execute(new.returning(table.c.id)).scalar_one()
    audit.note(desk.tx, desk.request, desk.acting, "recipient_group_put", f"group/{values['id']}")
    return values


def page(desk: Desk) -> dict[str, Any]:
    """Return the groups of one's unit by name."""
    limit, after = paging.asked(desk.request.data)
    mine = (table.c.unit == desk.acting.unit) & (table.c.name > after)
    query = sa.select(table).where(mine).order_by(table.c.name).limit(limit + 1)
    found = [_out(row) for row in desk.tx.execute(query).mappings()]
    shown, following = paging.cut(found, limit, lambda one: str(one["name"]))
    return {"items": list(shown), "next": following}


def _out(row: Any) -> dict[str, Any]:
    return {name: row[name] for name in ("id", "unit", "name", "members")}


def delete(desk: Desk) -> dict[str, Any]:
    """Delete a group of one's unit; letters keep whom they were written to."""
    wanted = str(desk.request.data.get("group"))
    if not is_uuid(wanted):
        raise UnknownGroup
    gone = table.delete().where(_mine(desk.acting.unit, wanted)).returning(table)
    row = desk.tx.execute(gone).mappings().one_or_none()
    if row is None:
        raise UnknownGroup
    audit.note(desk.tx, desk.request, desk.acting, "recipient_group_deleted", f"group/{wanted}")
    return _out(row)
