"""Tables of the log. The service may add rows to all but the queue, and change none.

`audit_entries` has everything; `audit_queue` names the entries that are not sealed yet;
`audit_leaves` is the log in its order, with what anybody may know; `audit_nodes` are the full
subtrees over it, leaves being level 0; `audit_roots` are the signed tree heads.
"""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql as pg

from services.elections.tables import Code, Moment, metadata

entries = sa.Table(
    "audit_entries",
    metadata,
    sa.Column("id", sa.BigInteger, sa.Identity(), primary_key=True),
    sa.Column("at", Moment, nullable=False),
    sa.Column("who", sa.Text, nullable=False),
    sa.Column("roles", pg.ARRAY(sa.Text, as_tuple=True), nullable=False),
    sa.Column("area", Code, nullable=False),
    sa.Column("origin", sa.Text, nullable=False),
    sa.Column("request", sa.Text, nullable=False),
    sa.Column("command", sa.Text),
    sa.Column("what", sa.Text, nullable=False),
    sa.Column("subject", Code, nullable=False),
    sa.Column("before", pg.JSON),
    sa.Column("after", pg.JSON),
    sa.Column("content", sa.Text),
    sa.Column("salt", sa.Text, nullable=False),
)

leaves = sa.Table(
    "audit_leaves",
    metadata,
    sa.Column("position", sa.BigInteger, primary_key=True),
    sa.Column("entry", sa.BigInteger, nullable=False),
    sa.Column("at", Moment, nullable=False),
    sa.Column("what", sa.Text, nullable=False),
    sa.Column("subject", Code, nullable=False),
    sa.Column("command", sa.Text),
    sa.Column("content", sa.Text),
    sa.Column("digest", sa.Text, nullable=False),
    sa.Column("hash", pg.BYTEA, nullable=False),
    sa.Column("chain", pg.BYTEA, nullable=False),
)

nodes = sa.Table(
    "audit_nodes",
    metadata,
    sa.Column("level", sa.SmallInteger, primary_key=True),
    sa.Column("place", sa.BigInteger, primary_key=True),
    sa.Column("hash", pg.BYTEA, nullable=False),
)

roots = sa.Table(
    "audit_roots",
    metadata,
    sa.Column("size", sa.BigInteger, primary_key=True),
    sa.Column("root", pg.BYTEA, nullable=False),
    sa.Column("chain", pg.BYTEA, nullable=False),
    sa.Column("previous", sa.BigInteger, nullable=False),
    sa.Column("at", Moment, nullable=False),
    sa.Column("reason", sa.Text, nullable=False),
    sa.Column("key", sa.Text, nullable=False),
    sa.Column("signature", sa.Text, nullable=False),
)
