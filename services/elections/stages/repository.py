"""The SQL of the stages."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, fields
from datetime import date, datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql as pg
from sqlalchemy.engine import Connection

from services.elections.stages.domain import Due, Stage, UnknownStage
from services.elections.stages.tables import reminders, stages
from services.elections.tables import elections

_STAGE = [stages.c[one.name] for one in fields(Stage)]
FARTHEST = timedelta(days=366)  # the earliest reminder before a day
_LOCK = sa.text("SELECT pg_advisory_xact_lock(hashtext('stages'), hashtext(:election))")


class Stages:
    """The stages of one election."""

    def __init__(self, tx: Connection, election: str) -> None:
        self._tx, self._election = tx, election

    def lock(self) -> dict[str, Stage]:
        """Return the stages by id, which no other transaction changes until this one ends."""
        self._tx.execute(_LOCK, {"election": self._election})
        return {one.id: one for one in self.all()}

    def all(self) -> list[Stage]:
        mine = stages.c.election == self._election
        query = sa.select(*_STAGE).where(mine).order_by(stages.c.place, stages.c.id)
        return [Stage(*row) for row in self._tx.execute(query)]

    def get(self, stage_id: str) -> Stage:
        """Return the stage; raises UnknownStage."""
        mine = (stages.c.election == self._election) & (stages.c.id == stage_id)
        row = self._tx.execute(sa.select(*_STAGE).where(mine)).first()
        if row is None:
            raise UnknownStage(f"{self._election} has no stage {stage_id}")
        return Stage(*row)

    def changed_at(self) -> datetime | None:
        mine = stages.c.election == self._election
        query = sa.select(sa.func.max(stages.c.changed_at)).where(mine)
        found: datetime | None = self._tx.execute(query).scalar_one()
        return found

    def put(self, these: Iterable[Stage]) -> None:
        rows = [asdict(one) | {"election": self._election} for one in these]
        new = pg.insert(stages)
        values: dict[str, Any] = {one.name: new.excluded[one.name] for one in _STAGE[1:]}
        values["changed_at"] = sa.func.now()
        changed = new.on_conflict_do_update(index_elements=["election", "id"], set_=values)
        self._tx.execute(changed, rows)

    def delete(self, stage_id: str) -> None:
        mine = (stages.c.election == self._election) & (stages.c.id == stage_id)
        self._tx.execute(stages.delete().where(mine))


def near(tx: Connection, day: date) -> list[tuple[tuple[str, str, str], Stage]]:
    """Return ((election, its name, its area), stage) of stages with an edge from the day on."""
    soon = sa.or_(
        *(column.between(day, day + FARTHEST) for column in (stages.c.starts, stages.c.ends))
    )
    about = (elections.c.id, elections.c.name, elections.c.area)
    query = sa.select(*about, *_STAGE).join(elections, elections.c.id == stages.c.election)
    rows = tx.execute(query.where(soon).order_by(elections.c.id, stages.c.id))
    return [((row[0], row[1], row[2]), Stage(*row[3:])) for row in rows]


def remember(tx: Connection, election: str, due: Due) -> bool:
    """Keep that a reminder is given; returns whether it is the first time."""
    row: dict[str, Any] = {"election": election, "stage": due.stage.id, "edge": due.edge}
    row |= {"day": due.day, "before": due.before}
    new = pg.insert(reminders).values(row).on_conflict_do_nothing().returning(reminders.c.at)
    return tx.execute(new).first() is not None
