"""Morning briefs, and what events told for them."""

from alembic import op

revision = "0006"
down_revision = "0005"

_TABLES = """
CREATE TABLE brief_facts (
    kind text COLLATE "C" NOT NULL,
    subject text COLLATE "C" NOT NULL,
    area text COLLATE "C" NOT NULL,
    version bigint NOT NULL,
    at timestamptz NOT NULL,
    open boolean NOT NULL,
    data jsonb NOT NULL,
    PRIMARY KEY (kind, subject)
);
CREATE INDEX brief_facts_standing ON brief_facts (kind, at) WHERE open;
CREATE TABLE briefs (
    day date PRIMARY KEY,
    id uuid NOT NULL UNIQUE,
    area text COLLATE "C" NOT NULL,
    made_at timestamptz NOT NULL,
    facts jsonb NOT NULL,
    pdf bytea NOT NULL
);
"""


def upgrade() -> None:
    op.execute(_TABLES)
