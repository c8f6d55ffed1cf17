"""Signal at polling stations, how each sends its result, what is asked for at blank spots."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from typing import Any

from flask import Blueprint, Response, g

from services.gateway.answering import ask, command, query, read
from services.gateway.routing import SIGNED_IN, roles, route
from services.gateway.shapes.parts import AREA, PAGE
from services.gateway.shapes.signal import ASKED, PROPOSAL_STATE

blueprint = Blueprint("signal", __name__)
SERVICE = "gis"
SIGNAL = "/v1/gis/signal"
STATION = "/v1/gis/tps/<tps>/plan"
SPOT = f"{SIGNAL}/proposals/<spot>"
BLOCKS = f"{SIGNAL}/blocks"
PLANNERS = roles("operator", "gis_editor", "admin")
FORMULA = ("=", "+", "-", "@", "\t", "\r")  # a cell that begins so is run by spreadsheets
HEAD = (
    *("tps", "name", "village", "district", "dpt", "lon", "lat", "signal", "plan", "state"),
    *("reason", "proposed", "covered_m", "asset", "asset_m", "road", "road_m"),
)


@route(
    blueprint,
    f"{SIGNAL}/readiness",
    allow=SIGNED_IN,
    query={"area": AREA, **PAGE},
    answers={200: "Readiness"},
    summary="How many stations have no point, no plan, no signal, by area",
)
def plan_readiness() -> Response:
    return read(SERVICE, "plan_readiness")


@route(
    blueprint,
    f"{SIGNAL}/plans",
    allow=SIGNED_IN,
    query={"area": AREA, **ASKED, **PAGE},
    answers={200: "StationPlans"},
    summary="List how stations send their results, with what is known of signal",
)
def list_station_plans() -> Response:
    return read(SERVICE, "list_station_plans")


@route(
    blueprint,
    f"{SIGNAL}/plans.csv",
    allow=SIGNED_IN,
    query={"area": AREA, **ASKED},
    answers={200: {"type": "string"}},
    content="text/csv",
    summary="The same list as a file, for a sub-district",
)
def station_plans_file() -> Response:
    sheet = io.StringIO()
    writer = csv.writer(sheet)
    writer.writerow(HEAD)
    writer.writerows(_cells(plan) for plan in every_plan(query()))
    response = Response(sheet.getvalue(), content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = 'attachment; filename="station-plans.csv"'
    return response


def every_plan(asked: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Return all plans of the query, page by page."""
    after: str | None = None
    while True:
        page = ask(SERVICE, "list_station_plans", {**asked, "limit": 1000, "after": after})
        yield from page["items"]
        after = page["next"]
        if after is None:
            return


def _cells(plan: dict[str, Any]) -> list[Any]:
    near = {name: plan[name] or {} for name in ("covered", "asset", "road")}
    lon, lat = plan["point"] or (None, None)
    row = {**plan, "lon": lon, "lat": lat}
    row |= {name: plan[name]["name"] for name in ("village", "district")}
    row |= {f"{name}_m": _whole(one.get("metres")) for name, one in near.items()}
    row |= {name: near[name].get("name") for name in ("asset", "road")}
    return [_plain(row[name]) for name in HEAD]


def _whole(metres: float | None) -> int | None:
    return None if metres is None else round(metres)


def _plain(value: Any) -> Any:
    return f"'{value}" if isinstance(value, str) and value.startswith(FORMULA) else value


@route(
    blueprint,
    STATION,
    allow=SIGNED_IN,
    answers={200: "StationPlan"},
    summary="How a station sends its result, and what it follows from",
)
def get_station_plan(tps: str) -> Response:
    return read(SERVICE, "get_station_plan", tps=tps)


@route(
    blueprint,
    STATION,
    "PUT",
    allow=PLANNERS,
    command=True,
    body="StationPlanIn",
    answers={200: "StationPlan"},
    summary="Accept the proposed plan of a station, or choose another and say why",
)
def decide_station_plan(tps: str) -> Response:
    return command(SERVICE, "decide_station_plan", {**g.body, "tps": tps}, status=200)


@route(
    blueprint,
    f"{STATION}/history",
    allow=SIGNED_IN,
    query=PAGE,
    answers={200: "StationPlanActs"},
    summary="What became of a station's plan, the newest first",
)
def station_plan_history(tps: str) -> Response:
    return read(SERVICE, "station_plan_history", tps=tps)


@route(
    blueprint,
    f"{SIGNAL}/proposals",
    allow=SIGNED_IN,
    query={"area": AREA, "state": PROPOSAL_STATE, **PAGE},
    answers={200: "SpotProposals"},
    summary="List spots by what is asked for; `open`: nothing yet, where signal is missing",
)
def list_spot_proposals() -> Response:
    return read(SERVICE, "list_spot_proposals")


@route(
    blueprint,
    SPOT,
    allow=SIGNED_IN,
    answers={200: "SpotProposal"},
    summary="What is asked for at a spot, by whom, and whether it was in an earlier year",
)
def get_spot_proposal(spot: str) -> Response:
    return read(SERVICE, "get_spot_proposal", spot=spot)


@route(
    blueprint,
    f"{SPOT}/state",
    "POST",
    allow=PLANNERS,
    command=True,
    body="SpotProposalIn",
    answers={201: "SpotProposal", 200: "SpotProposal"},
    summary="Bring what is asked for at a spot to its next state",
)
def move_spot_proposal(spot: str) -> Response:
    return command(SERVICE, "move_spot_proposal", {**g.body, "spot": spot})


@route(
    blueprint,
    "/v1/gis/tps/<tps>/reach",
    allow=SIGNED_IN,
    answers={200: "StationReach"},
    summary="Which roads to a station are bad now, and the ways there",
)
def station_reach(tps: str) -> Response:
    return read(SERVICE, "station_reach", tps=tps)


@route(
    blueprint,
    BLOCKS,
    allow=SIGNED_IN,
    query={"area": AREA, **PAGE},
    answers={200: "RoadBlocks"},
    summary="List stretches of roads that are blocked now or will be",
)
def list_road_blocks() -> Response:
    return read(SERVICE, "list_road_blocks")


@route(
    blueprint,
    BLOCKS,
    "POST",
    allow=PLANNERS,
    command=True,
    body="RoadBlockIn",
    answers={201: "RoadBlock", 200: "RoadBlock"},
    summary="Say that a stretch of a road is flooded, damaged or closed",
)
def block_road() -> Response:
    return command(SERVICE, "block_road", g.body)


@route(
    blueprint,
    f"{BLOCKS}/<block>/end",
    "POST",
    allow=PLANNERS,
    command=True,
    answers={201: "RoadBlock", 200: "RoadBlock"},
    summary="End a block now",
)
def unblock_road(block: str) -> Response:
    return command(SERVICE, "unblock_road", {"block": block})
