"""Letters that came from outside: registered, routed, read, disposed."""
