"""Kinds of letters that an administrator added to those that come with us."""

from alembic import op

revision = "0012"
down_revision = "0011"

KINDS = """
CREATE TABLE letter_kinds (
    kind       text COLLATE "C" PRIMARY KEY,
    title      text NOT NULL,
    title_en   text NOT NULL,
    purpose    text NOT NULL,
    purpose_en text NOT NULL,
    at         timestamptz NOT NULL
);
"""


def upgrade() -> None:
    op.execute(KINDS)
