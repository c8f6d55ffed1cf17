"""The shortest way along roads. Pure.

PostGIS finds no ways, and roads come as lines that meet by eye and not by number. So lines are laid
on a plane (metres), cut where they cross or where an end comes within SNAP of another line, and
joined there into a graph. Whether a way may be driven in a direction, and bridges over another
road, no layer tells: a crossing counts as a junction.
"""

from __future__ import annotations

import heapq
import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

import numpy as np
import shapely
from shapely import LineString, Point, STRtree

SNAP = 25.0  # metres
METRES = 111_320.0  # in a degree of latitude


@dataclass(frozen=True)
class Bad:
    """A stretch that is hard or impossible to pass, by metres along its road."""

    start: float
    end: float
    reason: str
    since: str | None = None
    until: str | None = None
    source: str | None = None

    @property
    def closed(self) -> bool:
        return self.reason != "heavy"


@dataclass(frozen=True)
class Road:
    """A section: its line in degrees, its length in metres, and what is bad on it now."""

    code: str
    name: str
    line: LineString
    metres: float
    bad: tuple[Bad, ...] = ()


@dataclass(frozen=True)
class Leg:
    """Metres of a road that a way goes along, with what is bad there."""

    road: str
    name: str
    start: float
    end: float
    bad: tuple[Bad, ...] = ()


@dataclass(frozen=True)
class Way:
    """A way: metres along roads, and straight ones to the first road and from the last."""

    metres: float
    straight: float
    legs: tuple[Leg, ...]

    @property
    def blocked(self) -> bool:
        return any(bad.closed for leg in self.legs for bad in leg.bad)


def straight(start: Point, end: Point) -> float:
    """Return the metres between two points (degrees) as ways count them: on a plane."""
    wide = METRES * math.cos(math.radians(start.y))
    return math.hypot((end.x - start.x) * wide, (end.y - start.y) * METRES)


@dataclass
class _Edge:
    to: int
    metres: float
    leg: Leg


@dataclass
class Network:
    """Roads joined into a graph, on a plane around the first of them."""

    roads: Sequence[Road]
    _edges: dict[int, list[_Edge]] = field(default_factory=dict)

    def way(self, start: Point, end: Point, *, around: bool = False) -> Way | None:
        """Return the shortest way between two points (degrees); `around` avoids what is closed.

        None where no roads lead there.
        """
        if not self.roads:
            return None
        middle = np.array([start.x, start.y])
        scale = np.array([METRES * math.cos(math.radians(start.y)), METRES])
        flat = [
            shapely.transform(road.line, lambda at: (at - middle) * scale) for road in self.roads
        ]
        ends = [shapely.transform(at, lambda p: (p - middle) * scale) for at in (start, end)]
        tree = STRtree(flat)
        near = [int(tree.nearest(at)) for at in ends]
        cuts = _cuts(flat, tree)
        places = [flat[line].project(at) for line, at in zip(near, ends, strict=True)]
        for line, place in zip(near, places, strict=True):
            cuts[line].add(place)
        nodes = self._join(flat, cuts, around=around)
        first, last = (nodes[line, place] for line, place in zip(near, places, strict=True))
        legs = self._shortest(first, last)
        if legs is None:
            return None
        straight = sum(at.distance(flat[line]) for line, at in zip(near, ends, strict=True))
        return Way(sum(abs(leg.end - leg.start) for leg in legs), straight, tuple(_merged(legs)))

    def _join(
        self, flat: Sequence[LineString], cuts: Sequence[set[float]], *, around: bool
    ) -> dict[tuple[int, float], int]:
        """Make the edges between cuts; returns the node of each cut."""
        keys = [(number, place) for number, several in enumerate(cuts) for place in several]
        points = [flat[number].interpolate(place) for number, place in keys]
        nodes = dict(zip(keys, _clusters(points), strict=True))
        self._edges = {}
        for number, several in enumerate(cuts):
            ordered = sorted(several)
            for a, b in pairwise(ordered):
                leg = _leg(self.roads[number], a, b, flat[number].length)
                if not (around and any(bad.closed for bad in leg.bad)):
                    self._link(nodes[number, a], nodes[number, b], leg)
        return nodes

    def _link(self, one: int, other: int, leg: Leg) -> None:
        metres = leg.end - leg.start
        back = Leg(leg.road, leg.name, leg.end, leg.start, leg.bad)
        self._edges.setdefault(one, []).append(_Edge(other, metres, leg))
        self._edges.setdefault(other, []).append(_Edge(one, metres, back))

    def _shortest(self, first: int, last: int) -> list[Leg] | None:
        """Dijkstra's way from node to node."""
        best, came = {first: 0.0}, dict[int, tuple[int, Leg]]()
        queue = [(0.0, first)]
        while queue:
            metres, node = heapq.heappop(queue)
            if node == last:
                return _back(came, first, last)
            if metres > best[node]:
                continue
            for edge in self._edges.get(node, ()):
                further = metres + edge.metres
                if further < best.get(edge.to, math.inf):
                    best[edge.to], came[edge.to] = further, (node, edge.leg)
                    heapq.heappush(queue, (further, edge.to))
        return None


def _back(came: dict[int, tuple[int, Leg]], first: int, last: int) -> list[Leg]:
    legs = []
    while last != first:
        last, leg = came[last]
        legs.append(leg)
    return legs[::-1]


def _cuts(flat: Sequence[LineString], tree: STRtree) -> list[set[float]]:
    """Return where each line is cut: its ends, crossings, and where another one's end comes."""
    cuts = [{0.0, line.length} for line in flat]
    for one, other in tree.query(flat, predicate="dwithin", distance=SNAP).T.tolist():
        if one == other:
            continue
        for end in (shapely.get_point(flat[other], 0), shapely.get_point(flat[other], -1)):
            if flat[one].distance(end) <= SNAP:
                cuts[one].add(flat[one].project(end))
        crossing = shapely.get_parts(flat[one].intersection(flat[other]))
        cuts[one] |= {flat[one].project(at) for at in crossing if at.geom_type == "Point"}
    return cuts


def _clusters(points: Sequence[Point]) -> list[int]:
    """Return a number for each point; those that lie within SNAP in a chain share one."""
    owner = list(range(len(points)))

    def top(number: int) -> int:
        while owner[number] != number:
            owner[number] = owner[owner[number]]
            number = owner[number]
        return number

    pairs = STRtree(points).query(points, predicate="dwithin", distance=SNAP)
    for one, other in pairs.T.tolist():
        owner[top(one)] = top(other)
    return [top(number) for number in range(len(points))]


def _leg(road: Road, a: float, b: float, length: float) -> Leg:
    scale = road.metres / length if length else 0.0
    start, end = a * scale, b * scale
    return Leg(road.code, road.name, start, end, tuple(touching(road.bad, start, end)))


def touching(bad: Iterable[Bad], start: float, end: float) -> Iterable[Bad]:
    """Return what is bad between two metres; a place without length may lie at either end."""
    for one in bad:
        at_a_place = one.start == one.end and start <= one.start <= end
        if at_a_place or (one.start < end and one.end > start):
            yield one


def _merged(legs: Sequence[Leg]) -> Iterable[Leg]:
    """Join legs that go on along the same road."""
    held: Leg | None = None
    for leg in legs:
        if held and held.road == leg.road and abs(held.end - leg.start) <= SNAP:
            bad = tuple(dict.fromkeys((*held.bad, *leg.bad)))
            held = Leg(leg.road, leg.name, held.start, leg.end, bad)
        else:
            if held:
                yield held
            held = leg
    if held:
        yield held
