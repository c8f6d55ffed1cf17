"""Positions, who holds them and when, and what they delegate."""

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Begin the chain; its tables come with the package `organisation`."""
