"""Crews of polling stations (KPPS): codes to sign in with, keys, and what they signed."""
