"""What was done to groups of recipients stays, also when a group is taken away."""

from alembic import op

revision = "0019"
down_revision = "0018"

_LOG = """
CREATE TABLE recipient_group_log (
    code    text COLLATE "C" NOT NULL,
    version integer NOT NULL,
    body    json,
    who     text NOT NULL,
    at      timestamptz NOT NULL,
    PRIMARY KEY (code, version)
);
COMMENT ON TABLE recipient_group_log IS 'append-only';
INSERT INTO recipient_group_log (code, version, body, who, at)
SELECT code, version, json_build_object('name', name, 'area', area, 'members', members),
       changed_by, changed_at
FROM recipient_groups;
"""


def upgrade() -> None:
    op.execute(_LOG)
