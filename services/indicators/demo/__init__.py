"""The nine items filled with figures that are made, and say so."""
