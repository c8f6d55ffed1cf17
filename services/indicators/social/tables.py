"""Counts of posts by the day."""

from __future__ import annotations

import sqlalchemy as sa

metadata = sa.MetaData()
Code = sa.Text(collation="C")

post_counts = sa.Table(
    "post_counts",
    metadata,
    sa.Column("source", Code, primary_key=True),
    sa.Column("area", Code, primary_key=True),
    sa.Column("day", sa.Date, primary_key=True),
    sa.Column("topic", Code, primary_key=True),  # empty: each post once
    sa.Column("sentiment", Code, primary_key=True),
    sa.Column("posts", sa.Integer, nullable=False),
)
