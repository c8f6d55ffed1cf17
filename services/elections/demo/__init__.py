"""The demo: Kota Pangkalpinang, 27 November 2024, replayed through the public API.

The results of each sub-district are public totals; what a single polling station handed in is made
by a seeded generator so that it adds up exactly, and is labelled as made.
"""
