"""Messages to the people of an area, who subscribed to their village's news."""
