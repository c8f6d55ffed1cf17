"""What people decide about records, and an election's options."""

from __future__ import annotations

from flask import Blueprint, Response, g

from services.gateway.answering import answer, ask, command, query, read
from services.gateway.naming import named
from services.gateway.routes.elections import CONTEST, ELECTION, SERVICE
from services.gateway.routing import SIGNED_IN, roles, route
from services.gateway.shapes.parts import ANY_AREA, PAGE

blueprint = Blueprint("verification", __name__)
RESULT = f"{CONTEST}/results/<tps>"
VERIFIERS = roles("verifier", "admin")
ASKING = roles("verifier", "operator", "admin")


@route(
    blueprint,
    f"{RESULT}/decision",
    "POST",
    allow=VERIFIERS,
    command=True,
    body="DecisionIn",
    answers={200: "Record"},
    summary="Say which figures stand, and why",
)
def decide_result(election: str, contest: str, tps: str) -> Response:
    return _of_record("decide_result", election, contest, tps)


@route(
    blueprint,
    f"{RESULT}/quarantine",
    "POST",
    allow=VERIFIERS,
    command=True,
    body="QuarantineIn",
    answers={200: "Record"},
    summary="Hold a record back from the tally, or let it go",
)
def quarantine_result(election: str, contest: str, tps: str) -> Response:
    return _of_record("quarantine_result", election, contest, tps)


@route(
    blueprint,
    f"{RESULT}/final",
    "POST",
    allow=VERIFIERS,
    command=True,
    body="FinalIn",
    answers={200: "Record"},
    summary="Close a record that counts and has no open error",
)
def finalise_result(election: str, contest: str, tps: str) -> Response:
    return _of_record("finalise_result", election, contest, tps)


@route(
    blueprint,
    f"{CONTEST}/final",
    "POST",
    allow=VERIFIERS,
    command=True,
    body="FinalAreaIn",
    answers={200: "FinalArea"},
    summary="Close the records of an area that are ready, at most 1000 at once",
)
def finalise_results(election: str, contest: str) -> Response:
    data = {**g.body, "election": election, "contest": contest}
    return command(SERVICE, "finalise_results", data, status=200)


@route(
    blueprint,
    f"{CONTEST}/records",
    allow=SIGNED_IN,
    query={"area": ANY_AREA},
    answers={200: "RecordCounts"},
    summary="How many records of an area are in which state, and how many may be closed",
)
def count_records(election: str, contest: str) -> Response:
    return read(SERVICE, "count_records", election=election, contest=contest)


@route(
    blueprint,
    f"{RESULT}/reopenings",
    "POST",
    allow=ASKING,
    command=True,
    body="ReopeningIn",
    answers={201: "Reopening", 200: "Reopening"},
    summary="Ask for a final record to be opened again",
)
def request_reopening(election: str, contest: str, tps: str) -> Response:
    data = {**g.body, "election": election, "contest": contest, "tps": tps}
    return command(SERVICE, "request_reopening", data)


@route(
    blueprint,
    f"{ELECTION}/reopenings",
    allow=ASKING,
    query={
        "state": {"type": "string", "enum": ["open", "approved", "refused"]},
        "area": ANY_AREA,
        **PAGE,
    },
    answers={200: "Reopenings"},
    summary="List requests to open final records again, the oldest first",
)
def list_reopenings(election: str) -> Response:
    found = ask(SERVICE, "list_reopenings", {**query(), "election": election})
    return answer(named(found, ["requested_by", "decided_by"]))


@route(
    blueprint,
    f"{ELECTION}/reopenings/<reopening>/decision",
    "POST",
    allow=VERIFIERS,
    command=True,
    body="VerdictIn",
    answers={200: "Reopening"},
    summary="Approve or refuse another person's request",
)
def decide_reopening(election: str, reopening: str) -> Response:
    data = {**g.body, "election": election, "id": reopening}
    return command(SERVICE, "decide_reopening", data, status=200)


@route(
    blueprint,
    f"{ELECTION}/options",
    allow=SIGNED_IN,
    answers={200: "Options"},
    summary="What is set for an election: which entries count, when it closes",
)
def get_options(election: str) -> Response:
    return read(SERVICE, "get_options", election=election)


@route(
    blueprint,
    f"{ELECTION}/options",
    "PUT",
    allow=roles("admin"),
    command=True,
    body="OptionsIn",
    answers={200: "Options"},
    summary="Set options of an election",
)
def put_options(election: str) -> Response:
    return command(SERVICE, "put_options", {**g.body, "election": election}, status=200)


def _of_record(method: str, election: str, contest: str, tps: str) -> Response:
    data = {**g.body, "election": election, "contest": contest, "tps": tps}
    return command(SERVICE, method, data, status=200)
