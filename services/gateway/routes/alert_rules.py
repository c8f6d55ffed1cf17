"""Who is told of alerts: routing rules and escalation chains, set over the version seen."""

from __future__ import annotations

from flask import Blueprint, Response, g

from services.gateway.answering import answer, ask, command, read
from services.gateway.routes.alerts import DESK, SERVICE
from services.gateway.routing import roles, route
from services.gateway.shapes.alerts import VERSION

blueprint = Blueprint("alert_rules", __name__)
RULES, CHAINS = "/v1/routing-rules", "/v1/escalation-chains"
ADMIN = roles("admin")
GONE = {"version": VERSION}


@route(blueprint, RULES, allow=DESK, answers={200: "RoutingRules"}, summary="Rules in their order")
def list_routing_rules() -> Response:
    return read(SERVICE, "list_routing_rules")


@route(
    blueprint,
    f"{RULES}/preview",
    "POST",
    allow=DESK,
    body="RoutingPreviewIn",
    answers={200: "RoutingPreview"},
    summary="Which rules would take an alert, who would be told by what, and when",
)
def preview_routing() -> Response:
    return answer(ask(SERVICE, "preview_routing", g.body))


@route(
    blueprint,
    RULES,
    "POST",
    allow=ADMIN,
    command=True,
    body="RoutingRuleIn",
    answers={201: "RoutingRule", 200: "RoutingRule"},
    summary="Set a new rule; one that leads back to itself is refused with the path",
)
def add_routing_rule() -> Response:
    return command(SERVICE, "add_routing_rule", g.body, f"{RULES}/{{code}}")


@route(
    blueprint,
    f"{RULES}/<code>",
    "PUT",
    allow=ADMIN,
    command=True,
    body="RoutingRuleChange",
    answers={200: "RoutingRule"},
    summary="Set a rule anew",
)
def change_routing_rule(code: str) -> Response:
    return command(SERVICE, "change_routing_rule", {**g.body, "code": code}, status=200)


@route(
    blueprint,
    f"{RULES}/<code>",
    "DELETE",
    allow=ADMIN,
    command=True,
    query=GONE,
    answers={200: "AlertSettingGone"},
    summary="Take a rule away that no other passes on to",
)
def remove_routing_rule(code: str) -> Response:
    return _remove("remove_routing_rule", code)


@route(
    blueprint,
    CHAINS,
    allow=DESK,
    answers={200: "EscalationChains"},
    summary="Chains of who is told next until somebody acknowledges",
)
def list_escalation_chains() -> Response:
    return read(SERVICE, "list_escalation_chains")


@route(
    blueprint,
    CHAINS,
    "POST",
    allow=ADMIN,
    command=True,
    body="EscalationChainIn",
    answers={201: "EscalationChain", 200: "EscalationChain"},
    summary="Set a new chain",
)
def add_escalation_chain() -> Response:
    return command(SERVICE, "add_escalation_chain", g.body, f"{CHAINS}/{{code}}")


@route(
    blueprint,
    f"{CHAINS}/<code>",
    "PUT",
    allow=ADMIN,
    command=True,
    body="EscalationChainChange",
    answers={200: "EscalationChain"},
    summary="Set a chain anew; one under way goes on as it began",
)
def change_escalation_chain(code: str) -> Response:
    return command(SERVICE, "change_escalation_chain", {**g.body, "code": code}, status=200)


@route(
    blueprint,
    f"{CHAINS}/<code>",
    "DELETE",
    allow=ADMIN,
    command=True,
    query=GONE,
    answers={200: "AlertSettingGone"},
    summary="Take a chain away that no rule begins",
)
def remove_escalation_chain(code: str) -> Response:
    return _remove("remove_escalation_chain", code)


def _remove(method: str, code: str) -> Response:
    return command(SERVICE, method, {**g.query, "code": code}, status=200)
