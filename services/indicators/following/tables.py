"""What events told: one row for each thing, by its newest version."""

from __future__ import annotations

import sqlalchemy as sa

metadata = sa.MetaData()
Code = sa.Text(collation="C")

# `since` to `until` is when it counted, the last day excluded; `value` is what it says by itself.
facts = sa.Table(
    "facts",
    metadata,
    sa.Column("indicator", Code, primary_key=True),
    sa.Column("subject", sa.Text, primary_key=True),
    sa.Column("area", Code, nullable=False),
    sa.Column("version", sa.BigInteger, nullable=False),
    sa.Column("since", sa.Date, nullable=False),
    sa.Column("until", sa.Date),
    sa.Column("value", sa.Numeric),
)

# From which day on an indicator's figures are to be counted again.
fact_changes = sa.Table(
    "fact_changes",
    metadata,
    sa.Column("id", sa.BigInteger, sa.Identity(), primary_key=True),
    sa.Column("indicator", Code, nullable=False),
    sa.Column("day", sa.Date, nullable=False),
)
