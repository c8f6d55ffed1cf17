"""Dict ↔ domain for rehearsals, both ways. Pure."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from libs.kit import clock
from libs.kit.reading import Reader
from services.elections.messages import AREA_LENGTHS
from services.elections.simulations.domain import Outage, Plan

MOST_STATIONS = 50_000
MOST_OUTAGES = 20
REMOVING = "remove-rehearsal"  # the kind of the job that takes a rehearsal away
# Name, least, most, and what it is where nothing is said.
WHOLE = (
    ("tps", 1, MOST_STATIONS, MOST_STATIONS),
    ("contests", 1, 5, 2),
    ("seed", 0, 2**31 - 1, 1),
    ("verifiers", 0, 50, 3),
)
NUMBERS = (
    ("speed", 0.0, 1e6, 60.0),
    ("hours", 0.5, 96.0, 10.5),
    ("median_hours", 0.3, 48.0, 4.4),
    ("steepness", 1.1, 10.0, 3.4),
    ("parts_rate", 0.0, 1.0, 0.05),
    ("error_rate", 0.0, 1.0, 0.03),
    ("conflict_rate", 0.0, 1.0, 0.02),
    ("verifier_seconds", 5.0, 3600.0, 60.0),
)
FIELDS = ("of", "area", "outages", *(row[0] for row in (*WHOLE, *NUMBERS)))


def plan(data: dict[str, Any]) -> Plan:
    """Read what a rehearsal is to be; raises Invalid that names each field."""
    reader = Reader(data)
    reader.only(FIELDS)
    source = reader.slug("of") if reader.raw("of") is not None else None
    area = reader.code("area", *AREA_LENGTHS) if source is None or reader.raw("area") else ""
    values: dict[str, Any] = {n: reader.integer(n, *bounds) for n, *bounds in WHOLE}
    values |= {name: _number(reader, name, *bounds) for name, *bounds in NUMBERS}
    outages = reader.items("outages", MOST_OUTAGES) if reader.raw("outages") else []
    found = Plan(source, area, **values, outages=tuple(map(_outage, outages)))
    reader.end()
    return found


def _outage(reader: Reader) -> Outage:
    reader.only(("area", "from_hour", "to_hour"))
    area = reader.code("area", 4, 6, 10, 13)
    begin = _number(reader, "from_hour", 0.0, 96.0)
    end = _number(reader, "to_hour", 0.0, 96.0)
    if end <= begin:
        reader.wrong("to_hour", "needs to be after from_hour")
    return Outage(area, begin, end)


def _number(
    reader: Reader, name: str, least: float, most: float, default: float | None = None
) -> float:
    value = reader.raw(name)
    if value is None and default is not None:
        return default
    if isinstance(value, bool) or not isinstance(value, int | float) or not least <= value <= most:
        reader.wrong(name, f"needs a number from {least:g} to {most:g}")
        return least
    return float(value)


def stored(given: Plan) -> dict[str, Any]:
    """Return the plan as it is kept and shown."""
    return asdict(given) | {"outages": [asdict(outage) for outage in given.outages]}


def loaded(data: dict[str, Any]) -> Plan:
    """Return the plan that was kept."""
    return Plan(**data | {"outages": tuple(Outage(**one) for one in data["outages"])})


def simulation_out(row: Any) -> dict[str, Any]:
    """Return a rehearsal with its job's progress; the report is None until it has ended."""
    started = row["started_at"]
    return {
        "id": row["id"],
        "election": row["election"],
        "of": row["of"],
        "area": row["area"],
        "plan": row["plan"],
        "created_at": clock.to_text(row["created_at"]),
        "started_at": clock.to_text(started) if started else None,
        "removing": row["job_kind"] == REMOVING,
        "state": row["job_state"],
        "done": row["job_done"],
        "total": row["job_total"],
        "message": row["job_message"],
        "report": row["report"],
    }
