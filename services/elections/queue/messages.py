"""JSON of the verifiers' queue. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from libs.kit import areas, clock
from libs.kit.errors import FieldError, Invalid
from libs.kit.principal import Principal
from services.elections.domain import Ballot
from services.elections.queue.domain import Item, Looked


def item_out(
    item: Item, ballot: Ballot, names: Mapping[str, str], who: Principal
) -> dict[str, Any]:
    """Return a record of the queue; `mine` tells that this person holds its lease."""
    lease = item.lease
    return {
        "election": ballot.election.id,
        "contest": ballot.contest.id,
        "tps": item.tps,
        "areas": [
            {"code": code, "name": names.get(code, code), "level": areas.level(code)}
            for code in (item.tps[:6], item.tps[:10])
        ],
        "state": item.state,
        "counted": item.counted,
        "since": clock.to_text(item.since),
        "votes": item.votes,
        "stake": item.stake,
        "findings": {"error": item.errors, "warning": item.warnings},
        "passed": item.passed,
        "mine": lease is not None and lease.by == who.id,
        "lease": lease
        and {
            "name": lease.name,
            "since": clock.to_text(lease.since),
            "until": clock.to_text(lease.until),
        },
    }


def looked_out(looked: Looked) -> dict[str, Any]:
    return {"checked": looked.checked, "seconds": looked.seconds}


def since(data: dict[str, Any], now: datetime) -> datetime:
    """Return from when on the person's own work is counted: the day's start by UTC if not given."""
    given = data.get("since")
    if given is None:
        return now.replace(hour=0, minute=0, second=0, microsecond=0)
    try:
        return clock.from_text(given)
    except (ValueError, TypeError):
        raise Invalid(errors=(FieldError("since", "needs a time with a zone"),)) from None


def flag(data: dict[str, Any], name: str) -> bool:
    """Read true or false; false where it is not given."""
    value = data.get(name)
    if value is not None and not isinstance(value, bool):
        raise Invalid(errors=(FieldError(name, "needs true or false"),))
    return bool(value)
