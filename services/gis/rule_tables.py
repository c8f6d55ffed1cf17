"""How a concern judges: the tables of its `rules.toml`, or what a government set in their place."""

from __future__ import annotations

import functools
import tomllib
from importlib import resources
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from services.gis.tables import rule_sets


@functools.cache
def shipped(concern: str) -> dict[str, Any]:
    """Return the tables of the concern's `rules.toml`."""
    place = resources.files(f"services.gis.{concern}").joinpath("rules.toml")
    return tomllib.loads(place.read_text(encoding="utf-8"))


def standing(tx: Connection, concern: str) -> dict[str, Any]:
    """Return the tables as they stand: those that were set last, over those that ship."""
    mine = sa.select(rule_sets.c.rules).where(rule_sets.c.concern == concern)
    newest = mine.order_by(rule_sets.c.id.desc()).limit(1)
    return shipped(concern) | (tx.execute(newest).scalar_one_or_none() or {})


def put(tx: Connection, concern: str, tables: dict[str, Any], who: str) -> None:
    """Set tables; a table that is absent is as it ships."""
    tx.execute(rule_sets.insert().values(concern=concern, rules=tables, who=who))
