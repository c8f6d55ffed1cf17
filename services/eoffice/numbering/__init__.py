"""Numbers of letters: how they look, which series they count in, and that none is lost."""
