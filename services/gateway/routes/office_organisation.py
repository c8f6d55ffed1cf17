"""The organisation: units, positions, who holds them, and what is delegated.

Read by who works with letters, within their regency; changed by officers within their area and by
administrators.
"""

from __future__ import annotations

from flask import Blueprint, Response, g

from services.gateway.answering import command, query, read
from services.gateway.routing import SIGNED_IN, roles, route
from services.gateway.shapes.office import AS, CODE, PERSON
from services.gateway.shapes.parts import AREA, PAGE, WORDS
from services.gateway.uploads import uploaded_text

blueprint = Blueprint("office_organisation", __name__)
SERVICE = "eoffice"
ROOT = "/v1/office"
OFFICIALS = roles("officer", "admin")
IMPORT_SECONDS = 60


@route(
    blueprint,
    f"{ROOT}/me",
    allow=SIGNED_IN,
    answers={200: "OfficeMe"},
    summary="What the caller may act as today: positions held, and those delegated",
)
def office_me() -> Response:
    return read(SERVICE, "office_me")


@route(
    blueprint,
    f"{ROOT}/units",
    "POST",
    allow=OFFICIALS,
    command=True,
    body="UnitIn",
    answers={201: "Unit", 200: "Unit"},
    summary="Register a unit of the administration",
)
def register_unit() -> Response:
    return command(SERVICE, "register_unit", g.body)


@route(
    blueprint,
    f"{ROOT}/units",
    allow=OFFICIALS,
    query={"parent": CODE, **PAGE},
    answers={200: "Units"},
    summary="List units",
)
def list_units() -> Response:
    return read(SERVICE, "list_units")


@route(
    blueprint,
    f"{ROOT}/positions",
    allow=OFFICIALS,
    query={"area": AREA, "unit": CODE, "q": {**WORDS, "minLength": 0}, **PAGE},
    answers={200: "Positions"},
    summary="List positions with who holds them today",
)
def list_positions() -> Response:
    return read(SERVICE, "list_positions")


@route(
    blueprint,
    f"{ROOT}/positions/<position>",
    "PUT",
    allow=OFFICIALS,
    command=True,
    body="PositionIn",
    answers={200: "Position"},
    summary="Add a position, or change it as a whole",
)
def put_position(position: str) -> Response:
    return command(SERVICE, "put_position", {**g.body, "code": position}, status=200)


@route(
    blueprint,
    f"{ROOT}/positions/<position>/history",
    allow=OFFICIALS,
    query=PAGE,
    answers={200: "LetterActs"},
    summary="What was done with a position, its holders and delegations, by whom as what",
)
def position_history(position: str) -> Response:
    return read(SERVICE, "position_history", position=position)


@route(
    blueprint,
    f"{ROOT}/holdings",
    allow=OFFICIALS,
    query={"area": AREA, "unit": CODE, "position": CODE, "person": PERSON, **PAGE},
    answers={200: "Holdings"},
    summary="List who holds, held and will hold positions",
)
def list_holdings() -> Response:
    return read(SERVICE, "list_holdings")


@route(
    blueprint,
    f"{ROOT}/holdings",
    "POST",
    allow=OFFICIALS,
    command=True,
    body="HoldingIn",
    answers={201: "Holding", 200: "Holding"},
    summary="Have a person hold a position: definitive, Pj, Plt or Plh",
)
def appoint() -> Response:
    return command(SERVICE, "appoint", g.body)


@route(
    blueprint,
    f"{ROOT}/holdings/<holding>/end",
    "POST",
    allow=OFFICIALS,
    command=True,
    body="LastDayIn",
    answers={200: "Holding"},
    summary="Give a holding its last day; the day before its first revokes it",
)
def end_holding(holding: str) -> Response:
    return command(SERVICE, "end_holding", {**g.body, "id": holding}, status=200)


@route(
    blueprint,
    f"{ROOT}/delegations",
    allow=OFFICIALS,
    query={"area": AREA, "unit": CODE, "position": CODE, **PAGE},
    answers={200: "Delegations"},
    summary="List delegations",
)
def list_delegations() -> Response:
    return read(SERVICE, "list_delegations")


@route(
    blueprint,
    f"{ROOT}/delegations",
    "POST",
    allow=OFFICIALS,
    command=True,
    body="DelegationIn",
    answers={201: "Delegation", 200: "Delegation"},
    summary="Delegate matters of a position to one below, for a time",
)
def delegate() -> Response:
    return command(SERVICE, "delegate", g.body)


@route(
    blueprint,
    f"{ROOT}/delegations/<delegation>/end",
    "POST",
    allow=OFFICIALS,
    command=True,
    body="LastDayIn",
    answers={200: "Delegation"},
    summary="Give a delegation an earlier last day",
)
def end_delegation(delegation: str) -> Response:
    return command(SERVICE, "end_delegation", {**g.body, "id": delegation}, status=200)


@route(
    blueprint,
    f"{ROOT}/organisation/import",
    "POST",
    allow=OFFICIALS,
    command=True,
    upload=True,
    takes=("text/csv",),
    query={
        "partial": {"type": "boolean", "description": "put what is right where others are refused"},
        "as": AS,
    },
    answers={201: "OrganisationImported", 200: "OrganisationImported"},
    reasons=("refused.reason",),
    summary="Put units, positions and holdings of a CSV file, all of it or nothing",
)
def import_organisation() -> Response:
    _, text = uploaded_text()
    data = {**query(), "text": text}
    return command(SERVICE, "import_organisation", data, timeout=IMPORT_SECONDS)
