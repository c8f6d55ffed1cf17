"""What the demo shows of the 24-hour room: all of it made, and labelled so."""
