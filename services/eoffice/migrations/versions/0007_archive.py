"""Files, the retention schedule, transfers and destructions. Filled by the archive."""

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    """Nothing yet: the number is kept."""
