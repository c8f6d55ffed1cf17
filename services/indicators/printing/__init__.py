"""One page of the nine on paper."""
