"""Alerts, routing rules, escalation, silences."""

revision = "0010"
down_revision = "0009"


def upgrade() -> None:
    """Make nothing yet: the tables come with the package that needs them."""
