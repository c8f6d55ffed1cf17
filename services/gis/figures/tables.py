"""What was told of each area last, so that nothing is told twice."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql as pg

metadata = sa.MetaData()
Code = sa.Text(collation="C")

told_figures = sa.Table(
    "told_figures",
    metadata,
    sa.Column("event", Code, primary_key=True),
    sa.Column("area", Code, primary_key=True),
    sa.Column("version", sa.Integer, nullable=False),
    sa.Column("figures", pg.JSONB, nullable=False),
)
