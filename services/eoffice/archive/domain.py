"""A file (berkas) of letters, from its opening to its end. Pure.

    archived_active → archived_inactive → permanent | proposed_for_destruction → destroyed

A file is open, and takes letters, until it is closed; retention runs from that day (UU 43/2009,
PP 28/2012, Perka ANRI 37/2016): the active years with its unit, the inactive ones with the record
centre, then its fate. What stands in a file shares its state.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import date

from libs.kit.errors import Conflict, FieldError, Forbidden, Invalid, NotFound, PreconditionFailed

ACTIVE, INACTIVE, KEPT, PROPOSED, DESTROYED = STATES = (
    "archived_active", "archived_inactive", "permanent", "proposed_for_destruction", "destroyed",
)  # fmt: skip
PERMANENT, DESTROY, REVIEW = FATES = ("permanent", "destroy", "review")
SECURITY = ("ordinary", "limited", "secret", "top_secret")
TRANSFER, DESTRUCTION = "transfer", "destruction"  # what a list of files is for


class UnknownFile(NotFound):
    slug, title = "unknown-archive-file", "No such file"


class FileChanged(PreconditionFailed):
    slug, title = "archive-file-changed", "Somebody changed the file meanwhile"


class FileState(Conflict):
    slug, title = "archive-file-state", "The file is not in a state for this"


class FileTaken(Conflict):
    slug, title = "archive-file-code-taken", "The unit has a file of this code"


class TooSecret(Conflict):
    slug, title = "file-not-secret-enough", "The letter is more secret than the file"


class NotFiled(NotFound):
    slug, title = "not-filed", "The letter stands in no file"


class FiledElsewhere(Conflict):
    slug, title = "filed-elsewhere", "The letter stands in another file"


class NotDone(Conflict):
    slug, title = "letter-not-done", "The letter is not done: it can't be put on file"


class NotYourFile(Forbidden):
    slug, title = "not-your-archive", "This step is another position's"


class NotDue(Conflict):
    slug, title = "retention-runs", "The file's time is not over"


class NoRecordCentre(Conflict):
    slug, title = "no-record-centre", "Nobody said which unit keeps inactive files"


@dataclass(frozen=True)
class Rule:
    """How long files of a classification are kept, in years, and what becomes of them then."""

    code: str
    title: str
    active_years: int
    inactive_years: int
    fate: str
    basis: str


@dataclass(frozen=True)
class File:
    """A file. `keeper` is the unit that has it; `rule` is the schedule's when it was closed."""

    id: str
    unit: str
    keeper: str
    opener: str
    code: str
    title: str
    classification: str
    security: str
    opened: date
    state: str = ACTIVE
    version: int = 1
    closed: date | None = None
    rule: Rule | None = None
    list: str | None = None

    @property
    def years(self) -> int:
        """Return for how many years it is kept; 0 while that is not known."""
        return self.rule.active_years + self.rule.inactive_years if self.rule else 0

    @property
    def active_until(self) -> date | None:
        """Return the last day of its active time; None for an open one."""
        if self.closed is None or self.rule is None:
            return None
        return after(self.closed, self.rule.active_years)

    @property
    def inactive_until(self) -> date | None:
        """Return the day from which its fate is due; None for an open one."""
        if self.closed is None or self.rule is None:
            return None
        return after(self.closed, self.years)

    def require_version(self, version: int) -> None:
        """Raise FileChanged unless the caller saw this version."""
        if version != self.version:
            raise FileChanged(f"it is at version {self.version}", version=self.version)

    def require_open(self) -> None:
        if self.closed is not None:
            raise FileState(f"it was closed on {self.closed}", state=self.state)

    def require_room_for(self, security: str) -> None:
        """Raise unless a letter of this class may be put in now."""
        self.require_open()
        if SECURITY.index(security) > SECURITY.index(self.security):
            raise TooSecret(f"the letter is {security}, the file {self.security}")

    def close(self, day: date, rule: Rule, letters: int) -> File:
        """Close it: retention runs from this day, by what the schedule says now."""
        self.require_open()
        if not letters:
            raise FileState("an empty file is not closed", state=self.state)
        if day < self.opened:
            raise Invalid(errors=(FieldError("closed", f"lies before {self.opened}"),))
        return self._next(closed=day, rule=rule)

    def listed(self, kind: str, where: str, today: date) -> File:
        """Put it on a list of what is to be handed over (`transfer`) or destroyed."""
        if kind == TRANSFER:
            self._require_due(ACTIVE, self.active_until, today)
            return self._next(list=where)
        self._require_fate(DESTROY)
        self._require_due(INACTIVE, self.inactive_until, today)
        return self._next(state=PROPOSED, list=where)

    def unlisted(self) -> File:
        """Take it off a list that was refused."""
        return self._next(state=INACTIVE if self.state == PROPOSED else self.state, list=None)

    def handed_over(self, keeper: str) -> File:
        return self._next(state=INACTIVE, keeper=keeper, list=None)

    def appraise(self, fate: str, today: date) -> File:
        """Decide the fate of a file that the schedule leaves to a review."""
        self._require_fate(REVIEW)
        self._require_due(INACTIVE, self.inactive_until, today)
        assert self.rule is not None  # noqa: S101
        return self._next(rule=replace(self.rule, fate=fate))

    def keep(self, keeper: str, today: date) -> File:
        """Hand it to the archive institution, which keeps it for good."""
        self._require_fate(PERMANENT)
        self._require_due(INACTIVE, self.inactive_until, today)
        return self._next(state=KEPT, keeper=keeper)

    def destroyed(self) -> File:
        """Take note that what stood in it is destroyed; only what was proposed can be."""
        self._require(PROPOSED)
        self._require_fate(DESTROY)
        return self._next(state=DESTROYED)

    def _require_due(self, state: str, end: date | None, today: date) -> None:
        self._require(state)
        if self.list is not None:
            raise FileState("it stands on a list already", state=self.state)
        if end is None:
            raise FileState("it is open: close it first", state=self.state)
        if today < end:
            raise NotDue(f"{self.code}: until {end}", until=end.isoformat())

    def _require_fate(self, fate: str) -> None:
        found = self.rule.fate if self.rule else "not known before it is closed"
        if found != fate:
            raise FileState(f"{self.code}: its fate is {found}", state=self.state)

    def _require(self, state: str) -> None:
        if self.state != state:
            raise FileState(f"{self.code} is {self.state}, not {state}", state=self.state)

    def _next(self, **changes: object) -> File:
        return replace(self, version=self.version + 1, **changes)  # type: ignore[arg-type]


def after(day: date, years: int) -> date:
    """Return the day so many years later; of 29 February the 28th where there is none."""
    year = day.year + years
    return date(year, day.month, min(day.day, monthrange(year, day.month)[1]))


def rule_for(classification: str, rules: Collection[Rule]) -> Rule | None:
    """Return the rule of the longest code that the classification is, or is below."""
    fitting = [one for one in rules if one.code in lineage(classification)]
    return max(fitting, key=lambda one: len(one.code), default=None)


def lineage(classification: str) -> list[str]:
    """Return the code and those above it: 600.1.2, 600.1, 600; of 610 also 600, its main group."""
    parts = classification.split(".")
    found = [".".join(parts[:count]) for count in range(len(parts), 0, -1)]
    main = f"{classification[:1]}00"
    return found if main in found else [*found, main]
