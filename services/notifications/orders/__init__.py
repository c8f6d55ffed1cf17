"""Orders: what leaders and the room have others do, until each has answered."""
