"""dict ↔ domain, both ways. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from libs.kit import clock, paging
from libs.kit.envelope import Event
from libs.kit.ids import is_uuid
from libs.kit.reading import Reader
from services.eoffice.dispositions.domain import KINDS, STATES, TO_DO, Disposition, Order
from services.eoffice.dispositions.presets import instructions
from services.eoffice.letters.content import URGENCY
from services.eoffice.messages import CODE

LONGEST, MOST_RECEIVERS, VERSIONS = 4000, 50, 2**31 - 1
BOXES = ("all", "given", "received", "unread", "to_do", "waiting", "to_accept")
_ORDER = ("to", "coordination", "instructions", "text", "urgency", "due")
TIMES = ("given_at", "read_at", "started_at", "reported_at", "done_at")


@dataclass(frozen=True)
class Asked:
    """A disposition asked for: of what (`of` and its version), to whom, what."""

    kind: str
    of: str
    version: int
    to: tuple[str, ...]
    coordination: tuple[str, ...]
    order: Order


def given(data: dict[str, Any], today: date) -> Asked:
    """Read `{"about": {"kind", "id"}, "version"}` and the order; raises Invalid, all fields."""
    reader = Reader(data)
    reader.only(("as", "about", "version", *_ORDER))
    about = reader.part("about")
    about.only(("kind", "id"))
    kind = about.one_of("kind", KINDS, "")
    if about.raw("kind") is None:
        about.wrong("kind", f"needs one of {', '.join(KINDS)}")
    return _asked(reader, kind, uuid(about, "id"), today)


def passed(data: dict[str, Any], today: date) -> Asked:
    """Read `{"disposition", "version"}` and the order of what it is passed on as."""
    reader = Reader(data)
    reader.only(("as", "disposition", "version", *_ORDER))
    return _asked(reader, "", str(data.get("disposition")), today)


def _asked(reader: Reader, kind: str, of: str, today: date) -> Asked:
    version = reader.integer("version", 1, VERSIONS)
    to, beside = codes(reader, "to"), codes(reader, "coordination")
    if not to and not beside:
        reader.wrong("to", "is missing: name positions here or in coordination")
    doubled = sorted({*to} & {*beside})
    if doubled:
        reader.wrong("coordination", f"{', '.join(doubled)}: stands in both lists")
    order = _order(reader, today)
    reader.end()
    return Asked(kind, of, version, to, beside, order)


def _order(reader: Reader, today: date) -> Order:
    named = codes(reader, "instructions")
    for place, one in enumerate(named):
        if one not in instructions():
            reader.wrong(f"instructions.{place}", f"needs one of {', '.join(instructions())}")
    text = reader.text("text", default="", longest=LONGEST) if reader.raw("text") else ""
    if not named and not text:
        reader.wrong("text", "is missing: say what to do, here or by instructions")
    due = None if reader.raw("due") is None else reader.day("due")
    if due is not None and date.min < due < today:
        reader.wrong("due", f"is over: today is {today}")
    return Order(named, text, reader.one_of("urgency", URGENCY, URGENCY[0]), due)


def codes(reader: Reader, name: str) -> tuple[str, ...]:
    """Read a list of codes, each of them once; absent is empty."""
    value = reader.raw(name)
    if value is None:
        return ()
    good = isinstance(value, list) and len(value) <= MOST_RECEIVERS
    if not good or not all(isinstance(one, str) and CODE.fullmatch(one) for one in value):
        reader.wrong(name, f"needs a list of at most {MOST_RECEIVERS} codes")
        return ()
    if len(set(value)) < len(value):
        reader.wrong(name, "names one twice")
    return tuple(value)


def uuid(reader: Reader, name: str) -> str:
    value = reader.raw(name)
    if not is_uuid(value):
        reader.wrong(name, "needs a UUID")
        return ""
    return str(value)


@dataclass(frozen=True)
class Step:
    """A step asked for: of which disposition, at which version, with what words."""

    disposition: str
    version: int
    text: str


def step(data: dict[str, Any], words: str = "", *, needed: bool = True) -> Step:
    """Read `{"disposition", "version"}` and the member `words`, where one is named."""
    reader = Reader(data)
    reader.only(("as", "disposition", "version", *((words,) if words else ())))
    version = reader.integer("version", 1, VERSIONS)
    text = ""
    if words and (needed or data.get(words)):
        text = reader.text(words, longest=LONGEST)
    reader.end()
    return Step(str(data.get("disposition")), version, text)


@dataclass(frozen=True)
class Query:
    """A page of dispositions, the newest first."""

    box: str
    where: dict[str, str]
    overdue: bool
    limit: int
    after: str


def query(data: dict[str, Any]) -> Query:
    """Read a list's filters, each of which may be absent."""
    limit, after = paging.asked(data)
    if after and not is_uuid(after):
        raise paging.foreign()
    reader = Reader(data)
    box = reader.one_of("box", BOXES, "all")
    chosen = {n: reader.one_of(n, known, "") for n, known in _CHOICES.items()}
    if data.get("letter") is not None:
        chosen["letter"] = uuid(reader, "letter")
    overdue = reader.flag("overdue")
    reader.end()
    return Query(box, {n: v for n, v in chosen.items() if v}, overdue, limit, after)


_CHOICES = {"state": STATES, "urgency": URGENCY, "kind": KINDS}


# ---- out


def moment(at: datetime | None) -> str | None:
    return None if at is None else clock.to_text(at)


def said(one: Disposition) -> dict[str, Any]:
    """Return the words of a disposition, as they are kept."""
    order = {"instructions": list(one.order.instructions), "text": one.order.text}
    return {**order, "report": one.report, "note": one.note}


def disposition_out(one: Disposition, today: date) -> dict[str, Any]:
    same = ("id", "parent", "giver", "receiver", "duty", "state", "version")
    return {
        **{name: getattr(one, name) for name in same},
        "about": {"kind": one.about.kind, "id": one.about.letter},
        **said(one),
        "urgency": one.order.urgency,
        "due": None if one.order.due is None else one.order.due.isoformat(),
        "overdue": one.is_overdue(today),
        **{name: moment(getattr(one, name)) for name in TIMES},
    }


def disposition_kept(one: Disposition, today: date) -> dict[str, Any]:
    """Return the answer to a command, which is kept with it: on a secret letter without words."""
    return {**disposition_out(one, today), **(WORDLESS if one.about.secret else {})}


WORDLESS: dict[str, Any] = {"instructions": [], "text": None, "report": None, "note": None}


def event(what: str, one: Disposition, by: str, keys: Iterable[str]) -> Event:
    """Return that something happened to the disposition; it says nothing of its words."""
    data = {
        "disposition": one.id,
        "kind": one.about.kind,
        "letter": one.about.letter,
        "parent": one.parent,
        "giver": one.giver,
        "receiver": one.receiver,
        "duty": one.duty,
        "state": one.state,
        "version": one.version,
        "urgency": one.order.urgency,
        "due": None if one.order.due is None else one.order.due.isoformat(),
        "by": by,
        "next": _next(what, one),
        "readers": sorted(keys),
    }
    return Event(what, one.id, data)


def _next(what: str, one: Disposition) -> list[str]:
    """Return the positions that are to do something now."""
    if what == "disposition_overdue":
        return sorted({one.giver, one.receiver})
    if one.state == "reported":
        return [one.giver]
    return [one.receiver] if one.duty and one.state in TO_DO else []
