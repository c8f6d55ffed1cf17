"""Figures that our own services' events make."""
