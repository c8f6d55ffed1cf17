"""The groups in which the console's bar shows its pages.

A group with one page for who is signed in is that page's link. What is one's own stands in the
menu of the account.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from flask_babel import lazy_gettext as _

from libs.kit.principal import Principal
from services.gateway.web.navigation import NAV, Entry


@dataclass(frozen=True)
class Group:
    """What belongs together in the bar: a lazy label, and the ids of entries in their order."""

    id: str
    label: Any
    entries: tuple[str, ...]


GROUPS: tuple[Group, ...] = (
    Group("overview", _("Ringkasan"), ("overview",)),
    Group(
        "room",
        _("Ruang"),
        ("incidents", "shifts", "orders", "alerts", "broadcasts", "deliveries", "walls"),
    ),
    Group(
        "election",
        _("Pemilu"),
        (
            "verify", "quick-count", "recap", "closing", "rules", "leaders", "crews", "messages",
            "rehearsals", "staff", "stages",
        ),
    ),
    Group("map", _("Peta"), ("map", "layers", "roads", "signal", "map-rules")),
    Group("office", _("Surat"), ("office",)),
    Group("figures", _("Indikator"), ("indicators", "briefs")),
    Group("system", _("Sistem"), ("audit",)),
)  # fmt: skip
ACCOUNT = ("inbox", "contacts")  # in the menu of who is signed in


@dataclass(frozen=True)
class Shown:
    """A group as somebody sees it; `current`: the page that is shown is one of its."""

    id: str
    label: Any
    entries: tuple[Entry, ...]
    current: bool


def may(who: Principal, entry: Entry) -> bool:
    return bool(who.roles & entry.roles)


def bar(who: Principal, current: str) -> list[Shown]:
    """Return the groups in which somebody may open a page."""
    known = {entry.id: entry for entry in NAV}
    found = []
    for group in GROUPS:
        entries = tuple(_open(who, known, group.entries))
        if entries:
            mine = any(entry.id == current for entry in entries)
            found.append(Shown(group.id, group.label, entries, mine))
    return found


def own(who: Principal) -> list[Entry]:
    """Return what is one's own."""
    return list(_open(who, {entry.id: entry for entry in NAV}, ACCOUNT))


def _open(who: Principal, known: dict[str, Entry], ids: Iterable[str]) -> Iterable[Entry]:
    return (known[one] for one in ids if one in known and may(who, known[one]))
