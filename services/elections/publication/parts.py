"""Downloads of any size, made page by page: each part is a text and where the next one begins.

A page is a transaction of its own, so a document that is made while the count goes on may hold
stations of two moments; each row bears its version.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import orjson

from libs.kit import clock, paging
from libs.kit.errors import FieldError, Invalid
from services.elections import forms
from services.elections.domain import Ballot
from services.elections.publication import cdf, sheet
from services.elections.publication.domain import StationRow
from services.elections.publication.repository import Published
from services.elections.tally import Line, Tally

PAGE = 1000  # rows in a part: some 200 KB
PLACE = re.compile(r"(\d{1,3})/(\d{1,2})/(\d{0,13})")


@dataclass(frozen=True)
class Wanted:
    """A document that is being handed out, and from where in it."""

    ballot: Ballot
    area: str
    after: str
    now: datetime
    issuer: str
    test: bool  # its figures are made


Part = tuple[str, str | None]


def csv(store: Published, wanted: Wanted) -> Part:
    """Return a part of the CSV per polling station."""
    contest = wanted.ballot.contest
    rows, following = _stations(store, wanted)
    head = [] if wanted.after else [sheet.head(contest)]
    return sheet.lines([*head, *(sheet.cells(row, contest) for row in rows)]), following


def json(store: Published, wanted: Wanted) -> Part:
    """Return a part of the JSON per polling station."""
    rows, following = _stations(store, wanted)
    items = ",\n".join(orjson.dumps(station_out(row)).decode() for row in rows)
    joint = ",\n" if wanted.after and rows else ""
    head = "" if wanted.after else _json_head(store, wanted)
    return f"{head}{joint}{items}{'' if following else ']}'}", following


def common_data_format(store: Published, wanted: Wanted) -> Part:
    """Return a part of the report in NIST's Common Data Format: see `cdf`."""
    section, level, code = _place(wanted.after)
    rows = store.lines(wanted.area, (level, code), PAGE)
    page, more = rows[:PAGE], len(rows) > PAGE
    opening = "," if code else _opening(store, wanted, section)
    nodes = ",".join(orjson.dumps(node).decode() for node in _nodes(store, section, page))
    if more:
        last = page[-1].area
        return opening + nodes, f"{section}/{len(last)}/{last}"
    last_section = len(wanted.ballot.contest.candidates) + 1
    closing = cdf.SELECTION_TAIL if section > 1 else ""
    if section == last_section:
        return opening + nodes + closing + cdf.TAIL, None
    return opening + nodes + closing, f"{section + 1}/0/"


KINDS: dict[str, Callable[[Published, Wanted], Part]] = {
    "csv": csv,
    "json": json,
    "cdf": common_data_format,
}


def own_line(store: Published, area: str) -> Line:
    """Return the area's own line, an empty one where nothing is counted."""
    for line in store.lines(area, (len(area), ""), 0):
        if line.area == area:
            return line
    return Line(area, None, 0, clock.now(), Tally())


def station_out(row: StationRow) -> dict[str, Any]:
    """Return a polling station as the public sees it."""
    return {
        "tps": row.tps,
        "number": int(row.tps[-3:]),
        "name": row.name,
        "district": row.district,
        "village": row.village,
        "dpt": row.dpt,
        "status": row.status,
        "final": row.final,
        "version": row.version,
        "received_at": clock.to_text(row.received_at) if row.received_at else None,
        "form": forms.form_out(row.figures),
    }


def _stations(store: Published, wanted: Wanted) -> tuple[list[StationRow], str | None]:
    rows = store.stations(wanted.area, wanted.after, PAGE)
    page, following = paging.cut(rows, PAGE, lambda row: row.tps)
    return list(page), following


def _json_head(store: Published, wanted: Wanted) -> str:
    contest, own = wanted.ballot.contest, own_line(store, wanted.area)
    told = {
        "election": wanted.ballot.election.id,
        "contest": contest.id,
        "area": wanted.area,
        "issuer": wanted.issuer,
        "made_at": clock.to_text(wanted.now),
        "version": own.version,
        "tps_expected": own.tally.expected,
        "tps_in": own.tally.stations_in,
        "candidates": [{"number": one.number, "name": one.name} for one in contest.candidates],
    }
    return orjson.dumps(told).decode()[:-1] + ',"items":['


def _place(after: str) -> tuple[int, int, str]:
    if not after:
        return 0, 0, ""
    found = PLACE.fullmatch(after)
    if found is None:
        raise Invalid(errors=(FieldError("after", "is not from this document"),))
    return int(found[1]), int(found[2]), found[3]


def _opening(store: Published, wanted: Wanted, section: int) -> str:
    ballot = wanted.ballot
    if section == 1:
        return cdf.election_head(ballot, wanted.area)
    if section > len(ballot.contest.candidates) + 1:
        raise Invalid(errors=(FieldError("after", "is not from this document"),))
    if section > 2:
        return "," + cdf.selection_head(ballot.contest.candidates[section - 2])
    own = own_line(store, wanted.area)
    if section == 0:
        return cdf.head(own, wanted.now, wanted.issuer, test=wanted.test)
    return cdf.contest_head(ballot, own) + cdf.selection_head(ballot.contest.candidates[0])


def _nodes(store: Published, section: int, page: list[Line]) -> list[cdf.Node]:
    if section == 0:
        areas = [line.area for line in page if len(line.area) < 13]
        children = store.children(areas)
        return [cdf.unit(line, children) for line in page]
    make = cdf.ballots if section == 1 else cdf.votes_of(section - 2)
    return [make(line) for line in page]
