"""Tables of numbers."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql as pg

from services.eoffice.tables import Code, metadata

# How letters are numbered; an empty unit or kind stands for every one.
number_rules = sa.Table(
    "number_rules",
    metadata,
    sa.Column("unit", Code, primary_key=True),
    sa.Column("kind", sa.Text, primary_key=True),
    sa.Column("secret", sa.Boolean, primary_key=True),
    sa.Column("template", sa.Text, nullable=False),
    sa.Column("scope", sa.Text, nullable=False),
)

# The last number of each series and year.
number_counters = sa.Table(
    "number_counters",
    metadata,
    sa.Column("series", Code, primary_key=True),
    sa.Column("year", sa.Integer, primary_key=True),
    sa.Column("last", sa.Integer, nullable=False),
)

numbers = sa.Table(
    "numbers",
    metadata,
    sa.Column("id", pg.UUID(as_uuid=False), primary_key=True),
    sa.Column("series", Code, nullable=False),
    sa.Column("year", sa.Integer, nullable=False),
    sa.Column("n", sa.Integer, nullable=False),
    sa.Column("suffix", Code, nullable=False),
    sa.Column("text", sa.Text, nullable=False),
    sa.Column("letter", pg.UUID(as_uuid=False), nullable=False),
    sa.Column("unit", Code, nullable=False),
    sa.Column("secret", sa.Boolean, nullable=False),
    sa.Column("state", sa.Text, nullable=False),
    sa.Column("day", sa.Date, nullable=False),
    sa.Column("reason", sa.Text, nullable=False),
)
