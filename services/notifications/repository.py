"""The only SQL of the service."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql as pg
from sqlalchemy.engine import Connection

from libs.kit import outbox, session
from libs.kit.errors import NotFound
from services.notifications import messages
from services.notifications.domain import CLOSED, District, Happened, Notice
from services.notifications.tables import finding_changes, notices, results_with_findings

# For each result of an election night, so: one statement, which goes with the COMMIT.
_NOTE = """
WITH news AS ({news}), changed AS ({change} RETURNING 1)
INSERT INTO finding_changes (election, contest, area, name)
SELECT %(election)s, %(contest)s, %(area)s, %(name)s FROM changed
"""
_CHANGES = {
    True: "INSERT INTO results_with_findings (election, contest, tps)"
    " SELECT %(election)s, %(contest)s, %(tps)s FROM news ON CONFLICT DO NOTHING",
    False: "DELETE FROM results_with_findings WHERE election = %(election)s"
    " AND contest = %(contest)s AND tps = %(tps)s AND EXISTS (SELECT FROM news)",
}
# Most results have one form: nothing older can come after it, so that it needs no row.
_FIRST = """
SELECT 1 WHERE NOT EXISTS (SELECT FROM findings_told
    WHERE election = %(election)s AND contest = %(contest)s AND tps = %(tps)s AND place > %(place)s)
"""
_LATER = """
INSERT INTO findings_told AS t (election, contest, tps, place)
VALUES (%(election)s, %(contest)s, %(tps)s, %(place)s)
ON CONFLICT (election, contest, tps) DO UPDATE SET place = excluded.place
    WHERE t.place <= excluded.place
RETURNING 1
"""
_STATEMENTS = {
    (first, wrong): _NOTE.format(news=_FIRST if first else _LATER, change=change)
    for first in (True, False)
    for wrong, change in _CHANGES.items()
}


def _put() -> Any:
    new = pg.insert(notices)
    rest = {one.name: new.excluded[one.name] for one in notices.c if not one.primary_key}
    return new.on_conflict_do_update(index_elements=["id"], set_=rest)


_PUT = _put()  # made once: an alarm may raise many of them


class Notices:
    """Notices, each locked from the moment it is loaded for a change."""

    def __init__(self, tx: Connection) -> None:
        self._tx = tx

    def get(self, notice_id: str) -> Notice:
        """Return the notice and keep others waiting for it; raises NotFound."""
        found = self._one(notices.c.id == notice_id)
        if found is None:
            raise NotFound(f"no notice {notice_id}")
        return found

    def key_of(self, notice_id: str) -> str | None:
        """Return what the notice is about in its source; nobody waits for it."""
        query = sa.select(notices.c.dedupe_key).where(notices.c.id == notice_id)
        return self._tx.execute(query).scalar_one_or_none()

    def standing(self, dedupe_key: str) -> Notice | None:
        """Return the notice of this key that is not closed, and keep others waiting for it."""
        return self._one((notices.c.dedupe_key == dedupe_key) & (notices.c.state != CLOSED))

    def _one(self, wanted: sa.ColumnElement[bool]) -> Notice | None:
        row = self._tx.execute(sa.select(notices).where(wanted).with_for_update()).mappings()
        found = row.one_or_none()
        return None if found is None else Notice(**found)

    def save(self, happened: Happened) -> None:
        """Insert or replace the notice and tell of it."""
        self._tx.execute(_PUT, vars(happened.notice))
        outbox.add(self._tx, "notifications", messages.to_event(happened))

    def page(self, query: messages.Query) -> Sequence[Notice]:
        """Return notices that concern the area, one more than the page holds.

        A notice concerns an area that holds its own, and, unless the query is a crew's, one that
        lies in its own.
        """
        concerns = notices.c.area.startswith(query.area)
        if query.above:
            concerns |= sa.literal(query.area).startswith(notices.c.area)
        page = sa.select(notices).where(concerns)
        if query.state is not None:
            page = page.where(notices.c.state == query.state)
        if query.election:
            page = page.where(
                sa.func.coalesce(notices.c.election, query.election) == query.election
            )
        if query.after:
            page = page.where(notices.c.id < query.after)
        page = page.order_by(notices.c.id.desc()).limit(query.limit + 1)
        return [Notice(**row) for row in self._tx.execute(page).mappings()]


class Findings:
    """Which results have findings that are errors."""

    def __init__(self, tx: Connection) -> None:
        self._tx = tx

    def put(self, tps: str, district: District, place: int, *, wrong: bool) -> None:
        """Note with the COMMIT whether the result is wrong, unless something newer was told of it.

        `place` is where the news stands among all of the result (`messages.findings`).
        """
        statement = _STATEMENTS[place == messages.FIRST, wrong]
        session.last(self._tx, statement, vars(district) | {"tps": tps, "place": place})

    def take_changes(self, most: int = 10_000) -> list[District]:
        """Take the districts that changed off the queue; several takers share it."""
        waiting = sa.select(finding_changes.c.id).limit(most).with_for_update(skip_locked=True)
        taken = finding_changes.delete().where(finding_changes.c.id.in_(waiting))
        columns = [finding_changes.c[name] for name in ("election", "contest", "area", "name")]
        rows = self._tx.execute(taken.returning(*columns)).mappings()
        return sorted({District(**row) for row in rows})

    def count(self, district: District) -> int:
        """Count the district's stations with findings, after `Notices.standing` locked its notice.

        So the last to write has also counted last.
        """
        table = results_with_findings
        inside = table.c.tps.startswith(district.area)
        of = (table.c.election == district.election) & (table.c.contest == district.contest)
        return self._tx.execute(sa.select(sa.func.count()).where(of, inside)).scalar_one()
