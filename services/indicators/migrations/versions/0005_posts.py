"""How many posts of a day are about what, in which tone; nothing of the posts themselves."""

from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    op.execute("""
CREATE TABLE post_counts (
    source text COLLATE "C" NOT NULL,
    area text COLLATE "C" NOT NULL,
    day date NOT NULL,
    topic text COLLATE "C" NOT NULL,
    sentiment text COLLATE "C" NOT NULL,
    posts integer NOT NULL,
    PRIMARY KEY (source, area, day, topic, sentiment)
)
""")
