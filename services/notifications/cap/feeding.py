"""Feeds as administrators set them up, and as the room sees them."""

from __future__ import annotations

import functools
from pathlib import Path
from typing import Any

import orjson
from sqlalchemy.engine import Connection

from libs.kit import areas, clock, wakes
from libs.kit.errors import Forbidden
from libs.kit.guard import Guard, NotAllowed
from libs.kit.reading import SLUG, Reader
from libs.kit.request import Request
from services.notifications.cap.feeds_repository import Feeds
from services.notifications.incidents.wire import moment
from services.notifications.settings import Settings

WAKE = "notifications_cap_feeds"
MOST_AREAS = 50
Data = dict[str, Any]
_SET = ("url", "areas", "bounds", "every_s", "enabled")
_HEALTH = ("asked_at", "ok_at", "failed_since", "next_at", "changed_at")


@functools.cache
def known() -> dict[str, Data]:
    """Return feeds that ship, by name; none is asked until an administrator says so."""
    rows = orjson.loads((Path(__file__).parent / "feeds.json").read_bytes())
    return {row["name"]: row for row in rows}


def shown(tx: Connection) -> list[Data]:
    """Return all feeds with how they do."""
    standing = Feeds(tx).all()
    return [_out(name, standing.get(name)) for name in sorted({*known(), *standing})]


def put(tx: Connection, request: Request, settings: Settings) -> Data:
    """Set a feed up: `{"name", "url", "areas", "bounds", "every_s", "enabled"}`."""
    who = request.principal
    if who.area or "admin" not in who.roles:
        raise Forbidden("feeds are for administrators without an area to set")
    name, now = str(request.data.get("name")), clock.now()
    row = _read(request.data, name, settings)
    Feeds(tx).put({**row, "name": name, "changed_by": who.name, "changed_at": now, "next_at": now})
    wakes.after_commit(tx, WAKE)
    return next(one for one in shown(tx) if one["name"] == name)


def _read(data: Data, name: str, settings: Settings) -> Data:
    usual = known().get(name, {"every_s": 300})
    reader = Reader({**usual, **data})
    reader.only((*_SET, "name", "title", "attribution"))
    if not SLUG.fullmatch(name) or len(name) > 40:
        reader.wrong("name", "needs up to 40 small letters, digits and single hyphens")
    found: Data = {
        "url": reader.text("url", longest=500),
        "areas": _areas(reader),
        "bounds": _bounds(reader),
        "every_s": reader.integer("every_s", 30, 86_400),
        "enabled": reader.flag("enabled"),
    }
    if found["url"]:
        try:
            Guard((), settings.channel_networks, any_host=True).require_url(found["url"])
        except NotAllowed as error:
            reader.wrong("url", f"can't be asked: {error.detail}")
    reader.end()
    return found


def _areas(reader: Reader) -> list[str]:
    found = reader.raw("areas") or []
    good = isinstance(found, list) and len(found) <= MOST_AREAS
    if not good or not all(isinstance(one, str) and areas.is_area(one) for one in found):
        reader.wrong("areas", f"needs a list of up to {MOST_AREAS} area codes")
        return []
    return list(dict.fromkeys(found))


def _bounds(reader: Reader) -> list[float] | None:
    found = reader.raw("bounds")
    if not found:
        return None
    numbers = isinstance(found, list) and [type(one) in (int, float) for one in found] == [True] * 4
    if numbers:
        west, south, east, north = found
        if -180 <= west < east <= 180 and -90 <= south < north <= 90:
            return [float(one) for one in found]
    reader.wrong("bounds", "needs [west, south, east, north] in degrees")
    return None


def _out(name: str, row: Any) -> Data:
    ships = known().get(name, {})
    told = {"name": name, "title": ships.get("title", name)}
    told["attribution"] = ships.get("attribution", "")
    if row is None:
        times = dict.fromkeys(_HEALTH)
        blank: Data = {"areas": [], "bounds": None, "enabled": False, "error": "", "failures": 0}
        return {**told, "url": ships["url"], "every_s": ships["every_s"], **blank, **times}
    plain = ("url", "areas", "bounds", "every_s", "enabled", "error", "failures")
    times = {one: moment(row[one]) for one in _HEALTH}
    return {**told, **{one: row[one] for one in plain}, **times}
