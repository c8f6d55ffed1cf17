"""Crews of polling stations: codes, enrolment of phones, sessions, keys, signatures."""

from __future__ import annotations

from flask import Blueprint, Response, g, request

from services.gateway.answering import answer, ask, command, read
from services.gateway.crew_sessions import CHALLENGE_SECONDS, CrewSessions
from services.gateway.parts import parts
from services.gateway.routes.elections import ELECTION, OPERATORS, REPORTERS, ROOT, SERVICE
from services.gateway.routing import PUBLIC, SIGNED_IN, route
from services.gateway.shapes.parts import ANY_AREA, PAGE, WORDS

blueprint = Blueprint("crews", __name__)
CREWS = f"{ROOT}/crews"
OF_ELECTION = f"{ELECTION}/crews"
LISTED = {"area": ANY_AREA, **PAGE}


@route(
    blueprint,
    f"{OF_ELECTION}/codes",
    "POST",
    allow=OPERATORS,
    command=True,
    body="CrewCodesIn",
    answers={201: "CrewCodesMade", 200: "CrewCodesMade"},
    summary="Make one-time codes for the crews of an area; they are shown in this answer only",
)
def make_crew_codes(election: str) -> Response:
    return command(SERVICE, "make_crew_codes", {**g.body, "election": election})


@route(
    blueprint,
    f"{OF_ELECTION}/codes",
    allow=OPERATORS,
    query=LISTED,
    answers={200: "CrewCodes"},
    summary="List codes and what became of them",
)
def list_crew_codes(election: str) -> Response:
    return read(SERVICE, "list_crew_codes", election=election)


@route(
    blueprint,
    f"{OF_ELECTION}/stations",
    allow=OPERATORS,
    query={
        "q": {
            **WORDS,
            "maxLength": 80,
            "description": "the beginning of a station's code, or the name of a village or "
            "sub-district, with or without a station's number",
        },
        "missing": {"type": "boolean", "description": "those without a phone alone"},
        **LISTED,
    },
    answers={200: "CrewStations"},
    summary="List polling stations with the phone or the code of each",
)
def list_crew_stations(election: str) -> Response:
    return read(SERVICE, "list_crew_stations", election=election)


@route(
    blueprint,
    f"{OF_ELECTION}/codes/<code>",
    "DELETE",
    allow=OPERATORS,
    command=True,
    answers={200: "CrewCode"},
    summary="End a code that nobody used",
)
def revoke_crew_code(election: str, code: str) -> Response:
    return command(SERVICE, "revoke_crew_code", {"election": election, "code": code}, status=200)


@route(
    blueprint,
    f"{CREWS}/enrolments",
    "POST",
    allow=PUBLIC,
    command=True,
    body="EnrolmentIn",
    answers={201: "Enrolment", 200: "Enrolment"},
    summary="Change a code for the enrolment of a phone's public key",
)
def enrol_crew() -> Response:
    sessions = CrewSessions(parts())
    done: Response = sessions.guarded(_address(), lambda: command(SERVICE, "enrol_crew", g.body))
    return done


@route(
    blueprint,
    f"{CREWS}/challenge",
    allow=PUBLIC,
    answers={200: "Challenge"},
    summary="A text for a crew's key to sign",
)
def crew_challenge() -> Response:
    made = {"challenge": CrewSessions(parts()).challenge(), "expires_in": CHALLENGE_SECONDS}
    return answer(made)


@route(
    blueprint,
    f"{CREWS}/sessions",
    "POST",
    allow=PUBLIC,
    body="CrewSessionIn",
    answers={200: "Token"},
    summary="Change a signed challenge for an access token",
)
def open_crew_session() -> Response:
    sessions = CrewSessions(parts())
    sessions.require_challenge(g.body["challenge"])
    proven = ask(SERVICE, "open_crew_session", g.body)
    seconds = parts().settings.access_seconds
    token = {"access_token": sessions.token(proven), "token_type": "Bearer"}
    return answer({**token, "expires_in": seconds})


@route(
    blueprint,
    f"{OF_ELECTION}/briefs/<tps>",
    allow=REPORTERS,
    answers={200: "CrewBrief"},
    summary="What the field page of a polling station shows",
)
def get_crew_brief(election: str, tps: str) -> Response:
    return read(SERVICE, "get_crew_brief", election=election, tps=tps)


@route(
    blueprint,
    f"{OF_ELECTION}/keys",
    allow=OPERATORS,
    query=LISTED,
    answers={200: "CrewKeys"},
    summary="List the enrolled keys",
)
def list_crew_keys(election: str) -> Response:
    return read(SERVICE, "list_crew_keys", election=election)


@route(
    blueprint,
    f"{OF_ELECTION}/keys/<key>/revocation",
    "POST",
    allow=OPERATORS,
    command=True,
    body="RevocationIn",
    answers={201: "CrewKey", 200: "CrewKey"},
    summary="Take a phone's key back",
)
def revoke_crew_key(election: str, key: str) -> Response:
    return command(SERVICE, "revoke_crew_key", {**g.body, "election": election, "key": key})


@route(
    blueprint,
    f"{ELECTION}/submissions/<submission>/signature",
    allow=SIGNED_IN,
    answers={200: "SignatureChecked"},
    summary="A submission's signature, checked again",
)
def get_signature(election: str, submission: str) -> Response:
    return read(SERVICE, "get_signature", election=election, submission=submission)


def _address() -> str:
    return request.remote_addr or ""
