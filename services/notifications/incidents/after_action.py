"""The after-action report: what was known, done and by whom, in the order in which it happened."""

from __future__ import annotations

from datetime import datetime, tzinfo
from pathlib import Path
from typing import Any

from sqlalchemy.engine import Connection

from libs.kit import clock
from libs.kit.reading import Reader
from libs.kit.rendering import templates
from libs.kit.request import Request
from services.notifications.incidents import access, hanging_repository, shown
from services.notifications.incidents.domain import Place
from services.notifications.incidents.repository import Incidents
from services.notifications.incidents.types import types
from services.notifications.incidents.words import WORDS
from services.notifications.orders import shown as orders

FOLDER = Path(__file__).with_name("templates")
MOST_ENTRIES = 2000


def page(tx: Connection, request: Request, zone: tzinfo) -> str:
    """Return the report of `{"incident", "language"}` as a page that refers to nothing outside."""
    reader = Reader(request.data)
    language = reader.one_of("language", tuple(WORDS), "id")
    reader.end()
    access.require_desk(request.principal, "")
    told, one = shown.incident(tx, request), shown.get(tx, request)
    rows = hanging_repository.log(tx, one.id, "", MOST_ENTRIES)
    entries = [shown.entry_out(row, request.principal) for row in rows]
    kind = types()[one.type]
    numbers = {row.id: row.name for row in Incidents(tx).duplicates(one.id)}
    return (
        templates(FOLDER)
        .get_template("after_action.html")
        .render(
            style=(FOLDER / "after_action.css").read_text(encoding="utf-8"),
            language=language,
            words=WORDS[language],
            one=told,
            kind=kind.title if language == "id" else kind.title_en,
            place=_place(one.place),
            entries=entries[:MOST_ENTRIES],
            more=len(entries) > MOST_ENTRIES,
            numbers=numbers,
            orders=orders.of_incident(tx, request.principal, one.id),
            made=_moment(clock.now(), zone),
            t=lambda text: "" if text is None else _moment(clock.from_text(text), zone),
        )
    )


def _place(place: Place) -> str:
    """Return where it is, by all that is known of it."""
    parts: list[Any] = [place.words]
    parts += [f"TPS {place.station}"] if place.station else [place.area]
    if place.road:
        at = (
            "" if place.metre is None else f" {int(place.metre) // 1000}+{place.metre % 1000:03.0f}"
        )
        parts.append(f"{place.road}{at}")
    if place.point is not None:
        parts.append(f"{place.point[1]:.5f}, {place.point[0]:.5f}")
    return ", ".join(part for part in parts if part)


def _moment(moment: datetime, zone: tzinfo) -> str:
    """Return a time as people here write it, with its zone."""
    return moment.astimezone(zone).strftime("%d-%m-%Y %H.%M.%S %Z")
