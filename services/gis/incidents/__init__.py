"""Incidents on the map: a live layer, what lies around one, roads that one blocks."""
