"""Signatures of Standard Webhooks: HMAC-SHA256 over id, time and body. Pure.

https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
from datetime import datetime

from libs.kit.errors import Unauthorized

PREFIX, VERSION = "whsec_", "v1"
TOLERANCE_SECONDS = 300
LEAST_BYTES, MOST_BYTES = 24, 64  # of a secret, as the specification has it
MOST_SIGNATURES, LONGEST_ID = 10, 120


class NotSigned(Unauthorized):
    slug, title = "webhook-not-signed", "The webhook is not signed by its secret"


def key_of(secret: str) -> bytes:
    """Return the key of `whsec_…`; raises ValueError for what is none."""
    try:
        key = base64.b64decode(secret.removeprefix(PREFIX), validate=True)
    except binascii.Error:
        raise ValueError(f"needs {PREFIX} and base64") from None
    if not LEAST_BYTES <= len(key) <= MOST_BYTES:
        raise ValueError(f"needs a secret of {LEAST_BYTES} to {MOST_BYTES} bytes")
    return key


def check(secret: str, head: dict[str, str], body: bytes, now: datetime) -> None:
    """Raise NotSigned unless one of the signatures is this body's, and of these minutes.

    `head` has `id`, `timestamp` and `signature`, as the headers webhook-… brought them.
    """
    message, stamp = head.get("id", ""), head.get("timestamp", "")
    if not 0 < len(message) <= LONGEST_ID or not stamp.isdecimal() or len(stamp) > 12:
        raise NotSigned("needs webhook-id, webhook-timestamp and webhook-signature")
    if abs(now.timestamp() - int(stamp)) > TOLERANCE_SECONDS:
        raise NotSigned(f"the time is more than {TOLERANCE_SECONDS} s away from now")
    mac = hmac.new(key_of(secret), f"{message}.{stamp}.".encode() + body, hashlib.sha256)
    right = base64.b64encode(mac.digest()).decode()
    given = head.get("signature", "").split(" ")[:MOST_SIGNATURES]
    wanted = f"{VERSION},{right}".encode()
    if not any(hmac.compare_digest(wanted, one.encode()) for one in given):
        raise NotSigned("no signature is this body's")
