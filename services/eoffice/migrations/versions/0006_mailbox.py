"""Mailboxes of positions, and the index that search goes through."""

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    pass
