"""Indicators and observations as the bus carries them: dict ↔ domain, each wrong field named."""

from __future__ import annotations

from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from libs.kit.errors import Invalid
from libs.kit.reading import Reader
from services.indicators import domain, periods
from services.indicators.domain import Dimension, Indicator, Observation

TEXTS = {
    "definition": 4000,
    "definition_en": 4000,
    "concept": 2000,
    "classification": 2000,
    "measure": 500,
}
MOST_CODES, MOST_DIMENSIONS, MOST_PUSHED = 200, 6, 10_000
KNOWN = frozenset(Indicator.__dataclass_fields__) - {"key", "version", "closed_until"}
AREA_DIGITS = (4, 6, 10)


def indicator(data: dict[str, Any]) -> Indicator:
    """Read what `put_indicator` takes; raises Invalid."""
    reader = Reader({k: v for k, v in data.items() if k in KNOWN})
    title = reader.text("title")
    given: dict[str, Any] = {
        "code": reader.slug("code"),
        "item": reader.one_of("item", domain.ITEMS, ""),
        "title": title,
        "title_en": reader.text("title_en", title),
        "unit": reader.text("unit", longest=40),
        "owner": reader.text("owner", longest=80),
        "rhythm": reader.one_of("rhythm", periods.RHYTHMS, "month"),
        "source": reader.text("source", "", longest=500),
        "direction": reader.one_of("direction", domain.DIRECTIONS, "none"),
        "licence": reader.text("licence", "CC-BY-4.0", longest=80),
        "over_areas": reader.one_of("over_areas", domain.OVER_AREAS, "none"),
        "over_time": reader.one_of("over_time", domain.OVER_TIME, "last"),
        "decimals": reader.integer("decimals", 0, domain.DECIMALS, 0),
        "grace_days": reader.integer("grace_days", 0, 366, 14),
        "open": reader.flag("open"),
        "made": reader.flag("made"),
        "weight": reader.slug("weight") if reader.raw("weight") is not None else None,
        "targets": _targets(reader),
        "dimensions": _dimensions(reader),
        "references": _references(reader),
    }
    if not given["item"]:
        reader.wrong("item", f"needs one of {', '.join(domain.ITEMS)}")
    given |= {name: reader.text(name, "", longest=most) for name, most in TEXTS.items()}
    if given["weight"] is not None and given["over_areas"] != "mean":
        reader.wrong("weight", "is for a mean over areas")
    reader.end()
    return Indicator(**given)


def _targets(reader: Reader) -> dict[int, Decimal]:
    given, found = reader.raw("targets") or {}, {}
    if not isinstance(given, dict) or len(given) > 100:
        reader.wrong("targets", "needs an object of years and values")
        return {}
    for year, value in given.items():
        number = decimal(value)
        if not (year.isdigit() and 1900 <= int(year) <= 2200) or number is None:
            reader.wrong(f"targets.{year}", "needs a year, and a decimal number as its value")
        else:
            found[int(year)] = number
    return found


def _dimensions(reader: Reader) -> tuple[Dimension, ...]:
    given = reader.raw("dimensions") or []
    if not isinstance(given, list) or len(given) > MOST_DIMENSIONS:
        reader.wrong("dimensions", f"needs a list of up to {MOST_DIMENSIONS}")
        return ()
    found = []
    for place, one in enumerate(given):
        name = one.get("name") if isinstance(one, dict) else None
        codes = one.get("codes") if isinstance(one, dict) else None
        if not isinstance(name, str) or not domain.DIMENSION.fullmatch(name) or name == "area":
            reader.wrong(f"dimensions.{place}.name", "needs small letters, digits, underscores")
        elif not isinstance(codes, dict) or not 1 <= len(codes) <= MOST_CODES:
            reader.wrong(f"dimensions.{place}.codes", "needs an object of codes and their titles")
        elif not all(_is_code(code, told) for code, told in codes.items()):
            reader.wrong(f"dimensions.{place}.codes", "has a code with = ; or no characters")
        else:
            found.append(Dimension(name, dict(codes)))
    if len({one.name for one in found}) < len(found):
        reader.wrong("dimensions", "has a name twice")
    return tuple(found)


def _is_code(code: str, told: Any) -> bool:
    whole = 0 < len(code) <= 60 and code.isprintable() and not set("=;,:") & set(code)
    return whole and isinstance(told, str) and len(told) <= 200


def _references(reader: Reader) -> tuple[str, ...]:
    given = reader.raw("references") or []
    texts = isinstance(given, list) and all(isinstance(one, str) for one in given)
    if not texts or len(given) > 20 or any(len(one) > 300 for one in given):
        reader.wrong("references", "needs a list of up to 20 texts")
        return ()
    return tuple(given)


def decimal(value: Any) -> Decimal | None:
    """Return a number within what is kept, or None: text or a JSON number."""
    if isinstance(value, bool) or not isinstance(value, int | float | str | Decimal):
        return None
    try:
        number = Decimal(str(value))
    except InvalidOperation:
        return None
    if not number.is_finite():
        return None
    exponent = number.as_tuple().exponent
    small = isinstance(exponent, int) and exponent >= -domain.DECIMALS
    return number if small and number.adjusted() < domain.DIGITS else None


def observation(reader: Reader, this: Indicator) -> Observation:
    """Read one pushed observation."""
    reader.only(("area", "period", "value", "dimensions", "status"))
    value = decimal(reader.raw("value"))
    if value is None:
        reader.wrong("value", f"needs a decimal number with up to {domain.DECIMALS} decimals")
    period = date.min
    try:
        period = periods.parse(str(reader.raw("period")), this.rhythm)
    except ValueError as error:
        reader.wrong("period", str(error))
    area = reader.code("area", *AREA_DIGITS)
    status = reader.one_of("status", domain.STATUSES, "final")
    return Observation(area, period, value or Decimal(0), _dims(reader, this), status)


def _dims(reader: Reader, this: Indicator) -> str:
    given = reader.raw("dimensions") or {}
    if not isinstance(given, dict) or not all(isinstance(one, str) for one in given.values()):
        reader.wrong("dimensions", "needs an object of dimensions and their codes")
        return ""
    try:
        return this.dims(given)
    except Invalid as error:
        for one in error.errors:
            reader.wrong(one.field, one.message)
        return ""


def observations(data: dict[str, Any], this: Indicator) -> list[Observation]:
    """Read what `push_observations` takes; raises Invalid that names each row and field."""
    reader = Reader(data)
    found = [observation(one, this) for one in reader.items("items", MOST_PUSHED)]
    reader.end()
    return found


def number(value: Decimal | None, decimals: int | None = None) -> float | int | None:
    """Return a figure as JSON shows it, rounded half away from zero to the indicator's decimals."""
    if value is None:
        return None
    if decimals is not None:
        value = value.quantize(Decimal(1).scaleb(-decimals), rounding="ROUND_HALF_UP")
    return int(value) if value == value.to_integral_value() else float(value)


def indicator_out(this: Indicator) -> dict[str, Any]:
    """Return an indicator with all four of Satu Data's parts."""
    names = ("code", "item", "title", "title_en", "definition", "definition_en", "unit")
    more = (
        "owner",
        "owner_name",
        "rhythm",
        "source",
        "direction",
        "licence",
        "decimals",
        "over_areas",
    )
    last = ("over_time", "weight", "grace_days", "open", "made", "closed_until", "version")
    plain = {name: getattr(this, name) for name in (*names, *more, *last)}
    return plain | {
        "targets": {str(year): number(value) for year, value in sorted(this.targets.items())},
        "dimensions": [{"name": one.name, "codes": dict(one.codes)} for one in this.dimensions],
        "standard": {
            "concept": this.concept or this.title,
            "definition": this.definition,
            "classification": this.classification,
            "measure": this.measure,
            "unit": this.unit,
        },
        "references": list(this.references),
    }
