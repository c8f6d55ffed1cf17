"""Tables of orders."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql as pg

from services.notifications.tables import Code, Time, Uuid, metadata

order_years = sa.Table(
    "order_years",
    metadata,
    sa.Column("year", sa.Integer, primary_key=True),
    sa.Column("last", sa.Integer, nullable=False),
)

# `state` is what somebody or all answers made of it: overdue is asked of the clock.
orders = sa.Table(
    "orders",
    metadata,
    sa.Column("id", Uuid, primary_key=True),
    sa.Column("year", sa.Integer, nullable=False),
    sa.Column("number", sa.Integer, nullable=False),
    sa.Column("text", sa.Text, nullable=False),
    sa.Column("urgency", sa.Text, nullable=False),
    sa.Column("area", Code, nullable=False),
    sa.Column("incident", Uuid),
    sa.Column("exercise", sa.Boolean, nullable=False),
    sa.Column("given_by", Code, nullable=False),
    sa.Column("given_as", Code, nullable=False),
    sa.Column("given_title", sa.Text, nullable=False),
    sa.Column("given_at", Time, nullable=False),
    sa.Column("acknowledge_by", Time, nullable=False),
    sa.Column("deadline", Time, nullable=False),
    sa.Column("state", sa.Text, nullable=False),
    sa.Column("ended_at", Time),
    sa.Column("ended_by", sa.Text, nullable=False),
    sa.Column("reason", sa.Text, nullable=False),
    sa.Column("version", sa.Integer, nullable=False),
    sa.Column("about", Code, nullable=False),
)

# `escalated_at` and `overdue_at`: when giver and position above were told, each once.
order_receivers = sa.Table(
    "order_receivers",
    metadata,
    sa.Column("id", Uuid, primary_key=True),
    sa.Column("order_id", Uuid, nullable=False),
    sa.Column("person", Code, nullable=False),
    sa.Column("position", Code, nullable=False),
    sa.Column("title", sa.Text, nullable=False),
    sa.Column("unit_name", sa.Text, nullable=False),
    sa.Column("state", sa.Text, nullable=False),
    sa.Column("times", sa.JSON, nullable=False),
    sa.Column("answered_by", sa.Text, nullable=False),
    sa.Column("reason", sa.Text, nullable=False),
    sa.Column("reminders", sa.Integer, nullable=False),
    sa.Column("reminded_at", Time),
    sa.Column("escalated_at", Time),
    sa.Column("overdue_at", Time),
    sa.Column("escalated_to", pg.ARRAY(Code), nullable=False),
)

# What was done, in order; the service may only add to it.
order_log = sa.Table(
    "order_log",
    metadata,
    sa.Column("id", Uuid, primary_key=True),
    sa.Column("order_id", Uuid, nullable=False),
    sa.Column("receiver", Uuid),
    sa.Column("at", Time, nullable=False),
    sa.Column("what", sa.Text, nullable=False),
    sa.Column("who", sa.Text, nullable=False),
    sa.Column("as_title", sa.Text, nullable=False),
    sa.Column("text", sa.Text, nullable=False),
)
