"""Tables of signal; those of its layers follow from the descriptors."""

from __future__ import annotations

import sqlalchemy as sa
from geoalchemy2 import Geometry
from sqlalchemy.dialects import postgresql as pg

from services.gis.layers.tables import table
from services.gis.signal.descriptors import SPOTS

metadata = sa.MetaData()
Code = sa.Text(collation="C")
Time = sa.DateTime(timezone=True)

spots = table(SPOTS)

spot_signals = sa.Table(
    "spot_signals",
    metadata,
    sa.Column("spot", sa.BigInteger, primary_key=True),
    sa.Column("operator", Code, primary_key=True),
    sa.Column("signal", Code, nullable=False),
    sa.Column("data", sa.Boolean, nullable=False),
)

spot_acts = sa.Table(
    "spot_acts",
    metadata,
    sa.Column("spot", sa.BigInteger, primary_key=True),
    sa.Column("number", sa.Integer, primary_key=True),
    sa.Column("state", Code, nullable=False),
    sa.Column("reason", sa.Text, nullable=False),
    sa.Column("who", sa.Text, nullable=False),
    sa.Column("at", Time, server_default=sa.func.now()),
)

# A station as the plans' repository writes it; registrations write the rest (services.gis.tables).
stations = sa.Table(
    "stations",
    metadata,
    sa.Column("code", Code, primary_key=True),
    sa.Column("name", sa.Text),
    sa.Column("point", Geometry("POINT", 4326, spatial_index=False)),
    sa.Column("quality", sa.Text),
    sa.Column("dpt", sa.Integer),
    sa.Column("version", sa.BigInteger),
    sa.Column("changed_at", Time),
    sa.Column("changed_by", sa.Text),
    sa.Column("signal", Code, nullable=False),
    sa.Column("plan", Code),
    sa.Column("plan_state", Code),
)

tps_signals = sa.Table(
    "tps_signals",
    metadata,
    sa.Column("tps", Code, primary_key=True),
    sa.Column("point", Geometry("POINT", 4326, spatial_index=False)),
    sa.Column("facts", pg.JSONB, nullable=False),
    sa.Column("assessed_at", Time, server_default=sa.func.now()),
)

tps_plans = sa.Table(
    "tps_plans",
    metadata,
    sa.Column("tps", Code, primary_key=True),
    sa.Column("version", sa.Integer, nullable=False),
    sa.Column("proposed", Code),
    sa.Column("proposed_reason", Code, nullable=False),
    sa.Column("reason", Code, nullable=False),
    sa.Column("decided_signal", Code),
    sa.Column("decided_proposed", Code),
)

tps_plan_acts = sa.Table(
    "tps_plan_acts",
    metadata,
    sa.Column("tps", Code, primary_key=True),
    sa.Column("number", sa.Integer, primary_key=True),
    sa.Column("plan", Code),
    sa.Column("state", Code),
    sa.Column("reason", sa.Text, nullable=False),
    sa.Column("who", sa.Text, nullable=False),
    sa.Column("at", Time, server_default=sa.func.now()),
)

road_blocks = sa.Table(
    "road_blocks",
    metadata,
    sa.Column("id", sa.BigInteger, sa.Identity(), primary_key=True),
    sa.Column("road", Code, nullable=False),
    sa.Column("from_m", sa.Float, nullable=False),
    sa.Column("to_m", sa.Float, nullable=False),
    sa.Column("reason", Code, nullable=False),
    sa.Column("since", Time, nullable=False),
    sa.Column("until", Time),
    sa.Column("source", sa.Text, nullable=False),
    sa.Column("area", Code),
    sa.Column("who", sa.Text, nullable=False),
)
