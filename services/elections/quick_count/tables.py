"""Tables of samples and of how their estimates went."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql as pg

from services.elections.tables import Code, Moment, metadata

samples = sa.Table(
    "samples",
    metadata,
    sa.Column("id", pg.UUID(as_uuid=False), primary_key=True),
    sa.Column("contest", sa.Integer, nullable=False),
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("area", Code, nullable=False),
    sa.Column("design", pg.JSONB, nullable=False),
    sa.Column("published", sa.Boolean, nullable=False),
    sa.Column("created_by", sa.Text, nullable=False),
    sa.Column("created_at", Moment, nullable=False),
    # The tally's version that was looked at last, and the last row of the history.
    sa.Column("seen_version", sa.BigInteger, nullable=False, server_default="-1"),
    sa.Column("noted_at", Moment),
    sa.Column("noted_arrived", sa.Integer, nullable=False, server_default="0"),
)

sample_stations = sa.Table(
    "sample_stations",
    metadata,
    sa.Column("sample", pg.UUID(as_uuid=False), primary_key=True),
    sa.Column("tps", Code, primary_key=True),
    sa.Column("stratum", Code, nullable=False),
)

sample_history = sa.Table(
    "sample_history",
    metadata,
    sa.Column("sample", pg.UUID(as_uuid=False), primary_key=True),
    sa.Column("at", Moment, primary_key=True),
    sa.Column("arrived", sa.Integer, nullable=False),
    sa.Column("figures", pg.JSONB),
)
