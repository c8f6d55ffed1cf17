"""Generic webhooks, signed as Standard Webhooks says (spec 1.0: symmetric signatures, v1).

webhook-id          the same for each try of one message, so that it is taken once
webhook-timestamp   seconds of Unix time, of this try
webhook-signature   v1,base64(HMAC-SHA256(secret, "{id}.{timestamp}.{body}"))
"""

from __future__ import annotations

import base64
import hashlib
import hmac
from typing import Any

import orjson

from libs.kit import clock
from libs.kit.guard import Guard
from services.notifications.deliveries.outcomes import Outcome, Parcel
from services.notifications.deliveries.senders.posting import post

PREFIX = "whsec_"


def send(parcel: Parcel, parts: dict[str, Any], guard: Guard, timeout: float) -> Outcome:
    """Send it; the body is `{"type", "timestamp", "data": {key, severity, subject, …}}`."""
    body = _body(parcel)
    headers = {"Content-Type": "application/json", **signed(parcel.id, body, parts["secret"])}
    return post(parts["url"], body, headers, guard, timeout)


def _body(parcel: Parcel) -> bytes:
    shown = ("key", "severity", "subject", "text", "link", "exercise")
    data = {name: getattr(parcel, name) for name in shown}
    at = clock.to_text(parcel.at)
    return orjson.dumps({"type": parcel.topic, "timestamp": at, "data": data})


def signed(message_id: str, body: bytes, secret: str) -> dict[str, str]:
    """Return the headers that prove who sends it, now."""
    moment = str(int(clock.now().timestamp()))
    content = b".".join((message_id.encode(), moment.encode(), body))
    made = hmac.new(key(secret), content, hashlib.sha256).digest()
    return {
        "webhook-id": message_id,
        "webhook-timestamp": moment,
        "webhook-signature": f"v1,{base64.b64encode(made).decode()}",
    }


def key(secret: str) -> bytes:
    """Return the bytes of a secret, `whsec_` and base64; raises ValueError."""
    return base64.b64decode(secret.removeprefix(PREFIX), validate=True)
