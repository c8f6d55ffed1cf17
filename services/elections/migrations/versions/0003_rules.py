"""Rules as data, findings with their reviews."""

from alembic import op

revision = "0003"
down_revision = "0002"

# An election starts from the rules that ship without a row; what is NULL stays as it ships.
RULES = """
CREATE TABLE rules (
    election   text COLLATE "C" NOT NULL REFERENCES elections,
    id         text COLLATE "C" NOT NULL,
    expression text,
    severity   text CHECK (severity IN ('error', 'warning')),
    message    text,
    tolerance  numeric CHECK (tolerance >= 0),
    percent    boolean,
    active     boolean,
    changed_by text NOT NULL,
    changed_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (election, id)
);
CREATE TABLE rule_checks (
    id       bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    election text COLLATE "C" NOT NULL,
    tps      text COLLATE "C" NOT NULL
);
"""

# A review holds for the figures it was made of; `basis` are these.
FINDINGS = """
ALTER TABLE findings
    ADD source      text NOT NULL DEFAULT 'form',
    ADD state       text NOT NULL DEFAULT 'open' CHECK (state IN ('open', 'explained', 'verified')),
    ADD note        text,
    ADD reviewed_by text,
    ADD reviewed_at timestamptz,
    ADD basis       jsonb;
"""


def upgrade() -> None:
    op.execute(RULES)
    op.execute(FINDINGS)
