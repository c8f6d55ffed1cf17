"""dict ↔ domain, both ways. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any

from libs.kit import clock, paging
from libs.kit.envelope import Event
from libs.kit.errors import FieldError, Invalid
from libs.kit.ids import is_uuid
from libs.kit.reading import Reader
from services.eoffice.letters.content import (
    SECURITY,
    URGENCY,
    Content,
    Recipient,
    Reference,
    Related,
)
from services.eoffice.letters.delivery import Delivery
from services.eoffice.letters.domain import STATES, Letter

LONGEST_NOTE = 2000


@dataclass(frozen=True)
class Step:
    """A step asked for: of which letter, at which version, why."""

    letter: str
    version: int
    note: str


def step(data: dict[str, Any], *, noted: bool) -> Step:
    """Read `{"letter", "version", "note"}`; `noted` steps need the note."""
    reader = Reader(data)
    reader.only(("as", "letter", "version", "note"))
    version = reader.integer("version", 1, 2**31 - 1)
    note = reader.text("note", default=None if noted else "", longest=LONGEST_NOTE)
    read = Step(str(data.get("letter")), version, note)
    reader.end()
    return read


@dataclass(frozen=True)
class Query:
    """A page of letters, the newest first."""

    box: str
    where: dict[str, str]
    words: str
    since: date | None
    until: date | None
    limit: int
    after: str


_FILTERS = ("state", "kind", "security", "urgency", "unit", "classification")


def query(data: dict[str, Any], boxes: Iterable[str]) -> Query:
    """Read a list's filters, each of which may be absent."""
    limit, after = paging.asked(data)
    if after and not is_uuid(after):
        raise paging.foreign()
    reader = Reader(data)
    box = reader.one_of("box", list(boxes), "all")
    for name, known in (("state", STATES), ("security", SECURITY), ("urgency", URGENCY)):
        reader.one_of(name, known, "")
    where = {name: reader.text(name, default="") for name in _FILTERS}
    days = {n: None if data.get(n) is None else reader.day(n) for n in ("since", "until")}
    words = reader.text("q", default="")
    reader.end()
    chosen = {name: value for name, value in where.items() if value}
    return Query(box, chosen, words, days["since"], days["until"], limit, after)


# ---- out


def content_out(one: Content) -> dict[str, Any]:
    said = asdict(one).items()
    told = {name: list(part) if isinstance(part, tuple) else part for name, part in said}
    return told | {"references": [_related_out(each) for each in one.references]}


def _related_out(one: Related) -> dict[str, Any]:
    """What is no answer says nothing of answering, as it never did: contents have hashes."""
    return {name: part for name, part in asdict(one).items() if part or name != "answers"}


def content_kept(data: dict[str, Any]) -> Content:
    """Return what `content_out` wrote."""
    return Content(
        **{
            **data,
            "to": tuple(Recipient(**one) for one in data["to"]),
            "copies": tuple(Recipient(**one) for one in data["copies"]),
            "ladder": None if data["ladder"] is None else tuple(data["ladder"]),
            "coordination": tuple(data["coordination"]),
            "refers_to": None if data["refers_to"] is None else Reference(**data["refers_to"]),
            "references": tuple(Related(**one) for one in data.get("references", ())),
        }
    )


def moment(at: datetime | None) -> str | None:
    return None if at is None else clock.to_text(at)


def letter_out(one: Letter, sent: Iterable[Delivery] = ()) -> dict[str, Any]:
    head = {n: getattr(one, n) for n in ("id", "unit", "drafter", "state", "version", "draft")}
    tail = ("number", "document", "note", "corrected_by", "withdrawn_by")
    initials = [{**asdict(i), "at": moment(i.at)} for i in one.initials]
    return {
        **head,
        **content_out(one.content),
        "initials": initials,
        "next": sorted(one.next_initials),
        **{name: getattr(one, name) for name in tail},
        "signed_at": moment(one.signed_at),
        "sent_at": moment(one.sent_at),
        "deliveries": [delivery_out(d) for d in sent],
    }


def letter_kept(one: Letter, sent: Iterable[Delivery] = ()) -> dict[str, Any]:
    """Return the answer to a command, which is kept with it: of a secret letter not what it says.

    What is left out: subject, body, fields, recipients, and the notes.
    """
    told = letter_out(one, sent)
    if not one.content.is_secret:
        return told
    told["initials"] = [{**one, "note": ""} for one in told["initials"]]
    return {name: value for name, value in told.items() if name not in _SAID}


def letter_changed(one: Letter) -> dict[str, Any]:
    """Return the answer to a change of a draft: where it stands, and not what it says.

    An editor saves every other second, and each answer is kept.
    """
    return {name: value for name, value in letter_out(one).items() if name not in _SAID}


_SAID = frozenset({"subject", "body", "fields", "to", "copies", "references", "note"})


def delivery_out(one: Delivery) -> dict[str, Any]:
    times = {name: moment(getattr(one, name)) for name in _TIMES}
    head = {"place": one.place, "copy": one.copy, "position": one.position, "unit": one.unit}
    return {**head, "state": one.state, "note": one.note, **times}


_TIMES = ("delivered_at", "read_at", "followed_at")


def event(what: str, one: Letter, by: str, keys: Iterable[str], **more: Any) -> Event:
    """Return that something happened to the letter; it says nothing of what the letter says."""
    data = {
        "letter": one.id,
        "state": one.state,
        "version": one.version,
        "kind": one.content.kind,
        "urgency": one.content.urgency,
        "by": by,
        "next": _next(one),
        "readers": sorted(keys),
        **more,
    }
    return Event(what, one.id, data)


def _next(one: Letter) -> list[str]:
    """Return the positions that are to do something now."""
    if one.state in {"ready_to_sign", "signing_failed"}:
        return [one.content.signer]
    return [one.drafter] if one.state == "revision" else sorted(one.next_initials)


def named(data: dict[str, Any], name: str, check: Callable[[str], bool]) -> str:
    """Return a member that has to be there; raises Invalid that names it."""
    value = data.get(name)
    if not isinstance(value, str) or not check(value):
        raise Invalid(errors=(FieldError(name, "is missing, or no such thing"),))
    return value
