"""Notices to positions of the e-office, told by its events and by the morning brief."""
