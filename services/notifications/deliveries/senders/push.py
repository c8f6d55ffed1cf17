"""Web Push (RFC 8030), encrypted (RFC 8291), by our VAPID key (RFC 8292)."""

from __future__ import annotations

from typing import Any

import orjson
import requests
from pywebpush import WebPushException, webpush

from libs.kit.errors import KendaliError
from services.notifications.deliveries.guard import Guard, NotAllowed
from services.notifications.deliveries.outcomes import (
    REFUSED,
    SENT,
    Outcome,
    Parcel,
    no_answer,
    not_reached,
    of_status,
)

URGENCY = {"info": "low", "minor": "normal", "major": "high", "critical": "high"}
TTL_SECONDS = 4 * 3600  # that the push service keeps it for a phone that is off
LONGEST_TEXT = 1_000  # a push service takes 4 KiB


def send(parcel: Parcel, parts: dict[str, Any], guard: Guard, timeout: float) -> Outcome:
    """Send it to the subscription that `parcel.to` is, as JSON; `parts` has the VAPID key."""
    if not parts.get("vapid_key"):
        return not_reached("no-vapid-key")
    subscription = orjson.loads(parcel.to)
    shown = {"title": parcel.subject, "body": parcel.text[:LONGEST_TEXT], "link": parcel.link}
    try:
        guard.require_url(subscription["endpoint"], "https", "http")
        with guard.confined(), _Still() as session:
            webpush(
                subscription,
                orjson.dumps(shown).decode(),
                vapid_private_key=parts["vapid_key"],
                vapid_claims={"sub": parts["vapid_subject"]},
                ttl=TTL_SECONDS,
                timeout=timeout,
                headers={"Urgency": URGENCY[parcel.severity]},
                requests_session=session,
            )
    except NotAllowed:
        return Outcome(REFUSED, "address-not-allowed")
    except WebPushException as error:
        return _said(error)
    except (KendaliError, requests.ConnectionError):
        return not_reached("not-reached")
    except requests.RequestException:
        return no_answer()
    return SENT


def _said(error: WebPushException) -> Outcome:
    answer = error.response
    return Outcome(REFUSED, "push-refused") if answer is None else of_status(answer.status_code)


class _Still(requests.Session):
    """A session that follows no redirect."""

    def resolve_redirects(self, *_args: Any, **_options: Any) -> Any:
        return iter(())
