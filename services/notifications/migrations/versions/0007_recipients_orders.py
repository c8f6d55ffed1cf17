"""People, positions and groups that can be told; orders."""

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    """Make nothing yet: the tables come with the package that needs them."""
