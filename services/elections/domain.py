"""Elections, the C.Hasil form and what a submission does to the record of one polling station.

A form is a flat mapping from a field's path (`users.dpt.male`) to its figure; what was not entered
is absent. So a submission by parts is an overlay, and a finding names fields as a client does.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property

from libs.kit.errors import Conflict, NotFound
from services.elections.findings import Finding, Rules

Figures = Mapping[str, int]

SEXES = ("male", "female", "total")
SEXED = ("dpt", "users.dpt", "users.dptb", "users.dpk", "users.total", "disabled")
BALLOTS = ("ballots.received", "ballots.used", "ballots.returned", "ballots.unused")
SUMS = ("valid", "invalid", "total")
ADMINISTRATION = (*(f"{row}.{sex}" for row in SEXED for sex in SEXES), *BALLOTS, *SUMS)
CHANNELS = ("crew", "operator", "sms", "import", "observer")
FIRST_SPECIAL = 901
LARGEST_FIGURE = 99_999  # a form has three boxes for a figure; what goes beyond is a finding
DPT_LIMIT = 600  # voters of one TPS at Pilkada 2024 (at Pemilu 2024: 300)


class UnknownElection(NotFound):
    slug, title = "unknown-election", "No such election"


class UnknownContest(NotFound):
    slug, title = "unknown-contest", "No such contest in this election"


class UnknownStation(NotFound):
    slug, title = "unknown-station", "No such polling station in this contest"


class NoResult(NotFound):
    slug, title = "no-result", "This polling station has handed in nothing yet"


class ElectionDiffers(Conflict):
    slug, title = "election-differs", "This election is registered with another content"


@dataclass(frozen=True)
class Candidate:
    """One choice on the ballot; KOLOM KOSONG (the empty column) is one.

    `sirekap_id` is the name KPU's documents give it, which does not follow the ballot's order.
    """

    number: int
    name: str
    kolom_kosong: bool = False
    sirekap_id: str | None = None


@dataclass(frozen=True)
class Contest:
    id: str
    name: str
    area: str
    candidates: tuple[Candidate, ...]

    @cached_property
    def numbers(self) -> tuple[int, ...]:
        return tuple(candidate.number for candidate in self.candidates)

    @cached_property
    def vote_fields(self) -> tuple[str, ...]:
        return tuple(f"votes.{number}" for number in self.numbers)


@dataclass(frozen=True)
class Election:
    """Never changed once registered: processes keep it as long as they live."""

    id: str
    name: str
    date: date
    area: str
    contests: tuple[Contest, ...]
    rehearsal: bool = False
    dpt_limit: int = DPT_LIMIT


@dataclass(frozen=True)
class Ballot:
    """One contest of one election, as the intake needs it; `key` is its number in the tables."""

    key: int
    election: Election
    contest: Contest

    @cached_property
    def rules(self) -> Rules:
        return Rules.of(self.contest.vote_fields, self.election.dpt_limit)


@dataclass(frozen=True)
class Station:
    """A polling station (TPS). `dpt` are its registered voters, `point` is (lon, lat)."""

    code: str
    dpt: Mapping[str, int] | None = None
    point: tuple[float, float] | None = None
    name: str | None = None

    @property
    def number(self) -> int:
        return int(self.code[-3:])

    @property
    def special(self) -> bool:
        """A special place (lokasi khusus), such as a prison or a hospital."""
        return self.number >= FIRST_SPECIAL


@dataclass(frozen=True)
class Submission:
    """What somebody handed in: kept for ever, overwritten by nothing."""

    id: str
    tps: str
    channel: str
    who: str
    received_at: datetime
    recorded_at: datetime | None
    figures: Figures


@dataclass(frozen=True)
class Record:
    """The current result of one polling station in one contest."""

    tps: str
    version: int = 0
    figures: Figures = field(default_factory=dict)
    state: str = "none"
    findings: tuple[Finding, ...] = ()

    def take(self, submission: Submission, ballot: Ballot) -> Record:
        """Return the record after this submission: its figures laid over those that were there."""
        figures = {**self.figures, **submission.figures}
        return Record(
            self.tps,
            self.version + 1,
            figures,
            "entered" if is_complete(figures, ballot.contest) else "partial",
            ballot.rules.find(figures),
        )

    def count(self, severity: str) -> int:
        return sum(finding.severity == severity for finding in self.findings)


def is_complete(figures: Figures, contest: Contest) -> bool:
    """Tell whether every figure of the form is entered."""
    return all(map(figures.__contains__, ADMINISTRATION)) and all(
        map(figures.__contains__, contest.vote_fields)
    )


def votes(figures: Figures, contest: Contest) -> tuple[int, ...] | None:
    """Return the votes in the ballot's order once the station is in, else None.

    A station is in when every candidate has a figure and there is a vote at all.
    """
    found = [figures.get(name) for name in contest.vote_fields]
    entered = tuple(figure for figure in found if figure is not None)
    return entered if len(entered) == len(found) and sum(entered) > 0 else None
