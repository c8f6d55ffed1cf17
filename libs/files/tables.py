"""Files on their way in and out: kept in the database, because any process may go on with one."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql as pg

metadata = sa.MetaData()

# `task` is import or export. An import: uploading → reading → ready → applying → applied; an
# export: writing → ready. Either may end as failed or cancelled. `found` is what is known of it.
files = sa.Table(
    "files",
    metadata,
    sa.Column("id", pg.UUID(as_uuid=False), primary_key=True),
    sa.Column("owner", sa.Text, nullable=False),
    sa.Column("task", sa.Text, nullable=False),
    sa.Column("plan", pg.JSONB, nullable=False),
    sa.Column("state", sa.Text, nullable=False),
    sa.Column("size", sa.BigInteger, nullable=False, server_default="0"),
    sa.Column("found", pg.JSONB),
    sa.Column("job", pg.UUID(as_uuid=False)),
    sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.func.now()),
    sa.Column("updated_at", sa.DateTime(timezone=True), server_default=sa.func.now()),
)

# `file`: the bytes themselves; `rows`: what the process apart made of them, ready for COPY.
file_parts = sa.Table(
    "file_parts",
    metadata,
    sa.Column("file", pg.UUID(as_uuid=False), primary_key=True),
    sa.Column("kind", sa.Text, primary_key=True),
    sa.Column("part", sa.Integer, primary_key=True),
    sa.Column("bytes", pg.BYTEA, nullable=False),
)
