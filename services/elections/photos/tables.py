"""Tables of the photos of forms."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql as pg

from services.elections.tables import Code, Moment, metadata

# A photo's place never changes: one that is moved stays where it was, as moved, and stands anew.
photos = sa.Table(
    "photos",
    metadata,
    sa.Column("id", pg.UUID(as_uuid=False), primary_key=True),
    sa.Column("contest", sa.Integer, nullable=False),
    sa.Column("tps", Code, nullable=False),
    sa.Column("page", sa.SmallInteger, nullable=False),
    sa.Column("sha256", Code, nullable=False),
    sa.Column("bytes", sa.Integer, nullable=False),
    sa.Column("width", sa.Integer, nullable=False),
    sa.Column("height", sa.Integer, nullable=False),
    sa.Column("dhash", pg.BIT(256), nullable=False),
    sa.Column("turned", pg.BIT(768)),
    sa.Column("icon", sa.LargeBinary, nullable=False),
    sa.Column("taken_at", Moment),
    sa.Column("lon", sa.Double),
    sa.Column("lat", sa.Double),
    sa.Column("distance_m", sa.Integer),
    sa.Column("received_at", Moment, nullable=False),
    sa.Column("who", sa.Text, nullable=False),
    sa.Column("state", sa.Text, nullable=False),
    sa.Column("reason", sa.Text),
    sa.Column("decided_by", sa.Text),
    sa.Column("decided_at", Moment),
    sa.Column("moved_to", pg.UUID(as_uuid=False)),
)

# Pairs of photos at different stations that show the same, each pair in both directions.
photo_twins = sa.Table(
    "photo_twins",
    metadata,
    sa.Column("photo", pg.UUID(as_uuid=False), primary_key=True),
    sa.Column("twin", pg.UUID(as_uuid=False), primary_key=True),
    sa.Column("same", sa.Boolean, nullable=False),
)

# Stations whose photos are to be judged anew, for what is known of the station or asked of photos.
photo_checks = sa.Table(
    "photo_checks",
    metadata,
    sa.Column("id", sa.BigInteger, sa.Identity(), primary_key=True),
    sa.Column("election", Code, nullable=False),
    sa.Column("tps", Code, nullable=False),
)
