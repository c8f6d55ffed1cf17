"""What events told for briefs, and the briefs themselves."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql as pg

metadata = sa.MetaData()
Code = sa.Text(collation="C")
TIME = sa.DateTime(timezone=True)

brief_facts = sa.Table(
    "brief_facts",
    metadata,
    sa.Column("kind", Code, primary_key=True),
    sa.Column("subject", Code, primary_key=True),
    sa.Column("area", Code, nullable=False),
    sa.Column("version", sa.BigInteger, nullable=False),
    sa.Column("at", TIME, nullable=False),
    sa.Column("open", sa.Boolean, nullable=False),
    sa.Column("data", pg.JSONB, nullable=False),
)

# One for each day; `facts` is what it says, in no language, `pdf` how it was printed.
briefs = sa.Table(
    "briefs",
    metadata,
    sa.Column("day", sa.Date, primary_key=True),
    sa.Column("id", pg.UUID(as_uuid=False), nullable=False, unique=True),
    sa.Column("area", Code, nullable=False),
    sa.Column("made_at", TIME, nullable=False),
    sa.Column("facts", pg.JSONB, nullable=False),
    sa.Column("pdf", sa.LargeBinary, nullable=False),
)
