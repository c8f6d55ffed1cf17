"""The SQL of who was told, of what waits to be told together, and of chains under way."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql as pg
from sqlalchemy.engine import Connection

from libs.kit.ids import new_id
from services.notifications.alerts.chains import Running, Step
from services.notifications.alerts.domain import Alert
from services.notifications.alerts.tables import (
    alert_chains,
    alert_gathered,
    alert_readers,
    alerts,
)
from services.notifications.recipients.domain import Reader
from services.notifications.shifts.on_call import on_duty
from services.notifications.shifts.tables import shifts

_R, _G, _C = alert_readers.c, alert_gathered.c, alert_chains.c
_ALONE = sa.text("SELECT pg_try_advisory_xact_lock(hashtext('alert_gathered'))")


def agencies(tx: Connection, at: datetime) -> list[str]:
    """Return the agencies of which somebody is on duty at the moment."""
    query = sa.select(shifts.c.agency).distinct().where(on_duty(at)).order_by(shifts.c.agency)
    return list(tx.execute(query).scalars())


class Readers:
    """Who was told of alerts."""

    def __init__(self, tx: Connection) -> None:
        self._tx = tx

    def add(self, alert: str, readers: Iterable[Reader], at: datetime) -> None:
        """Keep who was told, each once."""
        told = sorted({(one.person, one.position) for one in readers if one.person})
        rows = [{"alert": alert, "person": a, "position": b, "at": at} for a, b in told]
        if rows:
            self._tx.execute(pg.insert(alert_readers).on_conflict_do_nothing(), rows)

    def of(self, alert: str) -> list[Reader]:
        """Return who was told, each person once."""
        query = sa.select(_R.person, sa.func.min(_R.position).label("position"))
        query = query.where(_R.alert == alert).group_by(_R.person).order_by(_R.person)
        rows = self._tx.execute(query).mappings()
        return [Reader(row["person"], row["position"], "person") for row in rows]

    def has(self, alert: str, person: str) -> bool:
        """Tell whether the person was told."""
        query = sa.select(sa.literal(1)).where(_R.alert == alert, _R.person == person).limit(1)
        return self._tx.execute(query).first() is not None


@dataclass(frozen=True)
class Gathered:
    """What is to be told in one message, by which rule."""

    gathering: str
    rule: str


@dataclass(frozen=True)
class Taken:
    """A chain that is due, with the row it stands in, its alert and that one's round."""

    id: str
    alert: str
    round: int
    running: Running


class Gatherings:
    """Alerts that wait to be told together."""

    def __init__(self, tx: Connection) -> None:
        self._tx = tx

    def add(self, gathering: str, rule: str, one: Alert, due_at: datetime) -> None:
        """Have it wait with the others; it is due when the first of them is."""
        first = sa.select(sa.func.min(_G.due_at)).where(_G.gathering == gathering)
        due = sa.func.least(due_at, first.scalar_subquery())
        row = {"gathering": gathering, "rule": rule, "alert": one.id, "round": one.round}
        new = pg.insert(alert_gathered).values({**row, "due_at": due})
        again = {"round": new.excluded.round}
        self._tx.execute(
            new.on_conflict_do_update(index_elements=["gathering", "alert"], set_=again)
        )

    def take(self, at: datetime) -> list[Gathered]:
        """Return one that is due; there is one taker at a time."""
        if not self._tx.execute(_ALONE).scalar_one():
            return []
        query = sa.select(_G.gathering, _G.rule).where(_G.due_at <= at).order_by(_G.due_at)
        return [Gathered(row.gathering, row.rule) for row in self._tx.execute(query.limit(1))]

    def end(self, gathering: str) -> dict[str, int]:
        """Take it off the list; returns the round of each alert that was gathered."""
        gone = alert_gathered.delete().where(_G.gathering == gathering)
        return {
            str(one.alert): one.round
            for one in self._tx.execute(gone.returning(_G.alert, _G.round))
        }

    def put_off(self, gathering: str, until: datetime) -> None:
        those = alert_gathered.update().where(_G.gathering == gathering)
        self._tx.execute(those.values(due_at=until))


class Chains:
    """Chains under way."""

    def __init__(self, tx: Connection) -> None:
        self._tx = tx

    def begin(self, one: Alert, running: Running) -> None:
        """Keep the chain of this round, unless it is there."""
        row = {"id": new_id(), "alert": one.id, "round": one.round, **_row(running)}
        row["steps"] = [step.to_json() for step in running.steps]
        self._tx.execute(pg.insert(alert_chains).values(row).on_conflict_do_nothing())

    def take(self, at: datetime) -> list[Taken]:
        """Take one that is due, with its alert.

        Both rows are locked without waiting, so that nobody who has an alert waits for us.
        """
        query = sa.select(alert_chains).join(alerts, alerts.c.id == _C.alert)
        query = query.where(_C.due_at <= at).order_by(_C.due_at).limit(1)
        locked = query.with_for_update(of=[alert_chains, alerts], skip_locked=True)
        rows = self._tx.execute(locked).mappings()
        return [
            Taken(str(row["id"]), str(row["alert"]), row["round"], _running(row)) for row in rows
        ]

    def put(self, chain: str, running: Running) -> None:
        """Move one on that was taken."""
        self._tx.execute(alert_chains.update().where(_C.id == chain).values(_row(running)))

    def stop(self, alert: str, before: int | None = None) -> None:
        """Have no further step of the alert's chains told; of rounds before one, or of all."""
        mine = (_C.alert == alert) & _C.due_at.is_not(None)
        if before is not None:
            mine &= _C.round < before
        self._tx.execute(alert_chains.update().where(mine).values(due_at=None))

    def of(self, alert: str) -> Sequence[tuple[int, Running]]:
        """Return the alert's chains with their rounds, the last round first."""
        query = sa.select(alert_chains).where(_C.alert == alert)
        query = query.order_by(_C.round.desc(), _C.chain)
        return [(row["round"], _running(row)) for row in self._tx.execute(query).mappings()]


def _row(one: Running) -> dict[str, Any]:
    return {name: getattr(one, name) for name in ("chain", "step", "turn", "due_at", "ends_at")}


def _running(row: Any) -> Running:
    steps = tuple(Step.of(one) for one in row["steps"])
    return Running(row["chain"], steps, row["step"], row["turn"], row["due_at"], row["ends_at"])
