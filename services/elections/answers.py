"""What is read: lists, tallies, progress and the wall's snapshot, each within an area."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy.engine import Connection

from libs.kit import clock, paging
from libs.kit.errors import FieldError, Invalid
from libs.kit.principal import Principal
from services.elections import forms, messages, record_changes, tally_messages
from services.elections.consolidation import STATES
from services.elections.domain import Ballot
from services.elections.repository import Elections
from services.elections.results_repository import Results
from services.elections.scope import narrowed, require_related
from services.elections.tally_repository import Tallies

WALL_DEPTH = 2  # from the regency to its villages
WALL_LATEST = 12
WALL_ELECTIONS = 3
WALL_NAMED = 9  # besides the newest ones: those that a wall's panels name


def elections(tx: Connection, who: Principal, data: dict[str, Any]) -> dict[str, Any]:
    """Return a page of elections, those with the words `q` alone, the newest first."""
    store = Elections(tx)
    limit, after = paging.asked(data)
    try:
        rows = store.page(who.area, limit, after, str(data.get("q") or ""))
    except ValueError:
        raise paging.foreign() from None
    page, following = paging.cut(rows, limit, lambda row: f"{row['date']}/{row['id']}")
    items = [messages.election_out(store.get(row["id"])) for row in page]
    return {"items": items, "next": following}


def results(tx: Connection, who: Principal, data: dict[str, Any]) -> dict[str, Any]:
    """Return a page of records of one contest or of all of an election."""
    ballots = _ballots(tx, data)
    root = next(iter(ballots.values())).election.area
    limit, after = paging.asked(data)
    odd = data.get("findings")
    if odd is not None and not isinstance(odd, bool):
        raise Invalid(errors=(FieldError("findings", "needs true or false"),))
    state = data.get("state")
    if state is not None and state not in STATES:
        raise Invalid(errors=(FieldError("state", f"needs one of {', '.join(STATES)}"),))
    area = narrowed(who, data.get("area"), root)
    chosen = list(ballots.values())
    rows = Results(tx).page(chosen, area, limit, _place(after, ballots), odd=odd, state=state)
    by_key = {ballot.key: ballot for ballot in chosen}
    page, following = paging.cut(rows, limit, lambda row: _after(by_key[row[0]], row[1].tps))
    items = [forms.result_out(by_key[key], record, newest) for key, record, newest in page]
    return {"items": items, "next": following}


def result(tx: Connection, ballot: Ballot, tps: str) -> dict[str, Any]:
    """Return one record with its entries, all submissions behind it, and what people did to it."""
    record, newest = Results(tx).get(ballot, tps)
    history = Results(tx).history(ballot, tps)
    submissions = [forms.submission_out(one, version) for version, one in history]
    head = forms.result_out(ballot, record, newest)
    changes = record_changes.of(tx, ballot, tps)
    return head | forms.entries_out(record) | {"submissions": submissions, "changes": changes}


def _ballots(tx: Connection, data: dict[str, Any]) -> dict[str, Ballot]:
    election, contest = str(data.get("election")), data.get("contest")
    if contest is None:
        return Elections(tx).ballots(election)
    return {str(contest): Elections(tx).ballot(election, str(contest))}


def _after(ballot: Ballot, tps: str) -> str:
    return f"{ballot.contest.id}/{tps}"


def _place(after: str, ballots: dict[str, Ballot]) -> tuple[int, str]:
    contest, _, tps = after.partition("/")
    if not after:
        return 0, ""
    if contest not in ballots:
        raise paging.foreign()
    return ballots[contest].key, tps


def tally(tx: Connection, ballot: Ballot, area: str, depth: Any) -> dict[str, Any]:
    """Return the tally of an area and of those in it, `depth` levels down (1 if None)."""
    levels = tally_messages.depth({"depth": depth})
    lines = Tallies(tx).tree(ballot, area, levels)
    return tally_messages.tally_out(ballot, area, lines, clock.now())


def progress(tx: Connection, who: Principal, ballots: Sequence[Ballot]) -> dict[str, Any]:
    """Return how far an election's contests are in the principal's area."""
    store, pairs = Tallies(tx), []
    for ballot in ballots:
        area = narrowed(who, None, ballot.contest.area)
        pairs.append((ballot, next(iter(store.tree(ballot, area, 0)), None)))
    return tally_messages.progress_out(pairs, clock.now())


def snapshot(tx: Connection, who: Principal, data: dict[str, Any]) -> dict[str, Any]:
    """Return elections, tallies down to the village, progress, and the latest news of each."""
    store = Elections(tx)
    chosen = [list(store.ballots(one).values()) for one in _shown(store, who, data)]
    for ballots in chosen:
        require_related(who, ballots[0].election.area)
    everything = [ballot for ballots in chosen for ballot in ballots]
    return {
        "elections": [messages.election_out(ballots[0].election) for ballots in chosen],
        "tallies": [
            tally(tx, ballot, narrowed(who, None, ballot.contest.area), WALL_DEPTH)
            for ballot in everything
        ],
        "progress": [progress(tx, who, ballots) for ballots in chosen],
        **_latest_of_each(tx, who, chosen),
    }


def _shown(store: Elections, who: Principal, data: dict[str, Any]) -> list[str]:
    """Return `election`, or the newest ones, and after it those of `also` that concern the area.

    What `also` names and the principal may not see is left out, as what there is not.
    """
    also = data.get("also", [])
    if not isinstance(also, list) or len(also) > WALL_NAMED or not _are_texts(also):
        raise Invalid(errors=(FieldError("also", f"needs at most {WALL_NAMED} elections"),))
    wanted = data.get("election")
    first = [str(wanted)] if wanted else store.newest(who.area, WALL_ELECTIONS)
    return first + store.related(who.area, [one for one in also if one not in first])


def _are_texts(given: list[Any]) -> bool:
    return all(isinstance(one, str) for one in given)


def _latest_of_each(
    tx: Connection, who: Principal, chosen: Sequence[Sequence[Ballot]]
) -> dict[str, Any]:
    """Return the newest results and findings of every election: a busy one hides no other."""
    each = [_latest(tx, who, ballots) for ballots in chosen]
    return {name: [row for one in each for row in one[name]] for name in ("results", "findings")}


def _latest(tx: Connection, who: Principal, ballots: Sequence[Ballot]) -> dict[str, Any]:
    by_key = {ballot.key: ballot for ballot in ballots}
    rows = Results(tx).latest(ballots, who.area, WALL_LATEST)
    odd = Results(tx).latest_findings(ballots, who.area, WALL_LATEST)
    stations = [(by_key[key].election.id, record.tps) for key, record, _ in rows]
    stations += [(by_key[key].election.id, tps) for key, tps, _, _ in odd]
    names = _names(tx, stations)
    return {
        "results": [
            forms.result_head(by_key[key], record, newest, names.get(by_key[key].election.id, {}))
            for key, record, newest in rows
        ],
        "findings": [
            forms.finding_out(finding)
            | {
                "election": by_key[key].election.id,
                "contest": by_key[key].contest.id,
                "tps": tps,
                "received_at": clock.to_text(received_at),
                "areas": forms.areas_out(tps[:10], names.get(by_key[key].election.id, {})),
            }
            for key, tps, received_at, finding in odd
        ],
    }


def _names(tx: Connection, stations: Sequence[tuple[str, str]]) -> dict[str, dict[str, str]]:
    """Return the names of the districts and villages of these stations, by election."""
    wanted: dict[str, set[str]] = {}
    for election, tps in stations:
        wanted.setdefault(election, set()).update((tps[:6], tps[:10]))
    store = Elections(tx)
    return {election: store.names(election, codes) for election, codes in wanted.items()}
