"""What waits to be folded says whether values of dimensions came."""

from alembic import op

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    op.execute("ALTER TABLE figure_changes ADD COLUMN parts boolean NOT NULL DEFAULT false")
