"""Incidents: a copy of each by event, the layer of those that are open, roads that they block."""

import sqlalchemy as sa
from alembic import op
from geoalchemy2 import Geometry

revision = "0008"
down_revision = "0007"

CODE = sa.Text(collation="C")
TIME = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "incident_copies",
        sa.Column("incident", CODE, primary_key=True),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("area", CODE),
        sa.Column("point", Geometry("POINT", 4326, spatial_index=False)),
        sa.Column("radius_m", sa.Integer),
        sa.Column("checked", sa.Boolean, nullable=False),
    )
    _layer()
    op.add_column("road_blocks", sa.Column("incident", CODE))
    told = sa.text("incident IS NOT NULL")
    op.create_index("road_blocks_incident", "road_blocks", ["incident"], postgresql_where=told)


def _layer() -> None:
    """Make the layer's table as the engine of layers wants it."""
    op.create_table(
        "incidents",
        sa.Column("incident", CODE, primary_key=True),
        sa.Column("area", CODE),
        sa.Column("geometry", Geometry("POINT", 4326, spatial_index=False)),
        sa.Column("version", sa.BigInteger, nullable=False),
        sa.Column("changed_at", TIME, server_default=sa.func.now(), nullable=False),
        sa.Column("changed_by", sa.Text),
        *(sa.Column(one, CODE) for one in ("number", "type", "severity", "state", "headline")),
        sa.Column("agency", CODE),
        sa.Column("radius_m", sa.BigInteger),
        sa.Column("exercise", sa.Boolean),
        sa.Column("occurred_at", TIME),
    )
    op.create_index("incidents_geometry", "incidents", ["geometry"], postgresql_using="gist")
    nowhere = sa.text("geometry IS NULL")
    op.create_index("incidents_nowhere", "incidents", ["incident"], postgresql_where=nowhere)
    op.create_index("incidents_version", "incidents", ["version", "incident"])
    op.create_index("incidents_area", "incidents", ["area"])
