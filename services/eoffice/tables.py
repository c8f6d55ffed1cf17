"""Tables of the schema `eoffice`."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql as pg

metadata = sa.MetaData()
Uuid = pg.UUID(as_uuid=False)
Moment = sa.DateTime(timezone=True)
Code = sa.Text(collation="C")  # sorts by byte, so that an area's prefix is a range of the index

units = sa.Table(
    "units",
    metadata,
    sa.Column("id", Uuid, primary_key=True),
    sa.Column("code", Code, nullable=False, unique=True),
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("kind", sa.Text, nullable=False),
    sa.Column("parent", Code, sa.ForeignKey("units.code")),
    sa.Column("area", Code, nullable=False),
)

# What was done, by whom as what: rows are added and never changed.
acts = sa.Table(
    "acts",
    metadata,
    sa.Column("id", sa.BigInteger, sa.Identity(), primary_key=True),
    sa.Column("at", sa.DateTime(timezone=True), nullable=False),
    sa.Column("who", sa.Text, nullable=False),
    sa.Column("person", sa.Text, nullable=False),
    sa.Column("position", Code),
    sa.Column("capacity", sa.Text),
    sa.Column("origin", sa.Text, nullable=False),
    sa.Column("request", sa.Text, nullable=False),
    sa.Column("command", sa.Text),
    sa.Column("what", sa.Text, nullable=False),
    sa.Column("subject", Code, nullable=False),
    sa.Column("before", pg.JSON),
    sa.Column("after", pg.JSON),
)
