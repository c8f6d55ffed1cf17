"""The gateway's own tables: who may come in."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql as pg

metadata = sa.MetaData()
_now = sa.func.now()
_moment = sa.DateTime(timezone=True)

# People and other holders of a password. Roles and area are what Principal carries.
accounts = sa.Table(
    "accounts",
    metadata,
    sa.Column("id", pg.UUID(as_uuid=False), primary_key=True),
    sa.Column("username", sa.Text, nullable=False, unique=True),
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("password_hash", sa.Text, nullable=False),
    sa.Column("roles", pg.ARRAY(sa.Text), nullable=False),
    sa.Column("area", sa.Text, nullable=False, server_default=""),
    sa.Column("demo", sa.Boolean, nullable=False, server_default=sa.false()),
    sa.Column("created_at", _moment, nullable=False, server_default=_now),
    sa.Column("disabled_at", _moment),
)

# Refresh tokens by their hash. All that descend from one login are a family: when one is used
# twice, somebody has a copy, and the family ends.
refresh_tokens = sa.Table(
    "refresh_tokens",
    metadata,
    sa.Column("token_hash", pg.BYTEA, primary_key=True),
    sa.Column("family", pg.UUID(as_uuid=False), nullable=False),
    sa.Column("account_id", sa.ForeignKey("accounts.id", ondelete="CASCADE"), nullable=False),
    sa.Column("created_at", _moment, nullable=False, server_default=_now),
    sa.Column("expires_at", _moment, nullable=False),
    sa.Column("used_at", _moment),
    sa.Column("revoked_at", _moment),
)

# Keys of machines, by their hash.
api_keys = sa.Table(
    "api_keys",
    metadata,
    sa.Column("id", pg.UUID(as_uuid=False), primary_key=True),
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("key_hash", pg.BYTEA, nullable=False, unique=True),
    sa.Column("roles", pg.ARRAY(sa.Text), nullable=False),
    sa.Column("area", sa.Text, nullable=False, server_default=""),
    sa.Column("created_at", _moment, nullable=False, server_default=_now),
    sa.Column("revoked_at", _moment),
)

# Failed log-ins counted per account name and per address; a row is forgotten with its window.
login_throttle = sa.Table(
    "login_throttle",
    metadata,
    sa.Column("key", sa.Text, primary_key=True),
    sa.Column("failures", sa.Integer, nullable=False),
    sa.Column("until", _moment, nullable=False),
)
