"""Tables of crews."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql as pg

from services.elections.tables import Code, Moment, metadata

Id = pg.UUID(as_uuid=False)

crew_codes = sa.Table(
    "crew_codes",
    metadata,
    sa.Column("id", Id, primary_key=True),
    sa.Column("election", Code, nullable=False),
    sa.Column("tps", Code, nullable=False),
    sa.Column("code_hash", pg.BYTEA, nullable=False, unique=True),
    sa.Column("made_at", Moment, nullable=False),
    sa.Column("made_by", sa.Text, nullable=False),
    sa.Column("expires_at", Moment, nullable=False),
    sa.Column("used_at", Moment),
    sa.Column("revoked_at", Moment),
)

crew_keys = sa.Table(
    "crew_keys",
    metadata,
    sa.Column("id", Id, primary_key=True),
    sa.Column("election", Code, nullable=False),
    sa.Column("tps", Code, nullable=False),
    sa.Column("code", Id, nullable=False),
    sa.Column("public_key", pg.JSONB, nullable=False),
    sa.Column("thumbprint", pg.BYTEA, nullable=False, unique=True),
    sa.Column("enrolled_at", Moment, nullable=False),
    sa.Column("revoked_at", Moment),
    sa.Column("revoked_by", sa.Text),
    sa.Column("reason", sa.Text),
)

submission_signatures = sa.Table(
    "submission_signatures",
    metadata,
    sa.Column("submission", Id, primary_key=True),
    sa.Column("key", Id, nullable=False),
    sa.Column("content", sa.Text, nullable=False),
    sa.Column("signature", pg.BYTEA, nullable=False),
)
