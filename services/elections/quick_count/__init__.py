"""The quick count: samples of polling stations, what they say, and the outlook for the rest."""
