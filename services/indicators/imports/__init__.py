"""Files of figures: read as they lie there, previewed, taken over whole or not at all."""
