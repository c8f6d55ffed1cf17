"""Tables of signing."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql as pg

from services.eoffice.tables import Code, Moment, Uuid, metadata

# The local certificate authority; the root's key is not here.
authorities = sa.Table(
    "authorities",
    metadata,
    sa.Column("name", sa.Text, primary_key=True),
    sa.Column("organisation", sa.Text, nullable=False),
    sa.Column("certificate", pg.BYTEA, nullable=False),
    sa.Column("keys", pg.BYTEA),
    sa.Column("crl", pg.BYTEA, nullable=False),
    sa.Column("made_at", Moment, nullable=False),
)

# What a person (an account's name) signs by.
signers = sa.Table(
    "signers",
    metadata,
    sa.Column("person", Code, primary_key=True),
    sa.Column("kind", sa.Text, nullable=False),
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("reference", sa.Text, nullable=False),
    sa.Column("certificate", pg.BYTEA),
    sa.Column("keys", pg.BYTEA),
    sa.Column("changed_at", Moment, nullable=False),
)

# Which job took a letter to its signing last.
signings = sa.Table(
    "signings",
    metadata,
    sa.Column("letter", Uuid, primary_key=True),
    sa.Column("job", Uuid, nullable=False),
)

# Why a job left a letter behind: the slug of the error.
signing_refusals = sa.Table(
    "signing_refusals",
    metadata,
    sa.Column("job", Uuid, primary_key=True),
    sa.Column("letter", Uuid, primary_key=True),
    sa.Column("reason", sa.Text, nullable=False),
)

# Heads of units' letters, as those who keep their records wrote them.
letterheads = sa.Table(
    "letterheads",
    metadata,
    sa.Column("unit", Code, primary_key=True),
    sa.Column("lines", pg.JSONB, nullable=False),
    sa.Column("below", pg.JSONB, nullable=False),
    sa.Column("logo", pg.BYTEA),
    sa.Column("changed_at", Moment, nullable=False),
)

# Letters as they were signed: never made again. A secret one's facts are null and its body sealed.
signed_documents = sa.Table(
    "signed_documents",
    metadata,
    sa.Column("letter", Uuid, primary_key=True),
    sa.Column("code", Code, nullable=False, unique=True),
    sa.Column("hash", sa.Text, nullable=False),
    sa.Column("digest", sa.Text, nullable=False),
    sa.Column("secret", sa.Boolean, nullable=False),
    sa.Column("facts", pg.JSON(none_as_null=True)),
    sa.Column("body", pg.BYTEA, nullable=False),
    sa.Column("signed_at", Moment, nullable=False),
)

# What stays of those that the archive destroyed, by which a copy is verified further.
destroyed_documents = sa.Table(
    "destroyed_documents",
    metadata,
    sa.Column("letter", Uuid, primary_key=True),
    sa.Column("code", Code, nullable=False, unique=True),
    sa.Column("hash", sa.Text, nullable=False),
    sa.Column("digest", sa.Text, nullable=False),
    sa.Column("secret", sa.Boolean, nullable=False),
    sa.Column("facts", pg.JSON(none_as_null=True)),
    sa.Column("signed_at", Moment, nullable=False),
    sa.Column("at", Moment, nullable=False),
)
