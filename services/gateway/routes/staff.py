"""Ad-hoc staff: rounds, applicants, rosters, gaps, and the party check. No address has a NIK."""

from __future__ import annotations

from flask import Blueprint, Response, g

from services.gateway.answering import answer, ask, command, query, read
from services.gateway.routes.elections import ELECTION, OPERATORS, ROOT, SERVICE
from services.gateway.routing import roles, route
from services.gateway.shapes.parts import ANY_AREA, PAGE, UUID
from services.gateway.shapes.staff import BODY, LACKING, PARTY, SERVING, STATE
from services.gateway.uploads import uploaded_text

blueprint = Blueprint("staff", __name__)
STAFF = f"{ELECTION}/staff"
READERS = roles("operator", "verifier", "admin")
IMPORTS = f"{ROOT}/imports/{{id}}"
WHOLE = {"partial": {"type": "boolean", "description": "take the good rows of a bad file"}}


@route(
    blueprint,
    f"{STAFF}/rounds",
    "POST",
    allow=OPERATORS,
    command=True,
    body="StaffRoundIn",
    answers={201: "StaffRound", 200: "StaffRound"},
    summary="Open a recruitment round of a body in an area",
)
def open_staff_round(election: str) -> Response:
    return command(SERVICE, "open_staff_round", {**g.body, "election": election})


@route(
    blueprint,
    f"{STAFF}/rounds",
    allow=READERS,
    query={"area": ANY_AREA, **PAGE},
    answers={200: "StaffRounds"},
    summary="Recruitment rounds, with their applicants by state",
)
def list_staff_rounds(election: str) -> Response:
    return read(SERVICE, "list_staff_rounds", election=election)


@route(
    blueprint,
    f"{STAFF}/rounds/<round_id>/erasure",
    "POST",
    allow=roles("admin"),
    command=True,
    answers={201: "StaffErased", 200: "StaffErased"},
    summary="Remove names and hashes of a round whose term is over; counts stay",
)
def erase_staff_round(election: str, round_id: str) -> Response:
    return command(SERVICE, "erase_staff_round", {"election": election, "round": round_id})


@route(
    blueprint,
    f"{STAFF}/rounds/<round_id>/files",
    "POST",
    allow=OPERATORS,
    command=True,
    upload=True,
    takes=("text/csv",),
    query=WHOLE,
    answers={202: "Job", 200: "Job"},
    summary="Take a CSV of applicants: NIK, nama, tanggal_lahir, wilayah, bukan_anggota_partai",
)
def start_applicants_import(election: str, round_id: str) -> Response:
    _, text = uploaded_text()
    data = {**query(), "election": election, "round": round_id, "text": text}
    return command(SERVICE, "start_applicants_import", data, IMPORTS, 202)


@route(
    blueprint,
    f"{STAFF}/applicants",
    "POST",
    allow=OPERATORS,
    command=True,
    body="ApplicantIn",
    answers={201: "Applicant", 200: "Applicant"},
    summary="Take an application",
)
def add_applicant(election: str) -> Response:
    return command(SERVICE, "add_applicant", {**g.body, "election": election})


@route(
    blueprint,
    f"{STAFF}/applicants",
    allow=OPERATORS,
    query={"area": ANY_AREA, "body": BODY, "round": UUID, "state": STATE, "party": PARTY, **PAGE},
    answers={200: "Applicants"},
    summary="Applicants by place, with what is asked of them and the party check",
)
def list_applicants(election: str) -> Response:
    return read(SERVICE, "list_applicants", election=election)


@route(
    blueprint,
    f"{STAFF}/applicants/<applicant>",
    allow=OPERATORS,
    answers={200: "Applicant"},
    summary="One applicant",
)
def get_applicant(election: str, applicant: str) -> Response:
    return read(SERVICE, "get_applicant", election=election, applicant=applicant)


@route(
    blueprint,
    f"{STAFF}/applicants/<applicant>/decision",
    "POST",
    allow=OPERATORS,
    command=True,
    body="StaffDecisionIn",
    answers={201: "StaffDecided", 200: "StaffDecided"},
    summary="Accept an applicant, keep him in reserve, or refuse him with a reason",
)
def decide_applicant(election: str, applicant: str) -> Response:
    data = {**g.body, "election": election, "applicant": applicant}
    return command(SERVICE, "decide_applicant", data)


@route(
    blueprint,
    f"{STAFF}/applicants/<applicant>/erasure",
    "POST",
    allow=roles("admin"),
    command=True,
    answers={201: "StaffPersonErased", 200: "StaffPersonErased"},
    summary="Erase a person who asks for it from all his applications, unless he is serving",
)
def erase_staff_person(election: str, applicant: str) -> Response:
    data = {"election": election, "applicant": applicant}
    return command(SERVICE, "erase_staff_person", data)


@route(
    blueprint,
    f"{STAFF}/applicants/<applicant>/objections",
    "POST",
    allow=OPERATORS,
    command=True,
    body="ObjectionIn",
    answers={201: "Objection", 200: "Objection"},
    summary="File an applicant's objection against being listed by a party",
)
def file_party_objection(election: str, applicant: str) -> Response:
    data = {**g.body, "election": election, "applicant": applicant}
    return command(SERVICE, "file_party_objection", data)


@route(
    blueprint,
    f"{STAFF}/objections/<objection>/decision",
    "POST",
    allow=OPERATORS,
    command=True,
    body="ObjectionDecisionIn",
    answers={201: "Objection", 200: "Objection"},
    summary="Uphold or reject an objection",
)
def decide_party_objection(election: str, objection: str) -> Response:
    data = {**g.body, "election": election, "objection": objection}
    return command(SERVICE, "decide_party_objection", data)


@route(
    blueprint,
    f"{STAFF}/roster",
    allow=READERS,
    query={"area": ANY_AREA, "body": BODY, "state": SERVING, **PAGE},
    answers={200: "StaffRoster"},
    summary="Who serves in the bodies of an area, or is in reserve",
)
def list_staff_roster(election: str) -> Response:
    return read(SERVICE, "list_staff_roster", election=election)


@route(
    blueprint,
    f"{STAFF}/gaps",
    allow=READERS,
    query={"area": ANY_AREA, "body": BODY, **PAGE},
    answers={200: "StaffGaps"},
    summary="Which bodies of an area lack how many members",
)
def list_staff_gaps(election: str) -> Response:
    return read(SERVICE, "list_staff_gaps", election=election)


@route(
    blueprint,
    f"{STAFF}/bodies",
    allow=READERS,
    query={"area": ANY_AREA, "body": BODY, "lacking": LACKING, **PAGE},
    answers={200: "StaffBodies"},
    summary="The bodies of an area with who serves in each, and what they lack",
)
def list_staff_bodies(election: str) -> Response:
    return read(SERVICE, "list_staff_bodies", election=election)


@route(
    blueprint,
    f"{STAFF}/roster.csv",
    allow=READERS,
    query={"area": ANY_AREA, "body": BODY},
    answers={200: {"type": "string"}},
    content="text/csv",
    summary="The roster of one body in an area, a line for each seat; audited",
)
def get_staff_sheet(election: str) -> Response:
    data = {**query(), "election": election}
    response = Response(ask(SERVICE, "get_staff_sheet", data), content_type="text/csv")
    name = "-".join(str(data[one]) for one in ("body", "area") if data.get(one))
    response.headers["Content-Disposition"] = f'attachment; filename="roster-{name}.csv"'
    return response


@route(
    blueprint,
    f"{STAFF}/party-checks",
    "POST",
    allow=OPERATORS,
    body="PartyCheckIn",
    answers={200: "PartyCheck"},
    summary="Look a person up by NIK in the party register and the public service; audited",
)
def check_party(election: str) -> Response:
    return answer(ask(SERVICE, "check_party", {**g.body, "election": election}))


@route(
    blueprint,
    f"{STAFF}/party-registers",
    "POST",
    allow=OPERATORS,
    command=True,
    upload=True,
    takes=("text/csv",),
    query=WHOLE,
    answers={202: "Job", 200: "Job"},
    summary="Take a party register as Sipol gives it; it replaces what its parties had",
)
def start_party_import(election: str) -> Response:
    _, text = uploaded_text()
    data = {**query(), "election": election, "text": text}
    return command(SERVICE, "start_party_import", data, IMPORTS, 202)


@route(
    blueprint,
    f"{STAFF}/party-watch",
    allow=OPERATORS,
    answers={200: "PartyWatch"},
    summary="What the party check rests on, and what the last daily recheck found",
)
def get_party_watch(election: str) -> Response:
    return read(SERVICE, "get_party_watch", election=election)
