"""Samples of polling stations, the quick count from them, and the outlook for the full count."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, g

from services.gateway import invalidation
from services.gateway.answering import ask, cached, command, query, read
from services.gateway.routing import roles, route
from services.gateway.shapes.parts import AFTER, ANY_AREA, AREA, LIMIT, PAGE
from services.gateway.shapes.quick_count import BASELINE, DESIGN

blueprint = Blueprint("quick_count", __name__)
SERVICE = "elections"
CONTEST = "/v1/elections/<election>/contests/<contest>"
SAMPLES = f"{CONTEST}/samples"
SAMPLE = f"{SAMPLES}/<sample>"
OUT = "/v1/elections/{election}/contests/{contest}/samples/{id}"
DESIGNERS = roles("operator", "admin")
READERS = roles("viewer", "officer", "verifier", "operator", "admin")


@route(
    blueprint,
    f"{CONTEST}/sample-plan",
    allow=DESIGNERS,
    query=DESIGN,
    answers={200: "SamplePlan"},
    summary="The design that a sample would have: sizes, strata, expected margin",
)
def plan_sample(election: str, contest: str) -> Response:
    return read(SERVICE, "plan_sample", election=election, contest=contest)


@route(
    blueprint,
    SAMPLES,
    "POST",
    allow=DESIGNERS,
    command=True,
    body="SampleIn",
    answers={201: "Sample", 200: "Sample"},
    summary="Draw a sample of polling stations by its seed",
)
def draw_sample(election: str, contest: str) -> Response:
    return command(SERVICE, "draw_sample", {**g.body, **_of(election, contest)}, OUT)


@route(
    blueprint,
    SAMPLES,
    allow=READERS,
    query=PAGE,
    answers={200: "Samples"},
    summary="List samples, the newest first; viewers see the published ones",
)
def list_samples(election: str, contest: str) -> Response:
    return read(SERVICE, "list_samples", election=election, contest=contest)


@route(blueprint, SAMPLE, allow=READERS, answers={200: "Sample"}, summary="One sample")
def get_sample(election: str, contest: str, sample: str) -> Response:
    return read(SERVICE, "get_sample", **_of(election, contest, sample))


@route(
    blueprint,
    f"{SAMPLE}/publication",
    "POST",
    allow=DESIGNERS,
    command=True,
    body="SamplePublication",
    answers={201: "Sample", 200: "Sample"},
    summary="Let viewers see a sample's estimate, or no more",
)
def publish_sample(election: str, contest: str, sample: str) -> Response:
    data = {**g.body, **_of(election, contest, sample)}
    return command(SERVICE, "publish_sample", data)


@route(
    blueprint,
    f"{SAMPLE}/stations",
    allow=READERS,
    query={
        "area": ANY_AREA,
        "format": {"type": "string", "enum": ["json", "csv"]},
        "limit": LIMIT,
        "after": AFTER,
    },
    answers={200: "SampleStations"},
    summary="The sampled polling stations; `format=csv` gives all of them as a file",
)
def list_sample_stations(election: str, contest: str, sample: str) -> Response:
    data = {**query(), **_of(election, contest, sample)}
    if data.pop("format", "json") == "csv":
        return _sheet(data)
    return read(SERVICE, "list_sample_stations", **data)


@route(
    blueprint,
    f"{SAMPLE}/estimate",
    allow=READERS,
    answers={200: "Estimate"},
    summary="The estimate with its intervals, or what it lacks to be shown",
)
def get_estimate(election: str, contest: str, sample: str) -> Response:
    return read(SERVICE, "get_estimate", **_of(election, contest, sample))


@route(
    blueprint,
    f"{SAMPLE}/history",
    allow=READERS,
    query=PAGE,
    answers={200: "Estimates"},
    summary="How the estimate went, the oldest first",
)
def list_estimates(election: str, contest: str, sample: str) -> Response:
    return read(SERVICE, "list_estimates", **_of(election, contest, sample))


@route(
    blueprint,
    f"{CONTEST}/outlook",
    allow=READERS,
    query={"area": AREA, "baseline": BASELINE},
    answers={200: "Outlook"},
    tagged=True,
    summary="What is still out, what it may bring, and whether the leader can still lose",
)
def get_outlook(election: str, contest: str) -> Response:
    tags = (invalidation.tally(election, contest), invalidation.election(election))
    return cached(SERVICE, "get_outlook", tags, {**query(), **_of(election, contest)})


def _of(election: str, contest: str, sample: str | None = None) -> dict[str, Any]:
    found = {"election": election, "contest": contest}
    return found if sample is None else {**found, "sample": sample}


def _sheet(data: dict[str, Any]) -> Response:
    name = f"sample-{data['contest']}-{data['sample'][:8]}.csv"
    response = Response(ask(SERVICE, "get_sample_sheet", data), content_type="text/csv")
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
