"""Rehearsals, and how the system did in them."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql as pg

from services.elections.tables import Code, Moment, metadata

simulations = sa.Table(
    "simulations",
    metadata,
    sa.Column("id", pg.UUID(as_uuid=False), primary_key=True),
    sa.Column("election", Code, nullable=False),
    sa.Column("of", Code),
    sa.Column("area", Code, nullable=False),
    sa.Column("plan", pg.JSONB, nullable=False),
    sa.Column("job", pg.UUID(as_uuid=False), nullable=False),
    sa.Column("created_by", sa.Text, nullable=False),
    sa.Column("created_at", Moment, server_default=sa.func.now()),
    sa.Column("started_at", Moment),
    sa.Column("report", pg.JSONB),
)
