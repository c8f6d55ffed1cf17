"""Figures that are fetched from where they are: CKAN, an address, a database."""
