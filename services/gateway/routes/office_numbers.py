"""How letters are classified and numbered, and what became of each number."""

from __future__ import annotations

from flask import Blueprint, Response, g

from services.gateway.answering import command, read
from services.gateway.routes.office_organisation import OFFICIALS, ROOT, SERVICE
from services.gateway.routing import roles, route
from services.gateway.shapes.parts import PAGE, WORDS
from services.gateway.uploads import uploaded_text

blueprint = Blueprint("office_numbers", __name__)
YEAR = {"type": "integer", "minimum": 2000, "maximum": 9999}


@route(
    blueprint,
    f"{ROOT}/number-rules",
    "PUT",
    allow=roles("admin"),
    command=True,
    body="NumberRuleIn",
    answers={200: "NumberRule"},
    summary="Set how letters of a unit and kind are numbered; numbers given out stay",
)
def put_number_rule() -> Response:
    return command(SERVICE, "put_number_rule", g.body, status=200)


@route(
    blueprint,
    f"{ROOT}/number-rules",
    allow=OFFICIALS,
    answers={200: "NumberRules"},
    summary="How letters are numbered",
)
def list_number_rules() -> Response:
    return read(SERVICE, "list_number_rules")


@route(
    blueprint,
    f"{ROOT}/classifications",
    allow=OFFICIALS,
    query={
        "under": {"type": "string", "pattern": r"^[0-9.]{1,30}$"},
        "q": WORDS,
        **PAGE,
    },
    answers={200: "Classifications"},
    summary="Codes of classification, by which letters are numbered and filed",
)
def list_classifications() -> Response:
    return read(SERVICE, "list_classifications")


@route(
    blueprint,
    f"{ROOT}/classifications",
    "POST",
    allow=roles("admin"),
    command=True,
    upload=True,
    takes=("text/csv",),
    answers={200: "ClassificationsImported"},
    summary="Import the list of codes as CSV: the columns code and title",
)
def import_classifications() -> Response:
    _, text = uploaded_text()
    return command(SERVICE, "import_classifications", {"text": text}, status=200)


@route(
    blueprint,
    f"{ROOT}/numbers",
    allow=OFFICIALS,
    query={"year": YEAR},
    answers={200: "NumberReport"},
    summary="What became of the numbers of a year, for records officers",
)
def report_numbers() -> Response:
    return read(SERVICE, "report_numbers")
