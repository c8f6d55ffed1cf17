"""What is fetched, whence, and how it went."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql as pg

metadata = sa.MetaData()

# One source for an indicator. `sealed` is the address of a database, which holds a password.
pulls = sa.Table(
    "pulls",
    metadata,
    sa.Column("indicator", sa.Integer, primary_key=True),
    sa.Column("kind", sa.Text, nullable=False),
    sa.Column("settings", pg.JSONB, nullable=False),
    sa.Column("sealed", pg.BYTEA),
    sa.Column("hours", sa.Integer, nullable=False),
    sa.Column("enabled", sa.Boolean, nullable=False),
    sa.Column("by", pg.JSONB, nullable=False),  # who asked for it, whose area it fills
    sa.Column("next_at", sa.DateTime(timezone=True), nullable=False),
    sa.Column("last_at", sa.DateTime(timezone=True)),
    sa.Column("last", pg.JSONB),
)
