"""The gateway's addresses, a blueprint for each service behind it."""
