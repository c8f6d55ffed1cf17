"""Subscriptions by village, broadcasts, approvals."""

revision = "0013"
down_revision = "0012"


def upgrade() -> None:
    """Make nothing yet: the tables come with the package that needs them."""
