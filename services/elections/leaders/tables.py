"""Tables of the leaders' page: where there is no signal, and what is planned there."""

from __future__ import annotations

import sqlalchemy as sa

from services.elections.tables import Code, metadata

# What was found at a polling station, when it was last looked at; no row: nobody has looked.
station_signals = sa.Table(
    "station_signals",
    metadata,
    sa.Column("election", Code, primary_key=True),
    sa.Column("tps", Code, primary_key=True),
    sa.Column("signal", sa.Text, nullable=False),
    sa.Column("checked_on", sa.Date, nullable=False),
)

# How a station sends its result, as gis last told; `signal` is what the map knows of it.
station_plans = sa.Table(
    "station_plans",
    metadata,
    sa.Column("tps", Code, primary_key=True),
    sa.Column("signal", sa.Text, nullable=False),
    sa.Column("plan", sa.Text),
    sa.Column("state", sa.Text),
    sa.Column("reason", sa.Text, nullable=False),
    sa.Column("version", sa.Integer, nullable=False),
    sa.Column("told_on", sa.Date, nullable=False),
)
