"""The outlook as callers get it: what is out, what it may bring, if the leader can still lose."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy.engine import Connection

from libs.kit import areas, clock
from libs.kit.principal import Principal
from services.elections import options_repository
from services.elections.domain import Ballot
from services.elections.quick_count import answers, verdict
from services.elections.quick_count.outlook import Guess, Model, Village
from services.elections.quick_count.repository import Samples
from services.elections.quick_count.verdict import Duel
from services.elections.repository import Elections
from services.elections.scope import narrowed
from services.elections.tally_messages import area_out

WITH_INTERVAL, NO_BASELINE, TOO_LITTLE = "with_interval", "no_baseline", "too_little"
Counts = Sequence[int]


@dataclass(frozen=True)
class Scene:
    """A contest, what predicts it, and the ballots in reserve in percent of registered voters."""

    of: Ballot
    model: Model
    reserve: float

    def guess(self, villages: Sequence[Village]) -> Guess:
        found = self.model.guess(villages)
        return found if found.votes else Guess((0.0,) * len(self.of.contest.candidates), None)

    def most_out(self, villages: Sequence[Village]) -> int:
        out, limit = _out(villages), self.of.election.dpt_limit
        return verdict.most_out(out["dpt_out"], out["unknown_out"], limit, self.reserve)


def outlook(tx: Connection, who: Principal, data: dict[str, Any]) -> dict[str, Any]:
    """Return the outlook of a contest in the principal's area."""
    of, named = answers.ballot(tx, data), data.get("baseline")
    area = narrowed(who, data.get("area"), of.contest.area)
    store, earlier = Samples(tx), {}
    if named:
        earlier = store.shares_of_villages(answers.baseline(tx, who, str(named)), area)
    villages = store.villages(of, area, earlier)
    reserve = options_repository.current(tx, of.election.id).reserve_percent
    scene = Scene(of, Model(villages), reserve)
    head = {
        "election": of.election.id,
        "contest": of.contest.id,
        "baseline": named,
        "state": _state(scene.model, earlier),
        "as_of": clock.to_text(clock.now()),
    }
    return head | _whole(scene, area, villages) | {"areas": _areas(tx, scene, area, villages)}


def _state(model: Model, earlier: dict[str, Any]) -> str:
    if not earlier:
        return NO_BASELINE
    return WITH_INTERVAL if model.knows_errors else TOO_LITTLE


def _whole(scene: Scene, area: str, villages: Sequence[Village]) -> dict[str, Any]:
    votes = [0] * len(scene.of.contest.candidates)
    for one in villages:
        votes = [had + more for had, more in zip(votes, one.votes, strict=True)]
    guess, most = scene.guess(villages), scene.most_out(villages)
    return {
        "area": area,
        **_out(villages),
        "most_out": most,
        "candidates": _candidates(scene.of, votes, guess, most),
        "leader": _leader(scene, villages, votes, guess),
    }


def _out(villages: Sequence[Village]) -> dict[str, int]:
    return {
        "stations_out": sum(one.stations_out for one in villages),
        "dpt_out": sum(one.dpt_out for one in villages),
        "unknown_out": sum(one.unknown_out for one in villages),
    }


def _candidates(of: Ballot, votes: Counts, guess: Guess, most: int) -> list[dict[str, Any]]:
    """Return the votes at the end of each candidate, in the ballot's order.

    What is out is not spoken of without an interval: early stations differ from late ones.
    """
    whole = sum(votes) + sum(guess.votes)
    told = whole and (guess.reach is not None or not most)
    found = []
    for place, one in enumerate(of.contest.candidates):
        end = votes[place] + guess.votes[place]
        row = {
            "number": one.number,
            "name": one.name,
            "votes": votes[place],
            "expected": round(end) if told else None,
            "share": round(end / whole, 6) if told else None,
        }
        found.append(row | _interval(votes[place], end, guess, place, most, whole))
    return found


def _interval(
    had: int, end: float, guess: Guess, place: int, most: int, whole: float
) -> dict[str, Any]:
    """Return the least and most votes at the end, as shares too; null where nobody can say."""
    if guess.reach is None or not whole:
        return dict.fromkeys(("low", "high", "share_low", "share_high"))
    low = max(float(had), end - guess.reach[place])
    high = min(float(had + most), end + guess.reach[place])
    shares = {"share_low": round(low / whole, 6), "share_high": min(1.0, round(high / whole, 6))}
    return {"low": round(low), "high": round(high)} | shares


def _leader(
    scene: Scene, villages: Sequence[Village], votes: Counts, guess: Guess
) -> dict[str, Any] | None:
    """Return who leads, by how much, and whether he can still lose; None before any vote."""
    if not sum(votes):
        return None
    order = sorted(range(len(votes)), key=lambda place: -votes[place])
    first, others = order[0], order[1:]
    duels = [_duel(scene, villages, votes, guess, first, other) for other in others]
    nearest = min(duels, key=lambda one: one.expected, default=None)
    over = scene.of.contest.numbers[others[duels.index(nearest)]] if nearest else None
    return {
        "number": scene.of.contest.numbers[first],
        "over": over,
        "margin": votes[first] - (votes[others[duels.index(nearest)]] if nearest else 0),
        "expected": None if nearest is None or nearest.reach is None else round(nearest.expected),
        "low": _bound(nearest, -1),
        "high": _bound(nearest, 1),
        "verdict": verdict.can_lose(duels, scene.most_out(villages)),
    }


def _duel(
    scene: Scene,
    villages: Sequence[Village],
    votes: Counts,
    guess: Guess,
    first: int,
    other: int,
) -> Duel:
    margin = votes[first] - votes[other]
    expected = margin + guess.votes[first] - guess.votes[other]
    return Duel(margin, expected, scene.model.reach_between(villages, first, other))


def _bound(duel: Duel | None, sign: int) -> int | None:
    if duel is None or duel.reach is None:
        return None
    return round(duel.expected + sign * duel.reach)


def _areas(
    tx: Connection, scene: Scene, area: str, villages: Sequence[Village]
) -> list[dict[str, Any]]:
    """Return what is out in each part of the area, the most voters first."""
    digits = areas.children_length(area)
    if digits is None or digits > 10:
        return []
    groups: dict[str, list[Village]] = defaultdict(list)
    for one in villages:
        groups[one.code[:digits]].append(one)
    names = Elections(tx).names(scene.of.election.id, groups)
    rows = [
        {"area": area_out(code, names.get(code)), **_out(group)}
        | {"expected": _expected(scene.of, scene.guess(group), scene.most_out(group))}
        for code, group in groups.items()
        if any(one.stations_out for one in group)
    ]
    return sorted(rows, key=lambda row: -row["dpt_out"])


def _expected(of: Ballot, guess: Guess, most: int) -> list[dict[str, Any]] | None:
    """Return the votes that each candidate may have in what is out; None without an interval."""
    if guess.reach is None:
        return None
    found = []
    for number, votes, reach in zip(of.contest.numbers, guess.votes, guess.reach, strict=True):
        low, high = max(0.0, votes - reach), min(float(most), votes + reach)
        found.append(
            {"number": number, "votes": round(votes), "low": round(low), "high": round(high)}
        )
    return found
