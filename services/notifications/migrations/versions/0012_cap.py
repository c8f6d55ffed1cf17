"""CAP messages that came and went out."""

revision = "0012"
down_revision = "0011"


def upgrade() -> None:
    """Make nothing yet: the tables come with the package that needs them."""
