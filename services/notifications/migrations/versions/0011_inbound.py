"""Sources outside: keys of webhooks, mailboxes, feeds."""

revision = "0011"
down_revision = "0010"


def upgrade() -> None:
    """Make nothing yet: the tables come with the package that needs them."""
