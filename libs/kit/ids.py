"""Identifiers: UUIDv7 (RFC 9562), so that they sort by time in an index and in a stream."""

from __future__ import annotations

import uuid

import uuid_utils


def new_id() -> str:
    """Return a new UUIDv7 as text."""
    return str(uuid_utils.uuid7())


def is_uuid(text: str) -> bool:
    """Tell whether the text is a UUID in its canonical form."""
    try:
        return str(uuid.UUID(text)) == text.lower()
    except (ValueError, AttributeError, TypeError):
        return False
