"""Search over letters, incoming letters and dispositions, and searches that people keep."""
