"""Lists of files that are handed over or destroyed; agenda books, figures, printed histories."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

from flask import Blueprint, Response, g

from services.gateway.answering import answer, ask, command, query, read
from services.gateway.routes.office_archive import ARCHIVE
from services.gateway.routes.office_organisation import OFFICIALS, ROOT, SERVICE
from services.gateway.routing import route
from services.gateway.shapes.office import AS, CODE, DAY
from services.gateway.shapes.office_archive import BOOK_KIND, LIST_KIND, LIST_STATE
from services.gateway.shapes.parts import PAGE

blueprint = Blueprint("office_archive_lists", __name__)
LISTS = f"{ARCHIVE}/lists"
LIST = f"{LISTS}/<list>"
BOOKS = f"{ROOT}/books"
PDF = "application/pdf"
FILE = {"type": "string", "format": "binary"}
PRINT_SECONDS, READ_SECONDS = 90, 30
_text = {"type": "string"}


@route(
    blueprint,
    LISTS,
    allow=OFFICIALS,
    query={
        "as": AS,
        "kind": {**_text, **LIST_KIND},
        "state": {**_text, **LIST_STATE},
        **PAGE,
    },
    answers={200: "ArchiveLists"},
    summary="Transfers and destructions that concern one's units, the newest first",
)
def list_archive_lists() -> Response:
    return read(SERVICE, "list_archive_lists")


@route(
    blueprint,
    f"{ARCHIVE}/transfers",
    "POST",
    allow=OFFICIALS,
    command=True,
    body="ArchiveListIn",
    answers={201: "ArchiveList", 200: "ArchiveList"},
    summary="Offer files whose active time is over to the record centre",
)
def propose_transfer() -> Response:
    return command(SERVICE, "propose_transfer", g.body, f"{LISTS}/{{id}}")


@route(
    blueprint,
    f"{ARCHIVE}/destructions",
    "POST",
    allow=OFFICIALS,
    command=True,
    body="ArchiveListIn",
    answers={201: "ArchiveList", 200: "ArchiveList"},
    summary="Propose that files of one unit, whose time is over, be destroyed",
)
def propose_destruction() -> Response:
    return command(SERVICE, "propose_destruction", g.body, f"{LISTS}/{{id}}")


@route(
    blueprint,
    LIST,
    allow=OFFICIALS,
    query={"as": AS},
    answers={200: "ArchiveListShown"},
    summary="A list with its files and what was decided on it",
)
def get_archive_list(list: str) -> Response:  # noqa: A002 - the address's name
    return read(SERVICE, "get_archive_list", list=list)


@route(
    blueprint,
    f"{LIST}/sheet.pdf",
    allow=OFFICIALS,
    query={"as": AS},
    answers={200: FILE},
    content=PDF,
    summary="The list on paper; once it is carried out, the destruction record (berita acara)",
)
def print_archive_list(list: str) -> Response:  # noqa: A002
    return _paper("print_archive_list", list=list)


@route(
    blueprint,
    f"{LIST}/acceptance",
    "POST",
    allow=OFFICIALS,
    command=True,
    body="ArchiveStep",
    answers={200: "ArchiveList"},
    summary="Take the files of a transfer over: the record centre's records officers",
)
def accept_transfer(list: str) -> Response:  # noqa: A002
    return _step("accept_transfer", list)


@route(
    blueprint,
    f"{LIST}/refusal",
    "POST",
    allow=OFFICIALS,
    command=True,
    body="ArchiveRefuse",
    answers={200: "ArchiveList"},
    summary="Refuse a list: its files stay what they were",
)
def refuse_archive_list(list: str) -> Response:  # noqa: A002
    return _step("refuse_archive_list", list)


@route(
    blueprint,
    f"{LIST}/approval",
    "POST",
    allow=OFFICIALS,
    command=True,
    body="ArchiveStep",
    answers={200: "ArchiveList"},
    summary="Approve a destruction as the head of the files' unit or of the archive institution",
)
def approve_destruction(list: str) -> Response:  # noqa: A002
    return _step("approve_destruction", list)


@route(
    blueprint,
    f"{LIST}/carrying-out",
    "POST",
    allow=OFFICIALS,
    command=True,
    body="ArchiveCarryOut",
    answers={200: "ArchiveList"},
    summary="Destroy what stands in the files of a list that both heads approved",
)
def carry_out_destruction(list: str) -> Response:  # noqa: A002
    return _step("carry_out_destruction", list, timeout=PRINT_SECONDS)


def _step(method: str, found: str, **options: Any) -> Response:
    return command(SERVICE, method, {**g.body, "list": found}, status=200, **options)


# ---- books


@route(
    blueprint,
    BOOKS,
    allow=OFFICIALS,
    query={
        "as": AS,
        "kind": {**_text, **BOOK_KIND},
        "unit": CODE,
        "since": DAY,
        "until": DAY,
        **PAGE,
    },
    answers={200: "Agenda"},
    summary="An agenda book of a unit, for its records officers",
)
def list_agenda() -> Response:
    return read(SERVICE, "list_agenda")


@route(
    blueprint,
    BOOKS,
    "POST",
    allow=OFFICIALS,
    command=True,
    body="AgendaBookIn",
    answers={202: "Job", 200: "Job"},
    summary="Have an agenda book made, 100,000 lines at most: XLSX, or PDF in parts of 20,000",
)
def order_agenda_book() -> Response:
    return command(SERVICE, "order_agenda_book", g.body, f"{BOOKS}/{{id}}", 202)


@route(
    blueprint,
    f"{BOOKS}/<job>",
    allow=OFFICIALS,
    answers={200: "Job"},
    reasons=("message",),
    summary="How far a book of one's own is",
)
def get_agenda_book(job: str) -> Response:
    return read(SERVICE, "get_agenda_book", id=job)


@route(
    blueprint,
    f"{BOOKS}/<job>",
    "DELETE",
    allow=OFFICIALS,
    answers={200: "Job"},
    summary="Stop a book of one's own",
)
def stop_agenda_book(job: str) -> Response:
    return answer(ask(SERVICE, "stop_agenda_book", {"id": job}))


@route(
    blueprint,
    f"{BOOKS}/<job>/file",
    allow=OFFICIALS,
    query={"part": {"type": "integer", "minimum": 1, "maximum": 99, "description": "1"}},
    answers={200: FILE},
    content="application/octet-stream",
    summary="A book of one's own that is made; it is kept for a day",
)
def read_agenda_book(job: str) -> Response:
    asked = {**query(), "id": job}
    told = ask(SERVICE, "describe_agenda_book", asked)
    data = ask(SERVICE, "read_agenda_book", asked, timeout=READ_SECONDS)
    response = Response(data, content_type=told["type"])
    name = quote(told["name"], safe="")
    response.headers["Content-Disposition"] = f"attachment; filename*=UTF-8''{name}"
    response.headers["Cache-Control"] = "no-store"
    return response


# ---- figures and histories


@route(
    blueprint,
    f"{ROOT}/statistics",
    allow=OFFICIALS,
    query={"as": AS, "unit": CODE, "since": DAY, "until": DAY},
    answers={200: "OfficeStatistics"},
    summary="How long letters lie where, for the unit's head and records officers",
)
def get_office_statistics() -> Response:
    return read(SERVICE, "get_office_statistics")


@route(
    blueprint,
    f"{ROOT}/letters/<letter>/history.pdf",
    allow=OFFICIALS,
    query={"as": AS},
    answers={200: FILE},
    content=PDF,
    summary="A letter's history on paper: those on its way, or an administrator of its area",
)
def print_letter_history(letter: str) -> Response:
    return _paper("print_letter_history", letter=letter, kind="letter")


@route(
    blueprint,
    f"{ROOT}/incoming/<incoming>/history.pdf",
    allow=OFFICIALS,
    query={"as": AS},
    answers={200: FILE},
    content=PDF,
    summary="An incoming letter's history on paper: its readers, or an administrator of its area",
)
def print_incoming_history(incoming: str) -> Response:
    return _paper("print_letter_history", letter=incoming, kind="incoming")


def _paper(method: str, **data: str) -> Response:
    found = ask(SERVICE, method, {**query(), **data}, timeout=PRINT_SECONDS)
    response = Response(found, content_type=PDF)
    response.headers["Cache-Control"] = "no-store"
    return response
