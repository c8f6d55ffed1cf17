"""Billboards, public assets, cameras."""

import sqlalchemy as sa
from alembic import op
from geoalchemy2 import Geometry

revision = "0005"
down_revision = "0004"

CODE = sa.Text(collation="C")
TIME = sa.DateTime(timezone=True)


def upgrade() -> None:
    _layer(
        "billboards",
        "POINT",
        *_columns(CODE, "name", "kind", "owner", "permit"),
        *_columns(sa.Float(), "width_m", "height_m", "tax_rupiah"),
        *_columns(sa.Date(), "permit_until", "tax_paid_until"),
    )
    _layer(
        "public_assets",
        "GEOMETRY",
        *_columns(CODE, "name", "kind", "register", "agency", "certificate", "condition"),
        *_columns(sa.Float(), "size_m2", "value_rupiah"),
        *_columns(sa.BigInteger(), "acquired"),
    )
    _layer("cameras", "POINT", *_columns(CODE, "name", "kind", "link", "owner", "state"))


def _columns(kind: object, *names: str) -> list[sa.Column[object]]:
    return [sa.Column(name, kind) for name in names]


def _layer(name: str, shape: str, *columns: sa.Column[object]) -> None:
    """Make a table as the engine of layers wants it."""
    op.create_table(
        name,
        sa.Column("id", sa.BigInteger, sa.Identity(), primary_key=True),
        sa.Column("area", CODE),
        sa.Column("geometry", Geometry(shape, 4326, spatial_index=False)),
        sa.Column("version", sa.BigInteger, nullable=False),
        sa.Column("changed_at", TIME, server_default=sa.func.now(), nullable=False),
        sa.Column("changed_by", sa.Text),
        *columns,
    )
    op.create_index(f"{name}_geometry", name, ["geometry"], postgresql_using="gist")
    op.create_index(f"{name}_version", name, ["version", "id"])
    op.create_index(f"{name}_area", name, ["area"])
