"""What leaders ask: how far are we, who is late, who has no signal, what is contested."""
