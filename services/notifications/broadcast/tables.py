"""Tables of subscriptions and broadcasts."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql as pg

from services.notifications.tables import Code, Time, Uuid, metadata


def _columns(kind: Any, *names: str, nullable: bool = False) -> list[sa.Column[Any]]:
    return [sa.Column(name, kind, nullable=nullable) for name in names]


# Who wants to hear of what in a village. The address is the contact's, of the reader
# `public:<id>`; `digest` is a keyed hash of it with village and channel, so that one is one.
# Tokens are kept as hashes. Who leaves, leaves no row.
subscriptions = sa.Table(
    "subscriptions",
    metadata,
    sa.Column("id", Uuid, primary_key=True),
    *_columns(Code, "channel", "village", "language"),
    *_columns(pg.BYTEA, "digest", "off_hash"),
    *_columns(pg.BYTEA, "confirm_hash", nullable=True),
    *_columns(Time, "made_at", "asked_at"),
    *_columns(Time, "confirmed_at", nullable=True),
)

# What rules propose to tell the public of an alert, until somebody decides.
broadcast_proposals = sa.Table(
    "broadcast_proposals",
    metadata,
    sa.Column("id", Uuid, primary_key=True),
    *_columns(Uuid, "alert"),
    sa.Column("rules", pg.ARRAY(sa.Text), nullable=False),
    *_columns(Code, "area", "severity", "state"),
    *_columns(sa.Text, "headline", "text", "reason"),
    *_columns(Time, "made_at"),
    *_columns(Uuid, "broadcast", nullable=True),
    *_columns(sa.Text, "decided_by_name", nullable=True),
    *_columns(Time, "decided_at", nullable=True),
)

# `cursor` is the last subscription that was queued, `queued` how many were: both are changed in
# the transaction that queues.
broadcasts = sa.Table(
    "broadcasts",
    metadata,
    sa.Column("id", Uuid, primary_key=True),
    *[sa.Column(name, pg.ARRAY(Code), nullable=False) for name in ("areas", "channels")],
    sa.Column("texts", pg.JSON, nullable=False),
    *_columns(Code, "severity", "state"),
    *_columns(sa.Boolean, "exercise"),
    *_columns(sa.Integer, "size", "queued"),
    *_columns(sa.BigInteger, "cost"),
    *_columns(sa.Text, "made_by", "made_by_name", "reason"),
    *_columns(sa.Text, "decided_by", "decided_by_name", nullable=True),
    *_columns(Time, "made_at"),
    *_columns(Time, "decided_at", "started_at", "ended_at", nullable=True),
    *_columns(Uuid, "job", "cursor", nullable=True),
)
