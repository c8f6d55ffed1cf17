"""The steps of a letter: handed up, judged, sent, read. Each names the version that was seen."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, g

from services.gateway.answering import command
from services.gateway.routes.office_letters import LETTER, whole
from services.gateway.routes.office_organisation import OFFICIALS, SERVICE
from services.gateway.routing import route

blueprint = Blueprint("office_letter_steps", __name__)


@route(
    blueprint,
    f"{LETTER}/submission",
    "POST",
    allow=OFFICIALS,
    command=True,
    body="LetterStep",
    answers={200: "Letter"},
    summary="Hand a draft up to those who initial it, or to its signer",
)
def submit_letter(letter: str) -> Response:
    return _step("submit_letter", letter)


@route(
    blueprint,
    f"{LETTER}/initial",
    "POST",
    allow=OFFICIALS,
    command=True,
    body="LetterInitial",
    answers={200: "Letter"},
    summary="Give the initial that is asked of one's position, with a note or without",
)
def initial_letter(letter: str) -> Response:
    return _step("initial_letter", letter)


@route(
    blueprint,
    f"{LETTER}/revision",
    "POST",
    allow=OFFICIALS,
    command=True,
    body="LetterJudgement",
    answers={200: "Letter"},
    summary="Send back for another draft: who is asked for an initial, or the signer",
)
def send_back_letter(letter: str) -> Response:
    return _step("send_back_letter", letter)


@route(
    blueprint,
    f"{LETTER}/refusal",
    "POST",
    allow=OFFICIALS,
    command=True,
    body="LetterJudgement",
    answers={200: "Letter"},
    summary="Refuse for good: who is asked for an initial",
)
def refuse_letter(letter: str) -> Response:
    return _step("refuse_letter", letter)


@route(
    blueprint,
    f"{LETTER}/cancellation",
    "POST",
    allow=OFFICIALS,
    command=True,
    body="LetterJudgement",
    answers={200: "Letter"},
    summary="Give one's own letter up, before it is signed",
)
def cancel_letter(letter: str) -> Response:
    return _step("cancel_letter", letter)


@route(
    blueprint,
    f"{LETTER}/void",
    "POST",
    allow=OFFICIALS,
    command=True,
    body="LetterJudgement",
    answers={200: "Letter"},
    summary="Give a letter up whose signing failed, and its number for the same reason",
)
def void_letter(letter: str) -> Response:
    return _step("void_letter", letter)


@route(
    blueprint,
    f"{LETTER}/sending",
    "POST",
    allow=OFFICIALS,
    command=True,
    body="LetterStep",
    answers={200: "Letter"},
    summary="Send a signed letter",
)
def send_letter(letter: str) -> Response:
    return _step("send_letter", letter)


@route(
    blueprint,
    f"{LETTER}/reading",
    "POST",
    allow=OFFICIALS,
    command=True,
    body="LetterRead",
    answers={200: "LetterDelivery"},
    summary="Say that a recipient has read it; the first time counts",
)
def read_letter(letter: str) -> Response:
    return _step("read_letter", letter)


@route(
    blueprint,
    f"{LETTER}/follow-up",
    "POST",
    allow=OFFICIALS,
    command=True,
    body="LetterFollowUp",
    answers={200: "LetterDelivery"},
    summary="Say that a recipient did what it asks for",
)
def follow_up_letter(letter: str) -> Response:
    return _step("follow_up_letter", letter)


@route(
    blueprint,
    f"{LETTER}/recipients/<place>/arrival",
    "POST",
    allow=OFFICIALS,
    command=True,
    body="LetterArrival",
    answers={200: "LetterDelivery"},
    summary="Say that it arrived at a recipient outside",
)
def arrive_letter(letter: str, place: str) -> Response:
    return _step("arrive_letter", letter, place=whole(place))


@route(
    blueprint,
    f"{LETTER}/number",
    "POST",
    allow=OFFICIALS,
    command=True,
    body="NumberIn",
    answers={201: "Number", 200: "Number"},
    summary="Reserve a number such as 15a for it, with an earlier date: records officers",
)
def put_number_in(letter: str) -> Response:
    return command(SERVICE, "put_number_in", {**g.body, "letter": letter})


def _step(method: str, letter: str, **more: Any) -> Response:
    return command(SERVICE, method, {**g.body, "letter": letter, **more}, status=200)
