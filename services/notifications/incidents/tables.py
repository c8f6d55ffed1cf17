"""Tables of incidents. Their generated columns (`rank`, `spot`) stand in the migration."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql as pg

from services.notifications.tables import Code, Time, Uuid, metadata


def _columns(kind: Any, *names: str, nullable: bool = False) -> list[sa.Column[Any]]:
    return [sa.Column(name, kind, nullable=nullable) for name in names]


incident_years = sa.Table(
    "incident_years",
    metadata,
    sa.Column("year", sa.Integer, primary_key=True),
    sa.Column("last", sa.Integer, nullable=False),
)

# `checked`: somebody vouches for it (`Incident.is_checked`), so that queries may ask for it.
incidents = sa.Table(
    "incidents",
    metadata,
    sa.Column("id", Uuid, primary_key=True),
    *_columns(sa.Integer, "year", "number", "version"),
    *_columns(sa.Text, "type", "severity", "headline", "text", "place", "source", "state"),
    *_columns(sa.Text, "changed_by"),
    *_columns(Code, "area"),
    *_columns(sa.Boolean, "exercise", "checked"),
    *_columns(Time, "occurred_at", "reported_at", "changed_at"),
    sa.Column("times", pg.JSON, nullable=False),
    *_columns(sa.Float, "lon", "lat", "metre", nullable=True),
    *_columns(sa.Integer, "radius_m", nullable=True),
    *_columns(Code, "road", "handler", nullable=True),
    *_columns(sa.Text, "handler_name", "handler_agency", "before_merge", nullable=True),
    *_columns(Time, "handler_since", nullable=True),
    *_columns(Uuid, "merged_into", nullable=True),
)
rank = sa.column("rank", sa.SmallInteger)

# What was said once, `count` times; `told` is the count that an event has told.
incident_reports = sa.Table(
    "incident_reports",
    metadata,
    sa.Column("id", Uuid, primary_key=True),
    *_columns(Uuid, "incident"),
    *_columns(sa.Text, "source", "reporter", "agency", "headline", "text"),
    *_columns(Time, "occurred_at", "first_at", "last_at"),
    *_columns(sa.Integer, "count", "told"),
    *_columns(Code, "account", "receipt", nullable=True),
)

incident_sources = sa.Table(
    "incident_sources",
    metadata,
    sa.Column("code", Code, primary_key=True),
    *_columns(sa.Text, "mode", "who"),
    *_columns(Time, "at"),
)

incident_tasks = sa.Table(
    "incident_tasks",
    metadata,
    sa.Column("id", Uuid, primary_key=True),
    *_columns(Uuid, "incident"),
    *_columns(sa.Text, "text", "assignee", "agency", "state", "made_by"),
    *_columns(Time, "made_at"),
    *_columns(Time, "due", "ended_at", nullable=True),
    *_columns(sa.Text, "ended_by", nullable=True),
)

incident_units = sa.Table(
    "incident_units",
    metadata,
    sa.Column("id", Uuid, primary_key=True),
    *_columns(Uuid, "incident"),
    *_columns(sa.Text, "name", "agency", "state", "changed_by"),
    *_columns(Time, "changed_at"),
    *_columns(sa.Float, "lon", "lat", nullable=True),
    *_columns(Time, "eta", nullable=True),
)

incident_photos = sa.Table(
    "incident_photos",
    metadata,
    sa.Column("id", Uuid, primary_key=True),
    *_columns(Uuid, "incident"),
    *_columns(Code, "sha256", "account"),
    *_columns(sa.Integer, "bytes", "width", "height"),
    *_columns(Time, "received_at"),
    *_columns(Time, "taken_at", "removed_at", nullable=True),
    *_columns(sa.Text, "who"),
    *_columns(sa.Text, "removed_by", "reason", nullable=True),
)

# What was done, by whom as what agency: rows are added and never changed.
incident_log = sa.Table(
    "incident_log",
    metadata,
    sa.Column("id", Uuid, primary_key=True),
    *_columns(Uuid, "incident"),
    *_columns(Time, "at"),
    *_columns(sa.Text, "what", "who", "agency", "text"),
    *_columns(Code, "account"),
    sa.Column("data", pg.JSON(none_as_null=True)),
)
