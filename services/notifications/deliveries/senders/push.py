"""Web Push (RFC 8030), encrypted (RFC 8291), by our VAPID key (RFC 8292).

Libraries that do it come as source alone, which neither a container nor a fresh machine builds.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any
from urllib.parse import urlsplit

import orjson

from libs.kit import clock
from services.notifications.deliveries.guard import Guard
from services.notifications.deliveries.outcomes import REFUSED, Outcome, Parcel, not_reached
from services.notifications.deliveries.senders import sealing
from services.notifications.deliveries.senders.posting import post

URGENCY = {"info": "low", "minor": "normal", "major": "high", "critical": "high"}
TTL_SECONDS = 4 * 3600  # that the push service keeps it for a phone that is off
LONGEST_TEXT = 1_000  # a push service takes 4 KiB
LONGEST_TOPIC = 32


def send(parcel: Parcel, parts: dict[str, Any], guard: Guard, timeout: float) -> Outcome:
    """Send it to the subscription that `parcel.to` is, as JSON; `parts` has the VAPID key."""
    if not parts.get("vapid_key"):
        return not_reached("no-vapid-key")
    subscription = orjson.loads(parcel.to)
    shown = {"title": parcel.subject, "body": parcel.text[:LONGEST_TEXT], "link": parcel.link}
    keys = {name: sealing.read(subscription["keys"][name]) for name in ("p256dh", "auth")}
    try:
        body = sealing.sealed(orjson.dumps(shown), keys["p256dh"], keys["auth"])
    except ValueError:
        return Outcome(REFUSED, "push-refused")
    outcome = post(subscription["endpoint"], body, _headers(parcel, parts), guard, timeout)
    # Each browser names its push service: one that may not be reached is no fault of the channel.
    return replace(outcome, fault=outcome.fault and outcome.what != REFUSED)


def _headers(parcel: Parcel, parts: dict[str, Any]) -> dict[str, str]:
    where = urlsplit(orjson.loads(parcel.to)["endpoint"])
    key = sealing.private_key(parts["vapid_key"])
    origin = f"{where.scheme}://{where.netloc}"
    return {
        "Authorization": sealing.proof(key, origin, parts["vapid_subject"], clock.now()),
        "Content-Encoding": "aes128gcm",
        "TTL": str(TTL_SECONDS),
        "Urgency": URGENCY[parcel.severity],
        # What waits there already under this name gives way to it: a second try is one message.
        "Topic": parcel.id.replace("-", "")[:LONGEST_TOPIC],
    }
