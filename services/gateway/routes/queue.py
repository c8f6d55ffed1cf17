"""The verifiers' work queue."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from flask import Blueprint, Response, g

from libs.kit import clock
from services.gateway.answering import answer, ask, command, query
from services.gateway.parts import parts
from services.gateway.routes.elections import ELECTION, SERVICE
from services.gateway.routing import roles, route
from services.gateway.shapes.parts import ANY_AREA, PAGE, SLUG

blueprint = Blueprint("queue", __name__)
QUEUE = f"{ELECTION}/queue"
RECORD = f"{QUEUE}/<contest>/<tps>"
VERIFIERS = roles("verifier", "admin")


@route(
    blueprint,
    QUEUE,
    allow=VERIFIERS,
    query={"contest": SLUG, "area": ANY_AREA, **PAGE},
    answers={200: "Queue"},
    summary="Records that ask for a verifier, in the order in which this account gets them",
)
def list_queue(election: str) -> Response:
    return answer(ask(SERVICE, "list_queue", _today({**query(), "election": election})))


@route(
    blueprint,
    f"{QUEUE}/next",
    "POST",
    allow=VERIFIERS,
    command=True,
    body="QueueNext",
    answers={201: "QueueRecord", 200: "QueueRecord"},
    summary="Lease the next record, or that of one station; null where none asks",
)
def lease_record(election: str) -> Response:
    return command(SERVICE, "lease_record", {**g.body, "election": election})


@route(
    blueprint,
    f"{RECORD}/renew",
    "POST",
    allow=VERIFIERS,
    command=True,
    answers={201: "QueueLease", 200: "QueueLease"},
    summary="Hold a leased record for longer",
)
def renew_lease(election: str, contest: str, tps: str) -> Response:
    where = {"election": election, "contest": contest, "tps": tps}
    return command(SERVICE, "renew_lease", where)


@route(
    blueprint,
    f"{RECORD}/release",
    "POST",
    allow=VERIFIERS,
    command=True,
    body="QueueRelease",
    answers={201: "QueueReleased", 200: "QueueReleased"},
    summary="End the lease of a record; with `pass` it goes to another person alone",
)
def release_record(election: str, contest: str, tps: str) -> Response:
    where = {"election": election, "contest": contest, "tps": tps}
    return command(SERVICE, "release_record", _today({**g.body, **where}))


def _today(data: dict[str, Any]) -> dict[str, Any]:
    """Return the data with the start of the region's day, from when on one's work is counted."""
    midnight = datetime.now(parts().settings.timezone).replace(
        hour=0, minute=0, second=0, microsecond=0
    )
    return {**data, "since": clock.to_text(midnight)}
