"""Tables of the archive."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql as pg

from services.eoffice.tables import Code, Moment, Uuid, metadata

# An agency's own schedule, where one was imported: by codes of the classification.
retention_rules = sa.Table(
    "retention_rules",
    metadata,
    sa.Column("code", Code, primary_key=True),
    sa.Column("title", sa.Text, nullable=False),
    sa.Column("active_years", sa.Integer, nullable=False),
    sa.Column("inactive_years", sa.Integer, nullable=False),
    sa.Column("fate", sa.Text, nullable=False),
    sa.Column("basis", sa.Text, nullable=False),
)

# Of a regency: the unit that keeps inactive files, and the archive institution.
archive_institutions = sa.Table(
    "archive_institutions",
    metadata,
    sa.Column("area", Code, primary_key=True),
    sa.Column("record_centre", Code, nullable=False),
    sa.Column("institution", Code, nullable=False),
)

# Files (berkas). What follows from the schedule is set when the file is closed.
archive_files = sa.Table(
    "archive_files",
    metadata,
    sa.Column("id", Uuid, primary_key=True),
    sa.Column("unit", Code, nullable=False),
    sa.Column("keeper", Code, nullable=False),
    sa.Column("opener", Code, nullable=False),
    sa.Column("code", Code, nullable=False),
    sa.Column("title", sa.Text, nullable=False),
    sa.Column("classification", Code, nullable=False),
    sa.Column("security", sa.Text, nullable=False),
    sa.Column("state", sa.Text, nullable=False),
    sa.Column("version", sa.Integer, nullable=False),
    sa.Column("opened", sa.Date, nullable=False),
    sa.Column("closed", sa.Date),
    sa.Column("rule", Code),
    sa.Column("active_years", sa.Integer),
    sa.Column("inactive_years", sa.Integer),
    sa.Column("fate", sa.Text),
    sa.Column("basis", sa.Text),
    sa.Column("active_until", sa.Date),
    sa.Column("inactive_until", sa.Date),
    sa.Column("list", Uuid),
)

# Which letter (out or in, by `kind`) stands in which file: in one at most.
archive_items = sa.Table(
    "archive_items",
    metadata,
    sa.Column("id", Uuid, primary_key=True),
    sa.Column("kind", sa.Text, nullable=False),
    sa.Column("letter", Uuid, nullable=False, unique=True),
    sa.Column("file", Uuid, nullable=False),
    sa.Column("position", Code, nullable=False),
    sa.Column("at", Moment, nullable=False),
)

# Files of a unit that are to be handed over to the record centre, or destroyed; `judge` is the
# archive institution.
archive_lists = sa.Table(
    "archive_lists",
    metadata,
    sa.Column("id", Uuid, primary_key=True),
    sa.Column("kind", sa.Text, nullable=False),
    sa.Column("unit", Code, nullable=False),
    sa.Column("centre", Code, nullable=False),
    sa.Column("judge", Code, nullable=False),
    sa.Column("state", sa.Text, nullable=False),
    sa.Column("version", sa.Integer, nullable=False),
    sa.Column("note", sa.Text, nullable=False),
    sa.Column("decree", sa.Text, nullable=False),
    sa.Column("proposer", Code, nullable=False),
    sa.Column("person", sa.Text, nullable=False),
    sa.Column("made_at", Moment, nullable=False),
    sa.Column("decided_at", Moment),
)

archive_list_files = sa.Table(
    "archive_list_files",
    metadata,
    sa.Column("list", Uuid, primary_key=True),
    sa.Column("file", Uuid, primary_key=True),
)

# Who decided on a list, for which side, as what.
archive_decisions = sa.Table(
    "archive_decisions",
    metadata,
    sa.Column("list", Uuid, primary_key=True),
    sa.Column("side", sa.Text, primary_key=True),
    sa.Column("verdict", sa.Text, primary_key=True),
    sa.Column("position", Code, nullable=False),
    sa.Column("title", sa.Text, nullable=False),
    sa.Column("person", sa.Text, nullable=False),
    sa.Column("capacity", sa.Text, nullable=False),
    sa.Column("at", Moment, nullable=False),
)

# What stays of a destroyed letter; rows are added and never changed. Words of a secret one, its
# number too, are in `sealed`. `hash` is that of what it said last, `document` of its signed PDF.
archive_records = sa.Table(
    "archive_records",
    metadata,
    sa.Column("letter", Uuid, primary_key=True),
    sa.Column("kind", sa.Text, nullable=False),
    sa.Column("list", Uuid, nullable=False),
    sa.Column("file", Uuid, nullable=False),
    sa.Column("unit", Code, nullable=False),
    sa.Column("number", sa.Text),
    sa.Column("subject", sa.Text),
    sa.Column("party", sa.Text),
    sa.Column("sealed", pg.BYTEA),
    sa.Column("dated", sa.Date, nullable=False),
    sa.Column("classification", Code, nullable=False),
    sa.Column("security", sa.Text, nullable=False),
    sa.Column("document", sa.Text),
    sa.Column("hash", sa.Text, nullable=False),
    sa.Column("position", Code, nullable=False),
    sa.Column("person", sa.Text, nullable=False),
    sa.Column("at", Moment, nullable=False),
)

# Agenda books that a job made, for a day.
agenda_books = sa.Table(
    "agenda_books",
    metadata,
    sa.Column("job", Uuid, primary_key=True),
    sa.Column("part", sa.Integer, primary_key=True),
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("type", sa.Text, nullable=False),
    sa.Column("body", pg.BYTEA, nullable=False),
    sa.Column("at", Moment, nullable=False),
)
