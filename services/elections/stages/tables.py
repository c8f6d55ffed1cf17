"""Tables of the stages, and of the reminders that were given."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql as pg

from services.elections.tables import Code, Moment, metadata

stages = sa.Table(
    "stages",
    metadata,
    sa.Column("election", Code, primary_key=True),
    sa.Column("id", Code, primary_key=True),
    sa.Column("parent", Code),
    sa.Column("place", sa.Integer, nullable=False),
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("starts", sa.Date),
    sa.Column("ends", sa.Date),
    sa.Column("timing", sa.Text, nullable=False),
    sa.Column("body", sa.Text, nullable=False),
    sa.Column("basis", sa.Text, nullable=False),
    sa.Column("remind", pg.ARRAY(sa.SmallInteger, as_tuple=True), nullable=False),
    sa.Column("changed_at", Moment, nullable=False, server_default=sa.func.now()),
)

reminders = sa.Table(
    "stage_reminders",
    metadata,
    sa.Column("election", Code, primary_key=True),
    sa.Column("stage", Code, primary_key=True),
    sa.Column("edge", sa.Text, primary_key=True),
    sa.Column("day", sa.Date, primary_key=True),
    sa.Column("before", sa.SmallInteger, primary_key=True),
    sa.Column("at", Moment, nullable=False, server_default=sa.func.now()),
)
