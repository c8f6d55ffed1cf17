"""How signal is judged and plans are proposed: what ships, or what a government set."""

from __future__ import annotations

import functools
import tomllib
from importlib import resources
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from services.gis.signal.domain import Rules, rules_in
from services.gis.signal.tables import signal_rules


@functools.cache
def shipped() -> dict[str, Any]:
    """Return the tables of `rules.toml`."""
    text = resources.files(__package__).joinpath("rules.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)


def tables(tx: Connection) -> dict[str, Any]:
    """Return the tables of the rules as they stand: what was set, over what ships."""
    newest = sa.select(signal_rules.c.rules).order_by(signal_rules.c.id.desc()).limit(1)
    return shipped() | (tx.execute(newest).scalar_one_or_none() or {})


def standing(tx: Connection) -> Rules:
    """Return the rules as they stand."""
    return rules_in(tables(tx))
