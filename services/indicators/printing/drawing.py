"""Charts and maps as SVG with nothing but attributes: no style sheet reaches into it. Pure."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup, escape

INK, SOFT, LINE, GROUND, LAST = "#12202b", "#43525d", "#d8dfdd", "#e8edeb", "#7f8c8a"
RAMP = ("#e3eef4", "#b9d7e6", "#82b6d1", "#4389ae", "#1d5a80")
FONT = 'font-family="Liberation Sans, DejaVu Sans, sans-serif"'
LEFT, RIGHT, TOP, BOTTOM = 44.0, 700.0, 14.0, 170.0  # of a chart's plot, in its own units
STEPS = 5  # lines across a chart
MAP = (160.0, 120.0)  # a map's width and height
NEAR = 0.25  # points of a map nearer to each other are one
Point = tuple[float, float]
Ring = list[Point]
Shapes = Mapping[str, Sequence[Ring]]


@dataclass(frozen=True)
class Line:
    """What a chart shows: values by place, 0 the first; how many places; what stands below them."""

    now: Mapping[int, float]
    before: Mapping[int, float]
    target: float | None
    labels: Sequence[str]
    names: tuple[str, str, str]  # of this year, of last year, of the target


def chart(line: Line, write: Any) -> Markup:
    """Return a year against the last one; `write` says a value in words."""
    values = [*line.now.values(), *line.before.values()]
    values += [] if line.target is None else [line.target]
    if not values:
        return Markup()
    ticks = nice(min(values), max(values))
    low, high = ticks[0], ticks[-1]
    places = max(len(line.labels) - 1, 1)

    def at(place: int, value: float) -> Point:
        x = LEFT + 8 + (RIGHT - LEFT - 16) * place / places
        return x, BOTTOM - (BOTTOM - TOP) * (value - low) / (high - low)

    parts = [*_ruled(ticks, at, write), *_below(line.labels, at)]
    if line.target is not None:
        parts += _target(at(0, line.target)[1], line.names[2])
    parts += _curve(line.before, at, f'stroke="{LAST}" stroke-width="1.6" stroke-dasharray="5 4"')
    parts += _curve(line.now, at, f'stroke="{RAMP[4]}" stroke-width="3"')
    parts += _ends(line, at, write)
    return _svg(800, 196, parts)


def nice(low: float, high: float) -> list[float]:
    """Return round values from below the lowest to above the highest."""
    span = (high - low) or abs(high) or 1.0
    rough = span / STEPS
    power = 10 ** math.floor(math.log10(rough))
    step = next(one * power for one in (1, 2, 2.5, 5, 10) if one * power >= rough)
    first, last = math.floor(low / step), math.ceil(high / step)
    last += first == last
    return [round(step * one, 10) for one in range(first, last + 1)]


def _ruled(ticks: Sequence[float], at: Any, write: Any) -> Iterable[str]:
    for value in ticks:
        y = at(0, value)[1]
        yield _rule(LEFT, y, RIGHT, y, LINE, 1)
        yield _text(LEFT - 6, y + 4, write(value), "end")


def _below(labels: Sequence[str], at: Any) -> Iterable[str]:
    every = max(1, math.ceil(len(labels) / 12))
    for place, label in enumerate(labels):
        if place % every == 0 and label:
            yield _text(at(place, 0)[0], BOTTOM + 20, label, "middle")


def _target(y: float, name: str) -> Iterable[str]:
    yield f'<path d="M{LEFT} {y:.1f}H{RIGHT}" stroke="{INK}" stroke-width="1.2" '
    yield 'stroke-dasharray="2 4" fill="none"/>'
    yield _text(RIGHT + 8, y + 4, name)


def _curve(values: Mapping[int, float], at: Any, paint: str) -> Iterable[str]:
    points = [at(place, value) for place, value in sorted(values.items())]
    if len(points) > 1:
        yield f'<path d="{_path(points)}" fill="none" stroke-linejoin="round" {paint}/>'


def _ends(line: Line, at: Any, write: Any) -> Iterable[str]:
    """Name both lines at their ends, apart from each other; the newest value stands at its dot."""
    taken = [] if line.target is None else [at(0, line.target)[1]]
    for values, name, colour in (
        (line.now, line.names[0], RAMP[4]),
        (line.before, line.names[1], SOFT),
    ):
        if not values:
            continue
        last = max(values)
        x, y = at(last, values[last])
        if values is line.now:
            yield f'<circle cx="{x:.1f}" cy="{y:.1f}" r="4.5" fill="{colour}"/>'
            yield _text(x + 2, y - 9, write(values[last]), "end", INK, "bold")
        label = y
        while any(abs(label - other) < 13 for other in taken):
            label += 13 if label < BOTTOM - 13 else -40
        taken.append(label)
        yield _text(RIGHT + 8, label + 4, name, "start", colour, "bold")


@dataclass(frozen=True)
class Scale:
    """What bars are measured by; `down`: less than the target is better."""

    highest: float
    target: float | None
    down: bool = False

    def good(self, value: float) -> bool:
        return self.target is None or (value <= self.target if self.down else value >= self.target)


def bar(value: float, before: float | None, scale: Scale) -> Markup:
    """Return a value as a bar, with last year's as a dot and the target as a line."""
    width = 150.0

    def at(one: float) -> float:
        return width * min(max(one / scale.highest, 0.0), 1.0) if scale.highest > 0 else 0.0

    fill = RAMP[4] if scale.good(value) else RAMP[3]
    parts = [
        f'<rect width="{width}" height="12" fill="{GROUND}"/>',
        f'<rect width="{at(value):.1f}" height="12" fill="{fill}"/>',
    ]
    if scale.target is not None:
        parts.append(_rule(at(scale.target), -2, at(scale.target), 14, INK, 2))
    if before is not None:
        parts.append(
            f'<circle cx="{at(before):.1f}" cy="6" r="3.6" fill="#fff" stroke="{SOFT}" '
            'stroke-width="1.4"/>'
        )
    return _svg(width, 16, [f'<g transform="translate(0 2)">{"".join(parts)}</g>'])


# ---- maps


def rings(geometry: Mapping[str, Any]) -> list[Ring]:
    """Return the rings of a GeoJSON Polygon or MultiPolygon, longitude and latitude; else none."""
    told = geometry.get("coordinates") or []
    polygons = {"Polygon": [told], "MultiPolygon": told}.get(str(geometry.get("type")), [])
    return [[(float(x), float(y)) for x, y, *_ in ring] for one in polygons for ring in one]


def placed(shapes: Shapes, width: float, height: float) -> dict[str, str]:
    """Return the path of each shape on a plane of that size, north up, true in its middle."""
    points = [point for one in shapes.values() for ring in one for point in ring]
    if not points:
        return {}
    west, east = min(x for x, _ in points), max(x for x, _ in points)
    south, north = min(y for _, y in points), max(y for _, y in points)
    narrow = math.cos(math.radians((south + north) / 2))
    scale = min(width / max((east - west) * narrow, 1e-9), height / max(north - south, 1e-9))
    left = (width - (east - west) * narrow * scale) / 2

    def at(point: Point) -> Point:
        return left + (point[0] - west) * narrow * scale, (north - point[1]) * scale

    return {
        code: "".join(_closed([at(point) for point in ring]) for ring in one)
        for code, one in shapes.items()
    }


def _closed(points: Sequence[Point]) -> str:
    kept: list[Point] = []
    for point in points:
        if not kept or math.dist(kept[-1], point) >= NEAR:
            kept.append(point)
    return f"{_path(kept)}Z" if len(kept) > 2 else ""


def classes(values: Iterable[float]) -> list[float]:
    """Return the four values at which five classes part; fewer where values are few."""
    order = sorted(set(values))
    if len(order) < 2:
        return []
    step = (order[-1] - order[0]) / len(RAMP)
    return [order[0] + step * one for one in range(1, len(RAMP))]


def map_of(paths: Mapping[str, str], values: Mapping[str, float], parting: Sequence[float]) -> Any:
    """Return a map with a colour for each value; an area without one is left white."""
    parts = []
    for code, path in paths.items():
        fill = "#ffffff" if code not in values else RAMP[sum(values[code] >= p for p in parting)]
        paint = f'fill="{fill}" stroke="{LAST}" stroke-width=".6" fill-rule="evenodd"'
        parts.append(f'<path d="{path}" {paint}/>')
    return _svg(*MAP, parts)


def _path(points: Sequence[Point]) -> str:
    return "M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in points)


def _rule(x1: float, y1: float, x2: float, y2: float, colour: str, width: float) -> str:
    ends = f'x1="{x1:.1f}" y1="{y1:.1f}" x2="{x2:.1f}" y2="{y2:.1f}"'
    return f'<line {ends} stroke="{colour}" stroke-width="{width}"/>'


def _text(
    x: float, y: float, said: str, anchor: str = "start", colour: str = SOFT, weight: str = "normal"
) -> str:
    looks = f'font-size="12" text-anchor="{anchor}" fill="{colour}" font-weight="{weight}" {FONT}'
    return f'<text x="{x:.1f}" y="{y:.1f}" {looks}>{escape(said)}</text>'


def _svg(width: float, height: float, parts: Iterable[str]) -> Markup:
    """All that comes from outside is in `_text`, which escapes it."""
    head = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width:g} {height:g}">'
    return Markup(head + "".join(parts) + "</svg>")  # noqa: S704 - our own
