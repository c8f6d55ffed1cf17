"""Put the demo's map into the layers. Every command's id is the same at each run."""

from __future__ import annotations

import csv
import io
import uuid
from collections.abc import Callable
from typing import Any

from services.gis.demo.making import DECREE, Map, Road, made, survey_lines

NAMESPACE = uuid.UUID("6f1d6f0e-6f6b-5c53-9a51-1f0a8a1971de")
HEAD = ("code", "sta_from", "sta_to", "iri", "date")
# A command of the map service: method, data, id; returns its answer.
Command = Callable[[str, dict[str, Any], str], Any]


def put(command: Command, this: Map | None = None) -> dict[str, int]:
    """Put everything; returns how many roads, reports, spots and assets there are."""
    found = this or made()
    lengths = {road.code: _road(command, road) for road in found.roads}
    text = _surveys(found, lengths)
    command("import_surveys", {"text": text, "source": DECREE}, _id("surveys"))
    for number, report in enumerate(found.reports):
        given = command("report_damage", report.data, _id(f"damage/{number}"))
        for place, step in enumerate(report.steps):
            moved = {"damage": str(given["id"]), **step}
            command("move_damage", moved, _id(f"damage/{number}/{place}"))
    for layer, features in (("blank_spots", found.spots), ("network_assets", found.assets)):
        for number, feature in enumerate(features):
            drawn = {"layer": layer, "feature": feature}
            command("create_feature", drawn, _id(f"{layer}/{number}"))
    return {
        "roads": len(found.roads),
        "reports": len(found.reports),
        "looks at signal": len(found.spots),
        "network assets": len(found.assets),
    }


def _road(command: Command, road: Road) -> float:
    """Make a road; returns its metres."""
    line = {"type": "LineString", "coordinates": [list(point) for point in road.line]}
    feature = {"type": "Feature", "geometry": line, "properties": road.facts}
    given = command("create_feature", {"layer": "roads", "feature": feature}, _id(road.code))
    return float(given["feature"]["properties"]["length_km"]) * 1000


def _surveys(found: Map, lengths: dict[str, float]) -> str:
    text = io.StringIO()
    out = csv.writer(text)
    out.writerow(HEAD)
    for road in found.roads:
        out.writerows(survey_lines(road, lengths[road.code]))
    return text.getvalue()


def _id(name: str) -> str:
    return str(uuid.uuid5(NAMESPACE, name))
