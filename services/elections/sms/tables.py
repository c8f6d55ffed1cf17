"""Who may send by SMS, and all that ever came."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql as pg

from services.elections.tables import Code, Moment, metadata

phones = sa.Table(
    "sms_phones",
    metadata,
    sa.Column("election", Code, primary_key=True),
    sa.Column("phone_hash", sa.LargeBinary, primary_key=True),
    sa.Column("area", Code, nullable=False),
    sa.Column("added_by", sa.Text, nullable=False),
)

received = sa.Table(
    "sms_messages",
    metadata,
    sa.Column("id", pg.UUID(as_uuid=False), primary_key=True),
    sa.Column("election", Code, nullable=False),
    sa.Column("received_at", Moment, nullable=False),
    sa.Column("channel", sa.Text, nullable=False),
    sa.Column("who", sa.Text, nullable=False),
    sa.Column("tail", sa.Text, nullable=False),
    sa.Column("text", sa.Text, nullable=False),
    sa.Column("tps", Code, nullable=False),
    sa.Column("contest", Code, nullable=False),
    sa.Column("state", sa.Text, nullable=False),
    sa.Column("reply", sa.Text, nullable=False),
    sa.Column("submission", pg.UUID(as_uuid=False)),
)
