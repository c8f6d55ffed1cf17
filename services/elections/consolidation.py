"""Which of a polling station's entries count: the rule set of an election, applied to them. Pure.

An entry is what one independent reader of the form says, all its submissions laid over one another.
The result depends on the entries alone, never on the order in which different readers handed in.
Modelled on escrutinio-social's consolidation and tally-ho's double entry.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

Figures = Mapping[str, int]

STATES = ("empty", "partial", "entered", "conflicted", "consolidated", "final")
EMPTY, PARTIAL, ENTERED, CONFLICTED, CONSOLIDATED, FINAL = STATES
KINDS = ("crew", "operator", "observer", "import")  # of readers; a verifier decides, and reads not
VERIFIER = "verifier"
COMPARE = VOTES, ALL = ("votes", "all")
# One form over web, SMS and radio is one entry; each operator and each observer reads for himself.
_CREW = frozenset({"crew", "sms", "radio"})
_PERSONAL = frozenset({"operator", "observer"})


def source_of(channel: str, who: str) -> str:
    """Return the name of the independent reader behind a submission."""
    if channel in _CREW:
        return "crew"
    return f"{channel}:{who}" if channel in _PERSONAL else channel


@dataclass(frozen=True, slots=True)
class Entry:
    """What one reader says. `who`, `channel`, `at` and `version` are of its newest submission."""

    source: str
    channel: str
    who: str
    at: datetime
    version: int
    figures: Figures

    @property
    def kind(self) -> str:
        return self.source.partition(":")[0]


@dataclass(frozen=True, slots=True)
class RuleSet:
    """One `trusted` entry counts; else `equal` entries of as many persons that say the same.

    `trusted` are kinds of readers, the first of which is believed first where nobody compares.
    `compare` says what must be the same: the candidates' votes, or every figure that two entries
    both have. `version` is that of the election's options it is from.
    """

    trusted: tuple[str, ...] = ("crew", "operator", "import")
    equal: int = 2
    compare: str = VOTES
    version: int = 0

    def trusts(self, entry: Entry) -> bool:
        return entry.kind in self.trusted

    def ranked(self, entries: Iterable[Entry]) -> list[Entry]:
        """Return the entries, those first that are believed first."""
        return sorted(entries, key=lambda entry: (self._rank(entry.kind), entry.source))

    def _rank(self, kind: str) -> int:
        return self.trusted.index(kind) if kind in self.trusted else len(self.trusted)


DEFAULT = RuleSet()


@dataclass(frozen=True, slots=True)
class Standing:
    """What the entries come to.

    `standing` tells that nothing keeps the figures from counting but what is not entered yet.
    `conflicts` are the compared fields on which the entries that decide differ, `differing` all
    fields on which any entries do, with the largest difference.
    """

    figures: Figures = field(default_factory=dict)
    state: str = EMPTY
    standing: bool = False
    conflicts: tuple[str, ...] = ()
    differing: Mapping[str, int] = field(default_factory=dict)


def consolidate(
    entries: Mapping[str, Entry], vote_fields: Sequence[str], rules: RuleSet = DEFAULT
) -> Standing:
    """Return what the entries, by their source, come to under the rules."""
    decision = entries.get(VERIFIER)
    if decision is not None:
        # What he had before him is settled; only what came since may speak against it.
        newer = [entry for entry in entries.values() if entry.version > decision.version]
        differing = _differing([decision, *newer])
        return Standing(decision.figures, CONSOLIDATED, standing=True, differing=differing)
    ranked = rules.ranked(entries.values())
    if not ranked:
        return Standing()
    basis, decided = _basis(ranked, vote_fields, rules)
    figures = _merged(basis)
    compared = _differing(basis, vote_fields if rules.compare == VOTES else None)
    state = _state(figures, vote_fields, conflict=bool(compared), decided=decided)
    standing = state == CONSOLIDATED or (state == PARTIAL and rules.trusts(basis[0]))
    return Standing(figures, state, standing, tuple(compared), _differing(ranked))


def votes_in(figures: Figures, vote_fields: Sequence[str]) -> bool:
    """Tell whether every candidate has a figure and there is a vote at all."""
    return all(map(figures.__contains__, vote_fields)) and any(
        figures[name] for name in vote_fields
    )


def _basis(
    ranked: list[Entry], vote_fields: Sequence[str], rules: RuleSet
) -> tuple[list[Entry], bool]:
    """Return the entries that decide, and whether they may."""
    trusted = [entry for entry in ranked if rules.trusts(entry)]
    if votes_in(_merged(trusted), vote_fields):
        return trusted, True
    equal = _equal(ranked, vote_fields, rules)
    basis = [entry for entry in ranked if entry in equal or entry in trusted]
    return basis or ranked, bool(equal)


def _equal(ranked: list[Entry], vote_fields: Sequence[str], rules: RuleSet) -> list[Entry]:
    """Return the entries that say what enough others say. One person is one reader, never two."""
    groups: dict[frozenset[tuple[str, int]], list[Entry]] = {}
    for entry in ranked:
        if votes_in(entry.figures, vote_fields):
            names = vote_fields if rules.compare == VOTES else entry.figures
            said = frozenset((name, entry.figures[name]) for name in names)
            groups.setdefault(said, []).append(entry)
    enough = (one for one in groups.values() if len({e.who for e in one}) >= rules.equal)
    return [entry for group in enough for entry in group]


def _state(figures: Figures, vote_fields: Sequence[str], *, conflict: bool, decided: bool) -> str:
    if conflict:
        return CONFLICTED
    if not votes_in(figures, vote_fields):
        return PARTIAL
    return CONSOLIDATED if decided else ENTERED


def _merged(entries: Sequence[Entry]) -> Figures:
    """Lay the entries over one another, the first one on top."""
    if len(entries) == 1:
        return entries[0].figures
    return {name: count for entry in reversed(entries) for name, count in entry.figures.items()}


def _differing(entries: Sequence[Entry], names: Collection[str] | None = None) -> dict[str, int]:
    """Return the fields on which entries that have them differ, and by how much at most."""
    if len(entries) < 2:
        return {}
    wanted = sorted({name for e in entries for name in e.figures}) if names is None else names
    found = {}
    for name in wanted:
        said = [entry.figures[name] for entry in entries if name in entry.figures]
        if said and max(said) != min(said):
            found[name] = max(said) - min(said)
    return found
