"""Positions are told of the morning brief too."""

from alembic import op

revision = "0018"
down_revision = "0017"

_KIND = """
ALTER TABLE addressed_notices DROP CONSTRAINT addressed_notices_kind_check;
ALTER TABLE addressed_notices ADD CONSTRAINT addressed_notices_kind_check CHECK (kind IN (
    'letter_received', 'disposition_given', 'disposition_overdue', 'brief_made'
));
"""


def upgrade() -> None:
    op.execute(_KIND)
