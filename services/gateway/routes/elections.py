"""Elections: registers, results, tallies, imports."""

from __future__ import annotations

from flask import Blueprint, Response, g

from services.gateway import invalidation
from services.gateway.answering import answer, ask, cached, command, query, read
from services.gateway.routing import SIGNED_IN, roles, route
from services.gateway.shapes.parts import AFTER, ANY_AREA, AREA, LIMIT, PAGE, SLUG, WORDS
from services.gateway.uploads import uploaded_text

blueprint = Blueprint("elections", __name__)
SERVICE = "elections"
ROOT = "/v1/elections"
ELECTION = f"{ROOT}/<election>"
CONTEST = f"{ELECTION}/contests/<contest>"
OPERATORS = roles("operator", "admin")
REPORTERS = roles("reporter", "operator", "admin")
STATES = ("partial", "entered", "conflicted", "consolidated", "final")
DEPTH = {"type": "integer", "minimum": 0, "maximum": 3}
OUT = f"{ROOT}/{{election}}"


@route(
    blueprint,
    ROOT,
    "POST",
    allow=roles("admin"),
    command=True,
    body="ElectionIn",
    answers={201: "Election", 200: "Election"},
    summary="Register an election with its contests and candidates",
)
def register_election() -> Response:
    return command(SERVICE, "register_election", g.body, f"{ROOT}/{{id}}")


@route(
    blueprint,
    ROOT,
    allow=SIGNED_IN,
    query={"q": WORDS, **PAGE},
    answers={200: "Elections"},
    summary="List elections, the newest first; `q`: words of name, id or date",
)
def list_elections() -> Response:
    asked = query()
    if "q" in asked:  # what people type would fill the cache
        return read(SERVICE, "list_elections")
    return cached(SERVICE, "list_elections", (invalidation.ELECTIONS,), asked)


@route(blueprint, ELECTION, allow=SIGNED_IN, answers={200: "Election"}, summary="One election")
def get_election(election: str) -> Response:
    tags = (invalidation.election(election),)
    return cached(SERVICE, "get_election", tags, {"election": election})


@route(
    blueprint,
    f"{ELECTION}/areas",
    "POST",
    allow=OPERATORS,
    command=True,
    body="AreasIn",
    answers={201: "Registered", 200: "Registered"},
    summary="Name areas, up to 1000 at once",
)
def register_areas(election: str) -> Response:
    return command(SERVICE, "register_areas", {"election": election, **g.body})


@route(
    blueprint,
    f"{ELECTION}/stations",
    "POST",
    allow=OPERATORS,
    command=True,
    body="StationsIn",
    answers={201: "Registered", 200: "Registered"},
    summary="Register polling stations, up to 1000 at once",
)
def register_stations(election: str) -> Response:
    return command(SERVICE, "register_stations", {"election": election, **g.body})


@route(
    blueprint,
    f"{ELECTION}/stations",
    allow=SIGNED_IN,
    query={"area": ANY_AREA, **PAGE},
    answers={200: "Stations"},
    summary="List polling stations",
)
def list_stations(election: str) -> Response:
    return read(SERVICE, "list_stations", election=election)


@route(
    blueprint,
    f"{ELECTION}/results",
    "POST",
    allow=REPORTERS,
    command=True,
    body="ResultIn",
    answers={201: "Result", 200: "Result"},
    summary="Hand in the result of a polling station, in whole or in parts",
)
def submit_result(election: str) -> Response:
    where = f"{OUT}/contests/{{contest}}/results/{{tps}}"
    return command(SERVICE, "submit_result", {**g.body, "election": election}, where)


@route(
    blueprint,
    f"{ELECTION}/results",
    allow=SIGNED_IN,
    query={
        "contest": SLUG,
        "area": ANY_AREA,
        "findings": {"type": "boolean"},
        "state": {"enum": list(STATES), "type": "string"},
        "limit": LIMIT,
        "after": AFTER,
    },
    answers={200: "Results"},
    summary="List current results, those with findings only if asked",
)
def list_results(election: str) -> Response:
    return read(SERVICE, "list_results", election=election)


@route(
    blueprint,
    f"{CONTEST}/results/<tps>",
    allow=SIGNED_IN,
    answers={200: "ResultHistory"},
    summary="The result of one polling station with every submission",
)
def get_result(election: str, contest: str, tps: str) -> Response:
    return read(SERVICE, "get_result", election=election, contest=contest, tps=tps)


@route(
    blueprint,
    f"{CONTEST}/tally",
    allow=SIGNED_IN,
    query={"area": AREA, "depth": DEPTH},
    answers={200: "Tally"},
    tagged=True,
    summary="The tally of an area, with its parts down to a depth",
)
def get_tally(election: str, contest: str) -> Response:
    tags = (invalidation.tally(election, contest), invalidation.election(election))
    data = {**query(), "election": election, "contest": contest}
    return cached(SERVICE, "get_tally", tags, data)


@route(
    blueprint,
    f"{ELECTION}/progress",
    allow=SIGNED_IN,
    answers={200: "Progress"},
    tagged=True,
    summary="How far each contest has come",
)
def get_progress(election: str) -> Response:
    tags = (invalidation.progress(election), invalidation.election(election))
    return cached(SERVICE, "get_progress", tags, {"election": election})


@route(
    blueprint,
    f"{ELECTION}/imports",
    "POST",
    allow=OPERATORS,
    command=True,
    upload=True,
    query={
        "contest": SLUG,
        "name": {"type": "string", "maxLength": 200},
        "partial": {"type": "boolean", "description": "keep the good rows where others are bad"},
    },
    answers={202: "Job", 200: "Job"},
    summary="Import a file: per-TPS CSV, or Sirekap JSON",
)
def start_import(election: str) -> Response:
    name, text = uploaded_text()
    data = {"name": name, **query(), "election": election, "text": text}
    return command(SERVICE, "start_import", data, f"{ROOT}/imports/{{id}}", 202)


@route(
    blueprint, f"{ROOT}/imports/<job>", allow=OPERATORS, answers={200: "Job"}, summary="An import"
)
def get_import(job: str) -> Response:
    return read(SERVICE, "get_import", id=job)


@route(
    blueprint,
    f"{ROOT}/imports/<job>",
    "DELETE",
    allow=OPERATORS,
    answers={200: "Job"},
    summary="Cancel an import",
)
def cancel_import(job: str) -> Response:
    return answer(ask(SERVICE, "cancel_import", {"id": job}))
