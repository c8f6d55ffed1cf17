"""JSON Schemas by service."""
