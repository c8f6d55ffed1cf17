"""The order in which the made forms come in: who hands in what, when, and by which parts."""

from __future__ import annotations

import copy
import random
import uuid
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from services.elections.demo.facts import city
from services.elections.demo.making import GOVERNOR, MAYOR, SEED, Made, stations

COUNTING = datetime(2024, 11, 27, 6, 0, tzinfo=UTC)  # 13.00 WIB, when the stations close
HOURS = 10.5  # Sirekap had all stations of the city at 23.30 WIB
MEDIAN, STEEPNESS, EARLIEST = 4.4, 3.4, 0.9  # of the log-logistic arrival, in hours
IN_PARTS = 12  # stations whose votes come first and the administration later
NIGHT = uuid.UUID("0a4f7a2c-3a55-5d2e-8f0b-6c1f0f3e9d10")  # the namespace of the commands' ids
LATER = ("dpt", "users", "ballots", "disabled")

# Slips of the pen, each on one station: a path of the form and by how much it is off. None touches
# the votes of a candidate, invalid votes or the number of users, which the totals are made of.
SLIPS = (
    ("dpt.male", 10),
    ("ballots.unused", -1),
    ("valid", 9),
    ("disabled.total", 1),
    ("users.dpk.total", 1),
    ("ballots.used", -2),
    ("total", 3),
)


@dataclass(frozen=True)
class HandedIn:
    """One submission of the night, `after` the stations closed; its id is the same at each run.

    `paper` is the form of which photos go with it, where there are some.
    """

    after: timedelta
    contest: str
    tps: str
    by: str
    body: dict[str, Any]
    id: str
    paper: dict[str, Any] | None = None

    @property
    def key(self) -> str:
        return f"{self.contest}/{self.tps}"


def night(seed: int = SEED) -> tuple[list[Made], list[HandedIn]]:
    """Return the stations, and what they hand in, in the order of arrival."""
    made, rolls = stations(seed), random.Random(seed + 1)  # noqa: S311 - a demo's figures
    _slip(made, rolls)
    parted = {one.code for one in rolls.sample(made, IN_PARTS)}
    times = _times(len(made), rolls)
    handed: list[HandedIn] = []
    for one, hours in zip(made, times, strict=True):
        # The governor's ballots are counted first.
        later = min(HOURS, hours + rolls.uniform(0.1, 0.7))
        for contest, at in ((GOVERNOR, hours), (MAYOR, later)):
            handed += _submissions(one, contest, at, in_parts=one.code in parted)
    return made, sorted(handed, key=lambda item: (item.after, item.id))


def _times(count: int, rolls: random.Random) -> list[float]:
    """Return hours after closing, log-logistic, cut at the moment when all were in."""
    top = 1 / (1 + (HOURS / MEDIAN) ** -STEEPNESS)
    shares = [top * (n + rolls.random()) / count for n in range(count)]
    hours = [max(EARLIEST, MEDIAN * (u / (1 - u)) ** (1 / STEEPNESS)) for u in shares]
    hours[-1] = HOURS - 0.2
    rolls.shuffle(hours)
    return [one + rolls.uniform(0, 0.05) for one in hours]


def _submissions(one: Made, contest: str, hours: float, *, in_parts: bool) -> list[HandedIn]:
    form = (one.forms or {})[contest]
    if not in_parts:
        return [_handed(one, contest, hours, "whole", form)]
    first = {name: part for name, part in form.items() if name not in LATER}
    second = {name: form[name] for name in LATER}
    at = min(HOURS, hours + 0.75)
    parts = (("votes", hours, first), ("administration", at, second))
    return [_handed(one, contest, when, name, part) for name, when, part in parts]


def _handed(one: Made, contest: str, hours: float, part: str, form: dict[str, Any]) -> HandedIn:
    after = timedelta(seconds=round(hours * 3600))
    # One station in six is read out over the radio to an operator.
    by = "operator" if one.number % 6 == 0 else "reporter"
    about = {"contest": contest, "tps": one.code, "recorded_at": _text(COUNTING + after)}
    channel = {"operator": "operator", "reporter": "crew"}[by]
    name = f"{city()['election']['id']}/{contest}/{one.code}/{part}"
    body = about | {"channel": channel} | form
    paper = one.written if contest == MAYOR else None
    return HandedIn(after, contest, one.code, by, body, str(uuid.uuid5(NIGHT, name)), paper)


def _slip(made: list[Made], rolls: random.Random) -> None:
    for one, (path, off) in zip(rolls.sample(made, len(SLIPS)), SLIPS, strict=True):
        one.written = (one.forms or {})[MAYOR]
        form = copy.deepcopy(one.written)
        *parents, name = path.split(".")
        place = form
        for parent in parents:
            place = place[parent]
        place[name] += off
        one.forms = (one.forms or {}) | {MAYOR: form}


def _text(moment: datetime) -> str:
    return moment.isoformat().replace("+00:00", "Z")
