"""dict ↔ domain, both ways. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from libs.kit import paging
from libs.kit.envelope import Event
from libs.kit.ids import is_uuid
from libs.kit.reading import Reader
from services.eoffice.incoming.domain import DONE, STATES, Entry, Incoming, Scan
from services.eoffice.letters.content import SECURITY, URGENCY
from services.eoffice.messages import CODE

CLASSIFICATION = re.compile(r"[0-9]{3}(\.[0-9]{1,3}){0,5}")
LONGEST_NUMBER, LONGEST_SENDER, LONGEST_SUBJECT, VERSIONS = 300, 300, 1000, 2**31 - 1
BOXES = ("all", "mine", "unread", "to_follow_up", "register")
_ENTRY = (
    "number", "sender", "subject", "dated", "received", "classification", "security", "urgency",
)  # fmt: skip


@dataclass(frozen=True)
class Registration:
    """What a registrar writes, and the position that it goes to at once, if any."""

    entry: Entry
    to: str | None


def registration(data: dict[str, Any], today: date) -> Registration:
    """Read an entry of the register; raises Invalid that names each field."""
    reader = Reader(data)
    reader.only((*_ENTRY, "to", "as"))
    entry = _entry(reader, today)
    to = None if data.get("to") is None else _code(reader, "to")
    reader.end()
    return Registration(entry, to)


@dataclass(frozen=True)
class Correction:
    """An entry put right: of which letter, at which version, and why."""

    incoming: str
    version: int
    entry: Entry
    note: str


def correction(data: dict[str, Any], today: date) -> Correction:
    """Read `{"incoming", "version", "note"}` and the whole entry; raises Invalid, all fields."""
    reader = Reader(data)
    reader.only((*_ENTRY, "incoming", "version", "note", "as"))
    version = reader.integer("version", 1, VERSIONS)
    entry = _entry(reader, today)
    note = reader.text("note", longest=LONGEST_SUBJECT) if data.get("note") else ""
    reader.end()
    return Correction(str(data.get("incoming")), version, entry, note)


@dataclass(frozen=True)
class Twin:
    """What is compared of an entry that is being written."""

    number: str
    sender: str
    dated: date


def twin(data: dict[str, Any]) -> Twin:
    """Read `{"number", "sender", "dated"}`."""
    reader = Reader(data)
    reader.only(("number", "sender", "dated", "as"))
    number = reader.text("number", longest=LONGEST_NUMBER) if data.get("number") else ""
    found = Twin(number, reader.text("sender", longest=LONGEST_SENDER), reader.day("dated"))
    reader.end()
    return found


def _entry(reader: Reader, today: date) -> Entry:
    dated = reader.day("dated")
    received = today if reader.raw("received") is None else reader.day("received")
    if received > today:
        reader.wrong("received", f"lies ahead: today is {today}")
    if dated > received:
        reader.wrong("dated", "lies behind the day it was received")
    number = reader.text("number", longest=LONGEST_NUMBER) if reader.raw("number") else ""
    return Entry(
        number=number,
        sender=reader.text("sender", longest=LONGEST_SENDER),
        subject=reader.text("subject", longest=LONGEST_SUBJECT),
        dated=dated,
        received=received,
        classification=_classification(reader),
        security=reader.one_of("security", SECURITY, SECURITY[0]),
        urgency=reader.one_of("urgency", URGENCY, URGENCY[0]),
    )


def _classification(reader: Reader) -> str:
    value = reader.raw("classification")
    if value in (None, ""):
        return ""
    if not isinstance(value, str) or not CLASSIFICATION.fullmatch(value):
        reader.wrong("classification", "needs a code such as 000.8.3")
        return ""
    return value


def _code(reader: Reader, name: str) -> str:
    value = reader.raw(name)
    if not isinstance(value, str) or not CODE.fullmatch(value):
        reader.wrong(name, "needs the code of a position")
        return ""
    return value


@dataclass(frozen=True)
class Step:
    """A step asked for: of which letter, at which version, with a code or id where it needs one."""

    incoming: str
    version: int
    value: str = ""


def step(data: dict[str, Any], name: str = "") -> Step:
    """Read `{"incoming", "version"}`, and `to` (a position) or `letter` (a UUID) where named."""
    reader = Reader(data)
    reader.only(("as", "incoming", "version", *((name,) if name else ())))
    version = reader.integer("version", 1, VERSIONS)
    value = ""
    if name == "to":
        value = _code(reader, name)
    elif name:
        value = str(reader.raw(name))
        if not is_uuid(value):
            reader.wrong(name, "needs a UUID")
    reader.end()
    return Step(str(data.get("incoming")), version, value)


@dataclass(frozen=True)
class Query:
    """A page of incoming letters, the newest first."""

    box: str
    where: dict[str, Any]
    words: str
    since: date | None
    until: date | None
    limit: int
    after: str


def query(data: dict[str, Any]) -> Query:
    """Read a list's filters, each of which may be absent."""
    limit, after = paging.asked(data)
    if after and not is_uuid(after):
        raise paging.foreign()
    reader = Reader(data)
    box = reader.one_of("box", BOXES, "all")
    chosen: dict[str, Any] = {n: reader.one_of(n, known, "") for n, known in _CHOICES.items()}
    chosen |= {n: reader.text(n, default="") for n in ("unit", "classification")}
    if data.get("year") is not None:
        chosen["year"] = reader.integer("year", 2000, 9999)
    days = {n: None if data.get(n) is None else reader.day(n) for n in ("since", "until")}
    words = reader.text("q", default="")
    reader.end()
    where = {name: value for name, value in chosen.items() if value}
    return Query(box, where, words, days["since"], days["until"], limit, after)


_CHOICES = {"state": STATES, "security": SECURITY, "urgency": URGENCY}


# ---- out


def entry_out(one: Entry) -> dict[str, Any]:
    days = {"dated": one.dated.isoformat(), "received": one.received.isoformat()}
    return {**vars(one), **days}


def incoming_out(one: Incoming) -> dict[str, Any]:
    same = ("id", "unit", "registrar", "agenda", "year", "n", "state", "version", "position")
    return {
        **{name: getattr(one, name) for name in same},
        **entry_out(one.entry),
        "scan": None if one.scan is None else scan_out(one.scan),
        "answer": one.answer,
    }


def incoming_kept(one: Incoming) -> dict[str, Any]:
    """Return the answer to a command, which is kept with it: of a secret one without its words."""
    hidden = dict.fromkeys(("number", "sender", "subject")) if one.entry.is_secret else {}
    return {**incoming_out(one), **hidden}


def scan_out(one: Scan) -> dict[str, Any]:
    return {"hash": one.hash, "type": one.type, "size": one.size}


def event(what: str, one: Incoming, by: str, keys: Iterable[str]) -> Event:
    """Return what became of a letter; it says nothing of what the letter says.

    Its entry and where it goes are events of their own, the rest is `incoming_changed`.
    """
    name = what if what in _EVENTS else "incoming_changed"
    data = {
        "incoming": one.id,
        "unit": one.unit,
        "agenda": one.agenda,
        "state": one.state,
        "version": one.version,
        "urgency": one.entry.urgency,
        "by": by,
        "next": [] if one.state == DONE else [one.position or one.registrar],
        "readers": sorted(keys),
    }
    changed = {} if name == what else {"what": what.removeprefix("incoming_")}
    return Event(name, one.id, data | changed)


_EVENTS = ("incoming_registered", "incoming_forwarded")
