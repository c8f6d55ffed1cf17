"""The SQL of briefs."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql as pg
from sqlalchemy.engine import Connection

from libs.kit.ids import new_id
from services.indicators.briefs.domain import STAGE, Fact, UnknownBrief
from services.indicators.briefs.tables import brief_facts, briefs

_F, _B = brief_facts.c, briefs.c
_LOCK = sa.text("SELECT pg_try_advisory_xact_lock(hashtext('indicators/briefs'))")
_SHOWN = (_B.day, _B.id, _B.area, _B.made_at, _B.facts)


class BriefFacts:
    """What briefs are made of."""

    def __init__(self, tx: Connection) -> None:
        self._tx = tx

    def put(self, fact: Fact | None) -> None:
        """Keep what is newer than what is known."""
        if fact is None:
            return
        new = pg.insert(brief_facts).values(**vars(fact))
        values = {name: new.excluded[name] for name in ("area", "version", "at", "open", "data")}
        newer = new.on_conflict_do_update(
            index_elements=["kind", "subject"],
            set_=values,
            where=_F.version < new.excluded.version,
        )
        self._tx.execute(newer)

    def stages_changed(self, election: str, at: datetime) -> None:
        """Note that what was told of the election's stages before may be out of date."""
        mine = _F.subject.startswith(f"{election}/", autoescape=True) & (_F.kind == STAGE)
        changed = _F.data.op("||")(sa.cast({"changed": True}, pg.JSONB))
        self._tx.execute(brief_facts.update().where(mine, _F.at < at).values(data=changed))

    def standing(self, kind: str, area: str) -> list[Fact]:
        """Return what goes on in the area, or where nobody knows."""
        inside = _F.area.startswith(area, autoescape=True) | (_F.area == "")
        return self._facts((_F.kind == kind) & _F.open & inside)

    def ended(self, kind: str, area: str, since: datetime) -> list[Fact]:
        """Return what ended since then."""
        inside = _F.area.startswith(area, autoescape=True) | (_F.area == "")
        return self._facts((_F.kind == kind) & ~_F.open & inside & (_F.at >= since))

    def heard(self) -> dict[str, datetime]:
        """Return when each kind was told of last."""
        query = sa.select(_F.kind, sa.func.max(_F.at)).group_by(_F.kind)
        return {row[0]: row[1] for row in self._tx.execute(query)}

    def titles(self, codes: Sequence[str]) -> dict[str, str]:
        query = sa.select(_F.subject, _F.data["title"].astext)
        mine = (_F.kind == "position") & _F.subject.in_(sorted(set(codes)))
        return {row[0]: row[1] for row in self._tx.execute(query.where(mine))}

    def sweep(self, before: datetime) -> None:
        """Forget what was over before then."""
        self._tx.execute(brief_facts.delete().where(~_F.open, _F.at < before))

    def _facts(self, which: Any) -> list[Fact]:
        query = sa.select(brief_facts).where(which).order_by(_F.at, _F.subject)
        return [Fact(**row) for row in self._tx.execute(query).mappings()]


class Briefs:
    """The briefs, one a day."""

    def __init__(self, tx: Connection) -> None:
        self._tx = tx

    def mine(self) -> bool:
        """Tell whether this transaction is the one that makes a brief; it is until its end."""
        return bool(self._tx.execute(_LOCK).scalar())

    def has(self, day: date) -> bool:
        query = sa.select(sa.literal(1)).where(_B.day == day)
        return self._tx.execute(query).first() is not None

    def put(self, day: date, area: str, at: datetime, facts: dict[str, Any], pdf: bytes) -> str:
        """Keep the day's brief in the place of one that there is; returns its id."""
        values = {"area": area, "made_at": at, "facts": facts, "pdf": pdf}
        new = pg.insert(briefs).values(day=day, id=new_id(), **values)
        put = new.on_conflict_do_update(index_elements=["day"], set_=values)
        return str(self._tx.execute(put.returning(_B.id)).scalar_one())

    def get(self, day: date) -> Any:
        """Return the day's brief, without its PDF; raises UnknownBrief."""
        row = self._tx.execute(sa.select(*_SHOWN).where(_B.day == day)).one_or_none()
        if row is None:
            raise UnknownBrief(f"there is no brief of {day}")
        return row

    def pdf(self, day: date) -> bytes:
        return bytes(self._tx.execute(sa.select(_B.pdf).where(_B.day == day)).scalar_one())

    def page(self, area: str, limit: int, before: date | None) -> Sequence[Any]:
        """Return briefs of areas within the prefix, the newest first."""
        query = sa.select(*_SHOWN).where(_B.area.startswith(area, autoescape=True))
        if before is not None:
            query = query.where(_B.day < before)
        return self._tx.execute(query.order_by(_B.day.desc()).limit(limit)).all()
