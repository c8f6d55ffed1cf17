"""Entering a recapitulation, and reading it beside our sums."""

from __future__ import annotations

from typing import Any

from sqlalchemy.engine import Connection

from libs.kit import areas as codes
from libs.kit import clock, outbox, paging
from libs.kit.request import Request
from services.elections import audit
from services.elections.domain import Ballot
from services.elections.forms import form_out
from services.elections.recaps import messages
from services.elections.recaps.domain import Part, Recap, compare
from services.elections.recaps.repository import Recaps
from services.elections.repository import Elections
from services.elections.scope import narrowed
from services.elections.tally_messages import area_out
from services.elections.tally_repository import Tallies

MOST_VERSIONS = 50


def enter(tx: Connection, ballot: Ballot, request: Request) -> dict[str, Any]:
    """Keep what was entered of an area, tell of it, and answer how it compares."""
    area, figures = messages.entered(request.data, ballot.contest)
    request.principal.require_area(area)
    store = Recaps(tx, ballot)
    before = store.newest([area]).get(area)
    recap = store.add(str(request.command_id), area, request.principal.id, clock.now(), figures)
    told = _one(tx, ballot, area, recap)
    subject = f"{ballot.election.id}/{ballot.contest.id}/{area}"
    was = form_out(before.figures) if before else None
    audit.note(tx, request, "recap_entered", subject, was, form_out(figures))
    outbox.add(tx, "elections", messages.recap_entered(ballot, recap, len(told["differences"])))
    return told


def show(tx: Connection, ballot: Ballot, request: Request) -> dict[str, Any]:
    """Return one area with all versions that were entered, and what explains its differences."""
    area = narrowed(request.principal, request.data.get("area"), ballot.contest.area)
    versions = Recaps(tx, ballot).history(area, MOST_VERSIONS)
    told = _one(tx, ballot, area, versions[0] if versions else None)
    return told | {"versions": [messages.recap_out(one) for one in versions]}


def page(tx: Connection, ballot: Ballot, request: Request) -> dict[str, Any]:
    """Return a page of what was entered in an area, each beside our sums."""
    area = narrowed(request.principal, request.data.get("area"), ballot.contest.area)
    limit, after = paging.asked(request.data)
    rows = Recaps(tx, ballot).page(area, limit, after)
    found, following = paging.cut(rows, limit, lambda recap: recap.area)
    return {"items": _many(tx, ballot, found), "next": following}


def _many(tx: Connection, ballot: Ballot, found: Any) -> list[dict[str, Any]]:
    areas = [one.area for one in found]
    tallies = Tallies(tx).rows(ballot.key, areas)
    names = Elections(tx).names(ballot.election.id, areas)
    items = []
    for one in found:
        tally = tallies.get(one.area)
        ours = messages.sums(tally, ballot.contest)
        odd = compare(one.figures, ours)
        name = names.get(one.area)
        items.append(messages.compared_out(one, one.area, name, tally, ours, odd, names))
    return items


def _one(tx: Connection, ballot: Ballot, area: str, recap: Recap | None) -> dict[str, Any]:
    """Return the area beside our sums, with its parts: each says whether it was entered."""
    lines = {line.area: line for line in Tallies(tx).tree(ballot, area, 1)}
    own = lines.pop(area, None)
    below = codes.children_length(area)
    known = Recaps(tx, ballot).newest(list(lines)) if below else {}
    contest = ballot.contest
    entered = {code: one.figures for code, one in known.items()}
    parts = [
        Part(code, entered.get(code), messages.sums(line.tally, contest))
        for code, line in lines.items()
    ]
    ours = messages.sums(own.tally if own else None, contest)
    odd = compare(recap.figures, ours, parts) if recap else []
    names = {code: line.name for code, line in lines.items() if line.name}
    told = messages.compared_out(
        recap, area, own.name if own else None, own.tally if own else None, ours, odd, names
    )
    shown = {"parts": [_part(part, names) for part in parts]}
    return told | shown | {"holders": _holders(tx, ballot, area)}


def _holders(tx: Connection, ballot: Ballot, area: str) -> list[dict[str, str]]:
    """Return the areas of the contest that hold this one, the largest first."""
    least = len(ballot.contest.area)
    above = [code for code in codes.ancestors(area)[:-1] if len(code) >= least]
    names = Elections(tx).names(ballot.election.id, above)
    return [area_out(code, names.get(code)) for code in above]


def _part(part: Part, names: dict[str, str]) -> dict[str, Any]:
    odd = compare(part.theirs, part.ours) if part.theirs is not None else []
    return {
        "area": area_out(part.area, names.get(part.area)),
        "entered": part.theirs is not None,
        "differences": len(odd),
    }
