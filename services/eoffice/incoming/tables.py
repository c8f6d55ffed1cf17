"""Tables of incoming letters."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql as pg

from services.eoffice.tables import Code, Moment, Uuid, metadata

# `number`, `sender` and `subject` of a secret one stand in `sealed` alone. `position` is where it
# was routed to, by `position_key` of `dispositions.access`. `text` is what was read on the scan
# `text_of`, none of a secret one's.
incoming = sa.Table(
    "incoming",
    metadata,
    sa.Column("id", Uuid, primary_key=True),
    sa.Column("unit", Code, nullable=False),
    sa.Column("area", Code, nullable=False),
    sa.Column("registrar", Code, nullable=False),
    sa.Column("year", sa.Integer, nullable=False),
    sa.Column("n", sa.Integer, nullable=False),
    sa.Column("state", sa.Text, nullable=False),
    sa.Column("version", sa.Integer, nullable=False),
    sa.Column("security", sa.Text, nullable=False),
    sa.Column("urgency", sa.Text, nullable=False),
    sa.Column("secret", sa.Boolean, nullable=False),
    sa.Column("classification", Code, nullable=False),
    sa.Column("dated", sa.Date, nullable=False),
    sa.Column("received", sa.Date, nullable=False),
    sa.Column("number", sa.Text),
    sa.Column("sender", sa.Text),
    sa.Column("subject", sa.Text),
    sa.Column("sealed", pg.BYTEA),
    sa.Column("position", Code),
    sa.Column("position_key", Code),
    sa.Column("scan", Code, sa.ForeignKey("incoming_scans.hash")),
    sa.Column("scan_type", sa.Text),
    sa.Column("scan_size", sa.Integer),
    sa.Column("answer", Uuid),
    sa.Column("text", sa.Text),
    sa.Column("text_of", Code),
    sa.Column("text_state", sa.Text),
    sa.Column("created_at", Moment, nullable=False),
    sa.Column("changed_at", Moment, nullable=False),
)

# Scans by the SHA-256 of what is kept, which for a secret letter is sealed. Written once.
incoming_scans = sa.Table(
    "incoming_scans",
    metadata,
    sa.Column("hash", Code, primary_key=True),
    sa.Column("bytes", pg.BYTEA, nullable=False),
)
