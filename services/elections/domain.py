"""Elections, the C.Hasil form and what a submission does to the record of one polling station.

A form is a flat mapping from a field's path (`users.dpt.male`) to its figure; what was not entered
is absent. So a submission by parts is an overlay, and a finding names fields as a client does.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from functools import cached_property

from libs.kit.errors import Conflict, FieldError, Forbidden, Invalid, NotFound
from services.elections import consolidation
from services.elections.consolidation import (
    CONSOLIDATED,
    DEFAULT,
    EMPTY,
    FINAL,
    VERIFIER,
    Entry,
    RuleSet,
    source_of,
)
from services.elections.findings import OPEN, Finding, differences
from services.elections.rules import defaults
from services.elections.rules.checks import Rules

Figures = consolidation.Figures

SEXES = ("male", "female", "total")
SEXED = ("dpt", "users.dpt", "users.dptb", "users.dpk", "users.total", "disabled")
BALLOTS = ("ballots.received", "ballots.used", "ballots.returned", "ballots.unused")
SUMS = ("valid", "invalid", "total")
ADMINISTRATION = (*(f"{row}.{sex}" for row in SEXED for sex in SEXES), *BALLOTS, *SUMS)
CHANNELS = ("crew", "sms", "radio", "operator", "observer", "import")
QUARANTINES = NONE, RESULTS, EVERYTHING = ("none", "results", "all")
FIRST_SPECIAL = 901
LARGEST_FIGURE = 99_999  # a form has three boxes for a figure; what goes beyond is a finding
NOTHING_SAID = "at least one figure of the form is needed"
DPT_LIMIT = 600  # voters of one TPS at Pilkada 2024 (at Pemilu 2024: 300)


class UnknownElection(NotFound):
    slug, title = "unknown-election", "No such election"


class UnknownContest(NotFound):
    slug, title = "unknown-contest", "No such contest in this election"


class UnknownStation(NotFound):
    slug, title = "unknown-station", "No such polling station in this contest"


class NoResult(NotFound):
    slug, title = "no-result", "This polling station has handed in nothing yet"


class ResultAlreadyFinal(Conflict):
    slug, title = "result-already-final", "This result is final: ask for it to be reopened"


class OwnEntry(Forbidden):
    slug, title = "own-entry", "Nobody verifies an entry of his own"


class ResultNotReady(Conflict):
    slug, title = "result-not-ready", "This result can't be made final yet"


class ResultNotFinal(Conflict):
    slug, title = "result-not-final", "This result is not final"


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
    """One contest of one election, as the intake needs it; `key` is its number in the tables.

    `own_rules` are those that its election has now, where somebody bound them to it.
    """

    key: int
    election: Election
    contest: Contest
    own_rules: Rules | None = field(default=None, compare=False, repr=False)

    @cached_property
    def rules(self) -> Rules:
        """What the figures are looked at for: the election's own rules, or those that ship."""
        if self.own_rules is not None:
            return self.own_rules
        return defaults.compiled(self.contest.vote_fields, self.election.dpt_limit)


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
    """What somebody handed in: kept for ever, overwritten by nothing.

    A verifier's decision is one of channel "verifier", and says the reason. `cleared` are fields
    that its reader withdraws: what he said of them before holds no more.
    """

    id: str
    tps: str
    channel: str
    who: str
    received_at: datetime
    recorded_at: datetime | None
    figures: Figures
    reason: str | None = None
    cleared: tuple[str, ...] = ()

    @property
    def source(self) -> str:
        return source_of(self.channel, self.who)

    @property
    def brought(self) -> dict[str, int | None]:
        """All that it says: figures, and null for those that it withdraws."""
        return {**self.figures, **dict.fromkeys(self.cleared)}

    def over(self, earlier: Figures) -> Figures:
        """Return the figures of its reader: these over what he said before."""
        said = {**earlier, **self.brought}
        return {name: figure for name, figure in said.items() if figure is not None}


@dataclass(frozen=True)
class Record:
    """The result of one polling station: what its entries come to, and what was decided of it.

    `version` counts all that changed it. `standing` and `conflicts` are explained at
    `consolidation.Standing`; `rules` is the version of the options by which it was consolidated.
    """

    tps: str
    version: int = 0
    figures: Figures = field(default_factory=dict)
    state: str = EMPTY
    findings: tuple[Finding, ...] = ()
    entries: Mapping[str, Entry] = field(default_factory=dict)
    quarantine: str = NONE
    complete: bool = False
    standing: bool = False
    conflicts: tuple[str, ...] = ()
    rules: int = 0

    @property
    def counted(self) -> bool:
        """Whether the votes are in the tally."""
        return self.state in (CONSOLIDATED, FINAL) and self.quarantine == NONE

    def take(self, submission: Submission, ballot: Ballot, rules: RuleSet = DEFAULT) -> Record:
        """Return the record after this submission, laid over what its reader said before.

        A verifier's decision replaces his earlier one. Raises ResultAlreadyFinal, and Invalid where
        there is nothing to withdraw.
        """
        if self.state == FINAL:
            raise ResultAlreadyFinal(f"the result of {self.tps} is final")
        source, version = submission.source, self.version + 1
        earlier = self.entries.get(source) if source != VERIFIER else None
        figures = submission.over(earlier.figures) if earlier else submission.figures
        if not earlier and not figures:
            raise Invalid(errors=(FieldError("votes", NOTHING_SAID),))
        at = submission.received_at
        entry = Entry(source, submission.channel, submission.who, at, version, figures)
        changed = replace(self, version=version, entries={**self.entries, source: entry})
        return changed.consolidated(ballot, rules)

    def consolidated(self, ballot: Ballot, rules: RuleSet) -> Record:
        """Return the record as its entries make it under these rules."""
        contest = ballot.contest
        stands = consolidation.consolidate(self.entries, contest.vote_fields, rules)
        differing = differences(stands.differing, blocking=bool(stands.conflicts))
        return replace(
            self,
            figures=stands.figures,
            state=stands.state,
            standing=stands.standing,
            conflicts=stands.conflicts,
            complete=is_complete(stands.figures, contest),
            rules=rules.version,
            findings=(*ballot.rules.find(stands.figures), *differing),
        )

    def quarantined(self, scope: str) -> Record:
        """Return the record with its votes (`results`), `all` of it or nothing held back."""
        if self.state == FINAL:
            raise ResultAlreadyFinal(f"the result of {self.tps} is final")
        return replace(self, version=self.version + 1, quarantine=scope)

    def finalised(self, errors: int) -> Record:
        """Return the record closed for good; `errors` are its open findings of that severity."""
        if self.state == FINAL:
            raise ResultAlreadyFinal(f"the result of {self.tps} is final")
        if not self.counted or errors:
            raise ResultNotReady(f"the result of {self.tps} {self._unready(errors)}")
        return replace(self, version=self.version + 1, state=FINAL)

    def reopened(self, ballot: Ballot, rules: RuleSet) -> Record:
        """Return the record open for entries and decisions again."""
        if self.state != FINAL:
            raise ResultNotFinal(f"the result of {self.tps} is {self.state}")
        return self.reconsolidated(ballot, rules)

    def reconsolidated(self, ballot: Ballot, rules: RuleSet) -> Record:
        """Return the next version of the record, made of the same entries by these rules."""
        return replace(self, version=self.version + 1).consolidated(ballot, rules)

    def count(self, severity: str) -> int:
        """Return how many open findings of the severity there are."""
        return sum(one.severity == severity and one.state == OPEN for one in self.findings)

    def _unready(self, errors: int) -> str:
        if self.state != CONSOLIDATED:
            return f"is {self.state}, not {CONSOLIDATED}"
        return f"has {errors} open errors" if errors else "is in quarantine"


def is_complete(figures: Figures, contest: Contest) -> bool:
    """Tell whether every figure of the form is entered."""
    return all(map(figures.__contains__, ADMINISTRATION)) and all(
        map(figures.__contains__, contest.vote_fields)
    )


def votes(figures: Figures, contest: Contest) -> tuple[int, ...] | None:
    """Return the votes in the ballot's order once every candidate has a figure, else None."""
    found = [figures.get(name) for name in contest.vote_fields]
    entered = tuple(figure for figure in found if figure is not None)
    return entered if len(entered) == len(found) else None
