"""Tables of the schema `eoffice`."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql as pg

metadata = sa.MetaData()
Code = sa.Text(collation="C")  # sorts by byte, so that an area's prefix is a range of the index

units = sa.Table(
    "units",
    metadata,
    sa.Column("id", pg.UUID(as_uuid=False), primary_key=True),
    sa.Column("code", Code, nullable=False, unique=True),
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("kind", sa.Text, nullable=False),
    sa.Column("parent", Code, sa.ForeignKey("units.code")),
    sa.Column("area", Code, nullable=False),
)
