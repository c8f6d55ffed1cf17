"""Agenda books in parts: a long one is more than a process should lay out, or a message carry."""

from alembic import op

revision = "0011"
down_revision = "0010"

PARTS = """
ALTER TABLE agenda_books ADD COLUMN part integer NOT NULL DEFAULT 1;
ALTER TABLE agenda_books DROP CONSTRAINT agenda_books_pkey, ADD PRIMARY KEY (job, part);
ALTER TABLE agenda_books ALTER COLUMN part DROP DEFAULT;
"""


def upgrade() -> None:
    op.execute(PARTS)
