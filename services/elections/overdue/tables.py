"""What was told last of each sub-district with late stations."""

from __future__ import annotations

import sqlalchemy as sa

from services.elections.tables import Code, Moment, metadata

overdue_districts = sa.Table(
    "overdue_districts",
    metadata,
    sa.Column("election", Code, primary_key=True),
    sa.Column("area", Code, primary_key=True),
    sa.Column("out", sa.Integer, nullable=False),
    sa.Column("hour", Moment, nullable=False),
)
