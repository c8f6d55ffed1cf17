"""Recapitulation by level: D.Hasil figures beside our sums."""

from __future__ import annotations

from flask import Blueprint, Response, g

from services.gateway.answering import command, read
from services.gateway.routing import SIGNED_IN, roles, route
from services.gateway.shapes.parts import ANY_AREA, PAGE

blueprint = Blueprint("recaps", __name__)
SERVICE = "elections"
ROOT = "/v1/elections/<election>/contests/<contest>/recaps"


@route(
    blueprint,
    ROOT,
    "POST",
    allow=roles("operator", "verifier", "admin"),
    command=True,
    body="RecapIn",
    answers={201: "Recap", 200: "Recap"},
    summary="Enter the D.Hasil figures of an area; answers how they compare",
)
def enter_recap(election: str, contest: str) -> Response:
    where = "/v1/elections/{election}/contests/{contest}/recaps/{area[code]}"
    return command(
        SERVICE, "enter_recap", {**g.body, "election": election, "contest": contest}, where
    )


@route(
    blueprint,
    ROOT,
    allow=SIGNED_IN,
    query={"area": ANY_AREA, **PAGE},
    answers={200: "Recaps"},
    summary="List entered D.Hasil figures of an area, each beside our sums",
)
def list_recaps(election: str, contest: str) -> Response:
    return read(SERVICE, "list_recaps", election=election, contest=contest)


@route(
    blueprint,
    f"{ROOT}/<area>",
    allow=SIGNED_IN,
    answers={200: "Recap"},
    summary="One area, entered or not, with the parts that explain its differences",
)
def get_recap(election: str, contest: str, area: str) -> Response:
    return read(SERVICE, "get_recap", election=election, contest=contest, area=area)
