"""The agenda book in the order of numbers: 15a stands before 16, though it was drawn after it."""

from alembic import op

revision = "0013"
down_revision = "0012"

ORDER = """
DROP INDEX numbers_book;
CREATE INDEX numbers_book ON numbers (unit, day, series, n, suffix);
"""


def upgrade() -> None:
    op.execute(ORDER)
