"""Tables of positions, of who holds them, and of delegations. Days are inclusive on both ends."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql as pg

from services.eoffice.tables import Code, metadata

positions = sa.Table(
    "positions",
    metadata,
    sa.Column("code", Code, primary_key=True),
    sa.Column("unit", Code, sa.ForeignKey("units.code"), nullable=False),
    sa.Column("title", sa.Text, nullable=False),
    sa.Column("level", sa.Text, nullable=False),
    sa.Column("above", Code, sa.ForeignKey("positions.code")),
    sa.Column("records", sa.Boolean, nullable=False),
)

# Kept for ever. A holding that was revoked before it began ends the day before its start.
holdings = sa.Table(
    "holdings",
    metadata,
    sa.Column("id", pg.UUID(as_uuid=False), primary_key=True),
    sa.Column("position", Code, sa.ForeignKey("positions.code"), nullable=False),
    sa.Column("person", Code, nullable=False),
    sa.Column("capacity", sa.Text, nullable=False),
    sa.Column("starts", sa.Date, nullable=False),
    sa.Column("ends", sa.Date),
    sa.Column("decree", sa.Text, nullable=False),
)

delegations = sa.Table(
    "delegations",
    metadata,
    sa.Column("id", pg.UUID(as_uuid=False), primary_key=True),
    sa.Column("from_position", Code, sa.ForeignKey("positions.code"), nullable=False),
    sa.Column("to_position", Code, sa.ForeignKey("positions.code"), nullable=False),
    sa.Column("matters", sa.Text, nullable=False),
    sa.Column("starts", sa.Date, nullable=False),
    sa.Column("ends", sa.Date, nullable=False),
)
