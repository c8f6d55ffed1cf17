"""The SQL of the catalogue: indicators, who keeps them, names of areas."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from decimal import Decimal
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql as pg
from sqlalchemy.engine import Connection

from services.indicators.domain import Dimension, Indicator, IndicatorOwned, UnknownIndicator
from services.indicators.tables import (
    areas,
    figure_changes,
    figures,
    indicators,
    keepers,
    states,
    units,
)

REGENCY, DISTRICT = 4, 6  # digits
_FIELDS = tuple(name for name in Indicator.__dataclass_fields__ if name != "unit_name")
_UNIT = sa.select(units.c.name).where(units.c.code == indicators.c.owner).scalar_subquery()
_COLUMNS = [*(indicators.c[name] for name in _FIELDS), _UNIT.label("unit_name")]


class Catalogue:
    def __init__(self, tx: Connection) -> None:
        self._tx = tx

    def get(self, code: str, *, lock: bool = False) -> Indicator:
        """Return the indicator; raises UnknownIndicator. Locked, nobody else writes or folds it."""
        query = sa.select(*_COLUMNS).where(indicators.c.code == code)
        if lock:
            query = query.with_for_update(key_share=True)
        row = self._tx.execute(query).one_or_none()
        if row is None:
            raise UnknownIndicator(f"there is no indicator {code[:80]}")
        return _indicator(row)

    def of_keys(self, keys: list[int]) -> dict[int, Indicator]:
        rows = self._tx.execute(sa.select(*_COLUMNS).where(indicators.c.key.in_(keys)))
        return {row.key: _indicator(row) for row in rows}

    def find(self, code: str) -> Indicator | None:
        try:
            return self.get(code, lock=True)
        except UnknownIndicator:
            return None

    def add(self, this: Indicator, who: str) -> Indicator:
        """Keep a new indicator; whoever comes second with the code learns whose it is."""
        values = _values(this) | {"changed_by": who}
        put = pg.insert(indicators).values(**values).on_conflict_do_nothing()
        made = self._tx.execute(put.returning(indicators.c.key)).scalar_one_or_none()
        if made is None:
            first = self.get(this.code)
            raise IndicatorOwned(f"{this.code} is kept by {first.owner_name}", owner=first.owner)
        self._tx.execute(
            states.insert().values(indicator=made, there=0, expected=0, held=0, looked=0)
        )
        return self.get(this.code)

    def change(self, old: Indicator, new: Indicator, who: str) -> Indicator:
        """Keep what is said of it now; figures are made anew."""
        stamp = {"version": old.version + 1, "changed_by": who, "changed_at": sa.func.now()}
        values = _values(new) | stamp
        self._tx.execute(indicators.update().where(indicators.c.key == old.key).values(**values))
        self.refold(old.key)
        return self.get(new.code)

    def close(self, key: int, until: int | None) -> None:
        values = {"closed_until": until, "version": indicators.c.version + 1}
        self._tx.execute(indicators.update().where(indicators.c.key == key).values(**values))

    def refold(self, key: int) -> None:
        """Have all figures of the indicator made anew."""
        these = sa.select(figures.c.indicator, figures.c.period).where(figures.c.indicator == key)
        self._tx.execute(
            figure_changes.insert().from_select(["indicator", "period"], these.distinct())
        )

    def page(self, asked: Mapping[str, Any], limit: int, after: str) -> list[Indicator]:
        """Return indicators by code: of `item`, with the words `q`, `open` ones alone."""
        query = sa.select(*_COLUMNS).where(indicators.c.code > after)
        if asked.get("item"):
            query = query.where(indicators.c.item == asked["item"])
        if asked.get("open"):
            query = query.where(indicators.c.open)
        for word in str(asked.get("q") or "").split()[:8]:
            named = (indicators.c.title, indicators.c.title_en, indicators.c.code)
            hits = [column.icontains(word, autoescape=True) for column in named]
            query = query.where(sa.or_(*hits))
        rows = self._tx.execute(query.order_by(indicators.c.code).limit(limit))
        return [_indicator(row) for row in rows]

    # ---- agencies' keepers

    def keeps(self, account: str) -> frozenset[str]:
        """Return the agencies that the account keeps for."""
        query = sa.select(keepers.c.agency).where(keepers.c.account == account)
        return frozenset(self._tx.execute(query).scalars())

    def set_keepers(self, agency: str, accounts: list[str]) -> None:
        self._tx.execute(keepers.delete().where(keepers.c.agency == agency))
        rows = [{"agency": agency, "account": one} for one in sorted(set(accounts))]
        if rows:
            self._tx.execute(keepers.insert(), rows)

    def keepers(self, agency: str) -> list[str]:
        query = sa.select(keepers.c.account).where(keepers.c.agency == agency)
        return list(self._tx.execute(query.order_by(keepers.c.account)).scalars())

    # ---- names of units

    def put_unit(self, code: str, name: str, *, new: bool) -> None:
        """Keep a unit's name; that of a new one changes no name that came before it."""
        put = pg.insert(units).values(code=code, name=name)
        changed = put.on_conflict_do_update(index_elements=["code"], set_={"name": name})
        self._tx.execute(put.on_conflict_do_nothing() if new else changed)

    # ---- names of areas

    def put_areas(self, names: Mapping[str, str]) -> None:
        rows = [{"code": code, "name": name} for code, name in sorted(names.items())]
        new = pg.insert(areas)
        renamed = new.on_conflict_do_update(
            index_elements=["code"],
            set_={"name": new.excluded.name},
            where=areas.c.name != new.excluded.name,
        )
        if rows:
            self._tx.execute(renamed, rows)

    def names(self, inside: str = "", digits: int | None = None) -> dict[str, str]:
        """Return the names of areas within the prefix, by code."""
        query = sa.select(areas.c.code, areas.c.name).where(areas.c.code.startswith(inside))
        if digits is not None:
            query = query.where(sa.func.length(areas.c.code) == digits)
        return {row.code: row.name for row in self._tx.execute(query.order_by(areas.c.code))}

    def names_of(self, area: str, digits: int, home: str) -> dict[str, str]:
        """Return the names of the area, of those of a level in it, and of districts of home."""
        length = sa.func.length(areas.c.code)
        inside = areas.c.code.startswith(area) & ((areas.c.code == area) | (length == digits))
        near = areas.c.code.startswith(home) & (length <= DISTRICT) & (length >= REGENCY)
        query = sa.select(areas.c.code, areas.c.name).where(inside | near | (areas.c.code == home))
        rows = self._tx.execute(query.order_by(areas.c.code))
        return {row.code: row.name for row in rows}

    def region(self) -> str:
        """Return the first regency there is, empty for none."""
        these = sa.select(areas.c.code).where(sa.func.length(areas.c.code) == 4)
        return str(self._tx.execute(these.order_by(areas.c.code).limit(1)).scalar() or "")


def _values(this: Indicator) -> dict[str, Any]:
    values = asdict(this)
    for name in ("key", "version", "closed_until", "unit_name"):
        del values[name]
    values["targets"] = {str(year): str(value) for year, value in this.targets.items()}
    values["dimensions"] = [[one.name, dict(one.codes)] for one in this.dimensions]
    values["references"] = list(this.references)
    return values


def _indicator(row: Any) -> Indicator:
    values = dict(zip((*_FIELDS, "unit_name"), row, strict=True))
    values["unit_name"] = values["unit_name"] or ""
    targets = {int(year): Decimal(value) for year, value in values["targets"].items()}
    dimensions = tuple(Dimension(name, codes) for name, codes in values["dimensions"])
    references = tuple(values["references"])
    more = {"targets": targets, "dimensions": dimensions, "references": references}
    return Indicator(**(values | more))
