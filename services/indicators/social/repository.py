"""The SQL of counts of posts."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from services.indicators.domain import Indicator, Observation
from services.indicators.social.tables import post_counts

# Each post once by its sentiment, and by topic and sentiment; the whole is the sum of the first.
_MONTHS = sa.text("""
SELECT date_trunc('month', day)::date AS month, topic, sentiment, sum(posts) FROM post_counts
WHERE area = :area AND day >= date_trunc('month', CAST(:first AS date))
    AND day < date_trunc('month', CAST(:last AS date)) + interval '1 month'
GROUP BY 1, 2, 3
""")


class Posts:
    def __init__(self, tx: Connection) -> None:
        self._tx = tx

    def replace(
        self, source: str, area: str, counts: Mapping[tuple[date, str, str], int]
    ) -> set[date]:
        """Keep the counts in place of what the source said of these days; returns the days."""
        days = {day for day, _, _ in counts}
        mine = post_counts.c
        old = post_counts.delete().where(
            mine.source == source, mine.area == area, mine.day.in_(sorted(days))
        )
        self._tx.execute(old)
        names = ("day", "topic", "sentiment")
        rows = [
            {"source": source, "area": area, "posts": posts, **dict(zip(names, key, strict=True))}
            for key, posts in sorted(counts.items())
        ]
        self._tx.execute(post_counts.insert(), rows)
        return days

    def months(self, area: str, first: date, last: date, this: Indicator) -> list[Observation]:
        """Return the figures of the months that hold the days, noughts too."""
        where = {"area": area, "first": first, "last": last}
        found: dict[date, dict[str, int]] = {}
        for month, topic, sentiment, posts in self._tx.execute(_MONTHS, where):
            told = {"topic": topic, "sentiment": sentiment} if topic else {"sentiment": sentiment}
            cells = found.setdefault(month, dict.fromkeys(_all(this), 0))
            cells[this.dims(told)] = posts
            if not topic:
                cells[""] += posts
        return [
            Observation(area, month, Decimal(posts), dims)
            for month, cells in found.items()
            for dims, posts in cells.items()
        ]


def _all(this: Indicator) -> list[str]:
    topics, tones = (tuple(one.codes) for one in this.dimensions)
    by_tone = [this.dims({"sentiment": tone}) for tone in tones]
    both = [this.dims({"topic": one, "sentiment": tone}) for one in topics for tone in tones]
    return ["", *by_tone, *both]
