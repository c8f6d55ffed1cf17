"""How the map's concerns judge: conditions of roads, reports of damage, signal at stations.

Who sets rules says by If-Match over which he sets them: 428 without it, 412 where others stand.
"""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, g, request

from services.gateway.answering import answer, ask
from services.gateway.matching import VERSION, expected
from services.gateway.ogc.pages import tag
from services.gateway.routing import SIGNED_IN, roles, route

blueprint = Blueprint("map_rules", __name__)
SERVICE = "gis"
ROADS, DAMAGE, SIGNAL = (f"/v1/gis/{one}/rules" for one in ("roads", "damage", "signal"))
LONG_SECONDS = 60  # everything that they judge is judged anew
READ: dict[str, Any] = {"allow": SIGNED_IN, "answers": {200: "MapRules"}, "tagged": True}
SET: dict[str, Any] = {"allow": roles("admin"), "command": True, "headers": {"If-Match": VERSION}}


@route(blueprint, ROADS, summary="How the condition of roads is judged, with the sources", **READ)
def get_road_rules() -> Response:
    return _told("get_road_rules")


@route(
    blueprint,
    ROADS,
    "PUT",
    body="RoadRulesIn",
    answers={201: "RoadRulesPut", 200: "RoadRulesPut"},
    summary="Set the bounds of IRI and SDI, and judge every stretch anew",
    **SET,
)
def put_road_rules() -> Response:
    return _set("put_road_rules")


@route(blueprint, DAMAGE, summary="By when damage is to be done, what counts as near", **READ)
def get_damage_rules() -> Response:
    return _told("get_damage_rules")


@route(
    blueprint,
    DAMAGE,
    "PUT",
    body="DamageRulesIn",
    answers={201: "RulesPut", 200: "RulesPut"},
    summary="Set how reports to come are handled; those that stand keep their day",
    **SET,
)
def put_damage_rules() -> Response:
    return _set("put_damage_rules")


@route(
    blueprint,
    SIGNAL,
    summary="What counts as a blank spot and how plans are proposed, with the sources",
    **READ,
)
def get_signal_rules() -> Response:
    return _told("get_signal_rules")


@route(
    blueprint,
    SIGNAL,
    "PUT",
    body="SignalRulesIn",
    answers={201: "SignalRulesPut", 200: "SignalRulesPut"},
    summary="Set tables of the rules of signal, and look at every station again",
    **SET,
)
def put_signal_rules() -> Response:
    return _set("put_signal_rules")


def _told(method: str) -> Response:
    found = ask(SERVICE, method, {})
    response = answer(found)
    response.set_etag(tag(found["version"]).strip('"'))
    response.make_conditional(request)
    return response


def _set(method: str) -> Response:
    data = {"rules": g.body, "expected_version": expected()}
    result = ask(SERVICE, method, data, command_id=g.command_id, timeout=LONG_SECONDS)
    response = answer(result["answer"], 200 if result["repeated"] else 201)
    response.headers["ETag"] = tag(result["answer"]["version"])
    return response
