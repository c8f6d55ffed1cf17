"""Dispositions: what a leader has positions below do about a letter, and what becomes of it."""
