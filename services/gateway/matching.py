"""Which version a change is made over: what If-Match names (RFC 9110, 13.1.1)."""

from __future__ import annotations

import re

from flask import request

TAG = re.compile(r'"([0-9]{1,18})"', re.ASCII)
NO_VERSION = -1  # of nothing
ANY = "*"
VERSION = {"type": "string", "description": 'ETag of what was read, or "*" for whatever stands'}


def expected() -> int | str | None:
    """Return the version that If-Match names, None where there is no such header.

    Weak tags and foreign ones match nothing.
    """
    told = request.headers.get("If-Match")
    if told is None or told.strip() == ANY:
        return None if told is None else ANY
    known = TAG.fullmatch(told.strip())
    return int(known[1]) if known else NO_VERSION
