"""Figures on their way out: files, open data, CKAN and DCAT."""
