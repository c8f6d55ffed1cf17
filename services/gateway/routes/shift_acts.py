"""Absences, swaps and hand-overs."""

from __future__ import annotations

from flask import Blueprint, Response, g

from services.gateway.answering import command, read
from services.gateway.routes.shifts import ROOT, SERVICE
from services.gateway.routing import SIGNED_IN, route
from services.gateway.shapes.parts import PAGE
from services.gateway.shapes.shifts import AGENCY

blueprint = Blueprint("shift_acts", __name__)
SWAP_STATES = ["asked", "accepted", "done", "refused", "withdrawn", "open"]


@route(
    blueprint,
    f"{ROOT}/<shift>/swap",
    "POST",
    allow=SIGNED_IN,
    command=True,
    body="ShiftSwapIn",
    answers={201: "ShiftSwap", 200: "ShiftSwap"},
    summary="Ask somebody to take one's place in a shift",
)
def ask_shift_swap(shift: str) -> Response:
    return command(SERVICE, "ask_shift_swap", {**g.body, "shift": shift})


@route(
    blueprint,
    "/v1/shift-swaps",
    allow=SIGNED_IN,
    query={"state": {"type": "string", "enum": SWAP_STATES}, **PAGE},
    answers={200: "ShiftSwaps"},
    summary="Swaps of oneself and of rosters that one reads, the newest first",
)
def list_shift_swaps() -> Response:
    return read(SERVICE, "list_shift_swaps")


@route(
    blueprint,
    "/v1/shift-swaps/<swap>/answer",
    "POST",
    allow=SIGNED_IN,
    command=True,
    body="ShiftSwapAnswer",
    answers={201: "ShiftSwap", 200: "ShiftSwap"},
    summary="Accept, refuse, withdraw or approve a swap",
)
def answer_shift_swap(swap: str) -> Response:
    return command(SERVICE, "answer_shift_swap", {**g.body, "swap": swap})


@route(
    blueprint,
    "/v1/absences",
    allow=SIGNED_IN,
    query=PAGE,
    answers={200: "Absences"},
    summary="Absences that are not over, of oneself and of rosters that one reads",
)
def list_absences() -> Response:
    return read(SERVICE, "list_absences")


@route(
    blueprint,
    "/v1/absences",
    "POST",
    allow=SIGNED_IN,
    command=True,
    body="AbsenceIn",
    answers={201: "Absence", 200: "Absence"},
    summary="Say that somebody is not there; oneself where no person is said",
)
def add_absence() -> Response:
    return command(SERVICE, "add_absence", g.body)


@route(
    blueprint,
    "/v1/absences/<absence>/withdraw",
    "POST",
    allow=SIGNED_IN,
    command=True,
    answers={201: "Absence", 200: "Absence"},
    summary="Say that somebody is there after all",
)
def withdraw_absence(absence: str) -> Response:
    return command(SERVICE, "withdraw_absence", {"absence": absence})


@route(
    blueprint,
    f"{ROOT}/<shift>/hand-over",
    "POST",
    allow=SIGNED_IN,
    command=True,
    body="HandOverIn",
    answers={201: "HandOver", 200: "HandOver"},
    summary="Hand one's shift over to the next: notes, and what is open",
)
def hand_over_shift(shift: str) -> Response:
    return command(SERVICE, "hand_over_shift", {**g.body, "shift": shift})


@route(
    blueprint,
    "/v1/hand-overs",
    allow=SIGNED_IN,
    query={"agency": AGENCY, **PAGE},
    answers={200: "HandOvers"},
    summary="Hand-overs of rosters that one reads, the newest first",
)
def list_hand_overs() -> Response:
    return read(SERVICE, "list_hand_overs")


@route(
    blueprint,
    "/v1/hand-overs/<hand_over>/accept",
    "POST",
    allow=SIGNED_IN,
    command=True,
    body="ShiftAt",
    answers={201: "HandOver", 200: "HandOver"},
    summary="Take over, as one of the following shift, at the version that was read",
)
def accept_hand_over(hand_over: str) -> Response:
    return command(SERVICE, "accept_hand_over", {**g.body, "hand_over": hand_over})
