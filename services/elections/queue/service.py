"""Entrypoints of the verifiers' queue."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sqlalchemy.engine import Connection

from libs.kit import clock, paging
from libs.kit.db import Database
from libs.kit.request import Request
from libs.kit.service import command, rpc
from services.elections.domain import Ballot
from services.elections.queue import messages
from services.elections.queue.domain import Item
from services.elections.queue.repository import Queue
from services.elections.repository import Elections
from services.elections.scope import narrowed


class QueueEntrypoints:
    """What a verifier works on next. Nobody gets a record that somebody else has in hand."""

    db: Database

    @rpc
    @command
    def lease_record(self, tx: Connection, request: Request) -> dict[str, Any]:
        """Lease the next record, or that of one station: `{"election", "contest", "area", "tps"}`.

        Answers `{"record": null}` where nothing asks for this person. Raises OwnEntry,
        LeasedByOther or UnknownStation for a station that was named.
        """
        ballots = _ballots(tx, request)
        tps = str(request.data.get("tps") or "")
        queue = _queue(tx, request, ballots)
        item = queue.next(tps)
        if item is None and tps:
            queue.refuse([ballot.key for ballot in ballots], tps)
        return {"record": _shown(tx, request, ballots, [item])[0] if item else None}

    @rpc
    @command
    def renew_lease(self, tx: Connection, request: Request) -> dict[str, Any]:
        """Hold a record longer: `{"election", "contest", "tps"}`; raises NotLeased."""
        [ballot] = _ballots(tx, request)
        until = _queue(tx, request, [ballot]).renew(ballot.key, str(request.data.get("tps")))
        return {"tps": request.data.get("tps"), "until": clock.to_text(until)}

    @rpc
    @command
    def release_record(self, tx: Connection, request: Request) -> dict[str, Any]:
        """Put a record back, with `pass` for another person alone; raises NotLeased."""
        [ballot] = _ballots(tx, request)
        tps, passed = str(request.data.get("tps")), messages.flag(request.data, "pass")
        queue = _queue(tx, request, [ballot])
        outcome = queue.release(ballot.key, tps, passed=passed)
        day = messages.since(request.data, clock.now())
        return {"tps": tps, "outcome": outcome, "you": messages.looked_out(queue.looked(day))}

    @rpc
    def list_queue(self, request: Request) -> dict[str, Any]:
        """Return a page of the queue as this person would be given it, and what he finished."""
        limit, after = paging.asked(request.data)
        offset = _offset(after)
        with self.db.begin() as tx:
            ballots = _ballots(tx, request)
            queue = _queue(tx, request, ballots)
            page = queue.page(limit, offset)
            looked = queue.looked(messages.since(request.data, clock.now()))
            items = _shown(tx, request, ballots, page.items)
        following = str(offset + limit) if page.total > offset + limit else None
        you = messages.looked_out(looked)
        return {"items": items, "next": following, "total": page.total, "you": you}


def _ballots(tx: Connection, request: Request) -> list[Ballot]:
    election, contest = str(request.data.get("election")), request.data.get("contest")
    if contest is None:
        return list(Elections(tx).ballots(election).values())
    return [Elections(tx).ballot(election, str(contest))]


def _queue(tx: Connection, request: Request, ballots: list[Ballot]) -> Queue:
    """Return the queue of these contests, cut to what the person may see and asked for."""
    area = narrowed(request.principal, request.data.get("area"), ballots[0].election.area)
    tps = request.data.get("tps")
    if tps:
        request.principal.require_area(str(tps))
    return Queue(tx, request.principal, [ballot.key for ballot in ballots], area)


def _shown(
    tx: Connection, request: Request, ballots: list[Ballot], items: Iterable[Item]
) -> list[dict[str, Any]]:
    by_key = {ballot.key: ballot for ballot in ballots}
    found = list(items)
    codes = {item.tps[:length] for item in found for length in (6, 10)}
    names = Elections(tx).names(ballots[0].election.id, codes) if codes else {}
    who = request.principal
    return [messages.item_out(item, by_key[item.contest], names, who) for item in found]


def _offset(after: str) -> int:
    if after and not (after.isascii() and after.isdigit() and len(after) < 7):
        raise paging.foreign()
    return int(after or 0)
