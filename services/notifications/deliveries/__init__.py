"""A row for each message to each person through each channel, and what became of it."""
