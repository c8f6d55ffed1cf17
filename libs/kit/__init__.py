"""Shared machinery of all services. Small files; imports no service."""
