"""Tables of the leaders' page: where there is no signal."""

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
