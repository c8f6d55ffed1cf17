"""Tables of warnings."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql as pg

from services.notifications.tables import Code, Time, Uuid, metadata


def _columns(kind: Any, *names: str, nullable: bool = False) -> list[sa.Column[Any]]:
    return [sa.Column(name, kind, nullable=nullable) for name in names]


# Ours. `content` is what was composed; `xml` is made when it is issued and changed by nobody.
# `refers` is the one that it updates or cancels, `ended_by` the one that does so to it.
cap_messages = sa.Table(
    "cap_messages",
    metadata,
    sa.Column("id", Uuid, primary_key=True),
    *_columns(Uuid, "chain"),
    *_columns(Uuid, "refers", "ended_by", "incident", nullable=True),
    *_columns(Code, "identifier", "msg_type", "status", "scope", "state"),
    sa.Column("content", pg.JSON, nullable=False),
    sa.Column("notes", pg.JSON, nullable=False),
    *_columns(sa.Text, "headline", "severity", "made_by", "made_by_name", "reason"),
    *_columns(sa.Text, "decided_by", "decided_by_name", nullable=True),
    *_columns(Time, "made_at"),
    *_columns(Time, "decided_at", "sent", "expires", nullable=True),
    sa.Column("xml", pg.BYTEA),
)

# Those of others, as they came. `key` is sender,identifier, `chain` that of the first of its kind.
cap_incoming = sa.Table(
    "cap_incoming",
    metadata,
    sa.Column("id", Uuid, primary_key=True),
    *_columns(Code, "feed", "entry", "state"),
    *_columns(pg.BYTEA, "sha256", "raw"),
    *_columns(sa.Text, "error", "headline", "event", "area", "brought_by"),
    *_columns(Time, "received_at"),
    *_columns(sa.Integer, "repeats"),
    *_columns(Code, "key", "chain", "msg_type", "status", "severity", nullable=True),
    *_columns(Time, "sent", "expires", nullable=True),
    sa.Column("refers", pg.ARRAY(Code), nullable=False),
    *_columns(Uuid, "incident", nullable=True),
)

# What an administrator set of a feed, and how it does. `next_at` is when it is asked again.
cap_feeds = sa.Table(
    "cap_feeds",
    metadata,
    sa.Column("name", Code, primary_key=True),
    *_columns(sa.Text, "url", "etag", "modified", "error", "changed_by"),
    sa.Column("areas", pg.ARRAY(Code), nullable=False),
    sa.Column("bounds", pg.ARRAY(sa.Float)),
    *_columns(sa.Integer, "every_s", "failures", "entries"),
    *_columns(sa.Boolean, "enabled"),
    *_columns(Time, "changed_at", "next_at"),
    *_columns(Time, "asked_at", "ok_at", "failed_since", nullable=True),
)
