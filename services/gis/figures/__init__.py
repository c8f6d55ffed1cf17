"""Figures of areas that follow from layers, told by event when they change."""
