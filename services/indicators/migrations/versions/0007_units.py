"""Names of the units that keep indicators, as e-office tells them."""

from alembic import op

revision = "0007"
down_revision = "0006"

_TABLES = """
CREATE TABLE units (
    code text COLLATE "C" PRIMARY KEY,
    name text NOT NULL
);
"""


def upgrade() -> None:
    op.execute(_TABLES)
