"""What was done with a position, its holders and its delegations, by whom as what."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from libs.kit import clock, paging
from libs.kit.errors import FieldError, Invalid
from libs.kit.request import Request
from services.eoffice.organisation.domain import UnknownPosition
from services.eoffice.organisation.repository import Positions
from services.eoffice.organisation.tables import delegations, holdings
from services.eoffice.tables import acts

_TOLD = ("what", "person", "position", "capacity", "origin", "before", "after")


def history(tx: Connection, request: Request, area: str) -> dict[str, Any]:
    """Return a page of acts, the first first: `{"position", "limit", "after"}`.

    Raises UnknownPosition for one outside the area, which is the regency's of who asks.
    """
    limit, after = paging.asked(request.data)
    if after and not after.isdigit():
        raise Invalid("not a page", (FieldError("after", "is not from this list"),))
    code = str(request.data.get("position"))
    if not Positions(tx).place(code).area.startswith(area):
        raise UnknownPosition(f"there is no position {code}")
    rows = _acts(tx, code, int(after or 0), limit)
    page, following = paging.cut(rows, limit, lambda row: str(row["id"]))
    items = [{"at": clock.to_text(row["at"]), **{n: row[n] for n in _TOLD}} for row in page]
    return {"items": items, "next": following}


def _acts(tx: Connection, code: str, after: int, limit: int) -> Sequence[Any]:
    held = sa.select("holding/" + sa.cast(holdings.c.id, sa.Text)).where(
        holdings.c.position == code
    )
    either = (delegations.c.from_position == code) | (delegations.c.to_position == code)
    given = sa.select("delegation/" + sa.cast(delegations.c.id, sa.Text)).where(either)
    itself = sa.select(sa.literal(f"position/{code}"))
    about = acts.c.subject.in_(sa.union_all(itself, held, given).subquery().select())
    query = sa.select(acts).where(about & (acts.c.id > after))
    return tx.execute(query.order_by(acts.c.id).limit(limit + 1)).mappings().all()
