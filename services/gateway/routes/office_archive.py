"""Files of letters and what becomes of them. Who may do what is the position's."""

from __future__ import annotations

from flask import Blueprint, Response, g

from services.gateway.answering import command, query, read
from services.gateway.routes.office_organisation import OFFICIALS, ROOT, SERVICE
from services.gateway.routing import roles, route
from services.gateway.shapes.office import AS, CODE
from services.gateway.shapes.office_archive import ARCHIVED_KIND, FILE_STATE
from services.gateway.shapes.office_letters import CLASSIFICATION
from services.gateway.shapes.parts import AREA, PAGE, UUID, WORDS
from services.gateway.uploads import uploaded_text

blueprint = Blueprint("office_archive", __name__)
ADMIN = roles("admin")
ARCHIVE = f"{ROOT}/archive"
FILES = f"{ARCHIVE}/files"
FILE = f"{FILES}/<file>"
IMPORT_SECONDS = 60
_text = {"type": "string"}
MONTH = {"type": "string", "pattern": "^[0-9]{4}-(0[1-9]|1[0-2])$"}


@route(
    blueprint,
    f"{ARCHIVE}/schedule",
    allow=OFFICIALS,
    query={"under": CLASSIFICATION, "q": WORDS, **PAGE},
    answers={200: "RetentionRules"},
    summary="The retention schedule; what no agency decided on says that it is a default",
)
def list_retention_rules() -> Response:
    return read(SERVICE, "list_retention_rules")


@route(
    blueprint,
    f"{ARCHIVE}/schedule/import",
    "POST",
    allow=ADMIN,
    command=True,
    upload=True,
    takes=("text/csv",),
    answers={200: "RetentionImported"},
    summary="Take an agency's own schedule (JRA) as CSV, all or nothing",
)
def import_retention_rules() -> Response:
    _, text = uploaded_text()
    data, seconds = {"text": text}, IMPORT_SECONDS
    return command(SERVICE, "import_retention_rules", data, status=200, timeout=seconds)


@route(
    blueprint,
    f"{ARCHIVE}/institution",
    allow=OFFICIALS,
    query={"area": AREA},
    answers={200: "ArchiveInstitution"},
    summary="Which unit keeps inactive files of a regency, and which is its archive institution",
)
def get_archive_institution() -> Response:
    return read(SERVICE, "get_archive_institution")


@route(
    blueprint,
    f"{ARCHIVE}/institution",
    "PUT",
    allow=ADMIN,
    command=True,
    body="ArchiveInstitutionIn",
    answers={200: "ArchiveInstitution"},
    summary="Say which unit keeps inactive files, and which is the archive institution",
)
def put_archive_institution() -> Response:
    return command(SERVICE, "put_archive_institution", g.body, status=200)


@route(
    blueprint,
    FILES,
    "POST",
    allow=OFFICIALS,
    command=True,
    body="ArchiveFileIn",
    answers={201: "ArchiveFile", 200: "ArchiveFile"},
    summary="Open a file of one's unit: its records officers",
)
def open_archive_file() -> Response:
    return command(SERVICE, "open_archive_file", g.body, f"{FILES}/{{id}}")


@route(
    blueprint,
    FILES,
    allow=OFFICIALS,
    query={
        "as": AS,
        "unit": CODE,
        "state": {**_text, **FILE_STATE},
        "classification": CLASSIFICATION,
        "open": {"type": "boolean"},
        "q": WORDS,
        **PAGE,
    },
    answers={200: "ArchiveFiles"},
    summary="Files of one's units, and those that one keeps; the newest first",
)
def list_archive_files() -> Response:
    return read(SERVICE, "list_archive_files")


@route(
    blueprint,
    f"{ARCHIVE}/due",
    allow=OFFICIALS,
    query={"as": AS, "month": MONTH, **PAGE},
    answers={200: "ArchiveDue"},
    summary="Files whose active or inactive time ends by the end of a month",
)
def list_due_files() -> Response:
    return read(SERVICE, "list_due_files")


@route(
    blueprint,
    f"{ARCHIVE}/place",
    allow=OFFICIALS,
    query={"as": AS, "kind": {**_text, **ARCHIVED_KIND}, "letter": UUID},
    answers={200: "ArchivePlace"},
    summary="In which file a letter stands that one may read, and its state there",
)
def get_archive_place() -> Response:
    return read(SERVICE, "get_archive_place")


@route(
    blueprint,
    FILE,
    allow=OFFICIALS,
    query={"as": AS},
    answers={200: "ArchiveFileShown"},
    summary="A file",
)
def get_archive_file(file: str) -> Response:
    return read(SERVICE, "get_archive_file", file=file)


@route(
    blueprint,
    f"{FILE}/letters",
    allow=OFFICIALS,
    query={"as": AS, **PAGE},
    answers={200: "ArchivedLetters"},
    summary="What stands in a file, as far as one reads it or keeps its records",
)
def list_archived_letters(file: str) -> Response:
    return read(SERVICE, "list_archived_letters", file=file)


@route(
    blueprint,
    f"{FILE}/letters",
    "POST",
    allow=OFFICIALS,
    command=True,
    body="ArchivePut",
    answers={201: "ArchivePlaced", 200: "ArchivePlaced"},
    summary="Put a letter that is done into an open file",
)
def archive_letter(file: str) -> Response:
    return command(SERVICE, "archive_letter", {**g.body, "file": file})


@route(
    blueprint,
    f"{FILE}/letters/<kind>/<letter>",
    "DELETE",
    allow=OFFICIALS,
    command=True,
    query={"as": AS},
    answers={200: "ArchivePlaced"},
    summary="Take a letter out of a file that is not closed",
)
def unarchive_letter(file: str, kind: str, letter: str) -> Response:
    asked = {**query(), "file": file, "kind": kind, "letter": letter}
    return command(SERVICE, "unarchive_letter", asked, status=200)


@route(
    blueprint,
    f"{FILE}/closing",
    "POST",
    allow=OFFICIALS,
    command=True,
    body="ArchiveFileClose",
    answers={200: "ArchiveFile"},
    summary="Close a file: its retention runs from that day",
)
def close_archive_file(file: str) -> Response:
    return _step("close_archive_file", file)


@route(
    blueprint,
    f"{FILE}/appraisal",
    "POST",
    allow=OFFICIALS,
    command=True,
    body="ArchiveFileAppraise",
    answers={200: "ArchiveFile"},
    summary="Decide the fate of a file that the schedule leaves to a review",
)
def appraise_archive_file(file: str) -> Response:
    return _step("appraise_archive_file", file)


@route(
    blueprint,
    f"{FILE}/preservation",
    "POST",
    allow=OFFICIALS,
    command=True,
    body="ArchiveStep",
    answers={200: "ArchiveFile"},
    summary="Hand a file to the archive institution for good",
)
def keep_archive_file(file: str) -> Response:
    return _step("keep_archive_file", file)


def _step(method: str, file: str) -> Response:
    return command(SERVICE, method, {**g.body, "file": file}, status=200)
