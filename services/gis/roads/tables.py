"""Tables of roads; those of their layers follow from the descriptors."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql as pg

from services.gis.layers.tables import table
from services.gis.roads.descriptors import ROADS, SEGMENTS

metadata = sa.MetaData()
Code = sa.Text(collation="C")
Time = sa.DateTime(timezone=True)

roads = table(ROADS)
# Stretches of all surveys; `survey` tells the newest of a road (the layer shows these) from others.
segments = table(SEGMENTS)

road_surveys = sa.Table(
    "road_surveys",
    metadata,
    sa.Column("road", Code, primary_key=True),
    sa.Column("surveyed_on", sa.Date, primary_key=True),
    sa.Column("source", sa.Text, nullable=False),
    sa.Column("who", sa.Text, nullable=False),
    sa.Column("at", Time, server_default=sa.func.now()),
)

# Photos of reports; one that was removed has neither place nor distance any more.
road_damage_photos = sa.Table(
    "road_damage_photos",
    metadata,
    sa.Column("id", pg.UUID(as_uuid=False), primary_key=True),
    sa.Column("damage", sa.BigInteger, nullable=False),
    sa.Column("sha256", Code, nullable=False),
    sa.Column("bytes", sa.Integer, nullable=False),
    sa.Column("width", sa.Integer, nullable=False),
    sa.Column("height", sa.Integer, nullable=False),
    sa.Column("taken_at", Time),
    sa.Column("lon", sa.Double),
    sa.Column("lat", sa.Double),
    sa.Column("distance_m", sa.Integer),
    sa.Column("received_at", Time, nullable=False),
    sa.Column("who", sa.Text, nullable=False),
    sa.Column("removed_at", Time),
    sa.Column("removed_by", sa.Text),
    sa.Column("reason", sa.Text),
)

# What was done with reports of damage, and by whom: told to those who handle them.
road_damage_acts = sa.Table(
    "road_damage_acts",
    metadata,
    sa.Column("damage", sa.BigInteger, primary_key=True),
    sa.Column("number", sa.Integer, primary_key=True),
    sa.Column("state", Code, nullable=False),
    sa.Column("reason", sa.Text, nullable=False),
    sa.Column("who", sa.Text, nullable=False),
    sa.Column("at", Time, nullable=False),
)
