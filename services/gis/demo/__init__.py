"""What the demo puts on the map: roads with surveys, damage, signal. All of it is made."""
