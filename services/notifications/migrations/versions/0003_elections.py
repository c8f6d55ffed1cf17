"""Which election a notice is about; those that stand have it in the key of what they tell of."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    op.add_column("notices", sa.Column("election", sa.Text))
    op.execute(
        "UPDATE notices SET election = split_part(dedupe_key, '/', 2) WHERE source = 'elections'"
    )
