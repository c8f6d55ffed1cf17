"""Photos of incidents may be removed: they are shown no more, and their file is swept."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    op.add_column("incident_photos", sa.Column("removed_at", sa.DateTime(timezone=True)))
    op.add_column("incident_photos", sa.Column("removed_by", sa.Text))
    op.add_column("incident_photos", sa.Column("reason", sa.Text))
    op.drop_constraint("incident_photos_incident_sha256_key", "incident_photos")
    op.create_index(
        "incident_photos_once",
        "incident_photos",
        ["incident", "sha256"],
        unique=True,
        postgresql_where=sa.text("removed_at IS NULL"),
    )
    # What expired is forgotten hourly.
    until = sa.text("until IS NOT NULL")
    op.create_index("incident_keys_until", "incident_keys", ["until"], postgresql_where=until)
