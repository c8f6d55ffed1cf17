"""What is read: an election's rules, what they found, and what another one would find."""

from __future__ import annotations

from typing import Any

from sqlalchemy.engine import Connection

from libs.kit import clock, paging
from libs.kit.reading import Reader
from libs.kit.request import Request
from services.elections import findings_repository, forms, options_repository
from services.elections.domain import Ballot, UnknownContest
from services.elections.findings import ERROR, STATES, WARNING
from services.elections.findings_repository import Listed, Wanted
from services.elections.repository import Elections
from services.elections.rules import checking, defaults, messages, repository
from services.elections.scope import narrowed, require_related


def rules(tx: Connection, request: Request) -> dict[str, Any]:
    """Return all rules of an election, how many findings of each are open, and the last job."""
    ballots = list(Elections(tx).ballots(str(request.data.get("election"))).values())
    election, who = ballots[0].election, request.principal
    require_related(who, election.area)
    area = who.area if who.area.startswith(election.area) else election.area
    standing = findings_repository.open_by_rule(tx, [one.key for one in ballots], area)
    options = options_repository.current(tx, election.id)
    numbers = defaults.constants(election.dpt_limit, options.reserve_percent)
    return {
        "items": [
            messages.rule_out(rule, standing.get(rule.id, 0))
            for rule in repository.of(tx, election.id).values()
        ],
        "next": None,
        "version": options.version,
        "constants": {name: float(value) for name, value in numbers.items()},
        "job": repository.newest_job(tx, checking.KIND, election.id),
    }


def tried(tx: Connection, request: Request) -> dict[str, Any]:
    """Return what a rule would find in the principal's area; raises Invalid for its expression."""
    rule, data = messages.tried_in(request.data), request.data
    ballots = list(Elections(tx).ballots(str(data.get("election"))).values())
    area = narrowed(request.principal, data.get("area"), ballots[0].election.area)
    options = options_repository.current(tx, ballots[0].election.id)
    return checking.tried(tx, ballots, options, rule, area)


def findings(tx: Connection, request: Request) -> dict[str, Any]:
    """Return a page of findings: by area, contest, severity, rule, state and source."""
    data = request.data
    ballots = Elections(tx).ballots(str(data.get("election")))
    chosen = _chosen(ballots, data.get("contest"))
    limit, after = paging.asked(data)
    root = next(iter(ballots.values())).election.area
    wanted = _wanted(data, narrowed(request.principal, data.get("area"), root))
    place = _place(after, ballots)
    rows = findings_repository.page(tx, list(chosen), wanted, limit, place)
    page, following = paging.cut(rows, limit, lambda one: _after(chosen, one))
    return {"items": [_listed(chosen[one.contest], one) for one in page], "next": following}


def _wanted(data: dict[str, Any], area: str) -> Wanted:
    reader = Reader(data)
    severity = reader.one_of("severity", (ERROR, WARNING), "") or None
    state = reader.one_of("state", STATES, "") or None
    rule, source = (reader.text(name, default="") or None for name in ("rule", "source"))
    reader.end()
    return Wanted(area, severity, rule, state, source)


def _chosen(ballots: dict[str, Ballot], contest: Any) -> dict[int, Ballot]:
    if contest is not None and contest not in ballots:
        raise UnknownContest(f"there is no contest {contest}")
    wanted = [ballots[contest]] if contest is not None else ballots.values()
    return {ballot.key: ballot for ballot in wanted}


def _after(ballots: dict[int, Ballot], one: Listed) -> str:
    return f"{ballots[one.contest].contest.id}/{one.tps}/{one.id}"


def _place(after: str, ballots: dict[str, Ballot]) -> tuple[int, str, int]:
    if not after:
        return 0, "", 0
    contest, tps, place = [*after.split("/"), "", ""][:3]
    if contest not in ballots or not place.isdecimal() or len(place) > 18:
        raise paging.foreign()
    return ballots[contest].key, tps, int(place)


def _listed(ballot: Ballot, one: Listed) -> dict[str, Any]:
    head = {"contest": ballot.contest.id, "tps": one.tps}
    at = clock.to_text(one.reviewed_at) if one.reviewed_at else None
    reviewed = {"reviewed_by": one.reviewed_by, "reviewed_at": at}
    return head | forms.finding_out(one.finding) | reviewed
