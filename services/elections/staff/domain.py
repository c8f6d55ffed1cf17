"""Ad-hoc bodies, what a NIK says, what is asked of an applicant, what a party check answers. Pure.

Sizes by PKPU 8/2022: PPK of 5 for a sub-district, PPS of 3 for a village, KPPS of 7 for a TPS; an
election's options may say otherwise.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime

from libs.kit.errors import Conflict, NotFound

PPK, PPS, KPPS = BODIES = ("ppk", "pps", "kpps")
PLACE = {PPK: 6, PPS: 10, KPPS: 13}  # digits of the area that has such a body
APPLIED, ACCEPTED, RESERVE, REFUSED = STATES = ("applied", "accepted", "reserve", "refused")
DECISIONS = (ACCEPTED, RESERVE, REFUSED)
FREE, LISTED, FILED, UPHELD, UNAVAILABLE = PARTY = (
    "not-registered",
    "registered",
    "objection-filed",
    "objection-upheld",
    "unavailable",
)
OPEN_OBJECTION, UPHELD_OBJECTION, REJECTED_OBJECTION = OBJECTIONS = ("filed", "upheld", "rejected")
YOUNGEST = 17  # years, on voting day
TAIL = 4
NIK = re.compile(r"[0-9]{16}")
NIK_INSIDE = re.compile(r"[0-9](?:[\s.-]?[0-9]){15}")
NIK_FORM = "needs 16 digits: area, date of birth (day + 40 for women), serial"
WOMEN = 40
MET, FAILED, PENDING = "met", "failed", "pending"


class UnknownRound(NotFound):
    slug, title = "unknown-round", "There is no such recruitment round"


class UnknownApplicant(NotFound):
    slug, title = "unknown-applicant", "There is no such applicant"


class UnknownObjection(NotFound):
    slug, title = "unknown-objection", "There is no such objection"


class RoundNotOpen(Conflict):
    slug, title = "round-not-open", "This round takes no applications today"


class AlreadyApplied(Conflict):
    slug, title = "already-applied", "This person has applied in this round"


class RequirementsNotMet(Conflict):
    slug, title = "requirements-not-met", "Requirements are not met"


class BodyFull(Conflict):
    slug, title = "body-full", "This body has all its members"


class TermNotOver(Conflict):
    slug, title = "term-not-over", "The term of this round is not over"


class RoundErased(Conflict):
    slug, title = "round-erased", "The name of this applicant was erased"


class NotListed(Conflict):
    slug, title = "not-listed", "An objection is against a listing by a party; there is none"


class ObjectionOpen(Conflict):
    slug, title = "objection-open", "An objection is open already"


class ObjectionDecided(Conflict):
    slug, title = "objection-decided", "This objection was decided"


@dataclass(frozen=True)
class Round:
    """A recruitment round: `closes` and `term_ends` are the last days. `area` holds its places."""

    id: str
    election: str
    body: str
    area: str
    name: str
    opens: date
    closes: date
    term_ends: date
    erased_at: datetime | None = None

    def require_open(self, today: date) -> None:
        """Raise RoundNotOpen."""
        if not self.opens <= today <= self.closes:
            raise RoundNotOpen(f"it is open from {self.opens} to {self.closes}")

    def require_over(self, today: date) -> None:
        """Raise TermNotOver: who serves is named as long as he does."""
        if today <= self.term_ends:
            raise TermNotOver(f"it ends on {self.term_ends}")


@dataclass(frozen=True)
class Applicant:
    """Somebody who wants to serve, his NIK hidden; of an erased one only what is counted stays."""

    id: str
    election: str
    round: str
    body: str
    area: str
    name: str | None
    nik_hash: bytes | None
    nik_tail: str | None
    birth_date: date | None
    nik_agrees: bool
    no_party: bool
    state: str
    reason: str
    party: str
    party_source: str
    party_checked_at: datetime
    version: int


def nik(text: str) -> str | None:
    """Return the NIK's 16 digits, None for what can be none: no such area, day or serial."""
    digits = re.sub(r"[\s.-]", "", text)
    if not NIK.fullmatch(digits) or not digits.isascii():
        return None
    well = digits[:2] >= "11" and digits[12:] != "0000" and _days(digits)
    return digits if well else None


def agrees(digits: str, born: date) -> bool:
    """Tell whether a well-formed NIK has this date of birth in it."""
    return born in _days(digits)


def _days(digits: str) -> list[date]:
    """Return the days that ddmmyy can mean: NIK have no century."""
    day, month, year = (int(digits[place : place + 2]) for place in (6, 8, 10))
    day -= WOMEN if day > WOMEN else 0
    found = []
    for century in (1900, 2000):
        try:
            found.append(date(century + year, month, day))
        except ValueError:
            continue
    return found


def age(born: date, on: date) -> int:
    """Return the full years on that day."""
    return on.year - born.year - ((on.month, on.day) < (born.month, born.day))


def requirements(one: Applicant, voting_day: date, elsewhere: int) -> dict[str, str]:
    """Return each requirement as met, failed or pending; nothing of an erased applicant.

    `elsewhere` counts the other bodies that have accepted the same person.
    """
    if one.birth_date is None:
        return {}
    return {
        "age": _outcome(ok=age(one.birth_date, voting_day) >= YOUNGEST),
        "birth_date": _outcome(ok=one.nik_agrees),
        "statement": _outcome(ok=one.no_party),
        "party": _party_outcome(one.party),
        "one_body": _outcome(ok=elsewhere == 0),
    }


def _outcome(*, ok: bool) -> str:
    return MET if ok else FAILED


def _party_outcome(party: str) -> str:
    """An unavailable service says nothing: that is never taken for "not registered"."""
    if party in (FREE, UPHELD):
        return MET
    return FAILED if party == LISTED else PENDING


def combined(register: bool | None, service: bool | None, objection: str | None) -> str:
    """Return what a check answers. None is: could not be asked; an absent source is left out.

    Whoever is listed anywhere is listed; nobody is free on the word of one source while another
    that should have been asked is silent.
    """
    if register or service:
        return {OPEN_OBJECTION: FILED, UPHELD_OBJECTION: UPHELD}.get(objection or "", LISTED)
    return FREE if register is False and service is False else UNAVAILABLE
