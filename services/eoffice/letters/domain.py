"""A letter on its way out, and who may take which step of it. Pure.

    draft → review → ready_to_sign → signing → signed → sent
    review, ready_to_sign → revision → draft (the next one) · review → refused
    before signing → cancelled · signing → signing_failed → signing, with its number | void

Everything is done by a person as a position: a step belongs to a position, whoever holds it. Rules:
Permendagri 1/2023 and Perka ANRI 5/2021 (initials of at most three officers up the ladder, those of
coordination beside it, none where the signer wrote the letter).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Protocol

from libs.kit.errors import Conflict, FieldError, Forbidden, Invalid, NotFound, PreconditionFailed
from services.eoffice.letters.content import CORRECTS, REPLY, Content

DRAFT, REVIEW, REVISION, READY = "draft", "review", "revision", "ready_to_sign"
SIGNING, FAILED, SIGNED, SENT = "signing", "signing_failed", "signed", "sent"
REFUSED, CANCELLED, VOID = "refused", "cancelled", "void"
STATES = (
    DRAFT, REVIEW, REVISION, READY, SIGNING, FAILED, SIGNED, SENT, REFUSED, CANCELLED, VOID,
)  # fmt: skip
LADDER, COORDINATION = "ladder", "coordination"
MOST_LADDER = 3


class WrongState(Conflict):
    slug, title = "letter-state", "The letter is not in a state for this"


class NotYourStep(Forbidden):
    slug, title = "not-your-step", "This step is another position's"


class UnknownLetter(NotFound):
    slug, title = "unknown-letter", "No such letter"


class LetterChanged(PreconditionFailed):
    slug, title = "letter-changed", "Somebody changed the letter meanwhile"


class Actor(Protocol):
    """A person as a position, such as `organisation.acting.Acting`."""

    @property
    def person(self) -> str: ...
    @property
    def position(self) -> str: ...
    @property
    def capacity(self) -> str: ...


@dataclass(frozen=True)
class Initial:
    """An initial asked of a position, and who gave it as what, when, with which note."""

    kind: str
    position: str
    person: str | None = None
    capacity: str | None = None
    at: datetime | None = None
    note: str = ""


def initials_of(drafter: str, content: Content, above: Sequence[str]) -> tuple[Initial, ...]:
    """Return the initials that a letter needs; `above` are the positions over its drafter, upwards.

    Raises Invalid that names `ladder` or `coordination`.
    """
    if drafter == content.signer:
        if content.ladder or content.coordination:
            raise _invalid("ladder", "nobody initials what the signer wrote")
        return ()
    ladder = _up(content, above) if content.ladder is None else content.ladder
    if len(ladder) > MOST_LADDER:
        names = ", ".join(ladder)
        raise _invalid(
            "ladder", f"at most {MOST_LADDER} initial up the ladder: name them ({names})"
        )
    asked = [*ladder, *content.coordination]
    doubled = {one for one in asked if asked.count(one) > 1 or one in {drafter, content.signer}}
    if doubled:
        text = f"{', '.join(sorted(doubled))}: stands there twice, or drafts or signs the letter"
        raise _invalid("coordination" if doubled & {*content.coordination} else "ladder", text)
    return tuple(
        [Initial(LADDER, one) for one in ladder]
        + [Initial(COORDINATION, one) for one in content.coordination]
    )


def _up(content: Content, above: Sequence[str]) -> tuple[str, ...]:
    if content.signer not in above:
        text = f"{content.signer} is not above the drafter: name who initials, or nobody ([])"
        raise _invalid("ladder", text)
    return tuple(above[: list(above).index(content.signer)])


def _invalid(name: str, text: str) -> Invalid:
    return Invalid("the letter can't go on", (FieldError(name, text),))


@dataclass(frozen=True)
class Letter:
    """A letter. `version` grows with each step, `draft` with each one that comes back.

    `unit` and `area` are the drafter's; `document` is the SHA-256 of the signed PDF; `note` is why
    it came back, was refused, cancelled, failed or made void.
    """

    id: str
    unit: str
    area: str
    drafter: str
    content: Content
    state: str = DRAFT
    version: int = 1
    draft: int = 1
    submitted: bool = False  # whether this draft was handed up
    initials: tuple[Initial, ...] = ()
    number: str | None = None
    document: str | None = None
    note: str = ""
    signed_at: datetime | None = None
    sent_at: datetime | None = None
    corrected_by: str | None = None
    withdrawn_by: str | None = None

    def require_version(self, version: int) -> None:
        """Raise LetterChanged unless the caller saw this version."""
        if version != self.version:
            raise LetterChanged(f"it is at version {self.version}", version=self.version)

    @property
    def next_initials(self) -> frozenset[str]:
        """Positions that may initial now: the lowest open one of the ladder, all beside it."""
        if self.state != REVIEW:
            return frozenset()
        open_ones = [one for one in self.initials if one.at is None]
        ladder = [one.position for one in open_ones if one.kind == LADDER][:1]
        return frozenset(ladder + [o.position for o in open_ones if o.kind == COORDINATION])

    def change(self, who: Actor, content: Content) -> Letter:
        """Write; what came back for revision becomes the next draft by it."""
        self._step("change", who, self.drafter, DRAFT, REVISION)
        further = self.draft + 1 if self.state == REVISION else self.draft
        return self._next(
            DRAFT, content=content, draft=further, submitted=False, initials=(), note=""
        )

    def submit(self, who: Actor, initials: tuple[Initial, ...]) -> Letter:
        """Hand up; a letter that needs no initials is ready to sign."""
        self._step("submit", who, self.drafter, DRAFT)
        self._require_complete()
        state = REVIEW if initials else READY
        return self._next(state, submitted=True, initials=initials, note="")

    def _require_complete(self) -> None:
        needed = ("subject", "classification", "to", "signer")
        absent = [name for name in needed if not getattr(self.content, name)]
        missing = tuple(FieldError(name, "is missing") for name in absent)
        if missing:
            raise Invalid("the letter is not complete", missing)

    def initial(self, who: Actor, at: datetime, note: str = "") -> Letter:
        self._step("initial", who, self.next_initials, REVIEW)
        given = tuple(
            replace(one, person=who.person, capacity=who.capacity, at=at, note=note)
            if one.position == who.position
            else one
            for one in self.initials
        )
        done = all(one.at is not None for one in given)
        return self._next(READY if done else REVIEW, initials=given)

    def send_back(self, who: Actor, note: str) -> Letter:
        """Ask the drafter for another draft: whoever is asked for an initial, or the signer."""
        judges = self._asked if self.state == REVIEW else frozenset({self.content.signer})
        self._step("send back", who, judges, REVIEW, READY)
        return self._next(REVISION, note=note, number=None)

    def refuse(self, who: Actor, note: str) -> Letter:
        self._step("refuse", who, self._asked, REVIEW)
        return self._next(REFUSED, note=note)

    def cancel(self, who: Actor, note: str) -> Letter:
        self._step("cancel", who, self.drafter, DRAFT, REVIEW, REVISION, READY)
        return self._next(CANCELLED, note=note, number=None)

    def require_signable(self, who: Actor) -> None:
        """Raise unless this position may begin to sign it now, or again."""
        self._step("sign", who, self.content.signer, READY, FAILED)

    def begin_signing(self, who: Actor, number: str) -> Letter:
        """Go to be signed under a reserved number; after a failure under the same one."""
        self.require_signable(who)
        if self.number not in {None, number}:
            raise WrongState(f"its number is {self.number}")
        return self._next(SIGNING, number=number, note="")

    def signed(self, document: str, at: datetime) -> Letter:
        """Take the signed PDF's hash; it is the system's step, after the signer's."""
        self._require("be signed", SIGNING)
        return self._next(SIGNED, document=document, signed_at=at)

    def signing_failed(self, reason: str) -> Letter:
        self._require("fail", SIGNING)
        return self._next(FAILED, note=reason)

    def signing_put_back(self) -> Letter:
        """Be ready to sign again at once, with its number: the signer erred, nothing failed."""
        self._require("be put back", SIGNING)
        return self._next(READY)

    def void(self, who: Actor, reason: str) -> Letter:
        """Give up a letter whose signing failed; its number is void for this reason."""
        self._step("be void", who, self.content.signer, FAILED)
        return self._next(VOID, note=reason)

    def send(self, who: Actor, at: datetime, *, records: bool) -> Letter:
        """Send: drafter, signer, a records officer (`records`); a secret letter the signer."""
        allowed = {self.content.signer}
        if not self.content.is_secret:
            allowed |= {self.drafter} | ({who.position} if records else set())
        self._step("send", who, frozenset(allowed), SIGNED)
        return self._next(SENT, sent_at=at)

    def answered(self, by: Letter) -> Letter:
        """Take note of a letter that corrects or withdraws this one."""
        does = by.content.refers_to.does if by.content.refers_to else REPLY
        self._require(f"have one that {does}", SENT)
        if does == CORRECTS:
            return self._next(SENT, corrected_by=by.id)
        if self.withdrawn_by:
            raise WrongState(f"{self.withdrawn_by} withdrew it")
        return self._next(SENT, withdrawn_by=by.id)

    @property
    def _asked(self) -> frozenset[str]:
        return frozenset(one.position for one in self.initials)

    def _next(self, state: str, **changes: object) -> Letter:
        return replace(self, state=state, version=self.version + 1, **changes)  # type: ignore[arg-type]

    def _step(self, verb: str, who: Actor, whose: str | frozenset[str], *states: str) -> None:
        self._require(verb, *states)
        allowed = {whose} if isinstance(whose, str) else whose
        if who.position not in allowed:
            names = ", ".join(sorted(allowed)) or "nobody"
            raise NotYourStep(f"{who.position} can't {verb} it: {names} can")

    def _require(self, verb: str, *states: str) -> None:
        if self.state not in states:
            text = f"a letter that is {self.state} can't {verb}: it has to be {' or '.join(states)}"
            raise WrongState(text, state=self.state)
