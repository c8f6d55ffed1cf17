"""Accounts, refresh tokens, API keys, and the count of failed log-ins."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql as pg

revision = "0001"
down_revision = None

_now = sa.text("now()")
_moment = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "accounts",
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
    _refresh_tokens()
    op.create_table(
        "api_keys",
        sa.Column("id", pg.UUID(as_uuid=False), primary_key=True),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("key_hash", pg.BYTEA, nullable=False, unique=True),
        sa.Column("roles", pg.ARRAY(sa.Text), nullable=False),
        sa.Column("area", sa.Text, nullable=False, server_default=""),
        sa.Column("created_at", _moment, nullable=False, server_default=_now),
        sa.Column("revoked_at", _moment),
    )
    op.create_table(
        "login_throttle",
        sa.Column("key", sa.Text, primary_key=True),
        sa.Column("failures", sa.Integer, nullable=False),
        sa.Column("until", _moment, nullable=False),
    )
    op.create_index("login_throttle_until", "login_throttle", ["until"])


def _refresh_tokens() -> None:
    owner = sa.ForeignKey("accounts.id", ondelete="CASCADE")
    op.create_table(
        "refresh_tokens",
        sa.Column("token_hash", pg.BYTEA, primary_key=True),
        sa.Column("family", pg.UUID(as_uuid=False), nullable=False),
        sa.Column("account_id", pg.UUID(as_uuid=False), owner, nullable=False),
        sa.Column("created_at", _moment, nullable=False, server_default=_now),
        sa.Column("expires_at", _moment, nullable=False),
        sa.Column("used_at", _moment),
        sa.Column("revoked_at", _moment),
    )
    for column in ("family", "expires_at", "account_id"):
        op.create_index(f"refresh_tokens_{column}", "refresh_tokens", [column])
