"""Tables of alerts. `rank` and the indexes stand in the migration."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql as pg

from services.notifications.tables import Code, Time, Uuid, metadata


def _columns(kind: Any, *names: str, nullable: bool = False) -> list[sa.Column[Any]]:
    return [sa.Column(name, kind, nullable=nullable) for name in names]


# `told_count` is the count that an event has told.
alerts = sa.Table(
    "alerts",
    metadata,
    sa.Column("id", Uuid, primary_key=True),
    *_columns(Code, "key", "topic", "area", "about_kind", "about_id"),
    *_columns(sa.Text, "severity", "headline", "text", "link", "source", "state", "held"),
    *_columns(sa.Text, "raised_by"),
    *_columns(sa.Boolean, "exercise"),
    *_columns(sa.Integer, "count", "round", "version"),
    sa.Column("told_count", sa.Integer, server_default="1"),
    *_columns(Time, "raised_at", "last_at", "changed_at"),
    *_columns(Time, "route_at", "again_at", "expires_at", nullable=True),
    *_columns(sa.Text, "acknowledged_by", "note", "ended_by", nullable=True),
    *_columns(Time, "acknowledged_at", "ended_at", nullable=True),
)
rank = sa.column("rank", sa.SmallInteger)

# What was done with an alert, and who was told: added to, never changed.
alert_log = sa.Table(
    "alert_log",
    metadata,
    sa.Column("id", Uuid, primary_key=True),
    *_columns(Uuid, "alert"),
    *_columns(Time, "at"),
    *_columns(sa.Text, "what", "who", "text"),
    sa.Column("data", pg.JSON),
)

# Who was told of an alert, each once: who hears of its acknowledgement and end, and may read it.
alert_readers = sa.Table(
    "alert_readers",
    metadata,
    sa.Column("alert", Uuid, primary_key=True),
    sa.Column("person", Code, primary_key=True),
    sa.Column("position", Code, primary_key=True),
    *_columns(Time, "at"),
)

# Alerts that wait to be told together: one message of a rule's `gathering` when it is due.
alert_gathered = sa.Table(
    "alert_gathered",
    metadata,
    sa.Column("gathering", Code, primary_key=True),
    sa.Column("alert", Uuid, primary_key=True),
    *_columns(sa.Integer, "round"),
    *_columns(Code, "rule"),
    *_columns(Time, "due_at"),
)

# A chain under way: `steps` are the chain's as it stood then, `step` the next one, `turn` how often
# that one was told already, `due_at` when it is told.
alert_chains = sa.Table(
    "alert_chains",
    metadata,
    sa.Column("id", Uuid, primary_key=True),
    *_columns(Uuid, "alert"),
    *_columns(Code, "chain"),
    *_columns(sa.Integer, "round", "step", "turn"),
    sa.Column("steps", pg.JSON, nullable=False),
    *_columns(Time, "due_at", "ends_at", nullable=True),
)

# Rules, chains: each version as it was set; a version without a body took it away.
alert_settings = sa.Table(
    "alert_settings",
    metadata,
    sa.Column("kind", Code, primary_key=True),
    sa.Column("code", Code, primary_key=True),
    sa.Column("version", sa.Integer, primary_key=True),
    sa.Column("body", pg.JSON(none_as_null=True)),
    *_columns(sa.Text, "who"),
    *_columns(Time, "at"),
)

silences = sa.Table(
    "alert_silences",
    metadata,
    sa.Column("id", Uuid, primary_key=True),
    sa.Column("match", pg.JSON, nullable=False),
    *_columns(Code, "area"),
    *_columns(sa.Text, "why", "who"),
    *_columns(Time, "starts", "ends", "made_at"),
    *_columns(sa.Integer, "version"),
    *_columns(sa.Text, "ended_by", nullable=True),
)
