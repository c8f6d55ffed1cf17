"""Letters, their way to the signature, their recipients and their numbers."""

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Hold the place in the chain; its tables come with the package `letters`."""
