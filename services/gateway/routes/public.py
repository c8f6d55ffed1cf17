"""What everybody may read without an account: published elections, their results and files.

Answers come from the cache with an ETag. A download of any size is streamed: a page from the
service, out to the reader, then the next. Reports and workbooks are made by a job.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from typing import Any

from flask import Blueprint, Response, g, request, stream_with_context

from services.gateway import invalidation
from services.gateway.answering import JSON, answer, query
from services.gateway.parts import parts
from services.gateway.public import OPEN, READER, entry, public
from services.gateway.routing import PUBLIC, route
from services.gateway.shapes.parts import AFTER, ANY_AREA, LIMIT

blueprint = Blueprint("public", __name__)
SERVICE = "elections"
ROOT = "/v1/public/elections"
ELECTION = f"{ROOT}/<election>"
CONTEST = f"{ELECTION}/contests/<contest>"
IN_AREA = {"area": ANY_AREA}
DEPTH = {"type": "integer", "minimum": 0, "maximum": 2}
LANGUAGE = {"type": "string", "enum": ["id", "en"]}
TEXTS = {
    "csv": ("text/csv; charset=utf-8", "csv"),
    "json": (JSON, "json"),
    "cdf": (JSON, "cdf.json"),
}
FILES = {
    "pdf": "application/pdf",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
RETRY_SECONDS = "2"
PHOTO_KEPT = "public, max-age=60"  # one that is found to be wrong is shown no more, and soon


@route(
    blueprint,
    ROOT,
    allow=PUBLIC,
    query={"limit": LIMIT, "after": AFTER},
    answers={200: "PublicElections"},
    tagged=True,
    summary="List published elections, the newest first, with how far each contest is",
)
def list_published() -> Response:
    return public("published_elections", (invalidation.ELECTIONS,), query())


@route(
    blueprint,
    ELECTION,
    allow=PUBLIC,
    answers={200: "PublicElection"},
    tagged=True,
    summary="A published election; each contest with its tally",
)
def get_published(election: str) -> Response:
    tags = (invalidation.election(election), invalidation.progress(election))
    return public("published_election", tags, {"election": election})


@route(
    blueprint,
    f"{ELECTION}/stages",
    allow=PUBLIC,
    answers={200: "Stages"},
    tagged=True,
    summary="The stages of a published election",
)
def get_published_stages(election: str) -> Response:
    tags = (invalidation.stages(election), invalidation.election(election))
    entry("published_election", tags, {"election": election})  # or it is not published
    return public("get_stages", tags, {"election": election})


@route(
    blueprint,
    f"{CONTEST}/tally",
    allow=PUBLIC,
    query={**IN_AREA, "depth": DEPTH},
    answers={200: "PublicTally"},
    tagged=True,
    summary="The published tally of an area, with its parts down to a depth",
)
def get_published_tally(election: str, contest: str) -> Response:
    data = {**query(), "election": election, "contest": contest}
    return public("published_tally", _tags(election, contest), data)


@route(
    blueprint,
    f"{CONTEST}/results/<tps>",
    allow=PUBLIC,
    answers={200: "PublicStation"},
    tagged=True,
    summary="The published result of one polling station",
)
def get_published_station(election: str, contest: str, tps: str) -> Response:
    data = {"election": election, "contest": contest, "tps": tps}
    return public("published_station", _tags(election, contest), data)


@route(
    blueprint,
    f"{CONTEST}/results/<tps>/photos/<photo>",
    allow=PUBLIC,
    query={"size": {"type": "string", "enum": ["full", "thumb"]}},
    answers={200: {"type": "string", "format": "binary"}},
    content="image/jpeg",
    tagged=True,
    summary="A photo of a counted form, without what the camera told",
)
def get_published_photo(election: str, contest: str, tps: str, photo: str) -> Response:
    data = {"size": "full", **query(), "election": election, "contest": contest}
    body = parts().rpc.call(
        SERVICE, "published_photo", {**data, "tps": tps, "photo": photo}, READER, timeout=30
    )
    response = Response(body, content_type="image/jpeg")
    response.set_etag(hashlib.sha256(body).hexdigest())
    response.headers["Cache-Control"] = PHOTO_KEPT
    response.make_conditional(request)
    return response


@route(
    blueprint,
    f"{CONTEST}/sirekap.json",
    allow=PUBLIC,
    query=IN_AREA,
    answers={200: {"type": "object"}},
    tagged=True,
    summary="An area or a polling station in the shape of KPU's Sirekap",
)
def get_sirekap_shape(election: str, contest: str) -> Response:
    data = {**query(), "election": election, "contest": contest}
    return public("published_sirekap", _tags(election, contest), data)


@route(
    blueprint,
    f"{CONTEST}/results.csv",
    allow=PUBLIC,
    query=IN_AREA,
    answers={200: {"type": "string"}},
    content="text/csv",
    tagged=True,
    summary="Every polling station of an area, CSV",
)
def get_csv(election: str, contest: str) -> Response:
    return _streamed(election, contest, "csv")


@route(
    blueprint,
    f"{CONTEST}/results.json",
    allow=PUBLIC,
    query=IN_AREA,
    answers={200: "PublicStations"},
    tagged=True,
    summary="Every polling station of an area, JSON",
)
def get_json(election: str, contest: str) -> Response:
    return _streamed(election, contest, "json")


@route(
    blueprint,
    f"{CONTEST}/results.cdf.json",
    allow=PUBLIC,
    query=IN_AREA,
    answers={200: {"type": "object"}},
    tagged=True,
    summary="An area in NIST's Common Data Format (SP 1500-100r2, JSON)",
)
def get_common_data_format(election: str, contest: str) -> Response:
    return _streamed(election, contest, "cdf")


@route(
    blueprint,
    f"{CONTEST}/results.xlsx",
    allow=PUBLIC,
    query=IN_AREA,
    answers={200: {"type": "string"}, 202: "PublicDocument"},
    content=FILES["xlsx"],
    summary="Every polling station of an area, XLSX; 202 while it is being made",
)
def get_workbook(election: str, contest: str) -> Response:
    return _file(election, contest, "xlsx")


@route(
    blueprint,
    f"{CONTEST}/report.pdf",
    allow=PUBLIC,
    query={**IN_AREA, "language": LANGUAGE},
    answers={200: {"type": "string"}, 202: "PublicDocument"},
    content=FILES["pdf"],
    summary="A report of an area, PDF; 202 while it is being made",
)
def get_report(election: str, contest: str) -> Response:
    return _file(election, contest, "pdf")


def _tags(election: str, contest: str) -> tuple[str, ...]:
    return invalidation.tally(election, contest), invalidation.election(election)


def _streamed(election: str, contest: str, kind: str) -> Response:
    """Answer page by page; the first one is asked for before anything is said."""
    _count_download()
    data = {**query(), "election": election, "contest": contest, "kind": kind}
    first = _ask("published_part", data)
    content, suffix = TEXTS[kind]
    tag = f"{kind}-{first['version']}"
    if request.if_none_match.contains_weak(tag):
        response = Response(status=304)
    else:
        response = Response(stream_with_context(_parts(first, data)), content_type=content)
    response.set_etag(tag, weak=True)  # its bytes say when it was made
    return _named(response, data, suffix)


def _parts(part: dict[str, Any], data: dict[str, Any]) -> Iterator[bytes]:
    """Give the pages. One that fails breaks the connection off: half a file never looks whole."""
    while True:
        yield part["text"].encode()
        if part["next"] is None:
            return
        part = _ask("published_part", {**data, "after": part["next"]})


def _file(election: str, contest: str, kind: str) -> Response:
    """Answer a file that was made, or how far it is; only the file itself is a download."""
    data = {**query(), "election": election, "contest": contest, "kind": kind}
    told = _ask("published_document", data)
    if told["state"] != "done":
        waiting = answer(told, 202)
        waiting.headers["Retry-After"] = RETRY_SECONDS
        return waiting
    _count_download()
    tag = f'"{kind}-{told["version"]}-{told["made_at"]}"'
    if tag in (request.headers.get("If-None-Match") or ""):
        return Response(status=304, headers={"ETag": tag})
    response = Response(_ask("published_file", data), content_type=FILES[kind])
    response.headers["ETag"] = tag
    return _named(response, data, kind)


def _named(response: Response, data: dict[str, Any], suffix: str) -> Response:
    """Name the file; its parts are checked slugs and digits by now."""
    words = (data["election"], data["contest"], data.get("area") or "")
    name = "-".join(("hasil", *filter(None, words)))
    response.headers["Content-Disposition"] = f'attachment; filename="{name}.{suffix}"'
    response.headers["Cache-Control"] = "no-cache"
    response.headers.update(OPEN)
    return response


def _count_download() -> None:
    limiter = parts().limiter
    g.limit = (limiter.downloads, request.remote_addr or "")
    limiter.hit(*g.limit)


def _ask(method: str, data: dict[str, Any]) -> Any:
    return parts().rpc.call(SERVICE, method, data, READER)
