"""Tables of the schema `notifications`."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql as pg

metadata = sa.MetaData()
Code = sa.Text(collation="C")  # sorts by byte, so that an area's prefix is a range of the index
Time = sa.DateTime(timezone=True)
Uuid = pg.UUID(as_uuid=False)

notices = sa.Table(
    "notices",
    metadata,
    sa.Column("id", Uuid, primary_key=True),
    sa.Column("severity", sa.Text, nullable=False),
    sa.Column("headline", sa.Text, nullable=False),
    sa.Column("text", sa.Text, nullable=False),
    sa.Column("area", Code, nullable=False),
    sa.Column("place", sa.Text, nullable=False),
    sa.Column("holder", sa.Text, nullable=False),
    sa.Column("deadline", Time),
    sa.Column("raised_by", sa.Text, nullable=False),
    sa.Column("raised_at", Time, nullable=False),
    sa.Column("source", sa.Text, nullable=False),
    sa.Column("dedupe_key", sa.Text),
    sa.Column("state", sa.Text, nullable=False),
    sa.Column("acknowledged_by", sa.Text),
    sa.Column("acknowledged_at", Time),
    sa.Column("note", sa.Text),
    sa.Column("closed_by", sa.Text),
    sa.Column("closed_at", Time),
    sa.Column("election", sa.Text),
)

# The newest version of which results has findings that are errors: a set, kept by key, so that a
# count of it is exact however often and late its events come.
results_with_findings = sa.Table(
    "results_with_findings",
    metadata,
    sa.Column("election", sa.Text, primary_key=True),
    sa.Column("contest", sa.Text, primary_key=True),
    sa.Column("tps", Code, primary_key=True),
)

# Two kinds of events tell of a result's findings, each in its own order: what was told last of a
# result, so that what is older is known when it comes late. A first form has no row here.
findings_told = sa.Table(
    "findings_told",
    metadata,
    sa.Column("election", sa.Text, primary_key=True),
    sa.Column("contest", sa.Text, primary_key=True),
    sa.Column("tps", Code, primary_key=True),
    sa.Column("place", sa.BigInteger, nullable=False),
)

# Districts whose count changed; drained once a second, so that an election night's thousands of
# results make a few updates of a few notices, and handlers never wait for one row.
finding_changes = sa.Table(
    "finding_changes",
    metadata,
    sa.Column("id", sa.BigInteger, sa.Identity(), primary_key=True),
    sa.Column("election", sa.Text, nullable=False),
    sa.Column("contest", sa.Text, nullable=False),
    sa.Column("area", Code, nullable=False),
    sa.Column("name", sa.Text, nullable=False),
)
