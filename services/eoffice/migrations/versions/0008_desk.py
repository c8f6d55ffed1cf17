"""What is written on the scan of an incoming letter, as far as a machine can read it.

`text_of` is the scan that was read, so that another scan is read again; `text_state` says what came
of it. What a secret one says stands nowhere but in its sealed scan.
"""

from alembic import op

revision = "0008"
down_revision = "0007"

TEXT = """
ALTER TABLE incoming
    ADD COLUMN text       text,
    ADD COLUMN text_of    text COLLATE "C",
    ADD COLUMN text_state text CHECK (text_state IN ('read', 'empty', 'signed', 'failed')),
    ADD CHECK (text IS NULL OR NOT secret),
    ADD CHECK ((text_of IS NULL) = (text_state IS NULL));
CREATE INDEX incoming_to_read ON incoming (id)
    WHERE scan IS NOT NULL AND NOT secret AND text_of IS DISTINCT FROM scan;
"""


def upgrade() -> None:
    op.execute(TEXT)
