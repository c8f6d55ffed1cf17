"""One page of the nine as a page that refers to nothing outside: A4, a figure and what it means."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import partial
from pathlib import Path
from typing import Any

from markupsafe import Markup

from libs.kit import clock
from libs.kit.rendering import templates
from services.indicators import periods
from services.indicators.printing import drawing, words
from services.indicators.printing.words import WORDS

FOLDER = Path(__file__).with_name("templates")
BESIDE, SHOWN_ROWS = 3, 20  # headlines beside the chosen one; rows of a ranking
Data = dict[str, Any]


@dataclass(frozen=True)
class Sheet:
    """What is printed: `told` is what `showing.item` answers."""

    told: Data
    shapes: drawing.Shapes
    language: str
    at: datetime  # in the region's zone


def html(sheet: Sheet) -> str:
    """Return the page."""
    this = sheet.told["about"]
    facts = {"empty": True} if this is None else _facts(sheet, this)
    said = WORDS[sheet.language]
    return filled(
        "item.html",
        language=sheet.language,
        words=said,
        item=said["items"][sheet.told["item"]],
        place=sheet.told["name"],
        printed=said["printed"].format(time=words.moment(sheet.at, sheet.language)),
        **{"empty": False, **facts},
    )


def filled(template: str, **facts: Any) -> str:
    """Return a template of this package with what it says, in the style of printed pages."""
    style = Markup((FOLDER / "print.css").read_text(encoding="utf-8"))  # noqa: S704 - ours
    return templates(FOLDER).get_template(template).render(style=style, **facts)


def _facts(sheet: Sheet, this: Data) -> Data:
    heads = {one["code"]: one for one in sheet.told["headlines"]}
    others = [one for code, one in heads.items() if code != this["code"]][:BESIDE]
    target = sheet.told.get("target")
    return {
        "title": titled(this, sheet.language) + of_dimension(sheet.told, this),
        "definition": (sheet.language == "en" and this["definition_en"]) or this["definition"],
        "this": this,
        "main": card(heads[this["code"]], sheet),
        "others": [card(one, sheet) for one in others],
        "chart": _chart(sheet, this),
        "maps": _maps(sheet, this),
        "ranking": _ranking(sheet, this, target),
    }


def of_dimension(told: Data, this: Data) -> str:
    """Return which dimension values a page is about, as words after its title."""
    codes = {one["name"]: one["codes"] for one in this["dimensions"]}
    names = [codes[name][code] for name, code in told["dimension"].items()]
    return f" · {', '.join(names)}" if names else ""


def titled(head: Data, language: str) -> str:
    return str((language == "en" and head["title_en"]) or head["title"])


def card(head: Data, sheet: Sheet) -> Data:
    """Return a headline in words: value, against the target and last year, how fresh."""
    language, said = sheet.language, WORDS[sheet.language]
    write = partial(words.number, decimals=head["decimals"], language=language)
    return {
        "title": titled(head, language),
        "made": head["made"],
        "unit": head["unit"],
        "owner": head["owner_name"],
        "source": head["source"],
        "period": words.period(head["period"], language) if head["period"] else "",
        "value": write(head["value"]),
        "change": _change(head, language, write),
        "better": head["better"],
        "target": _target(head, said, write),
        "bar": _bullet(head),
        "fresh": _fresh(head, said),
        "late": head["late"],
        "quality": quality(head, said),
        "counted": "" if head["as_of"] is None else _counted(head, sheet, said),
    }


def _counted(head: Data, sheet: Sheet, said: Data) -> str:
    at = clock.from_text(head["as_of"]).astimezone(sheet.at.tzinfo)
    return str(said["counted"].format(time=words.moment(at, sheet.language)))


def _fresh(head: Data, said: Data) -> str:
    if not head["late"]:
        return str(said["fresh"])
    return words.counted(said, "late", head["missing"]).format(n=head["missing"])


def quality(head: Data, said: Data) -> str:
    """Say whether all is there and agrees; lateness stands beside it, and makes no figure wrong."""
    judged, counts = head["quality"], head["quality"]["counts"]
    if head["as_of"] is None:
        return str(said["no_figure"])
    odd = counts["looked"] - counts["held"]
    return "; ".join(
        said[name].format(n=odd, **counts)
        for name in (
            "full" if judged["complete"]["score"] == 100 else "partly",
            "holds" if judged["consistent"]["score"] == 100 else "odd",
        )
    )


def _bullet(head: Data) -> Markup:
    value, target = head["value"], head["target"]
    if value is None or target is None:
        return Markup()
    highest = 100.0 if head["unit"] == "%" else max(value, target)
    return drawing.bar(value, None, drawing.Scale(highest, target, head["direction"] == "down"))


def _change(head: Data, language: str, write: Any) -> str:
    said, change = WORDS[language], head["change"]
    if head["value"] is None:
        return str(said["no_figure"])
    if change is None:
        return str(said["no_before"])
    year, mark, rest = head["period"].partition("-")
    before = words.period(f"{int(year) - 1}{mark}{rest}", language)
    kind = "same" if change == 0 else "up" if change > 0 else "down"
    return str(said[kind].format(value=_apart(write(abs(change)), head, said), period=before))


def _target(head: Data, said: Data, write: Any) -> str:
    if head["target"] is None:
        return str(said["no_target"])
    text = said["target"].format(value=_amount(write(head["target"]), head))
    gap = head["to_target"]
    if gap:
        kind = "above" if gap > 0 else "below"
        text += f", {said[kind].format(value=_apart(write(abs(gap)), head, said))}"
    return f"{text}, {said['reached']}" if head["reached"] else text


def _amount(text: str, head: Data) -> str:
    return words.with_unit(text, head["unit"])


def _apart(text: str, head: Data, said: Data) -> str:
    """Return a difference with its unit: percentages lie points apart."""
    return words.with_unit(text, said["points"] if head["unit"] == "%" else head["unit"])


def _chart(sheet: Sheet, this: Data) -> Markup:
    told, language = sheet.told, sheet.language
    if not told.get("series"):
        return Markup()
    labels = _labels(this, told["period"])
    places = {label: place for place, label in enumerate(labels)}

    def by_place(rows: Sequence[Data]) -> dict[int, float]:
        found = {places.get(one["period"].partition("-")[2]): one["value"] for one in rows}
        return {place: value for place, value in found.items() if place is not None}

    year = int(told["period"][:4])
    write = partial(words.number, decimals=this["decimals"], language=language)
    named = WORDS[language]["target"].format(value=write(told["target"]))
    below = [words.short(f"{year}-{label}", language) if label else str(year) for label in labels]
    line = drawing.Line(
        by_place(told["series"]),
        by_place(told["last_year"]),
        told["target"],
        below,
        (str(year), str(year - 1), named),
    )
    return drawing.chart(line, write)


def _labels(this: Data, period: str) -> list[str]:
    """Return what the periods of a year are called behind the year: 01 to 12 of months."""
    first = date(int(period[:4]), 1, 1)
    found, one = [], first
    while one.year == first.year:
        found.append(periods.show(one, this["rhythm"]).partition("-")[2])
        one = periods.after(one, this["rhythm"])
    return found


def _maps(sheet: Sheet, this: Data) -> Data:
    years = sheet.told.get("maps", [])
    shown = {code for one in years for code in one["areas"]}
    paths = drawing.placed(
        {code: sheet.shapes[code] for code in sheet.shapes if code in shown}, 160, 120
    )
    parting = drawing.classes(value for one in years for value in one["areas"].values())
    write = partial(words.number, decimals=this["decimals"], language=sheet.language)
    maps = [
        {
            "year": one["year"],
            "value": words.with_unit(write(one["value"]), this["unit"]),
            "svg": drawing.map_of(paths, one["areas"], parting),
        }
        for one in years
    ]
    edges = [write(one) for one in parting]
    ramp = [f"< {edges[0]}", *(f"≥ {one}" for one in edges)] if edges else []
    return {"items": maps if paths else [], "ramp": list(zip(drawing.RAMP, ramp, strict=False))}


def _ranking(sheet: Sheet, this: Data, target: float | None) -> Data:
    rows = sheet.told.get("ranking", [])
    write = partial(words.number, decimals=this["decimals"], language=sheet.language)
    known = [one[name] for one in rows for name in ("value", "before") if one[name] is not None]
    highest = 100.0 if this["unit"] == "%" else max([*known, target or 0], default=0)
    scale = drawing.Scale(highest, target, this["direction"] == "down")
    told = [
        {**one, "value": write(one["value"]), "change": _signed(one["change"], write)}
        | {"bar": drawing.bar(one["value"], one["before"], scale)}
        for one in rows
    ]
    half = SHOWN_ROWS // 2
    cut = len(told) > SHOWN_ROWS
    period = words.period(sheet.told["period"], sheet.language) if rows else ""
    return {
        "head": WORDS[sheet.language]["ranking"].format(n=len(rows), period=period),
        "left": told[:half] if cut else told[: (len(told) + 1) // 2],
        "right": told[-half:] if cut else told[(len(told) + 1) // 2 :],
        "between": len(told) - SHOWN_ROWS if cut else 0,
        "target": None if target is None else words.with_unit(write(target), this["unit"]),
    }


def _signed(change: float | None, write: Any) -> str:
    if change is None:
        return ""
    return f"{'+' if change > 0 else ''}{write(change)}"


def shapes_of(features: Sequence[Mapping[str, Any]]) -> dict[str, list[drawing.Ring]]:
    """Return the rings of GeoJSON features by their `code`; what has no shape is left out."""
    found = {}
    for one in features:
        code, geometry = (one.get("properties") or {}).get("code"), one.get("geometry")
        if isinstance(code, str) and isinstance(geometry, Mapping):
            found[code] = drawing.rings(geometry)
    return found
