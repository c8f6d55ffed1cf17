"""Tables of dispositions, and of who reads them and the incoming letters that they are about."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql as pg

from services.eoffice.tables import Code, Moment, Uuid, metadata

# Who may read an incoming letter with its dispositions, or those of a letter of ours at one desk,
# by the keys of `letters.access`.
office_readers = sa.Table(
    "office_readers",
    metadata,
    sa.Column("reader", Code, primary_key=True),
    sa.Column("subject", Uuid, primary_key=True),
)

# `letter` is what it is about, of the kind; `subject` is what `office_readers` know it by. What it
# says stands in `said`, or of a secret letter's in `sealed`. `told_due` is the deadline that was
# told to be over.
dispositions = sa.Table(
    "dispositions",
    metadata,
    sa.Column("id", Uuid, primary_key=True),
    sa.Column("kind", sa.Text, nullable=False),
    sa.Column("letter", Uuid, nullable=False),
    sa.Column("subject", Uuid, nullable=False),
    sa.Column("parent", Uuid, sa.ForeignKey("dispositions.id")),
    sa.Column("giver", Code, nullable=False),
    sa.Column("giver_key", Code, nullable=False),
    sa.Column("receiver", Code, nullable=False),
    sa.Column("receiver_key", Code, nullable=False),
    sa.Column("duty", sa.Boolean, nullable=False),
    sa.Column("state", sa.Text, nullable=False),
    sa.Column("version", sa.Integer, nullable=False),
    sa.Column("urgency", sa.Text, nullable=False),
    sa.Column("due", sa.Date),
    sa.Column("told_due", sa.Date),
    sa.Column("secret", sa.Boolean, nullable=False),
    sa.Column("said", pg.JSON(none_as_null=True)),
    sa.Column("sealed", pg.BYTEA),
    sa.Column("given_at", Moment, nullable=False),
    sa.Column("read_at", Moment),
    sa.Column("started_at", Moment),
    sa.Column("reported_at", Moment),
    sa.Column("done_at", Moment),
)
