"""Roads, the stretches that surveys tell of, damage that people report."""

import sqlalchemy as sa
from alembic import op
from geoalchemy2 import Geometry
from sqlalchemy.dialects import postgresql as pg

revision = "0003"
down_revision = "0002"

CODE = sa.Text(collation="C")
NOW = sa.func.now()
TIME = sa.DateTime(timezone=True)
CLASSES = ("good", "fair", "light", "heavy")
LENGTH = "ST_Length(geometry::geography) / 1000"


def upgrade() -> None:
    _roads()
    _surveys()
    _segments()
    _rules()
    _damage()


def _layer(name: str, key: sa.Column[object], shape: str, *columns: sa.Column[object]) -> None:
    """Make a table as the engine of layers wants it."""
    op.create_table(
        name,
        key,
        sa.Column("area", CODE),
        sa.Column("geometry", Geometry(shape, 4326, spatial_index=False)),
        sa.Column("version", sa.BigInteger, nullable=False),
        sa.Column("changed_at", TIME, server_default=NOW, nullable=False),
        sa.Column("changed_by", sa.Text),
        *columns,
    )
    op.create_index(f"{name}_geometry", name, ["geometry"], postgresql_using="gist")
    op.create_index(f"{name}_version", name, ["version", key.name])
    op.create_index(f"{name}_area", name, ["area"])


def _numbered() -> sa.Column[object]:
    return sa.Column("id", sa.BigInteger, sa.Identity(), primary_key=True)


def _roads() -> None:
    texts = ("name", "status", "function", "surface", "origin", "destination", "decree")
    known = " - ".join(f"{one}_km" for one in CLASSES)
    unknown = f"greatest(0, {LENGTH} - {known})"
    sound = f"100 * (good_km + fair_km) / nullif({LENGTH}, 0)"
    sound = f"CASE WHEN surveyed_on IS NOT NULL THEN {sound} END"
    _layer(
        "roads",
        sa.Column("code", CODE, primary_key=True),
        "LINESTRING",
        *(sa.Column(name, CODE) for name in texts),
        sa.Column("width_m", sa.Float),
        sa.Column("length_km", sa.Float, sa.Computed(LENGTH, persisted=True)),
        *(sa.Column(f"{one}_km", sa.Float, nullable=False, server_default="0") for one in CLASSES),
        sa.Column("unknown_km", sa.Float, sa.Computed(unknown, persisted=True)),
        sa.Column("soundness", sa.Float, sa.Computed(sound, persisted=True)),
        sa.Column("surveyed_on", sa.Date),
    )


def _surveys() -> None:
    op.create_table(
        "road_surveys",
        sa.Column("road", CODE, primary_key=True),
        sa.Column("surveyed_on", sa.Date, primary_key=True),
        sa.Column("source", sa.Text, nullable=False, server_default=""),
        sa.Column("who", sa.Text, nullable=False),
        sa.Column("at", TIME, server_default=NOW, nullable=False),
    )


def _segments() -> None:
    _layer(
        "road_segments",
        _numbered(),
        "LINESTRING",
        sa.Column("road", CODE, nullable=False),
        sa.Column("road_name", CODE),
        sa.Column("surveyed_on", sa.Date, nullable=False),
        sa.Column("from_m", sa.Float, nullable=False),
        sa.Column("to_m", sa.Float, nullable=False),
        sa.Column("iri", sa.Float),
        sa.Column("sdi", sa.Float),
        sa.Column("surface", CODE),
        sa.Column("condition", CODE, nullable=False),
        sa.Column("judged", sa.Boolean, nullable=False),
        sa.Column("survey", CODE, nullable=False),
        sa.CheckConstraint("survey IN ('newest', 'past')", "road_segments_survey_known"),
        sa.CheckConstraint("from_m >= 0 AND to_m > from_m", "road_segments_forward"),
        sa.UniqueConstraint("road", "surveyed_on", "from_m", name="road_segments_once"),
    )


def _rules() -> None:
    """What a government set in place of what ships; a concern's newest stands."""
    op.create_table(
        "rule_sets",
        sa.Column("id", sa.BigInteger, sa.Identity(), primary_key=True),
        sa.Column("concern", CODE, nullable=False),
        sa.Column("rules", pg.JSONB, nullable=False),
        sa.Column("who", sa.Text, nullable=False),
        sa.Column("at", TIME, server_default=NOW, nullable=False),
    )
    op.create_index("rule_sets_newest", "rule_sets", ["concern", "id"])


def _damage() -> None:
    states = "state IN ('reported', 'verified', 'scheduled', 'done', 'refused')"
    _layer(
        "road_damage",
        _numbered(),
        "POINT",
        sa.Column("kind", CODE, nullable=False),
        sa.Column("severity", CODE, nullable=False),
        sa.Column("state", CODE, nullable=False),
        sa.Column("description", CODE),
        sa.Column("road", CODE),
        sa.Column("road_name", CODE),
        sa.Column("metre", sa.Float),
        sa.Column("reported_at", TIME, nullable=False),
        sa.Column("due_at", TIME, nullable=False),
        sa.Column("scheduled_on", sa.Date),
        sa.Column("same_as", sa.BigInteger),
        sa.CheckConstraint(states, "road_damage_state_known"),
    )
    op.create_index("road_damage_state", "road_damage", ["state", "id"])
    # Who did what: never among a feature's attributes, as the layer is for everybody who signed in.
    op.create_table(
        "road_damage_acts",
        sa.Column("damage", sa.BigInteger, primary_key=True),
        sa.Column("number", sa.Integer, primary_key=True),
        sa.Column("state", CODE, nullable=False),
        sa.Column("reason", sa.Text, nullable=False, server_default=""),
        sa.Column("who", sa.Text, nullable=False),
        sa.Column("at", TIME, nullable=False),
    )
