"""Rules of an election, what they found, and what people say of it."""

from __future__ import annotations

from flask import Blueprint, Response, g

from services.gateway.answering import answer, ask, command, query, read
from services.gateway.routes.elections import CONTEST, ELECTION, SERVICE
from services.gateway.routing import SIGNED_IN, roles, route
from services.gateway.shapes.parts import ANY_AREA, PAGE, SLUG
from services.gateway.shapes.rules import SEVERITY, SOURCE, STATE, VERSION

blueprint = Blueprint("rules", __name__)
RULES = f"{ELECTION}/rules"
ADMINS = roles("admin")
TRYING = roles("admin", "verifier", "operator")


@route(
    blueprint,
    RULES,
    allow=SIGNED_IN,
    answers={200: "Rules"},
    summary="The rules of an election, how many findings of each are open, and the last re-check",
)
def list_rules(election: str) -> Response:
    return read(SERVICE, "list_rules", election=election)


@route(
    blueprint,
    f"{RULES}/<id>",
    "PUT",
    allow=ADMINS,
    command=True,
    body="RuleIn",
    answers={201: "Rule", 200: "Rule"},
    summary="Change a rule that ships, or make or change one of the election's own",
)
def put_rule(election: str, id: str) -> Response:  # noqa: A002 - the address's name
    return command(SERVICE, "put_rule", {**g.body, "election": election, "id": id})


@route(
    blueprint,
    f"{RULES}/<id>",
    "DELETE",
    allow=ADMINS,
    command=True,
    query={"version": VERSION},
    answers={200: "Rule"},
    summary="Take one of the election's own rules away",
)
def delete_rule(election: str, id: str) -> Response:  # noqa: A002 - the address's name
    about = {**query(), "election": election, "id": id}
    return command(SERVICE, "delete_rule", about, status=200)


@route(
    blueprint,
    f"{RULES}/try",
    "POST",
    allow=TRYING,
    body="RuleTried",
    answers={200: "RuleFound"},
    summary="What a rule would find in what is already in",
)
def try_rule(election: str) -> Response:
    return answer(ask(SERVICE, "try_rule", {**g.body, "election": election}))


@route(
    blueprint,
    f"{ELECTION}/findings",
    allow=SIGNED_IN,
    query={
        "area": ANY_AREA,
        "contest": SLUG,
        "severity": SEVERITY,
        "rule": SLUG,
        "state": STATE,
        "source": SOURCE,
        **PAGE,
    },
    answers={200: "Findings"},
    summary="Findings of an election by station",
)
def list_findings(election: str) -> Response:
    return read(SERVICE, "list_findings", election=election)


@route(
    blueprint,
    f"{CONTEST}/results/<tps>/findings/review",
    "POST",
    allow=roles("verifier", "operator", "admin"),
    command=True,
    body="FindingReview",
    answers={201: "FindingsLeft", 200: "FindingsLeft"},
    summary="Say of a finding that it is explained or verified, or open again",
)
def review_finding(election: str, contest: str, tps: str) -> Response:
    where = {"election": election, "contest": contest, "tps": tps}
    return command(SERVICE, "review_finding", {**g.body, **where})
