"""Tables of walls: each version of a setting as it was set, and each call."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql as pg

from services.notifications.tables import Code, Time, metadata

# `kind` is scene or wall; a `body` of null took it away.
wall_settings = sa.Table(
    "wall_settings",
    metadata,
    sa.Column("kind", Code, primary_key=True),
    sa.Column("code", Code, primary_key=True),
    sa.Column("version", sa.Integer, primary_key=True),
    sa.Column("body", pg.JSON),
    sa.Column("who", sa.Text, nullable=False),
    sa.Column("at", Time, nullable=False),
)

# The newest call of a wall holds; a scene of null let it turn again.
wall_calls = sa.Table(
    "wall_calls",
    metadata,
    sa.Column("id", sa.BigInteger, sa.Identity(always=True), primary_key=True),
    sa.Column("wall", Code, nullable=False),
    sa.Column("scene", Code),
    sa.Column("until", Time),
    sa.Column("by", sa.Text, nullable=False),
    sa.Column("at", Time, nullable=False),
    sa.Column("note", sa.Text, nullable=False),
)
