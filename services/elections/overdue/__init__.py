"""Polling stations that are late with their results: told for each sub-district, once an hour."""
