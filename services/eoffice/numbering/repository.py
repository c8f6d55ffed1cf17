"""The SQL of numbers."""

from __future__ import annotations

from dataclasses import asdict, fields
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql as pg
from sqlalchemy.engine import Connection

from libs.kit.ids import new_id
from services.eoffice.numbering.defaults import usual
from services.eoffice.numbering.domain import (
    RESERVED,
    VOID,
    Draw,
    Number,
    Order,
    Rule,
    UnknownNumber,
    template,
)
from services.eoffice.numbering.tables import number_counters, number_rules, numbers

_NUMBER = [numbers.c[one.name] for one in fields(Number)]

# One statement: the counter's row is locked, counted on and the number made, or nothing happens.
_RESERVE = sa.text("""
WITH counter AS (
    INSERT INTO number_counters AS c (series, year, last) VALUES (:series, :year, 1)
    ON CONFLICT (series, year) DO UPDATE SET last = c.last + 1
    RETURNING last
)
INSERT INTO numbers (id, series, year, n, suffix, text, letter, unit, secret, state, day, reason)
SELECT CAST(:id AS uuid), :series, :year, last, '',
    :before || lpad(last::text, greatest(:width, length(last::text)), '0') || :after,
    CAST(:letter AS uuid), :unit, :secret, 'reserved', :day, ''
FROM counter
RETURNING n, text
""")
_MISSING = sa.text("""
SELECT s.n FROM number_counters c CROSS JOIN generate_series(1, c.last) AS s (n)
WHERE c.series = :series AND c.year = :year AND NOT EXISTS (
    SELECT FROM numbers x
    WHERE x.series = c.series AND x.year = c.year AND x.n = s.n AND x.suffix = '')
ORDER BY s.n
""")


class Numbers:
    """Numbers of all series."""

    def __init__(self, tx: Connection) -> None:
        self._tx = tx

    def rule(self, order: Order) -> Rule:
        """Return the rule that fits the letter best: unit and kind, unit, kind, any, ours."""
        fits = (
            number_rules.c.unit.in_([order.unit, ""])
            & number_rules.c.kind.in_([order.kind, ""])
            & (number_rules.c.secret == order.secret)
        )
        query = sa.select(number_rules).where(fits)
        query = query.order_by(number_rules.c.unit.desc(), number_rules.c.kind.desc()).limit(1)
        row = self._tx.execute(query).mappings().one_or_none()
        return usual(order) if row is None else _rule(row)

    def put_rule(self, rule: Rule) -> None:
        values = {**asdict(rule), "template": rule.template.text}
        new = pg.insert(number_rules).values(values)
        changed = {"template": new.excluded.template, "scope": new.excluded.scope}
        keys = ["unit", "kind", "secret"]
        self._tx.execute(new.on_conflict_do_update(index_elements=keys, set_=changed))

    def rules(self) -> list[Rule]:
        query = sa.select(number_rules).order_by(*number_rules.primary_key)
        return [_rule(row) for row in self._tx.execute(query).mappings()]

    def reserve(self, wanted: Draw) -> Number:
        """Take the next number of the series, which nobody else gets; the letter has none yet."""
        order, number_id, year = wanted.order, new_id(), wanted.day.year
        values = {"before": wanted.before, "width": wanted.width, "after": wanted.after}
        values |= {"id": number_id, "series": wanted.series, "year": year, "day": wanted.day}
        values |= {"letter": order.letter, "unit": order.unit, "secret": order.secret}
        n, text = self._tx.execute(_RESERVE, values).one()
        where = (order.letter, order.unit, order.secret, RESERVED, wanted.day)
        return Number(number_id, wanted.series, year, n, "", text, *where)

    def of_letter(self, letter: str) -> Number | None:
        """Return the letter's number that is not void, and keep others from changing it."""
        mine = (numbers.c.letter == letter) & (numbers.c.state != VOID)
        row = self._tx.execute(sa.select(*_NUMBER).where(mine).with_for_update()).one_or_none()
        return None if row is None else Number(*row)

    def reserved(self, letter: str) -> str | None:
        """Return the number that is kept for the letter, as it reads; nobody waits for it."""
        mine = (numbers.c.letter == letter) & (numbers.c.state == RESERVED)
        return self._tx.execute(sa.select(numbers.c.text).where(mine)).scalar_one_or_none()

    def behind(self, series: str, year: int, n: int) -> list[Number]:
        """Return the numbers n, those put in behind it, and n + 1, while others wait.

        Raises UnknownNumber where n is not given out.
        """
        counter = (number_counters.c.series == series) & (number_counters.c.year == year)
        self._tx.execute(sa.select(number_counters).where(counter).with_for_update())
        mine = (numbers.c.series == series) & (numbers.c.year == year)
        mine &= numbers.c.n.in_([n, n + 1])
        query = sa.select(*_NUMBER).where(mine).order_by(numbers.c.n, numbers.c.suffix)
        found = [Number(*row) for row in self._tx.execute(query)]
        if not found or found[0].n != n:
            raise UnknownNumber(f"{series} {year} has no number {n}")
        return found

    def add(self, one: Number) -> None:
        self._tx.execute(numbers.insert().values(asdict(one)))

    def save(self, one: Number) -> None:
        changes = {"state": one.state, "reason": one.reason}
        self._tx.execute(numbers.update().where(numbers.c.id == one.id).values(changes))

    def counters(self, units: list[str], year: int, *, secret: bool) -> list[tuple[str, int]]:
        """Return the series in which these units have numbers of the year, and their last one."""
        theirs = numbers.c.unit.in_(units) & (numbers.c.year == year) & (numbers.c.secret == secret)
        named = sa.select(numbers.c.series).where(theirs).distinct()
        query = sa.select(number_counters.c.series, number_counters.c.last)
        query = query.where((number_counters.c.year == year) & number_counters.c.series.in_(named))
        return [tuple(row) for row in self._tx.execute(query.order_by(number_counters.c.series))]

    def counts(self, series: str, year: int) -> dict[str, int]:
        """Return how many numbers of the series are in each state."""
        mine = (numbers.c.series == series) & (numbers.c.year == year)
        query = sa.select(numbers.c.state, sa.func.count()).where(mine).group_by(numbers.c.state)
        return {row[0]: int(row[1]) for row in self._tx.execute(query)}

    def unused(self, series: str, year: int) -> list[Number]:
        """Return numbers that no letter bears: reserved ones, and void ones with their reason."""
        mine = (numbers.c.series == series) & (numbers.c.year == year)
        query = sa.select(*_NUMBER).where(mine & numbers.c.state.in_([RESERVED, VOID]))
        return [Number(*row) for row in self._tx.execute(query.order_by(numbers.c.n).limit(1000))]

    def missing(self, series: str, year: int) -> list[int]:
        """Return numbers that were counted and are not there: there are none."""
        return list(self._tx.execute(_MISSING, {"series": series, "year": year}).scalars())


def _rule(row: Any) -> Rule:
    values = {**row, "template": template(row["template"])}
    return Rule(**values)
