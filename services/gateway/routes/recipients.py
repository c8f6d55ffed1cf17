"""Whom something is addressed to: found by words, and groups that are kept."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, g

from libs.kit.errors import FieldError, Invalid
from services.gateway.answering import answer, ask, asker, command, query, read
from services.gateway.parts import parts
from services.gateway.repository import Accounts
from services.gateway.routing import roles, route
from services.gateway.shapes.orders import KIND, SEEN
from services.gateway.shapes.parts import PAGE, WORDS

blueprint = Blueprint("recipients", __name__)
SERVICE = "notifications"
ROOT = "/v1/recipients"
GROUPS = "/v1/recipient-groups"
GROUP = f"{GROUPS}/<code>"
GIVERS = roles("officer", "operator", "admin")
DESK = roles("operator", "admin")
PERSON, MOST_PEOPLE = "person", 20


@route(
    blueprint,
    ROOT,
    allow=GIVERS,
    query={"q": WORDS, "kind": KIND},
    answers={200: "Recipients"},
    summary="Find positions, groups, agencies and people of the caller's area to address",
)
def list_recipients() -> Response:
    asked = query()
    kind = asked.get("kind", "")
    found: list[Any] = []
    if kind != PERSON:
        found = ask(SERVICE, "list_recipients", asked)["items"]
    if kind in ("", PERSON) and asked.get("q", "").strip():
        found += _people(asked["q"])
    return answer({"items": found, "next": None})


def require_people(targets: list[dict[str, Any]], field: str) -> None:
    """Raise Invalid that names each person who is no account of the caller's area.

    Services do not know accounts, and what is addressed to nobody would be lost in silence.
    """
    named = [(place, one["code"]) for place, one in enumerate(targets) if one["kind"] == PERSON]
    if not named:
        return
    with parts().db.begin() as tx:
        there = Accounts(tx).active([code for _, code in named], asker().area)
    told = "there is no such account in your area"
    wrong = [FieldError(f"{field}.{at}.code", told) for at, code in named if code not in there]
    if wrong:
        raise Invalid(errors=tuple(wrong))


def _people(words: str) -> list[dict[str, Any]]:
    """Return accounts with the words in their names; they are the gateway's to know."""
    with parts().db.begin() as tx:
        those = Accounts(tx).search(words, asker().area, MOST_PEOPLE)
    facts = {"kind": PERSON, "note": "", "holders": []}
    return [{**facts, "code": one.username, "name": one.name, "area": one.area} for one in those]


@route(
    blueprint,
    GROUPS,
    allow=GIVERS,
    query={"q": WORDS, **PAGE},
    answers={200: "RecipientGroups"},
    summary="List groups of recipients of the caller's area and above",
)
def list_recipient_groups() -> Response:
    return read(SERVICE, "list_recipient_groups")


@route(
    blueprint,
    GROUPS,
    "POST",
    allow=DESK,
    command=True,
    body="RecipientGroupIn",
    answers={201: "RecipientGroup", 200: "RecipientGroup"},
    summary="Keep a group of recipients; one that would hold itself is refused with the path",
)
def add_recipient_group() -> Response:
    require_people(g.body["members"], "members")
    return command(SERVICE, "add_recipient_group", g.body, f"{GROUPS}/{{code}}")


@route(
    blueprint,
    GROUP,
    allow=GIVERS,
    answers={200: "RecipientGroupWhole"},
    summary="A group of recipients with its members, and whom it reaches now",
)
def get_recipient_group(code: str) -> Response:
    return read(SERVICE, "get_recipient_group", code=code)


@route(
    blueprint,
    GROUP,
    "PUT",
    allow=DESK,
    command=True,
    body="RecipientGroupPut",
    answers={200: "RecipientGroup"},
    summary="Change a group at the version that was seen",
)
def put_recipient_group(code: str) -> Response:
    require_people(g.body["members"], "members")
    return command(SERVICE, "put_recipient_group", {**g.body, "code": code}, status=200)


@route(
    blueprint,
    GROUP,
    "DELETE",
    allow=DESK,
    command=True,
    query={"version": SEEN},
    answers={200: "RecipientGroupGone"},
    summary="Take a group away that nothing tells any more; 409 names what does",
)
def remove_recipient_group(code: str) -> Response:
    return command(SERVICE, "remove_recipient_group", {**g.query, "code": code}, status=200)
