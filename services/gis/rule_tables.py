"""How a concern judges: the tables that ship, or what a government set in their place."""

from __future__ import annotations

import functools
import tomllib
from importlib import resources
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from libs.kit import clock
from libs.kit.errors import PreconditionFailed
from libs.kit.reading import Reader
from services.gis.layers.domain import ANY, VersionNeeded
from services.gis.tables import rule_sets

# Where the tables of a concern ship.
_FILES = {
    "roads": ("roads", "rules.toml"),
    "damage": ("roads", "damage.toml"),
    "signal": ("signal", "rules.toml"),
}
LONGEST_SOURCE = 500
Tables = dict[str, Any]


@functools.cache
def shipped(concern: str) -> Tables:
    """Return the tables that ship, each with its source."""
    package, name = _FILES[concern]
    place = resources.files(f"services.gis.{package}").joinpath(name)
    return tomllib.loads(place.read_text(encoding="utf-8"))


def standing(tx: Connection, concern: str) -> Tables:
    """Return the tables as they stand: those that were set last, over those that ship."""
    row = _newest(tx, concern)
    return shipped(concern) | (row.rules if row else {})


def told(tx: Connection, concern: str) -> Tables:
    """Return the tables as they stand with `version` (0: as they ship), `who` set them and `at`."""
    row = _newest(tx, concern)
    if row is None:
        return shipped(concern) | {"version": 0, "who": None, "at": None}
    set_by: Tables = {"version": row.id, "who": row.who, "at": clock.to_text(row.at)}
    return {**shipped(concern), **row.rules, **set_by}


def put(tx: Connection, concern: str, tables: Tables, who: str, expected: Any) -> int:
    """Set tables; one that is absent is as it ships. Returns their version.

    Raises VersionNeeded without the version that they are set over, PreconditionFailed where
    another one stands.
    """
    place = sa.func.hashtext("gis.rule_sets"), sa.func.hashtext(concern)
    tx.execute(sa.select(sa.func.pg_advisory_xact_lock(*place)))
    row = _newest(tx, concern)
    stands = row.id if row else 0
    if expected is None:
        raise VersionNeeded(f"the rules stand at version {stands}")
    if expected not in (ANY, stands):
        raise PreconditionFailed(f"the rules stand at version {stands}", version=stands)
    new = rule_sets.insert().values(concern=concern, rules=tables, who=who)
    return int(tx.execute(new.returning(rule_sets.c.id)).scalar_one())


def sourced(table: Reader, *names: str) -> None:
    """Note what is wrong with a table's names, and with where its values are from."""
    table.only((*names, "source"))
    table.text("source", longest=LONGEST_SOURCE)


def number(table: Reader, name: str, least: float, most: float) -> None:
    """Note what is wrong with a number of a table."""
    value = table.raw(name)
    if type(value) not in (int, float) or not least <= value <= most:  # NaN is not either
        table.wrong(name, f"needs a number from {least:g} to {most:g}")


def _newest(tx: Connection, concern: str) -> Any:
    mine = sa.select(rule_sets).where(rule_sets.c.concern == concern)
    return tx.execute(mine.order_by(rule_sets.c.id.desc()).limit(1)).first()
