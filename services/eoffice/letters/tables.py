"""Tables of letters."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql as pg

from services.eoffice.tables import Code, Moment, Uuid, metadata

letters = sa.Table(
    "letters",
    metadata,
    sa.Column("id", Uuid, primary_key=True),
    sa.Column("unit", Code, nullable=False),
    sa.Column("area", Code, nullable=False),
    sa.Column("drafter", Code, nullable=False),
    sa.Column("state", sa.Text, nullable=False),
    sa.Column("version", sa.Integer, nullable=False),
    sa.Column("draft", sa.Integer, nullable=False),
    sa.Column("submitted", sa.Boolean, nullable=False),
    sa.Column("kind", sa.Text, nullable=False),
    sa.Column("security", sa.Text, nullable=False),
    sa.Column("urgency", sa.Text, nullable=False),
    sa.Column("classification", Code, nullable=False),
    sa.Column("signer", Code, nullable=False),
    sa.Column("subject", sa.Text),  # of a secret one null
    sa.Column("number", sa.Text),
    sa.Column("document", sa.Text),
    sa.Column("signed_at", Moment),
    sa.Column("sent_at", Moment),
    sa.Column("corrected_by", Uuid),
    sa.Column("withdrawn_by", Uuid),
    sa.Column("created_at", Moment, nullable=False),
    sa.Column("changed_at", Moment, nullable=False),
)

# What each draft says, in clear or sealed. The last one stands for the letter.
letter_drafts = sa.Table(
    "letter_drafts",
    metadata,
    sa.Column("letter", Uuid, sa.ForeignKey("letters.id"), primary_key=True),
    sa.Column("draft", sa.Integer, primary_key=True),
    sa.Column("content", pg.JSON(none_as_null=True)),
    sa.Column("sealed", pg.BYTEA),
    sa.Column("position", Code, nullable=False),
    sa.Column("at", Moment, nullable=False),
)

# Initials asked for the last draft; `due` ones may be given now.
letter_initials = sa.Table(
    "letter_initials",
    metadata,
    sa.Column("letter", Uuid, sa.ForeignKey("letters.id"), primary_key=True),
    sa.Column("place", sa.Integer, primary_key=True),
    sa.Column("kind", sa.Text, nullable=False),
    sa.Column("position", Code, nullable=False),
    sa.Column("person", sa.Text),
    sa.Column("capacity", sa.Text),
    sa.Column("at", Moment),
    sa.Column("due", sa.Boolean, nullable=False),
)

letter_recipients = sa.Table(
    "letter_recipients",
    metadata,
    sa.Column("letter", Uuid, sa.ForeignKey("letters.id"), primary_key=True),
    sa.Column("place", sa.Integer, primary_key=True),
    sa.Column("copy", sa.Boolean, nullable=False),
    sa.Column("position", Code),
    sa.Column("unit", Code),
    sa.Column("state", sa.Text, nullable=False),
    sa.Column("note", sa.Text, nullable=False),
    sa.Column("delivered_at", Moment),
    sa.Column("read_at", Moment),
    sa.Column("followed_at", Moment),
)

# Who may read a letter, by the keys of `delivery.readers`.
letter_readers = sa.Table(
    "letter_readers",
    metadata,
    sa.Column("reader", Code, primary_key=True),
    sa.Column("letter", Uuid, sa.ForeignKey("letters.id"), primary_key=True),
)

recipient_groups = sa.Table(
    "recipient_groups",
    metadata,
    sa.Column("id", Uuid, primary_key=True),
    sa.Column("unit", Code, nullable=False),
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("members", pg.JSON, nullable=False),
)

# The list of classification codes, where one was imported.
classifications = sa.Table(
    "classifications",
    metadata,
    sa.Column("code", Code, primary_key=True),
    sa.Column("title", sa.Text, nullable=False),
)

# Bytes of attachments by their SHA-256.
letter_files = sa.Table(
    "letter_files",
    metadata,
    sa.Column("hash", Code, primary_key=True),
    sa.Column("bytes", pg.BYTEA, nullable=False),
)

# Files with a letter from a draft on, until `gone`; of a secret one sealed but for type and size.
letter_attachments = sa.Table(
    "letter_attachments",
    metadata,
    sa.Column("id", Uuid, primary_key=True),
    sa.Column("letter", Uuid, sa.ForeignKey("letters.id"), nullable=False),
    sa.Column("draft", sa.Integer, nullable=False),
    sa.Column("gone", sa.Integer),
    sa.Column("name", sa.Text),
    sa.Column("type", sa.Text, nullable=False),
    sa.Column("size", sa.Integer, nullable=False),
    sa.Column("hash", Code, sa.ForeignKey("letter_files.hash")),
    sa.Column("sealed", pg.BYTEA),
    sa.Column("position", Code, nullable=False),
    sa.Column("at", Moment, nullable=False),
    sa.Column("place", sa.Integer, nullable=False),  # of those of one letter, the lowest first
)

# Texts and fields of kinds by version, of a unit or (empty) of every one.
letter_templates = sa.Table(
    "letter_templates",
    metadata,
    sa.Column("id", Uuid, primary_key=True),
    sa.Column("kind", Code, nullable=False),
    sa.Column("unit", Code, nullable=False),
    sa.Column("version", sa.Integer, nullable=False),
    sa.Column("body", sa.Text, nullable=False),
    sa.Column("fields", pg.JSON, nullable=False),
    sa.Column("position", Code),
    sa.Column("at", Moment, nullable=False),
)

# Kinds of letters besides those that come with us.
letter_kinds = sa.Table(
    "letter_kinds",
    metadata,
    sa.Column("kind", Code, primary_key=True),
    sa.Column("title", sa.Text, nullable=False),
    sa.Column("title_en", sa.Text, nullable=False),
    sa.Column("purpose", sa.Text, nullable=False),
    sa.Column("purpose_en", sa.Text, nullable=False),
    sa.Column("at", Moment, nullable=False),
)

# Windows in which a draft is open, each by an id of its own.
letter_writers = sa.Table(
    "letter_writers",
    metadata,
    sa.Column("letter", Uuid, sa.ForeignKey("letters.id"), primary_key=True),
    sa.Column("place", Uuid, primary_key=True),
    sa.Column("person", sa.Text, nullable=False),
    sa.Column("position", Code, nullable=False),
    sa.Column("capacity", sa.Text, nullable=False),
    sa.Column("since", Moment, nullable=False),
    sa.Column("seen", Moment, nullable=False),
)
