"""The table of notices to positions."""

from __future__ import annotations

import sqlalchemy as sa

from services.notifications.tables import Code, Time, Uuid, metadata

# `reader` is the key by which e-office knows who reads it; a settled one waits to be swept.
addressed_notices = sa.Table(
    "addressed_notices",
    metadata,
    sa.Column("id", Uuid, primary_key=True),
    sa.Column("key", Code, nullable=False),
    sa.Column("reader", Code, nullable=False),
    sa.Column("position", Code, nullable=False),
    sa.Column("kind", sa.Text, nullable=False),
    sa.Column("thing", Uuid, nullable=False),
    sa.Column("urgency", sa.Text, nullable=False),
    sa.Column("due", sa.Date),
    sa.Column("raised_at", Time, nullable=False),
    sa.Column("settled_at", Time),
)
