"""How long letters lie where: per unit and position, over what ended in a period, and what is open.

Stages, in hours: `initial` from being handed up to an initial; `sign` from ready to signed; `read`
from delivered (or routed) to read; `dispose` from read to the first disposition; `report` from a
disposition to its report. A figure counts to whoever had to act. Secret letters are in none. Open
ones are those that wait now, whatever the period.
"""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa

from libs.kit import clock
from libs.kit.errors import FieldError, Forbidden, Invalid
from libs.kit.reading import Reader
from services.eoffice.archive.reach import headed
from services.eoffice.archive.shown import Stacks
from services.eoffice.organisation.tables import positions
from services.eoffice.repository import Units

STAGES = ("initial", "sign", "read", "dispose", "report")
LONGEST = timedelta(days=366)
USUAL = timedelta(days=90)


class NotYourFigures(Forbidden):
    slug, title = "not-your-statistics", "The figures are for the unit's head and records officers"


# Each gives (stage, position, began, ended) of what ended within the period, ended null of what
# waits. `:codes` are the positions of the unit.
_PARTS = """
SELECT 'initial' AS stage, i.position, s.at AS began, i.at AS ended
FROM letter_initials i JOIN letters l ON l.id = i.letter
CROSS JOIN LATERAL (SELECT max(b.at) AS at FROM acts b
    WHERE b.subject = 'letter/' || l.id AND b.what = 'letter_submitted' AND b.at <= i.at) s
WHERE i.position = ANY (:codes) AND i.at >= :since AND i.at < :until
    AND l.security NOT IN ('secret', 'top_secret')
UNION ALL
SELECT 'initial', i.position, l.changed_at, NULL
FROM letter_initials i JOIN letters l ON l.id = i.letter
WHERE i.due AND i.position = ANY (:codes) AND l.security NOT IN ('secret', 'top_secret')
UNION ALL
SELECT 'sign', l.signer, r.at, l.signed_at
FROM letters l CROSS JOIN LATERAL (SELECT max(b.at) AS at FROM acts b
    WHERE b.subject = 'letter/' || l.id AND b.after->>'state' = 'ready_to_sign') r
WHERE l.signer = ANY (:codes) AND l.signed_at >= :since AND l.signed_at < :until
    AND l.security NOT IN ('secret', 'top_secret')
UNION ALL
SELECT 'sign', l.signer, l.changed_at, NULL FROM letters l
WHERE l.signer = ANY (:codes) AND l.state IN ('ready_to_sign', 'signing_failed')
    AND l.security NOT IN ('secret', 'top_secret')
UNION ALL
SELECT 'read', r.position, r.delivered_at, r.read_at
FROM letter_recipients r JOIN letters l ON l.id = r.letter
WHERE r.position = ANY (:codes) AND l.security NOT IN ('secret', 'top_secret')
    AND (r.read_at >= :since AND r.read_at < :until OR r.state = 'delivered')
UNION ALL
SELECT 'read', i.position, f.at, d.at
FROM incoming i CROSS JOIN LATERAL (SELECT max(a.at) AS at FROM acts a
    WHERE a.subject = 'incoming/' || i.id
        AND a.what IN ('incoming_registered', 'incoming_forwarded')) f
LEFT JOIN LATERAL (SELECT max(a.at) AS at FROM acts a
    WHERE a.subject = 'incoming/' || i.id AND a.what = 'incoming_read') d ON true
WHERE i.position_key = ANY (:codes)
    AND (i.state = 'forwarded' OR i.changed_at >= :since)
    AND (d.at >= :since AND d.at < :until OR d.at IS NULL AND i.state = 'forwarded')
UNION ALL
SELECT 'dispose', d.giver, coalesce(r.read_at, a.at), d.given_at
FROM (SELECT letter, kind, giver, min(given_at) AS given_at FROM dispositions
    WHERE giver_key = ANY (:codes) AND parent IS NULL GROUP BY letter, kind, giver) d
LEFT JOIN letter_recipients r ON r.letter = d.letter AND r.position = d.giver
LEFT JOIN LATERAL (SELECT max(b.at) AS at FROM acts b WHERE d.kind = 'incoming'
    AND b.subject = 'incoming/' || d.letter AND b.what = 'incoming_read') a ON true
WHERE d.given_at >= :since AND d.given_at < :until
UNION ALL
SELECT 'dispose', i.position, a.at, NULL
FROM incoming i JOIN acts a ON a.subject = 'incoming/' || i.id AND a.what = 'incoming_read'
WHERE i.position_key = ANY (:codes) AND i.state = 'read'
UNION ALL
SELECT 'report', d.receiver, d.given_at, d.reported_at FROM dispositions d
WHERE d.receiver_key = ANY (:codes) AND d.duty
    AND (d.reported_at >= :since AND d.reported_at < :until
        OR d.state IN ('sent', 'read', 'in_progress', 'passed_on'))
"""
_FIGURES = sa.text(f"""
WITH parts AS ({_PARTS}), spans AS (
    SELECT stage, position, began, ended,
        greatest(0, extract(epoch FROM ended - began)) / 3600 AS hours FROM parts)
SELECT stage, position, count(ended) AS done,
    percentile_cont(0.5) WITHIN GROUP (ORDER BY hours) AS median,
    percentile_cont(0.9) WITHIN GROUP (ORDER BY hours) AS p90,
    count(*) FILTER (WHERE ended IS NULL) AS open, min(began) FILTER (WHERE ended IS NULL) AS oldest
FROM spans GROUP BY GROUPING SETS ((stage, position), (stage))
""")  # noqa: S608 - nothing of a request is in it


def figures(stacks: Stacks) -> dict[str, Any]:
    """Return `{"unit", "since", "until", "items"}`; of each stage a line without a position.

    The last 90 days where no period is asked for. Raises NotYourFigures.
    """
    unit, since, until = _asked(stacks)
    places = _places(stacks, unit)
    zone = stacks.office.zone
    days = {"since": _midnight(since, zone), "until": _midnight(until + timedelta(days=1), zone)}
    rows = stacks.tx.execute(_FIGURES, {**days, "codes": sorted(places)}).mappings().all()
    rows = sorted(rows, key=lambda one: (STAGES.index(one["stage"]), one["position"] or ""))
    named = Units(stacks.tx).find(unit)
    told = {"since": since.isoformat(), "until": until.isoformat()}
    items = [_line(row, places) for row in rows]
    return {"unit": unit, "unit_name": named and named.name, **told, "items": items, "next": None}


def _asked(stacks: Stacks) -> tuple[str, date, date]:
    reader, today = Reader(stacks.asked), stacks.office.today()
    until = today if stacks.asked.get("until") is None else reader.day("until")
    since = until - USUAL if stacks.asked.get("since") is None else reader.day("since")
    if not since <= until or until - since > LONGEST:
        reader.wrong("since", "needs a day within the year before until")
    unit = reader.text("unit", default="")
    reader.end()
    theirs = sorted(stacks.reach.records | headed(stacks.tx, stacks.reach.held))
    if not unit and len(theirs) > 1:
        raise Invalid(errors=(FieldError("unit", f"needs one of {', '.join(theirs)}"),))
    unit = unit or next(iter(theirs), "")
    if unit not in theirs:
        raise NotYourFigures(f"of {unit or 'no unit'}")
    return unit, since, until


def _places(stacks: Stacks, unit: str) -> dict[str, str]:
    query = sa.select(positions.c.code, positions.c.title).where(positions.c.unit == unit)
    return {row.code: row.title for row in stacks.tx.execute(query)}


def _line(row: Any, places: dict[str, str]) -> dict[str, Any]:
    oldest: datetime | None = row["oldest"]
    return {
        "stage": row["stage"],
        "position": row["position"],
        "title": places.get(row["position"]),
        "done": row["done"],
        "median_hours": _hours(row["median"]),
        "p90_hours": _hours(row["p90"]),
        "open": row["open"],
        "oldest": None if oldest is None else clock.to_text(oldest),
    }


def _hours(value: Any) -> float | None:
    return None if value is None else round(float(value), 2)


def _midnight(day: date, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, time(), zone)
