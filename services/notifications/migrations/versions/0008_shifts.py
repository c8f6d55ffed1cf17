"""Rosters, hand-overs, absences."""

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    """Make nothing yet: the tables come with the package that needs them."""
