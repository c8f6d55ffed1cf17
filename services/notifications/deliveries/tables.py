"""Tables of deliveries."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql as pg

from services.notifications.tables import Code, Time, Uuid, metadata

# What is told, once for all its readers.
delivery_messages = sa.Table(
    "delivery_messages",
    metadata,
    sa.Column("key", Code, primary_key=True),
    sa.Column("topic", Code, nullable=False),
    sa.Column("severity", sa.Text, nullable=False),
    sa.Column("subject", sa.Text, nullable=False),
    sa.Column("text", sa.Text, nullable=False),
    sa.Column("link", sa.Text, nullable=False),
    sa.Column("exercise", sa.Boolean, nullable=False),
    sa.Column("expires_at", Time),
    sa.Column("values", pg.JSON, nullable=False),
    sa.Column("area", Code, nullable=False),
    sa.Column("made_at", Time, nullable=False),
)

# One of each (key, reader, channel, contact). A queued one is `ready` once its `ready_at` is over,
# so that the queue holds no row that waits. `attempts` counts claims: who settles one names it, so
# that nobody settles what another has claimed since.
deliveries = sa.Table(
    "deliveries",
    metadata,
    sa.Column("id", Uuid, primary_key=True),
    sa.Column("key", Code, nullable=False),
    sa.Column("reader", Code, nullable=False),
    sa.Column("channel", Code, nullable=False),
    sa.Column("contact", Uuid, nullable=False),
    sa.Column("topic", Code, nullable=False),
    sa.Column("rank", sa.SmallInteger, nullable=False),
    sa.Column("state", Code, nullable=False),
    sa.Column("ready", sa.Boolean, nullable=False),
    sa.Column("ready_at", Time),
    sa.Column("expires_at", Time),
    sa.Column("digest", sa.Boolean, nullable=False),
    sa.Column("attempts", sa.SmallInteger, nullable=False),
    sa.Column("leased_until", Time),
    sa.Column("why", Code, nullable=False),
    sa.Column("queued_at", Time, nullable=False),
    sa.Column("sent_at", Time),
    sa.Column("delivered_at", Time),
    sa.Column("read_at", Time),
    sa.Column("ended_at", Time),
)

# What is left of deliveries that were kept long enough.
delivery_counts = sa.Table(
    "delivery_counts",
    metadata,
    sa.Column("day", sa.Date, primary_key=True),
    sa.Column("topic", Code, primary_key=True),
    sa.Column("channel", Code, primary_key=True),
    sa.Column("state", Code, primary_key=True),
    sa.Column("count", sa.BigInteger, nullable=False),
)

# A channel as an administrator set it up: what is secret of its parts stands in `sealed`.
channels = sa.Table(
    "channels",
    metadata,
    sa.Column("name", Code, primary_key=True),
    sa.Column("kind", Code, nullable=False),
    sa.Column("parts", pg.JSON, nullable=False),
    sa.Column("sealed", pg.BYTEA, nullable=False),
    sa.Column("enabled", sa.Boolean, nullable=False),
    sa.Column("public", sa.Boolean, nullable=False),
    sa.Column("version", sa.Integer, nullable=False),
    sa.Column("changed_by", sa.Text, nullable=False),
    sa.Column("changed_at", Time, nullable=False),
)

# The breaker of each channel, so that all replicas leave it alone at once and one tries it again.
channel_health = sa.Table(
    "channel_health",
    metadata,
    sa.Column("channel", Code, primary_key=True),
    sa.Column("failures", sa.Integer, nullable=False),
    sa.Column("opened", sa.Integer, nullable=False),
    sa.Column("open_until", Time),
    sa.Column("probing_until", Time),
    sa.Column("last_ok_at", Time),
    sa.Column("last_failed_at", Time),
    sa.Column("why", Code, nullable=False),
)

# Addresses are sealed; `masked` is what is shown of one, `digest` a keyed hash to find it by.
contacts = sa.Table(
    "contacts",
    metadata,
    sa.Column("id", Uuid, primary_key=True),
    sa.Column("reader", Code, nullable=False),
    sa.Column("channel", Code, nullable=False),
    sa.Column("place", sa.SmallInteger, nullable=False),
    sa.Column("least", sa.Text, nullable=False),
    sa.Column("sealed", pg.BYTEA, nullable=False),
    sa.Column("masked", sa.Text, nullable=False),
    sa.Column("digest", pg.BYTEA, nullable=False),
    sa.Column("verified_at", Time),
    sa.Column("nonce", pg.BYTEA),
    sa.Column("code_until", Time),
    sa.Column("tries", sa.SmallInteger, nullable=False),
    sa.Column("made_at", Time, nullable=False),
)

delivery_preferences = sa.Table(
    "delivery_preferences",
    metadata,
    sa.Column("reader", Code, primary_key=True),
    sa.Column("language", sa.Text, nullable=False),
    sa.Column("quiet_from", sa.Time),
    sa.Column("quiet_until", sa.Time),
    sa.Column("digest", sa.Boolean, nullable=False),
)

message_templates = sa.Table(
    "message_templates",
    metadata,
    sa.Column("topic", Code, primary_key=True),
    sa.Column("language", Code, primary_key=True),
    sa.Column("version", sa.Integer, primary_key=True),
    sa.Column("subject", sa.Text, nullable=False),
    sa.Column("body", sa.Text, nullable=False),
    sa.Column("changed_by", sa.Text, nullable=False),
    sa.Column("changed_at", Time, nullable=False),
)
