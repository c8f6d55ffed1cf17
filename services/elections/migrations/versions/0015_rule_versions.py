"""The version of a rule, so that two who change it at once learn of each other."""

from alembic import op

revision = "0015"
down_revision = "0014"


def upgrade() -> None:
    op.execute("ALTER TABLE rules ADD COLUMN version integer NOT NULL DEFAULT 1")
