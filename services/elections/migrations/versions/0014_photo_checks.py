"""Photos that are judged anew when their station's point changes, or found although turned."""

from alembic import op

revision = "0014"
down_revision = "0013"

# Photos of before have no hashes of their turned picture, and are known by their file.
TABLES = """
ALTER TABLE photos ADD COLUMN turned bit(768);
DROP INDEX photos_looks;
CREATE INDEX photos_looks ON photos (contest) INCLUDE (dhash, turned, tps, sha256, id)
    WHERE state = 'shown';
CREATE TABLE photo_checks (
    id       bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    election text COLLATE "C" NOT NULL,
    tps      text COLLATE "C" NOT NULL
);
"""


def upgrade() -> None:
    op.execute(TABLES)
