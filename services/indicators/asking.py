"""What a question about indicators says: areas, periods, dimensions, each checked."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy.engine import Connection

from libs.kit import areas
from libs.kit.errors import FieldError, Invalid
from libs.kit.request import Request
from services.indicators import access, periods
from services.indicators.domain import Indicator
from services.indicators.reading_repository import Asked
from services.indicators.repository import Catalogue

FOREVER = (date(1, 1, 2), date(9999, 12, 31))
LEVELS = {"regency": 4, "district": 6, "village": 10}


def wrong(name: str, message: str) -> Invalid:
    return Invalid("the question is not valid", (FieldError(name, message),))


def area(tx: Connection, request: Request, home: str = "") -> str:
    """Return the asked area, else `home`, the account's, the region; raises OutsideArea."""
    given = request.data.get("area")
    if given is None:
        given = home or request.principal.area or Catalogue(tx).region()
        if not given:
            raise wrong("area", "is needed while no area has a name")
    if not isinstance(given, str) or not areas.is_area(given):
        raise wrong("area", "needs an area code")
    access.require_reader(request.principal, given)
    return given


def period(this: Indicator, data: dict[str, Any], name: str, default: date) -> date:
    """Return the first day of the asked period."""
    given = data.get(name)
    if given is None:
        return default
    try:
        return periods.parse(str(given), this.rhythm)
    except ValueError as error:
        raise wrong(name, str(error)) from None


def observations(this: Indicator, request: Request) -> Asked:
    """Return which observations are asked for: `{"area", "from", "to", "dimension"}`."""
    data = request.data
    first = period(this, data, "from", FOREVER[0])
    last = period(this, data, "to", FOREVER[1])
    inside = data.get("area")
    if inside is None:
        inside = request.principal.area
    if not isinstance(inside, str) or (inside and not areas.is_area(inside)):
        raise wrong("area", "needs an area code")
    return Asked(this.key, first, last, inside, dimensions(this, data.get("dimension")))


def dimensions(this: Indicator, given: Any) -> dict[str, str] | None:
    """Read `sex:L;age:0-4`; "" is the whole alone, None all there is."""
    if given is None:
        return None
    if not given:
        return {}
    found = {}
    for part in str(given).split(";"):
        name, mark, value = part.partition(":")
        if not mark:
            raise wrong("dimension", "needs dimensions such as sex:L;age:0-4")
        found[name] = value
    this.dims(found)
    return found


def level(data: dict[str, Any], inside: str) -> int:
    """Return the digits of the asked level, of the next one below the area without one."""
    given = data.get("level")
    if given is None:
        return areas.children_length(inside) or 10
    if given not in LEVELS:
        raise wrong("level", f"needs one of {', '.join(LEVELS)}")
    return LEVELS[given]
