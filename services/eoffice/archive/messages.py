"""dict ↔ domain, both ways. Pure."""

from __future__ import annotations

import calendar
import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from libs.kit import clock, paging
from libs.kit.ids import is_uuid
from libs.kit.reading import Reader
from services.eoffice.archive.disposal import LIST_STATES, List
from services.eoffice.archive.domain import (
    DESTROY,
    DESTRUCTION,
    PERMANENT,
    SECURITY,
    STATES,
    TRANSFER,
    File,
)
from services.eoffice.letters.classification import CODE as CLASSIFICATION

INCOMING, LETTER = KINDS = ("incoming", "letter")
VERSIONS, LONGEST_TITLE, LONGEST_NOTE, MOST_FILES = 2**31 - 1, 300, 2000, 200
LISTS = (TRANSFER, DESTRUCTION)
FILE_CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9._/-]{0,49}")


def _code(reader: Reader, name: str) -> str:
    value = reader.raw(name)
    if not isinstance(value, str) or not FILE_CODE.fullmatch(value):
        reader.wrong(name, "needs 1 to 50 letters, digits, slashes, dots, dashes")
        return ""
    return value


@dataclass(frozen=True)
class Opening:
    """What a records officer says of a new file."""

    code: str
    title: str
    classification: str
    security: str


def opening(data: dict[str, Any]) -> Opening:
    """Read `{"code", "title", "classification", "security"}`; raises Invalid."""
    reader = Reader(data)
    reader.only(("as", "code", "title", "classification", "security"))
    classification = reader.raw("classification")
    if not isinstance(classification, str) or not CLASSIFICATION.fullmatch(classification):
        reader.wrong("classification", "needs a code such as 000.8.3")
    title = reader.text("title", longest=LONGEST_TITLE)
    made = Opening(
        _code(reader, "code"),
        title,
        str(classification),
        reader.one_of("security", SECURITY, SECURITY[0]),
    )
    reader.end()
    return made


@dataclass(frozen=True)
class Step:
    """A step of a file or a list at the version that was seen, and what it says besides."""

    id: str
    version: int
    note: str = ""
    fate: str = ""
    decree: str = ""
    day: date | None = None


def step(data: dict[str, Any], subject: str, *more: str) -> Step:
    """Read a step of `subject` (file | list): `version`, and what is named in `more`."""
    reader = Reader(data)
    reader.only(("as", subject, "version", *more))
    version = reader.integer("version", 1, VERSIONS)
    note = reader.text("note", longest=LONGEST_NOTE) if "note" in more else ""
    decree = reader.text("decree", default="") if "decree" in more else ""
    fate = reader.one_of("fate", (PERMANENT, DESTROY), "") if "fate" in more else ""
    if "fate" in more and not fate:
        reader.wrong("fate", f"needs one of {PERMANENT}, {DESTROY}")
    given = "closed" in more and data.get("closed") is not None
    day = reader.day("closed") if given else None
    reader.end()
    return Step(str(data.get(subject)), version, note, fate, decree, day)


def placing(data: dict[str, Any]) -> tuple[str, str, str]:
    """Read `{"file", "kind", "letter"}`: what is put into which file, or taken out of it."""
    reader = Reader(data)
    reader.only(("as", "file", "kind", "letter"))
    kind = reader.one_of("kind", KINDS, LETTER)
    letter = str(reader.raw("letter"))
    if not is_uuid(letter):
        reader.wrong("letter", "needs a UUID")
    reader.end()
    return str(data.get("file")), kind, letter


def wanted_files(data: dict[str, Any]) -> list[str]:
    """Read `{"files": [ids]}` of a list that is proposed."""
    reader = Reader(data)
    reader.only(("as", "files"))
    given = data.get("files")
    if not isinstance(given, list) or not 1 <= len(given) <= MOST_FILES:
        reader.wrong("files", f"needs a list of 1 to {MOST_FILES}")
        given = []
    for place, one in enumerate(given):
        if not isinstance(one, str) or not is_uuid(one):
            reader.wrong(f"files.{place}", "needs the id of a file")
    reader.end()
    return sorted(set(given))


@dataclass(frozen=True)
class FileQuery:
    """A page of files, the newest first."""

    where: dict[str, Any]
    open: bool | None
    words: str
    limit: int
    after: str


def file_query(data: dict[str, Any]) -> FileQuery:
    """Read a list's filters, each of which may be absent."""
    limit, after = _paged(data)
    reader = Reader(data)
    state = reader.one_of("state", STATES, "")
    where = {"state": state} | {n: reader.text(n, default="") for n in ("unit", "classification")}
    is_open = None if data.get("open") is None else reader.flag("open")
    words = reader.text("q", default="")
    reader.end()
    return FileQuery(
        {n: value for n, value in where.items() if value}, is_open, words, limit, after
    )


def list_query(data: dict[str, Any]) -> tuple[dict[str, str], int, str]:
    """Read a page of lists: `{"kind", "state", "limit", "after"}`."""
    limit, after = _paged(data)
    reader = Reader(data)
    kind, state = reader.one_of("kind", LISTS, ""), reader.one_of("state", LIST_STATES, "")
    reader.end()
    where = {"kind": kind, "state": state}
    return {name: value for name, value in where.items() if value}, limit, after


def _paged(data: dict[str, Any]) -> tuple[int, str]:
    limit, after = paging.asked(data)
    if after and not is_uuid(after):
        raise paging.foreign()
    return limit, after


def month(data: dict[str, Any], today: date) -> tuple[date, date]:
    """Return the first and last day of `{"month": "2026-11"}`, of today's where it is absent."""
    reader = Reader(data)
    text = reader.text("month", default=today.isoformat()[:7])
    reader.end()
    try:
        first = date.fromisoformat(f"{text}-01")
    except ValueError:
        reader.wrong("month", "needs a month such as 2026-11")
    reader.end()
    return first, first.replace(day=calendar.monthrange(first.year, first.month)[1])


# ---- out


def file_out(one: File) -> dict[str, Any]:
    same = ("id", "unit", "keeper", "code", "title", "classification", "security", "state")
    days = ("opened", "closed", "active_until", "inactive_until")
    rule = one.rule
    told = None if rule is None else {n: v for n, v in vars(rule).items() if n != "title"}
    return {
        **{name: getattr(one, name) for name in (*same, "version", "list")},
        **{name: _day(getattr(one, name)) for name in days},
        "retention": told,
    }


def item_out(row: Any, day: date | None) -> dict[str, Any]:
    """Return the head of what stands in a file: of a secret letter neither number nor subject."""
    same = ("kind", "letter", "number", "subject", "sender", "security")
    head = {name: row[name] for name in same}
    more = {"dated": _day(day), "classification": row["class_code"]}
    return {**head, **more, "position": row["position"], "at": clock.to_text(row["at"])}


def list_out(one: List) -> dict[str, Any]:
    same = (
        "id", "kind", "unit", "centre", "judge", "state", "version", "note", "decree", "proposer",
    )  # fmt: skip
    return {name: getattr(one, name) for name in same}


def list_head(row: Any) -> dict[str, Any]:
    same = (
        "id", "kind", "unit", "unit_name", "centre", "judge", "state", "version", "note", "decree",
        "proposer", "files",
    )  # fmt: skip
    return {**{name: row[name] for name in same}, **list_times(row)}


def list_times(row: Any) -> dict[str, str | None]:
    made, decided = row["made_at"], row["decided_at"]
    ended = None if decided is None else clock.to_text(decided)
    return {"made_at": clock.to_text(made), "decided_at": ended}


def decision_out(row: Any) -> dict[str, Any]:
    same = ("side", "verdict", "position", "title", "person", "capacity")
    return {**{name: row[name] for name in same}, "at": clock.to_text(row["at"])}


def marks(files: Iterable[File]) -> list[dict[str, Any]]:
    """Return how files stand, for the history."""
    return [{"file": one.id, "code": one.code, "state": one.state} for one in files]


def _day(day: date | None) -> str | None:
    return None if day is None else day.isoformat()
