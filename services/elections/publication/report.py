"""The report of an area as HTML, which `render` makes a PDF of."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from pathlib import Path
from zoneinfo import ZoneInfo

from libs.kit.rendering import templates
from services.elections.domain import Ballot
from services.elections.publication.domain import StationRow
from services.elections.publication.words import WORDS, count, percent
from services.elections.tally import Line
from services.elections.tally_messages import area_out

FOLDER = Path(__file__).parent / "templates"
MOST_ROWS = 600  # of each table: some 20 pages


@dataclass(frozen=True)
class Imprint:
    """Who makes the report, and the zone of its times."""

    issuer: str
    zone: ZoneInfo


@dataclass(frozen=True)
class Report:
    """What a report tells; a list that is too long is cut, `left_out` says by how many rows."""

    ballot: Ballot
    own: Line
    parts: Sequence[Line]
    stations: Sequence[StationRow]
    holders: Sequence[str]
    left_out: int
    root: str | None
    made_at: datetime
    language: str
    imprint: Imprint


def html(report: Report) -> str:
    """Return the report's page, which refers to nothing outside itself."""
    language, own = report.language, report.own
    tally, ballot = own.tally, report.ballot
    return (
        templates(FOLDER)
        .get_template("report.html")
        .render(
            style=(FOLDER / "report.css").read_text(encoding="utf-8"),
            language=language,
            words=WORDS[language],
            election=ballot.election,
            contest=ballot.contest,
            day=ballot.election.date.strftime("%d-%m-%Y"),
            area=own.area,
            place=area_out(own.area, own.name)["name"],
            inside=", ".join(report.holders),
            tally=tally,
            out=tally.expected - tally.stations_in - tally.held,
            candidates=_candidates(report),
            parts=[_part(line, len(ballot.contest.candidates)) for line in report.parts],
            stations=report.stations,
            left_out=report.left_out,
            root=report.root,
            version=own.version,
            as_of=_moment(own.as_of, report.imprint.zone),
            made=_moment(report.made_at, report.imprint.zone),
            issuer=report.imprint.issuer,
            n=partial(count, language=language),
            p=partial(percent, language=language),
            f=lambda figure: "" if figure is None else count(figure, language),
        )
    )


def _candidates(report: Report) -> list[dict[str, object]]:
    tally, candidates = report.own.tally, report.ballot.contest.candidates
    votes = tally.votes or (0,) * len(candidates)
    return [
        {
            "number": one.number,
            "name": one.name,
            "votes": cast,
            "share": cast / tally.valid if tally.valid else None,
        }
        for one, cast in zip(candidates, votes, strict=True)
    ]


def _part(line: Line, width: int) -> dict[str, object]:
    name = area_out(line.area, line.name)["name"]
    return {"name": name, "tally": line.tally, "votes": line.tally.votes or (0,) * width}


def _moment(moment: datetime, zone: ZoneInfo) -> str:
    """Return a time as people here write it, with its zone."""
    return moment.astimezone(zone).strftime("%d-%m-%Y %H.%M %Z")
