"""Areas with their shapes, and the polling stations' points."""

import sqlalchemy as sa
from alembic import op
from geoalchemy2 import Geometry

from libs.kit.migrate import create_kit_tables

revision = "0001"
down_revision = None


def upgrade() -> None:
    create_kit_tables(op)
    _areas()
    _stations()
    op.create_table(
        "layers",
        sa.Column("layer", sa.Text, primary_key=True),
        sa.Column("area", sa.Text(collation="C"), primary_key=True),
        sa.Column("version", sa.BigInteger, nullable=False),
    )


def _areas() -> None:
    op.create_table(
        "areas",
        sa.Column("code", sa.Text(collation="C"), primary_key=True),
        sa.Column("level", sa.Text, nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("point", Geometry("POINT", 4326, spatial_index=False)),
        sa.Column("geometry", Geometry("MULTIPOLYGON", 4326, spatial_index=False)),
        sa.Column("quality", sa.Text, nullable=False, server_default="voronoi"),
        sa.Column("size_m2", sa.Float, sa.Computed("ST_Area(geometry::geography)", persisted=True)),
        sa.CheckConstraint("level IN ('regency', 'district', 'village')", "areas_level_known"),
        sa.CheckConstraint("quality IN ('voronoi', 'surveyed')", "areas_quality_known"),
    )
    op.create_index("areas_level", "areas", ["level", "code"])
    op.create_index("areas_geometry", "areas", ["geometry"], postgresql_using="gist")


def _stations() -> None:
    op.create_table(
        "stations",
        sa.Column("code", sa.Text(collation="C"), primary_key=True),
        sa.Column("election", sa.Text, nullable=False),
        sa.Column("number", sa.SmallInteger, nullable=False),
        sa.Column("special", sa.Boolean, nullable=False),
        sa.Column("name", sa.Text),
        sa.Column("dpt", sa.Integer),
        sa.Column("point", Geometry("POINT", 4326, spatial_index=False)),
    )
    op.create_index("stations_point", "stations", ["point"], postgresql_using="gist")
    op.create_table(
        "station_changes",
        sa.Column("id", sa.BigInteger, sa.Identity(), primary_key=True),
        sa.Column("area", sa.Text(collation="C"), nullable=False),
    )
