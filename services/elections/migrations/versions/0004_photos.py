"""Photos of forms."""

from alembic import op

revision = "0004"
down_revision = "0003"

# A lookup of what looks the same goes through all shown photos of an election: in an index that has
# all it asks for, as the rows are large by the fingerprint, which only the few candidates need.
TABLES = """
CREATE TABLE photos (
    id          uuid PRIMARY KEY,
    contest     integer NOT NULL,
    tps         text COLLATE "C" NOT NULL,
    page        smallint NOT NULL,
    sha256      text COLLATE "C" NOT NULL CHECK (sha256 ~ '^[0-9a-f]{64}$'),
    bytes       integer NOT NULL,
    width       integer NOT NULL,
    height      integer NOT NULL,
    dhash       bit(256) NOT NULL,
    icon        bytea NOT NULL,
    taken_at    timestamptz,
    lon         double precision,
    lat         double precision,
    distance_m  integer,
    received_at timestamptz NOT NULL,
    who         text NOT NULL,
    state       text NOT NULL CHECK (state IN ('shown', 'moved', 'rejected')),
    reason      text,
    decided_by  text,
    decided_at  timestamptz,
    moved_to    uuid
);
CREATE INDEX photos_record ON photos (contest, tps);
CREATE INDEX photos_bytes ON photos (sha256);
CREATE UNIQUE INDEX photos_once ON photos (contest, tps, page, sha256) WHERE state = 'shown';
CREATE INDEX photos_looks ON photos (contest) INCLUDE (dhash, tps, sha256, id)
    WHERE state = 'shown';
CREATE TABLE photo_twins (
    photo uuid NOT NULL REFERENCES photos,
    twin  uuid NOT NULL REFERENCES photos,
    same  boolean NOT NULL,
    PRIMARY KEY (photo, twin)
);
"""


def upgrade() -> None:
    op.execute(TABLES)
