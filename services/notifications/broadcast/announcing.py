"""A broadcast: written by one, approved by another above a size, sent by a job, stopped by anybody.

It is sent as one message of deliveries to each subscription: `broadcast/<id>`, of which there is
one for each reader and channel for ever. So a job that is killed goes on where it was, and nobody
is told twice.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from sqlalchemy.engine import Connection

from libs.kit import clock, jobs
from libs.kit.db import Database
from libs.kit.errors import Conflict, Forbidden
from libs.kit.ids import new_id
from libs.kit.jobs import Cancelled, Job, Progress
from libs.kit.principal import Principal
from libs.kit.reading import Reader
from libs.kit.request import Request
from services.notifications.broadcast import messages, proposing, subscribing
from services.notifications.broadcast.broadcasts_repository import (
    DONE,
    READY,
    REFUSED,
    SENDING,
    STOPPED,
    WAITING,
    Broadcasts,
)
from services.notifications.broadcast.settings import BroadcastSettings
from services.notifications.broadcast.subscriptions_repository import Subscriptions
from services.notifications.deliveries import sending
from services.notifications.deliveries.writing import say
from services.notifications.incidents import access

KIND, TOPIC = "send-broadcast", "broadcast"
BATCH = 500  # subscriptions that are queued in one transaction
LONGEST_REASON = 500
Data = dict[str, Any]


class SamePerson(Forbidden):
    slug, title = "same-person", "Whoever wrote it can't approve it"


class BroadcastState(Conflict):
    slug, title = "broadcast-state", "The broadcast is not in a state for this"


class NeedsApproval(Conflict):
    slug, title = "needs-approval", "It reaches more people than one alone may tell"


@dataclass(frozen=True)
class Subscriber:
    """A reader without an account."""

    person: str


@dataclass(frozen=True)
class Desk:
    """Who does something with broadcasts, in one transaction."""

    tx: Connection
    request: Request
    settings: BroadcastSettings

    @property
    def who(self) -> Principal:
        return self.request.principal

    @property
    def proposal(self) -> str:
        return str(self.request.data.get("proposal") or "")

    @property
    def store(self) -> Broadcasts:
        return Broadcasts(self.tx)


def preview(desk: Desk) -> Data:
    """Return what it would say, to how many, for how much, and whether a second has to look."""
    content = _composed(desk)
    sizes = Subscriptions(desk.tx).sizes(content["areas"], content["channels"])
    size, cost = sum(sizes.values()), _cost(desk, sizes)
    said = {one: _said(content, one) for one in content["texts"]}
    counts = [{"channel": one, "size": sizes.get(one, 0)} for one in content["channels"]]
    waits = size > desk.settings.broadcast_alone or bool(desk.proposal)
    return {"texts": said, "size": size, "cost": cost, "channels": counts, "waits": waits}


def write(desk: Desk) -> str:
    """Keep a broadcast of `messages.SAID`; returns its id. One of a `proposal` always waits."""
    content, new = _composed(desk), new_id()
    sizes = Subscriptions(desk.tx).sizes(content["areas"], content["channels"])
    size = sum(sizes.values())
    row = {
        "id": new,
        **content,
        "state": WAITING if size > desk.settings.broadcast_alone or desk.proposal else READY,
        "size": size,
        "queued": 0,
        "cost": _cost(desk, sizes),
        "made_by": desk.who.id,
        "made_by_name": desk.who.name,
        "made_at": clock.now(),
        "reason": "",
    }
    if desk.proposal:
        proposing.taken(desk.tx, desk.who, desk.proposal, new)
    desk.store.add(row)
    return new


def approve(desk: Desk) -> str:
    """Let it be sent; raises SamePerson."""
    row = _taken(desk, WAITING)
    if row["made_by"] == desk.who.id:
        raise SamePerson("a second person has to look at what so many read")
    desk.store.change(row["id"], state=READY, **_decided(desk))
    return str(row["id"])


def refuse(desk: Desk) -> str:
    """Let it not be sent: `{"reason"}`; who wrote it may take it back so."""
    row, reader = _taken(desk, WAITING, READY), Reader(desk.request.data)
    reader.only(("id", "reason"))
    reason = reader.text("reason", longest=LONGEST_REASON)
    reader.end()
    desk.store.change(row["id"], state=REFUSED, reason=reason, **_decided(desk))
    return str(row["id"])


def send(desk: Desk) -> str:
    """Begin to send it; raises NeedsApproval where more have come to hear than one may tell."""
    row = _taken(desk, READY)
    sizes = Subscriptions(desk.tx).sizes(row["areas"], row["channels"])
    size = sum(sizes.values())
    if row["decided_by"] is None and size > desk.settings.broadcast_alone:
        raise NeedsApproval(f"{size} would read it: write it anew, for a second to approve")
    job = jobs.enqueue(desk.tx, "notifications", KIND, {"broadcast": str(row["id"])}, desk.who)
    begun = {"state": SENDING, "started_at": clock.now(), "job": job["id"]}
    desk.store.change(row["id"], **begun, size=size, cost=_cost(desk, sizes))
    return str(row["id"])


def stop(desk: Desk) -> str:
    """Send no more of it; what went out is out."""
    row, now = _taken(desk, SENDING, DONE), clock.now()
    if row["state"] == SENDING:
        jobs.stop(desk.tx, str(row["job"]))
    sending.cancel(desk.tx, key(row["id"]), now)
    desk.store.change(row["id"], state=STOPPED, ended_at=now)
    return str(row["id"])


def worker(db: Database) -> Callable[[Job, Progress], str]:
    """Return what does such a job."""
    return lambda job, progress: run(db, job, progress)


def run(db: Database, job: Job, progress: Progress) -> str:
    """Queue it for all who hear of its areas, from where an earlier run had come."""
    wanted = job.arguments["broadcast"]
    while True:
        with db.begin() as tx:
            queued, size, over = queue_some(tx, wanted)
        progress(queued, max(size, queued))
        if over:
            return f"{queued}"


def queue_some(tx: Connection, wanted: str) -> tuple[int, int, bool]:
    """Queue some more; returns how many are queued, of how many, and whether that is all."""
    store, now = Broadcasts(tx), clock.now()
    row = store.get(wanted, lock=True)
    if row["state"] != SENDING:
        raise Cancelled
    found: list[str] = []
    if not row["exercise"]:  # an exercise goes to nobody outside
        where = (row["areas"], row["channels"], row["started_at"], row["cursor"], BATCH)
        found = Subscriptions(tx).after(*where)
    if not found:
        store.change(wanted, state=DONE, ended_at=now)
        return row["queued"], row["size"], True
    readers = [Subscriber(subscribing.reader(one)) for one in found]
    sending.send(tx, message(row), readers, now, row["channels"])
    queued = row["queued"] + len(found)
    store.change(wanted, cursor=found[-1], queued=queued)
    return queued, row["size"], False


def message(row: Any) -> sending.Message:
    """Return the broadcast as deliveries send it: each reader's language has its own words."""
    texts = row["texts"]
    main = texts["id"]
    return sending.Message(
        key=key(row["id"]),
        topic=TOPIC,
        severity=row["severity"],
        subject=main["subject"],
        text=main["text"],
        exercise=row["exercise"],
        values={"id": main, "en": texts.get("en") or main},
    )


def key(broadcast: Any) -> str:
    return f"{TOPIC}/{broadcast}"


def _said(content: Data, language: str) -> Data:
    """Return the true message in one language."""
    subject, text = say(message({"id": "preview", **content}), language, {})
    return {"subject": subject, "text": text}


def _composed(desk: Desk) -> Data:
    access.require_desk(desk.who, "")
    known = [one["name"] for one in subscribing.channels(desk.tx)]
    said = {name: value for name, value in desk.request.data.items() if name != "proposal"}
    content = messages.composed(said, known)
    for area in content["areas"]:
        desk.who.require_area(area)
    return content


def _taken(desk: Desk, *states: str) -> Any:
    """Return the broadcast under a lock; raises BroadcastState unless it is in one of these."""
    access.require_desk(desk.who, "")
    row = desk.store.get(str(desk.request.data.get("id")), lock=True)
    for area in row["areas"]:
        desk.who.require_area(area)
    if row["state"] not in states:
        raise BroadcastState(f"it is {row['state']}", state=row["state"])
    return row


def _decided(desk: Desk) -> Data:
    who = desk.who
    return {"decided_by": who.id, "decided_by_name": who.name, "decided_at": clock.now()}


def _cost(desk: Desk, sizes: dict[str, int]) -> int:
    prices = desk.settings.broadcast_prices
    return sum(count * prices.get(channel, 0) for channel, count in sizes.items())
