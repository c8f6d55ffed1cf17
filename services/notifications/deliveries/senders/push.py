"""Web Push (RFC 8030), encrypted (RFC 8291), by our VAPID key (RFC 8292).

Libraries that do it come as source alone, which neither a container nor a fresh machine builds.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any
from urllib.parse import urlsplit

import orjson

from libs.kit import clock
from libs.kit.guard import Guard
from services.notifications.deliveries.outcomes import REFUSED, Outcome, Parcel, not_reached
from services.notifications.deliveries.senders import sealing
from services.notifications.deliveries.senders.posting import post

URGENCY = {"info": "low", "minor": "normal", "major": "high", "critical": "high"}
TTL_SECONDS = 4 * 3600  # that the push service keeps it for a phone that is off
# Bytes: a push service takes 4 KiB, with what seals it.
LONGEST_TITLE, LONGEST_TEXT, LONGEST_LINK = 600, 2_400, 500
LONGEST_TOPIC = 32
OVER = ("http-404", "http-410")  # the browser has ended the subscription (RFC 8030, 7.3)


def send(parcel: Parcel, parts: dict[str, Any], guard: Guard, timeout: float) -> Outcome:
    """Send it to the subscription that `parcel.to` is; `parts` has the VAPID key.

    What the browser's worker reads is `{"id", "topic", "severity", "title", "body", "link"}`.
    """
    if not parts.get("vapid_key"):
        return not_reached("no-vapid-key")
    subscription = orjson.loads(parcel.to)
    keys = {name: sealing.read(subscription["keys"][name]) for name in ("p256dh", "auth")}
    try:
        body = sealing.sealed(orjson.dumps(_shown(parcel)), keys["p256dh"], keys["auth"])
    except ValueError:
        return Outcome(REFUSED, "push-refused")
    outcome = post(subscription["endpoint"], body, _headers(parcel, parts), guard, timeout)
    # Each browser names its push service: one that may not be reached is no fault of the channel.
    fault = outcome.fault and outcome.what != REFUSED
    return replace(outcome, fault=fault, gone=outcome.why in OVER)


def _shown(parcel: Parcel) -> dict[str, str]:
    link = parcel.link if len(parcel.link) <= LONGEST_LINK else ""
    about = {"id": parcel.id, "topic": parcel.topic, "severity": parcel.severity, "link": link}
    title = _cut(parcel.subject, LONGEST_TITLE)
    return {**about, "title": title, "body": _cut(parcel.text, LONGEST_TEXT)}


def _cut(text: str, most: int) -> str:
    return text.encode()[:most].decode(errors="ignore")


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
