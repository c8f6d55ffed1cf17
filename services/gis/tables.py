"""Tables of areas and stations. Codes sort by byte, so that a prefix is a range of the index."""

from __future__ import annotations

import sqlalchemy as sa
from geoalchemy2 import Geometry
from sqlalchemy.dialects import postgresql as pg

metadata = sa.MetaData()
Code = sa.Text(collation="C")
SRID = 4326

# Here stands what the layers' engine does not see of them or what commands write; the descriptors
# in `layers/builtin.py` have the other columns.
areas = sa.Table(
    "areas",
    metadata,
    sa.Column("code", Code, primary_key=True),
    sa.Column("level", sa.Text, nullable=False),
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("point", Geometry("POINT", SRID, spatial_index=False)),
    sa.Column("geometry", Geometry("MULTIPOLYGON", SRID, spatial_index=False)),
    # voronoi: made of points, and made anew when a point moves; surveyed: never overwritten
    sa.Column("quality", sa.Text, nullable=False, server_default="voronoi"),
    sa.Column("version", sa.BigInteger, nullable=False),
    sa.Column("changed_at", sa.DateTime(timezone=True), server_default=sa.func.now()),
    sa.Column("changed_by", sa.Text),
)

# The newest registration of a polling station stands, whichever election brought it.
stations = sa.Table(
    "stations",
    metadata,
    sa.Column("code", Code, primary_key=True),
    sa.Column("election", sa.Text, nullable=False),
    sa.Column("number", sa.SmallInteger, nullable=False),
    sa.Column("special", sa.Boolean, nullable=False),
    sa.Column("name", sa.Text),
    sa.Column("dpt", sa.Integer),
    sa.Column("point", Geometry("POINT", SRID, spatial_index=False)),
    sa.Column("quality", sa.Text, nullable=False, server_default="unknown"),
    sa.Column("version", sa.BigInteger, nullable=False, server_default="0"),
    sa.Column("changed_at", sa.DateTime(timezone=True), server_default=sa.func.now()),
    sa.Column("changed_by", sa.Text),
)

# Stations that changed since the layer's last version; drained once a second, so that 800,000
# stations registered in a row make as many rows and only a few events.
station_changes = sa.Table(
    "station_changes",
    metadata,
    sa.Column("id", sa.BigInteger, sa.Identity(), primary_key=True),
    sa.Column("code", Code, nullable=False),
)

# What a government set in place of the rules that ship; a concern's newest stands.
rule_sets = sa.Table(
    "rule_sets",
    metadata,
    sa.Column("id", sa.BigInteger, sa.Identity(), primary_key=True),
    sa.Column("concern", Code, nullable=False),
    sa.Column("rules", pg.JSONB, nullable=False),
    sa.Column("who", sa.Text, nullable=False),
    sa.Column("at", sa.DateTime(timezone=True), server_default=sa.func.now()),
)
