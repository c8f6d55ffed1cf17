"""Tables of recapitulation."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql as pg

from services.elections.tables import Code, Moment, metadata

# All that was ever entered: rows are added and never changed; the newest version stands.
recaps = sa.Table(
    "recaps",
    metadata,
    sa.Column("id", pg.UUID(as_uuid=False), primary_key=True),
    sa.Column("contest", sa.Integer, nullable=False),
    sa.Column("area", Code, nullable=False),
    sa.Column("version", sa.Integer, nullable=False),
    sa.Column("who", sa.Text, nullable=False),
    sa.Column("received_at", Moment, nullable=False),
    sa.Column("figures", pg.JSONB, nullable=False),
)
