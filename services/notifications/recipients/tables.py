"""Tables of what e-office told of positions, and of groups of recipients."""

from __future__ import annotations

import sqlalchemy as sa

from services.notifications.tables import Code, Time, metadata

known_positions = sa.Table(
    "known_positions",
    metadata,
    sa.Column("code", Code, primary_key=True),
    sa.Column("unit", Code, nullable=False),
    sa.Column("unit_name", sa.Text, nullable=False),
    sa.Column("area", Code, nullable=False),
    sa.Column("title", sa.Text, nullable=False),
    sa.Column("level", sa.Text, nullable=False),
    sa.Column("above", Code),
)

# Replaced for a position as a whole by each of its events; what ended is not in them.
known_holdings = sa.Table(
    "known_holdings",
    metadata,
    sa.Column("position", Code, nullable=False),
    sa.Column("person", Code, nullable=False),
    sa.Column("capacity", sa.Text, nullable=False),
    sa.Column("starts", sa.Date, nullable=False),
    sa.Column("ends", sa.Date),
)

known_delegations = sa.Table(
    "known_delegations",
    metadata,
    sa.Column("from_position", Code, nullable=False),
    sa.Column("to_position", Code, nullable=False),
    sa.Column("matters", sa.Text, nullable=False),
    sa.Column("starts", sa.Date, nullable=False),
    sa.Column("ends", sa.Date, nullable=False),
)

recipient_groups = sa.Table(
    "recipient_groups",
    metadata,
    sa.Column("code", Code, primary_key=True),
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("area", Code, nullable=False),
    sa.Column("members", sa.JSON, nullable=False),
    sa.Column("version", sa.Integer, nullable=False),
    sa.Column("changed_by", sa.Text, nullable=False),
    sa.Column("changed_at", Time, nullable=False),
)

# Each version of a group as it was set; one without a body took it away. Added to, never changed.
recipient_group_log = sa.Table(
    "recipient_group_log",
    metadata,
    sa.Column("code", Code, primary_key=True),
    sa.Column("version", sa.Integer, primary_key=True),
    sa.Column("body", sa.JSON(none_as_null=True)),
    sa.Column("who", sa.Text, nullable=False),
    sa.Column("at", Time, nullable=False),
)
