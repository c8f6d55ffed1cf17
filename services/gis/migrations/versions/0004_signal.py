"""Signal: what was found where, what reaches how far, each station's plan, blocked roads."""

import sqlalchemy as sa
from alembic import op
from geoalchemy2 import Geometry
from sqlalchemy.dialects import postgresql as pg

revision = "0004"
down_revision = "0003"

CODE = sa.Text(collation="C")
NOW = sa.func.now()
TIME = sa.DateTime(timezone=True)
COVERAGE = "CASE WHEN radius_m IS NULL THEN geometry "
COVERAGE += "ELSE ST_Buffer(geometry::geography, radius_m)::geometry END"


def upgrade() -> None:
    _spots()
    _assets()
    _stations()
    _plans()
    _following()
    _blocks()


def _layer(name: str, shape: str, *columns: sa.Column[object]) -> None:
    """Make a table as the engine of layers wants it."""
    op.create_table(
        name,
        sa.Column("id", sa.BigInteger, sa.Identity(), primary_key=True),
        sa.Column("area", CODE),
        sa.Column("geometry", Geometry(shape, 4326, spatial_index=False)),
        sa.Column("version", sa.BigInteger, nullable=False),
        sa.Column("changed_at", TIME, server_default=NOW, nullable=False),
        sa.Column("changed_by", sa.Text),
        *columns,
    )
    op.create_index(f"{name}_geometry", name, ["geometry"], postgresql_using="gist")
    op.create_index(f"{name}_version", name, ["version", "id"])
    op.create_index(f"{name}_area", name, ["area"])


def _acts(name: str, key: sa.Column[object], *columns: sa.Column[object]) -> None:
    """Make a table of who did what: never among a feature's attributes."""
    op.create_table(
        name,
        key,
        sa.Column("number", sa.Integer, primary_key=True),
        *columns,
        sa.Column("reason", sa.Text, nullable=False, server_default=""),
        sa.Column("who", sa.Text, nullable=False),
        sa.Column("at", TIME, nullable=False, server_default=NOW),
    )


def _spots() -> None:
    _layer(
        "blank_spots",
        "GEOMETRY",
        sa.Column("name", CODE, nullable=False),
        sa.Column("signals", pg.JSONB, nullable=False),
        sa.Column("source", CODE, nullable=False),
        sa.Column("seen_on", sa.Date, nullable=False),
        sa.Column("note", CODE),
        sa.Column("signal", CODE, nullable=False, server_default="unknown"),
        sa.Column("proposal", CODE),
    )
    op.create_index("blank_spots_proposal", "blank_spots", ["proposal", "id"])
    # What the rules make of each spot's signals.
    op.create_table(
        "spot_signals",
        sa.Column("spot", sa.BigInteger, primary_key=True),
        sa.Column("operator", CODE, primary_key=True),
        sa.Column("signal", CODE, nullable=False),
        sa.Column("data", sa.Boolean, nullable=False),
    )
    spot = sa.Column("spot", sa.BigInteger, primary_key=True)
    _acts("spot_acts", spot, sa.Column("state", CODE, nullable=False))


def _assets() -> None:
    _layer(
        "network_assets",
        "POINT",
        sa.Column("name", CODE, nullable=False),
        sa.Column("kind", CODE, nullable=False),
        sa.Column("operator", CODE),
        sa.Column("radius_m", sa.Float),
        sa.Column("note", CODE),
        sa.Column(
            "coverage",
            Geometry("GEOMETRY", 4326, spatial_index=False),
            sa.Computed(COVERAGE, persisted=True),
        ),
    )
    op.create_index(
        "network_assets_coverage", "network_assets", ["coverage"], postgresql_using="gist"
    )


def _stations() -> None:
    signal = sa.Column("signal", CODE, nullable=False, server_default="unknown")
    op.add_column("stations", signal)
    op.add_column("stations", sa.Column("plan", CODE))
    op.add_column("stations", sa.Column("plan_state", CODE))
    known = "(plan IS NULL) = (plan_state IS NULL)"
    op.create_check_constraint("stations_plan_has_state", "stations", known)
    # What was found around a station, where it stood when this was looked up, of which features.
    op.create_table(
        "tps_signals",
        sa.Column("tps", CODE, primary_key=True),
        sa.Column("point", Geometry("POINT", 4326, spatial_index=False)),
        sa.Column("facts", pg.JSONB, nullable=False),
        sa.Column("spots", pg.ARRAY(sa.BigInteger), nullable=False),
        sa.Column("assets", pg.ARRAY(sa.BigInteger), nullable=False),
        *(sa.Column(f"{one}_m", sa.Float) for one in ("covered", "asset", "wifi", "radio", "road")),
        sa.Column("assessed_at", TIME, nullable=False, server_default=NOW),
    )
    op.create_index("tps_signals_point", "tps_signals", ["point"], postgresql_using="gist")


def _plans() -> None:
    op.create_table(
        "tps_plans",
        sa.Column("tps", CODE, primary_key=True),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("proposed", CODE),
        sa.Column("proposed_reason", CODE, nullable=False),
        sa.Column("reason", CODE, nullable=False),
        # What stood when a person decided: where it differs from today's, the page says so.
        sa.Column("decided_signal", CODE),
        sa.Column("decided_proposed", CODE),
    )
    tps = sa.Column("tps", CODE, primary_key=True)
    _acts("tps_plan_acts", tps, sa.Column("plan", CODE), sa.Column("state", CODE))


def _following() -> None:
    """The stations that are to be looked at again."""
    op.create_table("signal_queue", sa.Column("tps", CODE, primary_key=True))


def _blocks() -> None:
    op.create_table(
        "road_blocks",
        sa.Column("id", sa.BigInteger, sa.Identity(), primary_key=True),
        sa.Column("road", CODE, nullable=False),
        sa.Column("from_m", sa.Float, nullable=False),
        sa.Column("to_m", sa.Float, nullable=False),
        sa.Column("reason", CODE, nullable=False),
        sa.Column("since", TIME, nullable=False),
        sa.Column("until", TIME),
        sa.Column("source", sa.Text, nullable=False),
        sa.Column("area", CODE),
        sa.Column("who", sa.Text, nullable=False),
        sa.CheckConstraint("reason IN ('flooded', 'damaged', 'closed')", "road_blocks_reason"),
        sa.CheckConstraint("from_m >= 0 AND to_m >= from_m", "road_blocks_forward"),
    )
    op.create_index("road_blocks_road", "road_blocks", ["road", "until"])
