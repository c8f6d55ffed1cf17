"""Results in the shape that KPU's Sirekap publishes, for programs that were written to read it.

Two levels: a polling station's document (`chart`, `administrasi`, `images`), and an area's, with
a table of the areas in it. Pemilu and Pilkada differ: Pilkada's area documents have the votes one
level deeper, in `tungsura`. A candidate goes by his Sirekap id where it is known, else by number.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from services.elections.domain import Ballot, Contest
from services.elections.publication.domain import COUNTED, StationRow
from services.elections.sirekap import ADMINISTRATION, WIB
from services.elections.tally import Line, Tally

MODE, PSU = "hhcw", "Reguler"
PEMILU_LIMIT = 300  # voters of a TPS at Pemilu; a larger limit is Pilkada's


def station(row: StationRow, contest: Contest, images: Sequence[str]) -> dict[str, Any]:
    """Return a polling station's document. What is not counted has no votes and no figures."""
    counted = row.status == COUNTED
    chart: dict[str, int | None] = dict(zip(ids(contest), votes_of(row, contest), strict=True))
    figures = {name: row.figures.get(path) for name, path in ADMINISTRATION.items()}
    return {
        "mode": MODE,
        "chart": {**chart, "null": None} if counted else None,
        "images": list(images),
        "administrasi": figures if counted else None,
        "psu": PSU,
        "ts": time(row.received_at) if row.received_at else None,
        "status_suara": counted,
        "status_adm": counted and None not in figures.values(),
    }


def area(ballot: Ballot, lines: Sequence[Line]) -> dict[str, Any]:
    """Return an area's document from its own line and those of its parts, its own first."""
    pemilu = ballot.election.dpt_limit <= PEMILU_LIMIT
    share = _share if pemilu else _detailed
    own, contest = lines[0], ballot.contest
    count = {
        "chart": _votes(own.tally, contest) | share(own.tally),
        "table": {line.area: _row(line.tally, contest) | share(line.tally) for line in lines[1:]},
    }
    tail = {"psu": PSU, "progres": _progress(own.tally), "ts": time(own.as_of)}
    return {"mode": MODE, **(count if pemilu else {"tungsura": count}), **tail}


def ids(contest: Contest) -> list[str]:
    """Return what Sirekap calls the candidates, in the ballot's order."""
    return [one.sirekap_id or str(one.number) for one in contest.candidates]


def votes_of(row: StationRow, contest: Contest) -> list[int | None]:
    return [row.figures.get(name) for name in contest.vote_fields]


def time(moment: datetime) -> str:
    """Return the time as Sirekap writes it: Jakarta's, without a zone."""
    return moment.astimezone(WIB).strftime("%Y-%m-%d %H:%M:%S")


def _row(tally: Tally, contest: Contest) -> dict[str, Any]:
    return {"psu": PSU, **_votes(tally, contest), "status_progress": tally.stations_in > 0}


def _votes(tally: Tally, contest: Contest) -> dict[str, Any]:
    return dict(zip(ids(contest), tally.votes, strict=True))


def _progress(tally: Tally) -> dict[str, int]:
    return {"total": tally.expected, "progres": tally.stations_in}


def _share(tally: Tally) -> dict[str, Any]:
    part = 100 * tally.stations_in / tally.expected if tally.expected else 0.0
    return {"persen": round(part, 2)}


def _detailed(tally: Tally) -> dict[str, Any]:
    return {"progres": _progress(tally) | _share(tally)}
