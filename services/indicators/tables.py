"""Tables of indicators. Codes sort by byte, so that a prefix is a range of the index."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql as pg

metadata = sa.MetaData()
Code = sa.Text(collation="C")
NOW = sa.func.now()
TIME = sa.DateTime(timezone=True)

# Names of areas: put by an administrator, and told with tallies.
areas = sa.Table(
    "areas",
    metadata,
    sa.Column("code", Code, primary_key=True),
    sa.Column("name", sa.Text, nullable=False),
)

# Names of the organisation's units, told by e-office: whose an indicator is.
units = sa.Table(
    "units",
    metadata,
    sa.Column("code", Code, primary_key=True),
    sa.Column("name", sa.Text, nullable=False),
)

# Which officers write for which agency.
keepers = sa.Table(
    "keepers",
    metadata,
    sa.Column("agency", Code, primary_key=True),
    sa.Column("account", sa.Text, primary_key=True),
)

indicators = sa.Table(
    "indicators",
    metadata,
    sa.Column("key", sa.Integer, sa.Identity(), primary_key=True),
    sa.Column("code", Code, nullable=False, unique=True),
    sa.Column("item", sa.Text, nullable=False),
    sa.Column("title", sa.Text, nullable=False),
    sa.Column("title_en", sa.Text, nullable=False),
    sa.Column("definition", sa.Text, nullable=False),
    sa.Column("definition_en", sa.Text, nullable=False),
    sa.Column("unit", sa.Text, nullable=False),
    sa.Column("owner", Code, nullable=False),
    sa.Column("rhythm", sa.Text, nullable=False),
    sa.Column("source", sa.Text, nullable=False),
    sa.Column("direction", sa.Text, nullable=False),
    sa.Column("licence", sa.Text, nullable=False),
    sa.Column("targets", pg.JSONB, nullable=False),
    sa.Column("dimensions", pg.JSON, nullable=False),  # JSON keeps the codes' order
    sa.Column("decimals", sa.SmallInteger, nullable=False),
    sa.Column("over_areas", sa.Text, nullable=False),
    sa.Column("over_time", sa.Text, nullable=False),
    sa.Column("weight", Code),
    sa.Column("grace_days", sa.SmallInteger, nullable=False),
    sa.Column("open", sa.Boolean, nullable=False),
    sa.Column("made", sa.Boolean, nullable=False),
    sa.Column("concept", sa.Text, nullable=False),
    sa.Column("classification", sa.Text, nullable=False),
    sa.Column("measure", sa.Text, nullable=False),
    sa.Column("references", pg.JSON, nullable=False),
    sa.Column("closed_until", sa.SmallInteger),
    sa.Column("version", sa.Integer, nullable=False, server_default="1"),
    sa.Column("changed_at", TIME, nullable=False, server_default=NOW),
    sa.Column("changed_by", sa.Text, nullable=False),
)

# Who brought observations in, whence, when: a row for each write, which its observations name.
batches = sa.Table(
    "batches",
    metadata,
    sa.Column("id", sa.Integer, sa.Identity(), primary_key=True),
    sa.Column("indicator", sa.Integer, nullable=False),
    sa.Column("origin", sa.Text, nullable=False),
    sa.Column("note", sa.Text, nullable=False),
    sa.Column("reason", sa.Text, nullable=False),
    sa.Column("by", sa.Text, nullable=False),
    sa.Column("at", TIME, nullable=False, server_default=NOW),
)

# Every revision of every value. Its key is its one index: the last revision stands, and what a
# period has stands together, for folding and for writing.
observations = sa.Table(
    "observations",
    metadata,
    sa.Column("indicator", sa.Integer, primary_key=True),
    sa.Column("period", sa.Date, primary_key=True),
    sa.Column("area", Code, primary_key=True),
    sa.Column("dims", Code, primary_key=True),
    sa.Column("revision", sa.Integer, primary_key=True),
    sa.Column("batch", sa.Integer, nullable=False),
    sa.Column("status", sa.SmallInteger, nullable=False),  # its place in domain.STATUSES
    sa.Column("value", sa.Numeric, nullable=False),
)

# What stands for an area and a period: made of observations, by a fold.
figures = sa.Table(
    "figures",
    metadata,
    sa.Column("indicator", sa.Integer, primary_key=True),
    sa.Column("level", sa.SmallInteger, primary_key=True),
    sa.Column("period", sa.Date, primary_key=True),
    sa.Column("area", Code, primary_key=True),
    sa.Column("value", sa.Numeric, nullable=False),
    sa.Column("parts", sa.Integer, nullable=False),
    sa.Column("agrees", sa.Boolean, nullable=False),
)

# Periods of indicators whose figures are to be made anew.
figure_changes = sa.Table(
    "figure_changes",
    metadata,
    sa.Column("id", sa.BigInteger, sa.Identity(), primary_key=True),
    sa.Column("indicator", sa.Integer, nullable=False),
    sa.Column("period", sa.Date, nullable=False),
    # Whether values of dimensions came: the figures keep none of them, and a page may show them.
    sa.Column("parts", sa.Boolean, nullable=False, server_default=sa.false()),
)

# What a fold knows of an indicator as a whole: how new and how complete it is.
states = sa.Table(
    "states",
    metadata,
    sa.Column("indicator", sa.Integer, primary_key=True),
    sa.Column("newest", sa.Date),
    sa.Column("there", sa.Integer, nullable=False),
    sa.Column("expected", sa.Integer, nullable=False),
    sa.Column("held", sa.Integer, nullable=False),
    sa.Column("looked", sa.Integer, nullable=False),
    sa.Column("folded_at", TIME, nullable=False, server_default=NOW),
    sa.Column("late_told", sa.Date),  # the last missing period that was told of
)
