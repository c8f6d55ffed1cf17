"""Stations' plans, as they are kept and read."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import orjson
import sqlalchemy as sa
from sqlalchemy.engine import Connection

from services.gis.signal.assessing_repository import Found
from services.gis.signal.domain import Plan
from services.gis.signal.messages import plan_in
from services.gis.signal.tables import stations, tps_plan_acts, tps_plans

_KEEP_FACTS = sa.text("""
INSERT INTO tps_signals (tps, point, facts, spots, assets, covered_m, asset_m, wifi_m, radio_m,
    road_m)
SELECT r.tps, CAST(r.point AS geometry), r.facts, r.spots, r.assets, r.covered_m, r.asset_m,
    r.wifi_m, r.radio_m, r.road_m
FROM jsonb_to_recordset(CAST(:rows AS jsonb)) AS r (tps text, point text, facts jsonb,
    spots bigint[], assets bigint[], covered_m float, asset_m float, wifi_m float, radio_m float,
    road_m float)
ON CONFLICT (tps) DO UPDATE SET point = excluded.point, facts = excluded.facts,
    spots = excluded.spots, assets = excluded.assets, covered_m = excluded.covered_m,
    asset_m = excluded.asset_m, wifi_m = excluded.wifi_m, radio_m = excluded.radio_m,
    road_m = excluded.road_m, assessed_at = now()
""")
_KEEP_PLANS = sa.text("""
WITH given AS (
    SELECT * FROM jsonb_to_recordset(CAST(:rows AS jsonb)) AS r (tps text, signal text, plan text,
        state text, reason text, proposed text, proposed_reason text, decided_signal text,
        decided_proposed text, version int, told text)
), station AS (
    UPDATE stations s SET signal = g.signal, plan = g.plan, plan_state = g.state,
        version = :version, changed_at = now(), changed_by = :who
    FROM given g WHERE s.code = g.tps AND (s.signal, s.plan, s.plan_state)
        IS DISTINCT FROM (g.signal, g.plan, g.state)
), act AS (
    INSERT INTO tps_plan_acts (tps, number, plan, state, reason, who)
    SELECT tps, version, plan, state, told, :who FROM given
)
INSERT INTO tps_plans (tps, version, proposed, proposed_reason, reason, decided_signal,
    decided_proposed)
SELECT tps, version, proposed, proposed_reason, reason, decided_signal, decided_proposed FROM given
ON CONFLICT (tps) DO UPDATE SET version = excluded.version, proposed = excluded.proposed,
    proposed_reason = excluded.proposed_reason, reason = excluded.reason,
    decided_signal = excluded.decided_signal, decided_proposed = excluded.decided_proposed
""")
# One row for each area below the asked one. A plan is outdated where facts changed since somebody
# decided.
_READINESS = sa.text("""
SELECT left(s.code, :length) AS area, min(a.name) AS name, count(*) AS stations,
    count(*) FILTER (WHERE s.point IS NULL) AS without_point,
    count(*) FILTER (WHERE s.plan IS NULL) AS without_plan,
    count(*) FILTER (WHERE s.plan_state = 'proposed') AS proposed,
    count(*) FILTER (WHERE s.plan_state = 'accepted') AS accepted,
    count(*) FILTER (WHERE s.plan_state = 'changed') AS changed,
    count(*) FILTER (WHERE s.plan_state IN ('accepted', 'changed') AND (p.decided_signal,
        p.decided_proposed) IS DISTINCT FROM (s.signal, p.proposed)) AS outdated,
    count(*) FILTER (WHERE s.signal = 'none') AS "none",
    count(*) FILTER (WHERE s.signal = 'weak') AS weak,
    count(*) FILTER (WHERE s.signal = 'covered') AS covered,
    count(*) FILTER (WHERE s.signal = 'unknown') AS unknown
FROM stations s LEFT JOIN tps_plans p ON p.tps = s.code
LEFT JOIN areas a ON a.code = left(s.code, :length)
WHERE s.code LIKE :area || '%' AND left(s.code, :length) > :after
GROUP BY 1 ORDER BY 1 LIMIT :limit
""")
_PAGE = sa.text("""
SELECT s.code AS tps, s.name, s.dpt, s.point IS NOT NULL AS has_point, s.quality, s.signal, s.plan,
    s.plan_state AS state, v.name AS village, d.name AS district, coalesce(p.version, 0) AS version,
    p.proposed, coalesce(p.proposed_reason, 'unknown_signal') AS proposed_reason,
    coalesce(p.reason, 'unknown_signal') AS reason, p.decided_signal, p.decided_proposed,
    f.facts, f.assessed_at, ST_X(s.point) AS lon, ST_Y(s.point) AS lat
FROM stations s LEFT JOIN tps_plans p ON p.tps = s.code LEFT JOIN tps_signals f ON f.tps = s.code
LEFT JOIN areas v ON v.code = left(s.code, 10) LEFT JOIN areas d ON d.code = left(s.code, 6)
WHERE s.code LIKE :area || '%' AND s.code > :after
    AND (CAST(:signal AS text) IS NULL OR s.signal = :signal)
    AND (CAST(:plan AS text) IS NULL OR s.plan = :plan OR (:plan = 'missing' AND s.plan IS NULL))
    AND (CAST(:state AS text) IS NULL OR s.plan_state = :state OR (:state = 'outdated'
        AND s.plan_state IN ('accepted', 'changed') AND (p.decided_signal, p.decided_proposed)
        IS DISTINCT FROM (s.signal, p.proposed)))
ORDER BY s.code LIMIT :limit
""")


class Plans:
    """Plans of stations, and what was found around them."""

    def __init__(self, tx: Connection) -> None:
        self._tx = tx

    def of(self, codes: Sequence[str]) -> dict[str, Plan]:
        """Return the plans of these stations; those that are not registered are left out."""
        kept = tps_plans.c
        state = stations.c.plan_state.label("state")
        columns = (stations.c.code, stations.c.signal, stations.c.plan, state)
        both = stations.outerjoin(tps_plans, kept.tps == stations.c.code)
        query = sa.select(*columns, *kept).select_from(both)
        wanted = stations.c.code == sa.func.any(sa.cast(list(codes), sa.ARRAY(sa.Text)))
        return {row.code: plan_in(row) for row in self._tx.execute(query.where(wanted))}

    def keep_facts(self, found: Mapping[str, Found]) -> None:
        """Keep what was found around stations, with the point that it was found around."""
        rows = [
            {
                "tps": code,
                "point": one.point,
                "facts": one.shown,
                "spots": one.spots,
                "assets": one.assets,
                **{f"{name}_m": (one.shown.get(name) or {}).get("metres") for name in _METRES},
            }
            for code, one in found.items()
        ]
        self._tx.execute(_KEEP_FACTS, {"rows": orjson.dumps(rows).decode()})

    def keep(self, plans: Mapping[str, Plan], version: int, who: str, reason: str = "") -> None:
        """Keep plans that changed, each with its act; `version` is the layer's of stations.

        `reason` is what a person says; without one the reason's code stands in the history.
        """
        rows = [
            {"tps": code, **vars(plan), "told": reason or plan.reason}
            for code, plan in plans.items()
        ]
        asked = {"rows": orjson.dumps(rows).decode(), "version": version, "who": who}
        self._tx.execute(_KEEP_PLANS, asked)

    def page(self, asked: Mapping[str, Any]) -> Sequence[sa.Row[Any]]:
        """Return stations with plan and facts: of `area after limit signal plan state`."""
        return self._tx.execute(_PAGE, dict(asked)).all()

    def readiness(self, area: str, length: int, after: str, limit: int) -> Sequence[sa.Row[Any]]:
        """Return how ready stations are, for each area of this length of code below the area."""
        asked = {"area": area, "length": length, "after": after, "limit": limit}
        return self._tx.execute(_READINESS, asked).all()

    def acts(self, tps: str, before: int | None, limit: int) -> Sequence[sa.Row[Any]]:
        """Return what became of a station's plan, the newest first."""
        query = sa.select(tps_plan_acts).where(tps_plan_acts.c.tps == tps)
        query = query if before is None else query.where(tps_plan_acts.c.number < before)
        query = query.order_by(tps_plan_acts.c.number.desc())
        return self._tx.execute(query.limit(limit)).all()


_METRES = ("covered", "asset", "wifi", "radio", "road")
