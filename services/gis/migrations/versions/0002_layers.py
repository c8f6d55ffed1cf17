"""The catalogue of layers with their versions, log and history; areas and stations as layers."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql as pg

revision = "0002"
down_revision = "0001"

CODE = sa.Text(collation="C")
NOW = sa.func.now()
TIME = sa.DateTime(timezone=True)


def upgrade() -> None:
    _catalogue()
    _log()
    _history()
    _followers()
    _placing()
    _areas()
    _stations()
    op.drop_table("layers")


def _catalogue() -> None:
    op.create_table(
        "catalogue",
        sa.Column("id", CODE, primary_key=True),
        sa.Column("definition", pg.JSONB),
        sa.Column("version", sa.BigInteger, nullable=False),
        sa.Column("defined", sa.BigInteger, nullable=False, server_default="0"),
        sa.Column("changed_at", TIME, server_default=NOW, nullable=False),
    )
    # A layer's version counted by regency; it goes on above all of them.
    op.execute(
        "INSERT INTO catalogue (id, version) SELECT layer, sum(version) FROM layers GROUP BY layer"
    )


def _log() -> None:
    op.create_table(
        "layer_changes",
        sa.Column("layer", CODE, primary_key=True),
        sa.Column("version", sa.BigInteger, primary_key=True),
        sa.Column("at", TIME, server_default=NOW, nullable=False),
        sa.Column("who", sa.Text, nullable=False),
        sa.Column("what", sa.Text, nullable=False),
        sa.Column("added", sa.Integer, nullable=False, server_default="0"),
        sa.Column("changed", sa.Integer, nullable=False, server_default="0"),
        sa.Column("removed", sa.Integer, nullable=False, server_default="0"),
        sa.Column("area", CODE, nullable=False, server_default=""),
        sa.Column("bbox", pg.ARRAY(sa.Float)),
    )


def _history() -> None:
    op.create_table(
        "feature_history",
        sa.Column("layer", CODE, primary_key=True),
        sa.Column("feature", CODE, primary_key=True),
        sa.Column("until", sa.BigInteger, primary_key=True),
        sa.Column("version", sa.BigInteger, nullable=False),
        sa.Column("change", sa.Text, nullable=False),
        sa.Column("who", sa.Text, nullable=False),
        sa.Column("at", TIME, server_default=NOW, nullable=False),
        sa.Column("area", CODE),
        sa.Column("state", pg.JSONB, nullable=False),
        sa.CheckConstraint("change IN ('updated', 'deleted', 'restored')", "history_change_known"),
    )
    op.create_index("feature_history_until", "feature_history", ["layer", "until"])


def _placing() -> None:
    op.create_table(
        "area_changes",
        sa.Column("id", sa.BigInteger, sa.Identity(), primary_key=True),
        sa.Column("layer", CODE, nullable=False),
        sa.Column("bbox", pg.ARRAY(sa.Float)),
    )


def _followers() -> None:
    op.create_table(
        "layer_followers",
        sa.Column("follower", CODE, primary_key=True),
        sa.Column("layer", CODE, primary_key=True),
        sa.Column("version", sa.BigInteger, nullable=False),
    )


def _areas() -> None:
    op.drop_constraint("areas_level_known", "areas")
    known = "level IN ('province', 'regency', 'district', 'village')"
    op.create_check_constraint("areas_level_known", "areas", known)
    op.drop_column("areas", "size_m2")
    parent = "CASE length(code) WHEN 10 THEN left(code, 6) WHEN 2 THEN NULL "
    parent += "ELSE left(code, length(code) - 2) END"
    size = "round((ST_Area(geometry::geography) / 1e6)::numeric, 3)::double precision"
    op.add_column("areas", sa.Column("parent", CODE, sa.Computed(parent, persisted=True)))
    op.add_column("areas", sa.Column("size_km2", sa.Float, sa.Computed(size, persisted=True)))
    nowhere = sa.text("geometry IS NULL")
    op.create_index("areas_nowhere", "areas", ["code"], postgresql_where=nowhere)
    _versions("areas")
    op.execute(
        "UPDATE areas SET version = c.version FROM catalogue c WHERE c.id = CASE level "
        "WHEN 'village' THEN 'villages' WHEN 'district' THEN 'districts' ELSE 'regencies' END"
    )


def _stations() -> None:
    op.execute("UPDATE stations SET name = 'TPS ' || lpad(number::text, 3, '0') WHERE name IS NULL")
    parent = sa.Computed("left(code, 10)", persisted=True)
    op.add_column("stations", sa.Column("parent", CODE, parent))
    op.add_column(
        "stations", sa.Column("quality", sa.Text, nullable=False, server_default="unknown")
    )
    qualities = "quality IN ('surveyed', 'geocoded', 'centroid', 'unknown')"
    op.create_check_constraint("stations_quality_known", "stations", qualities)
    _versions("stations")
    op.execute("UPDATE stations SET version = c.version FROM catalogue c WHERE c.id = 'tps'")
    op.create_index("stations_version", "stations", ["version", "code"])
    nowhere = sa.text("point IS NULL")
    op.create_index("stations_nowhere", "stations", ["code"], postgresql_where=nowhere)
    # The queue names stations now: whoever drains it gives each the layer's version.
    op.alter_column("station_changes", "area", new_column_name="code")


def _versions(table: str) -> None:
    version = sa.Column("version", sa.BigInteger, nullable=False, server_default="0")
    op.add_column(table, version)
    op.add_column(table, sa.Column("changed_at", TIME, server_default=NOW, nullable=False))
    op.add_column(table, sa.Column("changed_by", sa.Text))
