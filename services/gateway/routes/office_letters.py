"""Letters: written, initialled, sent, read. Who may do what is the position's, not the role's."""

from __future__ import annotations

from flask import Blueprint, Response, g

from services.gateway.answering import command, read
from services.gateway.routes.office_organisation import OFFICIALS, ROOT, SERVICE
from services.gateway.routing import route
from services.gateway.shapes.office import AS, CODE, DAY
from services.gateway.shapes.office_letters import CLASSIFICATION, KIND, SECURITY, STATE, URGENCY
from services.gateway.shapes.parts import PAGE, WORDS

blueprint = Blueprint("office_letters", __name__)
LETTERS = f"{ROOT}/letters"
LETTER = f"{LETTERS}/<letter>"
GROUPS = f"{ROOT}/recipient-groups"
BOX = {
    "type": "string",
    "enum": [
        "all", "drafts", "to_initial", "to_sign", "to_send", "outbox", "inbox", "unread",
        "to_follow_up", "copies", "unread_copies",
    ],
}  # fmt: skip
DRAFT = {"type": "integer", "minimum": 1, "maximum": 2**31 - 1}
_text = {"type": "string"}


@route(
    blueprint,
    LETTERS,
    "POST",
    allow=OFFICIALS,
    command=True,
    body="LetterIn",
    answers={201: "Letter", 200: "Letter"},
    summary="Begin a letter: a draft, of which only the kind is needed",
)
def create_letter() -> Response:
    return command(SERVICE, "create_letter", g.body, f"{LETTERS}/{{id}}")


@route(
    blueprint,
    LETTERS,
    allow=OFFICIALS,
    query={
        "as": AS,
        "box": BOX,
        "state": {**_text, **STATE},
        "kind": KIND,
        "security": {**_text, **SECURITY},
        "urgency": {**_text, **URGENCY},
        "unit": CODE,
        "classification": CLASSIFICATION,
        "since": DAY,
        "until": DAY,
        "q": WORDS,
        **PAGE,
    },
    answers={200: "Letters"},
    summary="Letters that the caller may read, the newest first",
)
def list_letters() -> Response:
    return read(SERVICE, "list_letters")


@route(
    blueprint,
    f"{LETTERS}/counts",
    allow=OFFICIALS,
    query={"as": AS},
    answers={200: "LetterCounts"},
    summary="How many letters wait for the caller, by what they wait for",
)
def count_letters() -> Response:
    return read(SERVICE, "count_letters")


@route(
    blueprint,
    LETTER,
    allow=OFFICIALS,
    query={"as": AS},
    answers={200: "Letter"},
    summary="A letter; its recipients see what was sent alone",
)
def get_letter(letter: str) -> Response:
    return read(SERVICE, "get_letter", letter=letter)


@route(
    blueprint,
    LETTER,
    "PUT",
    allow=OFFICIALS,
    command=True,
    body="LetterChange",
    answers={200: "Letter"},
    summary="Write a draft anew; what came back becomes the next draft by it",
)
def change_letter(letter: str) -> Response:
    data = {**g.body, "letter": letter}
    return command(SERVICE, "change_letter", data, status=200)


@route(
    blueprint,
    f"{LETTER}/drafts",
    allow=OFFICIALS,
    query={"as": AS},
    answers={200: "LetterDrafts"},
    summary="The drafts of a letter, for those on its way",
)
def list_letter_drafts(letter: str) -> Response:
    return read(SERVICE, "list_letter_drafts", letter=letter)


@route(
    blueprint,
    f"{LETTER}/drafts/<draft>",
    allow=OFFICIALS,
    query={"as": AS},
    answers={200: "LetterDraft"},
    summary="What a draft said, and the note with which it came back",
)
def get_letter_draft(letter: str, draft: str) -> Response:
    return read(SERVICE, "get_letter_draft", letter=letter, draft=whole(draft))


@route(
    blueprint,
    f"{LETTER}/comparison",
    allow=OFFICIALS,
    query={"as": AS, "before": DRAFT, "after": DRAFT},
    answers={200: "LetterComparison"},
    summary="How one draft became another, by words",
)
def compare_letter_drafts(letter: str) -> Response:
    return read(SERVICE, "compare_letter_drafts", letter=letter)


@route(
    blueprint,
    f"{LETTER}/history",
    allow=OFFICIALS,
    query={"as": AS, **PAGE},
    answers={200: "LetterActs"},
    summary="What was done with a letter, by whom as what, for those on its way",
)
def list_letter_acts(letter: str) -> Response:
    return read(SERVICE, "list_letter_acts", letter=letter)


@route(
    blueprint,
    GROUPS,
    "POST",
    allow=OFFICIALS,
    command=True,
    body="LetterRecipientGroupIn",
    answers={201: "LetterRecipientGroup", 200: "LetterRecipientGroup"},
    summary="Make a group of recipients of one's unit, or write it anew",
)
def put_recipient_group() -> Response:
    return command(SERVICE, "put_recipient_group", g.body)


@route(
    blueprint,
    GROUPS,
    allow=OFFICIALS,
    query={"as": AS, **PAGE},
    answers={200: "LetterRecipientGroups"},
    summary="Groups of recipients of one's unit",
)
def list_recipient_groups() -> Response:
    return read(SERVICE, "list_recipient_groups")


@route(
    blueprint,
    f"{GROUPS}/<group>",
    "DELETE",
    allow=OFFICIALS,
    command=True,
    query={"as": AS},
    answers={200: "LetterRecipientGroup"},
    summary="Delete a group; letters keep whom they were written to",
)
def delete_recipient_group(group: str) -> Response:
    return command(SERVICE, "delete_recipient_group", {**g.query, "group": group}, status=200)


def whole(text: str) -> int | str:
    """Return a number of an address; what is none stays for the service to name."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else text
