"""CAP 1.2: warnings that go out, and those of others that come in."""
