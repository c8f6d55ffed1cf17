"""Entrypoints of roads: sections, surveys, how sound they are."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date
from typing import Any

from sqlalchemy.engine import Connection

from libs.kit import clock, paging
from libs.kit.db import Database
from libs.kit.errors import FieldError, Invalid
from libs.kit.request import Request
from libs.kit.service import command, loop, rpc
from services.gis.layers.domain import require_readable
from services.gis.roads import importing, messages, rejudging, rules, statistics, surveying
from services.gis.roads.damage_service import DamageEntrypoints
from services.gis.roads.descriptors import ROADS
from services.gis.roads.photo_service import DamagePhotosEntrypoints
from services.gis.roads.repository import Road, Roads, Surveys, UnknownSurvey
from services.gis.roads.statistics_repository import Statistics
from services.gis.roads.tracing_repository import follow

SHOWN_REFUSALS = 1000


class RoadsEntrypoints(DamageEntrypoints, DamagePhotosEntrypoints):
    """Roads and their condition."""

    db: Database

    @rpc
    def list_roads(self, request: Request) -> dict[str, Any]:
        """Return a page of roads by code: `{"area", "limit", "after"}`.

        Each `{"code", "name", "status", "function", "surface", "width_m", "origin", "destination",
        "decree", "area", "length_m", "surveyed_on", "condition": {"good", "fair", "light", "heavy",
        "unknown"} (metres), "soundness" (percent or null), "version"}`.
        """
        require_readable(ROADS, request.principal)
        limit, after = paging.asked(request.data)
        area = messages.parse_area(request.data, request.principal)
        with self.db.begin() as tx:
            rows = Roads(tx, request.principal.area).page(area, after, limit)
        page, following = paging.cut(rows, limit, lambda road: road.code)
        return {"items": [messages.road_out(road) for road in page], "next": following}

    @rpc
    def get_road(self, request: Request) -> dict[str, Any]:
        """Return the road of `{"road": code}` with the stretches of its newest survey.

        As in a list, with `"segments": [{"id", "from_m", "to_m", "iri", "sdi", "surface",
        "condition", "judged", "fits", "geometry"}]`, `"surveys": [{"surveyed_on", "source", "who",
        "at", "metres" (by condition), "soundness"}]`, the newest first, and `"misfits"`: how many
        stretches lie beyond the road's end, as it was shortened since.
        """
        with self.db.begin() as tx:
            road = self._road(tx, request)
            surveys = Surveys(tx).of(road.code)
            on = surveys[0]["surveyed_on"] if surveys else None
            rows = Surveys(tx).stretches(road.code, on, -1, messages.MOST_STRETCHES) if on else []
        segments = messages.segments_out(rows, road.metres)
        told = [messages.survey_out(row, road.metres) for row in surveys]
        misfits = sum(not one["fits"] for one in segments)
        more = {"segments": segments, "surveys": told, "misfits": misfits}
        return messages.road_out(road) | more

    @rpc
    def list_road_segments(self, request: Request) -> dict[str, Any]:
        """Return a page of a survey's stretches: `{"road", "survey": date, "limit", "after"}`.

        The newest survey without a date; each as `get_road` tells it.
        """
        limit, after = paging.asked(request.data)
        with self.db.begin() as tx:
            road = self._road(tx, request)
            on = _survey(Surveys(tx).of(road.code), request.data.get("survey"))
            rows = Surveys(tx).stretches(road.code, on, _metre(after), limit + 1)
        page, following = paging.cut(rows, limit, lambda row: repr(row[0]["from_m"]))
        return {"items": messages.segments_out(page, road.metres), "next": following}

    @rpc
    @command
    def put_survey(self, tx: Connection, request: Request) -> dict[str, Any]:
        """Put what a survey found on a road, in place of that day's.

        `{"road", "surveyed_on", "source", "items": [{"from", "to" (metres along the line), "iri",
        "sdi" or all of its parts ("cracks_percent", "crack_width_mm", "potholes_per_km",
        "ruts_cm"), "surface", "condition" (else it is judged)}]}`; answers `{"surveys", "segments",
        "layers"}`. Raises Invalid that names each stretch that overlaps or lies beyond the end.
        """
        survey = messages.parse_survey(request.data, rules.standing(tx))
        return surveying.put(tx, [survey], request.principal)

    @rpc
    @command
    def import_surveys(self, tx: Connection, request: Request) -> dict[str, Any]:
        """Put the surveys of a CSV file: `{"text", "source", "partial"}`.

        Answers as `put_survey`, with `"refused": [{"line", "column", "reason"}]`. If anything is
        refused nothing is put, and Invalid names each `lines.<n>.<column>`; with `partial` every
        road and day without a refused line is.
        """
        good, refused = importing.sort_out(tx, request.data, request.principal)
        if refused and request.data.get("partial") is not True:
            raise Invalid(
                "the file is not put", tuple(one.error for one in refused[:SHOWN_REFUSALS])
            )
        made = surveying.put(tx, good, request.principal)
        return made | {"refused": [asdict(one) for one in refused[:SHOWN_REFUSALS]]}

    @rpc
    def road_statistics(self, request: Request) -> dict[str, Any]:
        """Return how sound roads are: `{"by": "district" | "surface" | "year", "area"}`.

        `{"by", "area", "total": figures, "items": [{"key", "name", **figures, "trend": [{"year",
        **figures}]}], "next": null}` with figures `{"metres": {"good", "fair", "light", "heavy",
        "unknown"}, "length_m", "soundness"}`: soundness is good and fair in percent of all. By year
        the key is the year, without name and trend.
        """
        require_readable(ROADS, request.principal)
        by = request.data.get("by", "district")
        if by not in statistics.BY:
            raise Invalid(errors=(FieldError("by", f"needs one of {', '.join(statistics.BY)}"),))
        area = messages.parse_area(request.data, request.principal)
        with self.db.begin() as tx:
            store = Statistics(tx, area)
            counts = store.count(by, clock.now().date())
            names = store.names(list(counts)) if by == "district" else {}
        found = statistics.items(counts, by, names)
        return {
            "by": by,
            "area": area,
            "total": statistics.total(counts),
            "items": found,
            "next": None,
        }

    @rpc
    def get_road_rules(self, request: Request) -> dict[str, Any]:
        """Return how roads are judged: the tables of `rules.toml`, or what was set instead.

        With `version` (0: as they ship), `who` set them, and `at`.
        """
        require_readable(ROADS, request.principal)
        with self.db.begin() as tx:
            return rules.told(tx)

    @rpc
    @command
    def put_road_rules(self, tx: Connection, request: Request) -> dict[str, Any]:
        """Set bounds of IRI and SDI, and judge every stretch anew.

        `{"rules": {"iri": {"bounds": [good, fair, light], "source"}, "sdi": {…}},
        "expected_version"}`; what is absent is as it ships. Answers `{"version", "judged": how many
        stretches changed, "layers"}`; raises VersionNeeded, PreconditionFailed, Invalid.
        """
        surveying.require_judge(request.principal)
        given, who = request.data, request.principal.name
        version = rules.put(tx, given.get("rules"), who, given.get("expected_version"))
        return {"version": version, **rejudging.judge(tx, who)}

    @loop(every=1.0)
    def trace_roads(self) -> None:
        """Have stretches follow the lines of their roads."""
        with self.db.begin() as tx:
            follow(tx)

    @staticmethod
    def _road(tx: Connection, request: Request) -> Road:
        require_readable(ROADS, request.principal)
        return Roads(tx, request.principal.area).get(str(request.data.get("road")))


def _survey(surveys: list[dict[str, Any]], asked: Any) -> date:
    found: list[date] = [
        row["surveyed_on"] for row in surveys if asked in (None, str(row["surveyed_on"]))
    ]
    if not found:
        raise UnknownSurvey("the road was never surveyed" if asked is None else "not surveyed then")
    return found[0]


def _metre(after: str) -> float:
    try:
        return float(after or -1)
    except ValueError:
        raise paging.foreign() from None
