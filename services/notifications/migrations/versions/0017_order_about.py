"""What an order is about besides an incident, such as a figure of an indicator."""

from alembic import op

revision = "0017"
down_revision = "0016"


def upgrade() -> None:
    op.execute("ALTER TABLE orders ADD COLUMN about text COLLATE \"C\" NOT NULL DEFAULT ''")
    op.execute("CREATE INDEX orders_about ON orders (about) WHERE about <> ''")
