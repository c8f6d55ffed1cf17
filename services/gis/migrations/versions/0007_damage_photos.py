"""Photos of damage on roads."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql as pg

revision = "0007"
down_revision = "0006"

CODE = sa.Text(collation="C")
TIME = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "road_damage_photos",
        sa.Column("id", pg.UUID(as_uuid=False), primary_key=True),
        sa.Column("damage", sa.BigInteger, nullable=False),
        sa.Column("sha256", CODE, nullable=False),
        sa.Column("bytes", sa.Integer, nullable=False),
        sa.Column("width", sa.Integer, nullable=False),
        sa.Column("height", sa.Integer, nullable=False),
        sa.Column("taken_at", TIME),
        # What the camera told; it never goes out, only how far off the report's point it is.
        sa.Column("lon", sa.Double),
        sa.Column("lat", sa.Double),
        sa.Column("distance_m", sa.Integer),
        sa.Column("received_at", TIME, nullable=False),
        sa.Column("who", sa.Text, nullable=False),
        sa.Column("removed_at", TIME),
        sa.Column("removed_by", sa.Text),
        sa.Column("reason", sa.Text),
    )
    # The same file stands at a report once.
    op.create_index(
        "road_damage_photos_once",
        "road_damage_photos",
        ["damage", "sha256"],
        unique=True,
        postgresql_where=sa.text("removed_at IS NULL"),
    )
    op.create_index("road_damage_photos_sha256", "road_damage_photos", ["sha256"])
