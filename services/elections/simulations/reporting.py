"""What a rehearsal was like: what came in when, what the verifiers did, how late, what broke."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence
from typing import Any

from sqlalchemy.engine import Connection

from libs.kit import clock
from services.elections.simulations import making
from services.elections.simulations.domain import SECOND, VOTES, WHOLE, Deed
from services.elections.simulations.night import Night
from services.elections.simulations.repository import Simulations
from services.elections.tally_repository import Tallies

MADE_VERIFIER = "gladi-verifikator"
FIRST = (WHOLE, VOTES)


def report(tx: Connection, night: Night, todo: Sequence[Deed]) -> dict[str, Any]:
    """Return the report: hours since the stations closed, times in milliseconds."""
    keys = [ballot.key for ballot in night.ballots]
    seconds = (clock.now() - night.begun).total_seconds()
    return {
        "ended_at": clock.to_text(clock.now()),
        "seconds": round(seconds, 1),
        "deeds": len(todo),
        "kinds": dict(sorted(Counter(deed.kind for deed in todo).items())),
        "arrivals": _arrivals(todo),
        "outages": _outages(night, todo),
        "verifiers": _verifiers(tx, keys),
        "latency": _latency(tx, night),
        "contests": [_contest(tx, night, place, todo) for place in range(len(night.ballots))],
        "broke": sorted(night.broke.values(), key=lambda one: one["first_at"]),
    }


def said(found: dict[str, Any]) -> str:
    """Return the report in a line."""
    exact = all(one["exact"] for one in found["contests"])
    counted = "the tallies are exact" if exact else "the tallies differ from what was handed in"
    trouble = sum(one["times"] for one in found["broke"])
    return f"{found['deeds']} deeds in {found['seconds']:.0f} s, {counted}, {trouble} troubles"


def _arrivals(todo: Sequence[Deed]) -> list[dict[str, int]]:
    """Return how many forms came in for the first time in each hour."""
    hours = Counter(int(deed.hour) for deed in todo if deed.kind in FIRST)
    last = max(hours, default=-1)
    return [{"hour": hour, "forms": hours[hour]} for hour in range(last + 1)]


def _outages(night: Night, todo: Sequence[Deed]) -> list[dict[str, Any]]:
    held = Counter(deed.held_back for deed in todo if deed.kind in FIRST)
    return [
        {
            "area": outage.area,
            "from_hour": outage.from_hour,
            "to_hour": outage.to_hour,
            "held_back": held[place],
        }
        for place, outage in enumerate(night.plan.outages)
    ]


def _verifiers(tx: Connection, keys: Sequence[int]) -> dict[str, int]:
    """Return who decided: the rehearsal's own verifiers, or people who took part."""
    by = Simulations(tx).decided(keys)
    made = by.pop(MADE_VERIFIER, 0)
    waiting = Simulations(tx).contested(keys)
    return {"made": made, "people": sum(by.values()), "waiting": waiting}


def _latency(tx: Connection, night: Night) -> dict[str, Any]:
    """Return ages of the tally and of the outbox, and the time that handing in took."""
    ages = Simulations(tx).ages(night.id)
    taken = sorted(night.seconds)
    hand_in = [round(_at(taken, share) * 1000, 1) for share in (0.5, 0.99, 1.0)]
    return {
        "hand_in_ms": _named(hand_in),
        "tally_age_ms": _named(ages["tally"]),
        "outbox_age_ms": _named(ages["outbox"]),
        "most_held": ages["most_held"] or 0,
    }


def _at(ordered: Sequence[float], share: float) -> float:
    return ordered[max(0, math.ceil(len(ordered) * share) - 1)] if ordered else 0.0


def _named(values: Sequence[float] | None) -> dict[str, float]:
    return dict(zip(("p50", "p99", "most"), values or (0, 0, 0), strict=True))


def _contest(tx: Connection, night: Night, place: int, todo: Sequence[Deed]) -> dict[str, Any]:
    """Compare the tally with the votes that were handed in and not contested to the end."""
    ballot = night.ballots[place]
    line = next(iter(Tallies(tx).tree(ballot, ballot.contest.area, 0)), None)
    votes = list(line.tally.votes) if line else []
    right = _right(tx, night, place, todo)
    return {
        "contest": ballot.contest.id,
        "tps_in": line.tally.stations_in if line else 0,
        "expected": line.tally.expected if line else 0,
        "votes": votes,
        "handed_in": right,
        "exact": votes == right,
    }


def _right(tx: Connection, night: Night, place: int, todo: Sequence[Deed]) -> list[int]:
    """Return the votes of all stations whose record is not contested any more."""
    ballot, plan = night.ballots[place], night.plan
    numbers, sums = ballot.contest.numbers, [0] * len(ballot.contest.numbers)
    contested = {deed.tps for deed in todo if deed.kind == SECOND and deed.contest == place}
    open_still = contested & Simulations(tx).uncounted(ballot.key)
    for tps, voters in night.voters.items():
        if tps not in open_still and tps.startswith(ballot.contest.area):
            form = making.form(plan.seed, tps, voters, place, numbers)
            sums = [had + form[f"votes.{n}"] for had, n in zip(sums, numbers, strict=True)]
    return sums
