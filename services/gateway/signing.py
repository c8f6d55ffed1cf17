"""Signed requests of machines that can't hold a token, such as an SMS provider's webhook.

`X-Kendali-Signature: t=1732712400,v1=<hex>`: HMAC-SHA256 by the shared secret over the time, a dot
and the body's bytes. The scheme is Stripe's, which providers' toolkits know; the time, which may be
five minutes off, keeps a request that somebody kept from being sent again later.
"""

from __future__ import annotations

import hashlib
import hmac
import re
import time

from flask import Request

from libs.kit.errors import NotFound, Unauthorized

HEADER = "X-Kendali-Signature"
TOLERANCE = 300  # seconds
_FORM = re.compile(r"t=(\d{1,12}),\s*v1=([0-9a-f]{64})")


def signature(secret: str, body: bytes, moment: int) -> str:
    """Return the header's value for this body."""
    mac = hmac.new(secret.encode(), b"%d.%b" % (moment, body), hashlib.sha256)
    return f"t={moment},v1={mac.hexdigest()}"


def check(request: Request, secret: str) -> None:
    """Raise Unauthorized unless the request is signed with the secret; NotFound without one."""
    if not secret:
        raise NotFound("this address is closed: no secret is set for it")
    found = _FORM.fullmatch(request.headers.get(HEADER, ""))
    if found is None:
        raise Unauthorized(f"{HEADER} needs t=SECONDS,v1=HMAC-SHA256")
    moment = int(found[1])
    right = signature(secret, request.get_data(cache=True), moment)
    if not hmac.compare_digest(right, f"t={moment},v1={found[2]}"):
        raise Unauthorized("the signature is not this body's")
    if abs(time.time() - moment) > TOLERANCE:
        raise Unauthorized(f"the signature is more than {TOLERANCE} s away from now")
