"""Contacts, channels, templates, and a row for each delivery."""

revision = "0009"
down_revision = "0008"


def upgrade() -> None:
    """Make nothing yet: the tables come with the package that needs them."""
