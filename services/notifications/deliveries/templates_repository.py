"""The SQL of templates: each change is a version, the newest counts.

One without a body says that the words which come with the system count again.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql as pg
from sqlalchemy.engine import Connection

from services.notifications.deliveries.tables import message_templates

_T = message_templates.c


class Templates:
    """Templates by topic and language."""

    def __init__(self, tx: Connection) -> None:
        self._tx = tx

    def newest(self, topics: Sequence[str] | None = None) -> dict[tuple[str, str], Any]:
        """Return the newest version of each (topic, language) that somebody wrote."""
        query = sa.select(message_templates).ext(pg.distinct_on(_T.topic, _T.language))
        if topics is not None:
            query = query.where(_T.topic.in_(list(topics)))
        query = query.order_by(_T.topic, _T.language, _T.version.desc())
        rows = self._tx.execute(query).mappings()
        return {(row["topic"], row["language"]): row for row in rows}

    def versions(self, topic: str, language: str, limit: int, before: int | None) -> Sequence[Any]:
        """Return what was written of one, the newest first, one more than the page holds."""
        query = sa.select(message_templates).where(_T.topic == topic, _T.language == language)
        if before is not None:
            query = query.where(_T.version < before)
        rows = self._tx.execute(query.order_by(_T.version.desc()).limit(limit + 1))
        return rows.mappings().all()

    def add(self, topic: str, language: str, seen: int, **written: Any) -> bool:
        """Keep the version after the one that was seen; says whether that is the newest."""
        row = {"topic": topic, "language": language, "version": seen + 1, **written}
        new = pg.insert(message_templates).values(row).on_conflict_do_nothing()
        before = self.newest([topic]).get((topic, language))
        if (before["version"] if before else 0) != seen:
            return False
        return bool(self._tx.execute(new).rowcount)


def written(subject: str, body: str, by: str, at: datetime) -> dict[str, Any]:
    return {"subject": subject, "body": body, "changed_by": by, "changed_at": at}
