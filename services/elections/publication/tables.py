"""Tables of publication: files that were made."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql as pg

from services.elections.tables import Code, Moment, metadata

# One file of a kind for each contest, area and language; `job` makes it or made it.
documents = sa.Table(
    "documents",
    metadata,
    sa.Column("contest", sa.Integer, primary_key=True),
    sa.Column("area", Code, primary_key=True),
    sa.Column("kind", sa.Text, primary_key=True),
    sa.Column("language", sa.Text, primary_key=True),
    sa.Column("job", pg.UUID(as_uuid=False)),
    sa.Column("version", sa.BigInteger),
    sa.Column("made_at", Moment),
    sa.Column("body", pg.BYTEA),
)
