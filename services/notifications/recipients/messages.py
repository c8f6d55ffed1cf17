"""Recipients ↔ dicts and events. Pure."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from datetime import date
from typing import Any

from libs.kit.areas import is_area
from libs.kit.reading import Reader
from services.notifications.recipients.domain import (
    KINDS,
    Delegated,
    Group,
    Held,
    Known,
    Target,
)
from services.notifications.recipients.domain import Reader as Answering

CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9.\-]{0,49}")
LONGEST_CODE = 100  # an agency may be a word
MOST_MEMBERS = 500
GROUP = ("code", "name", "area", "members", "version")


def authority(data: dict[str, Any]) -> tuple[Known, list[Held], list[Delegated]]:
    """Read e-office's `authority_changed`: the position, who holds it, what it delegates."""
    code = data["position"]
    same = {name: data[name] for name in ("unit", "unit_name", "area", "title", "level", "above")}
    held = [
        Held(code, one["person"], one["capacity"], _day(one["starts"]), _last(one["ends"]))
        for one in data["holders"]
    ]
    given = [
        Delegated(code, one["position"], one["matters"], _day(one["starts"]), _day(one["ends"]))
        for one in data["delegates"]
    ]
    return Known(code, **same), held, given


def _day(text: str) -> date:
    return date.fromisoformat(text)


def _last(text: str | None) -> date | None:
    return None if text is None else _day(text)


def targets(reader: Reader, name: str, most: int, kinds: Collection[str] = KINDS) -> list[Target]:
    """Read a list of `{"kind", "code"}`, each once; the reader keeps what is wrong."""
    found: dict[Target, None] = {}
    for one in reader.items(name, most):
        one.only(("kind", "code"))
        kind = one.one_of("kind", kinds, "")
        if one.raw("kind") is None:
            one.wrong("kind", f"needs one of {', '.join(kinds)}")
        found.setdefault(Target(kind, one.text("code", longest=LONGEST_CODE)))
    return list(found)


def group(data: dict[str, Any], *names: str) -> Group:
    """Read a group; raises Invalid that names each field."""
    reader = Reader(data)
    reader.only((*GROUP, *names))
    code = reader.text("code", longest=50)
    if code and not CODE.fullmatch(code):
        reader.wrong("code", "needs a code: 1 to 50 letters, digits, dots, dashes")
    area = reader.raw("area") or ""
    if area and not (isinstance(area, str) and is_area(area)):
        reader.wrong("area", "needs an area code")
    name, inside = reader.text("name"), targets(reader, "members", MOST_MEMBERS)
    version = reader.integer("version", 0, 2**31 - 1, 0)
    reader.end()
    return Group(code, name, area, tuple(inside), version)


def version(data: dict[str, Any]) -> int:
    """Read the `version` that was seen of the group of `{"code"}`; raises Invalid."""
    reader = Reader(data)
    reader.only(("code", "version"))
    seen = reader.integer("version", 1, 2**31 - 1)
    reader.end()
    return seen


def group_out(one: Group) -> dict[str, Any]:
    return {**vars(one), "members": [vars(each) for each in one.members]}


def group_whole(
    one: Group, names: Mapping[Target, str], reached: Sequence[Answering]
) -> dict[str, Any]:
    """Return a group as its page shows it: members with names, and who is told as of now."""
    inside = [{**vars(each), "name": names.get(each, each.code)} for each in one.members]
    return {**group_out(one), "members": inside, "reaches": [vars(each) for each in reached]}


def position_out(one: Known, holders: list[str]) -> dict[str, Any]:
    """Return a position as the search finds it: `holders` are who is told today, [] is vacant."""
    facts = {"kind": "position", "code": one.code, "name": one.title, "note": one.unit_name}
    return {**facts, "area": one.area, "holders": holders}
