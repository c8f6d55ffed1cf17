"""Tables of shifts."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql as pg

from services.notifications.tables import Code, Time, Uuid, metadata


def _columns(kind: Any, *names: str, nullable: bool = False) -> list[sa.Column[Any]]:
    return [sa.Column(name, kind, nullable=nullable) for name in names]


shift_agencies = sa.Table(
    "shift_agencies",
    metadata,
    sa.Column("agency", Code, primary_key=True),
    *_columns(Code, "area"),
    *_columns(sa.Integer, "rest_minutes", "overlap_minutes", "late_minutes", "weeks"),
    *_columns(sa.Text, "rest_rule", "changed_by"),
    *_columns(sa.Boolean, "swaps_approved"),
    *_columns(Time, "changed_at"),
)

shift_patterns = sa.Table(
    "shift_patterns",
    metadata,
    sa.Column("id", Uuid, primary_key=True),
    *_columns(Code, "agency"),
    *_columns(sa.Text, "name", "made_by"),
    *_columns(sa.Time, "starts", "ends"),
    *_columns(pg.JSON, "days", "teams"),
    *_columns(sa.Integer, "needed", "turn_days", "turn_offset"),
    *_columns(sa.Date, "first_day"),
    *_columns(sa.Date, "last_day", nullable=True),
    *_columns(Time, "made_at"),
)

# `source_key`: what names it in a file that it came from, so that the file may come again.
shifts = sa.Table(
    "shifts",
    metadata,
    sa.Column("id", Uuid, primary_key=True),
    *_columns(Code, "agency"),
    *_columns(sa.Text, "name", "state", "changed_by"),
    *_columns(sa.Date, "day"),
    *_columns(Time, "starts", "ends", "changed_at"),
    *_columns(sa.Integer, "needed", "overlap_minutes", "version"),
    *_columns(Uuid, "pattern", nullable=True),
    *_columns(Code, "source_key", nullable=True),
    *_columns(Time, "gap_told_at", "late_told_at", nullable=True),
)

# Who left a shift stays in it as `off`, so that their calendar tells them.
shift_people = sa.Table(
    "shift_people",
    metadata,
    sa.Column("shift", Uuid, primary_key=True),
    sa.Column("person", Code, primary_key=True),
    *_columns(sa.Boolean, "on_it"),
    *_columns(sa.Text, "changed_by"),
    *_columns(Time, "changed_at"),
)

shift_swaps = sa.Table(
    "shift_swaps",
    metadata,
    sa.Column("id", Uuid, primary_key=True),
    *_columns(Uuid, "shift"),
    *_columns(Uuid, "in_return", nullable=True),
    *_columns(Code, "person", "other"),
    *_columns(sa.Text, "state", "reason"),
    *_columns(Time, "asked_at"),
    *_columns(Time, "answered_at", "ended_at", nullable=True),
    *_columns(sa.Text, "ended_by", nullable=True),
)

absences = sa.Table(
    "absences",
    metadata,
    sa.Column("id", Uuid, primary_key=True),
    *_columns(Code, "person"),
    *_columns(Time, "starts", "ends", "made_at"),
    *_columns(sa.Text, "reason", "made_by"),
    *_columns(Time, "withdrawn_at", nullable=True),
    *_columns(sa.Text, "withdrawn_by", nullable=True),
)

# `incidents` is what was open as it stood when the notes were given.
hand_overs = sa.Table(
    "hand_overs",
    metadata,
    sa.Column("id", Uuid, primary_key=True),
    *_columns(Uuid, "shift"),
    *_columns(Code, "agency", "given_by"),
    *_columns(Time, "at"),
    *_columns(sa.Text, "notes"),
    *_columns(pg.JSON, "incidents"),
    *_columns(sa.Integer, "version"),
    *_columns(Code, "accepted_by", nullable=True),
    *_columns(Time, "accepted_at", nullable=True),
)
