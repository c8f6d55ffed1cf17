"""The SQL of incidents themselves: numbered, loaded under a lock, saved with what is told."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import orjson
import sqlalchemy as sa
from sqlalchemy.dialects import postgresql as pg
from sqlalchemy.engine import Connection

from libs.kit import clock, outbox, session
from libs.kit.ids import is_uuid, new_id
from libs.kit.principal import Principal
from services.notifications.incidents import wire
from services.notifications.incidents.access import visible
from services.notifications.incidents.domain import (
    Handler,
    Incident,
    Place,
    UnknownIncident,
    Who,
)
from services.notifications.incidents.tables import incident_reports, incident_years, incidents

SERVICE = "notifications"
_LOG = """
INSERT INTO incident_log (id, incident, at, what, account, who, agency, text, data)
VALUES (%(id)s::uuid, %(incident)s::uuid, %(at)s, %(what)s, %(account)s, %(who)s, %(agency)s,
    %(text)s, %(data)s::json)
"""
_T = incidents.c


class Incidents:
    """Incidents in one transaction."""

    def __init__(self, tx: Connection) -> None:
        self._tx = tx

    def add(self, one: Incident) -> Incident:
        """Insert it with the year's next number; returns it so."""
        new = pg.insert(incident_years).values(year=one.year, last=1)
        up = {"last": incident_years.c.last + 1}
        counted = new.on_conflict_do_update(index_elements=["year"], set_=up)
        last = counted.returning(incident_years.c.last).cte("counted")
        values = _row(one) | {"number": sa.select(last.c.last).scalar_subquery()}
        insert = incidents.insert().values(values).returning(_T.number)
        number = self._tx.execute(insert).scalar_one()
        return Incident(**{**vars(one), "number": number})

    def take(self, incident: str, who: Principal) -> Incident:
        """Return it and keep others waiting for it; UnknownIncident for who may not read it."""
        return self._one(incident, _wanted(incident) & visible(who), lock=True)

    def get(self, incident: str, who: Principal) -> Incident:
        return self._one(incident, _wanted(incident) & visible(who))

    def standing(self, incident: str, *, lock: bool = False) -> Incident:
        """Return it, whoever asks; of a duplicate itself, not of what it was merged into."""
        return self._one(incident, _wanted(incident), lock=lock)

    def _one(
        self, incident: str, wanted: sa.ColumnElement[bool], *, lock: bool = False
    ) -> Incident:
        query = sa.select(incidents).where(wanted)
        row = self._tx.execute(query.with_for_update() if lock else query).mappings().first()
        if row is None:
            raise UnknownIncident(f"there is no incident {incident[:40]}")
        return loaded(row)

    def save(self, one: Incident) -> None:
        """Replace it; it was taken under a lock."""
        row = {name: value for name, value in _row(one).items() if name not in ("id", "number")}
        self._tx.execute(incidents.update().where(_T.id == one.id).values(row))

    def duplicates(self, incident: str) -> list[Incident]:
        """Return what was merged into it, the first reported first."""
        query = sa.select(incidents).where(_T.merged_into == incident)
        return [loaded(row) for row in self._tx.execute(query.order_by(_T.id)).mappings()]

    def lead(self, before: str, after: str) -> None:
        """Have what was merged into one be merged into another."""
        those = incidents.update().where(_T.merged_into == before)
        self._tx.execute(those.values(merged_into=after))

    def reports(self, incident: str) -> int:
        """Return how often it was reported, duplicates counted."""
        total = sa.select(sa.func.coalesce(sa.func.sum(incident_reports.c.count), 0))
        return int(self._tx.execute(total.where(in_family(incident))).scalar_one())

    # ---- what is told

    def note(
        self, one: str, what: str, who: Who, at: datetime, text: str = "", data: Any = None
    ) -> str:
        """Add an entry to the log, with the COMMIT; returns its id."""
        entry = new_id()
        row = {
            "id": entry,
            "incident": one,
            "at": at,
            "what": what,
            "account": who.account,
            "who": who.name,
            "agency": who.agency,
            "text": text,
            "data": None if data is None else orjson.dumps(data).decode(),
        }
        session.last(self._tx, _LOG, row)
        return entry

    def tell(self, what: str, one: Incident, reports: int, before: str | None = None) -> None:
        """Tell that something was done with it."""
        outbox.add(self._tx, SERVICE, wire.event(what, one, reports, before))


def family(incident: str) -> sa.Select[Any]:
    """Return the query for the ids of an incident and of what was merged into it."""
    return sa.select(_T.id).where((_T.id == incident) | (_T.merged_into == incident))


def in_family(incident: str) -> sa.ColumnElement[bool]:
    """Return the condition that a report is of an incident, or of what was merged into it."""
    return incident_reports.c.incident.in_(family(incident))


def _wanted(incident: str) -> sa.ColumnElement[bool]:
    return _T.id == incident if is_uuid(incident) else sa.false()


def _row(one: Incident) -> dict[str, Any]:
    place, holder = one.place, one.handler
    lon, lat = place.point or (None, None)
    plain = (
        "id", "year", "number", "type", "severity", "headline", "text", "source", "occurred_at",
        "reported_at", "changed_by", "changed_at", "exercise", "state", "version", "merged_into",
        "before_merge",
    )  # fmt: skip
    return {
        **{name: getattr(one, name) for name in plain},
        "area": place.area,
        "lon": lon,
        "lat": lat,
        "radius_m": place.radius_m,
        "road": place.road,
        "metre": place.metre,
        "place": place.words,
        "times": {state: clock.to_text(at) for state, at in one.times.items()},
        "checked": one.is_checked,
        "handler": holder and holder.account,
        "handler_name": holder and holder.name,
        "handler_agency": holder and holder.agency,
        "handler_since": holder and holder.since,
    }


def loaded(row: Any) -> Incident:
    """Return the incident of a row of the table."""
    point = None if row["lon"] is None else (row["lon"], row["lat"])
    place = Place(row["area"], point, row["radius_m"], row["road"], row["metre"], row["place"])
    handler = None
    if row["handler_since"] is not None:
        held = ("handler", "handler_name", "handler_agency", "handler_since")
        handler = Handler(*(row[name] for name in held))
    plain = (
        "id", "year", "number", "type", "severity", "headline", "text", "source", "occurred_at",
        "reported_at", "changed_by", "changed_at", "exercise", "state", "version", "merged_into",
        "before_merge",
    )  # fmt: skip
    times = {state: clock.from_text(at) for state, at in row["times"].items()}
    facts = {name: row[name] for name in plain}
    return Incident(**facts, place=place, handler=handler, times=times)
