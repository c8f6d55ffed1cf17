"""What columns of agencies' files mean."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql as pg

metadata = sa.MetaData()
Code = sa.Text(collation="C")

# What an agency's files of a shape (their columns' names) mean for an indicator.
mappings = sa.Table(
    "mappings",
    metadata,
    sa.Column("indicator", sa.Integer, primary_key=True),
    sa.Column("agency", Code, primary_key=True),
    sa.Column("shape", sa.Text, primary_key=True),
    sa.Column("mapping", pg.JSONB, nullable=False),
    sa.Column("at", sa.DateTime(timezone=True), server_default=sa.func.now()),
)
