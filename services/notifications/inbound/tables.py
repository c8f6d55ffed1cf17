"""Sources outside that webhooks come from."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql as pg

from services.notifications.tables import Code, Time, metadata

# `sealed` is the secret of its signatures, if it signs; without one it needs an API key.
inbound_sources = sa.Table(
    "inbound_sources",
    metadata,
    sa.Column("code", Code, primary_key=True),
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("enabled", sa.Boolean, nullable=False),
    sa.Column("mapping", pg.JSON, nullable=False),
    sa.Column("sealed", sa.LargeBinary),
    sa.Column("version", sa.Integer, nullable=False),
    sa.Column("who", sa.Text, nullable=False),
    sa.Column("at", Time, nullable=False),
    sa.Column("received", sa.Integer, nullable=False),
    sa.Column("last_at", Time),
    sa.Column("last_error", sa.Text, nullable=False),
    sa.Column("failed_at", Time),
)
