"""What came to positions and what waits for them: the inbox and the counters."""
