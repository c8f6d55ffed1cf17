"""Indicators are put, pushed, imported, fetched: by keepers of the agency that owns them."""

from __future__ import annotations

from flask import Blueprint, Response, g

from services.gateway.answering import answer, ask, command, query, read
from services.gateway.forwarding import PART_BYTES, forward
from services.gateway.routes.indicators import INDICATOR, OBJECT, ROOT, SERVICE
from services.gateway.routing import roles, route
from services.gateway.shapes.parts import AREA
from services.gateway.uploads import uploaded

blueprint = Blueprint("indicator_writing", __name__)
KEEPERS = roles("officer", "admin")
ADMINS = roles("admin")
MADE = {201: OBJECT, 200: OBJECT}
IMPORT = f"{ROOT}/imports/<id>"
REASONS = (
    "job.message",
    "found.error.detail",
    "found.error.errors.message",
    "found.problems.message",
    "found.questions.message",
)
PULL = f"{ROOT}/pulls/<job>"
MOST_BYTES = 64 << 20
TEXT = {"type": "string", "maxLength": 500}


def _send(rule: str, method: str, name: str, summary: str, *, admin: bool = False) -> None:
    """Put a route that hands its body and address on to the service's command of the name."""

    def view(**address: str) -> Response:
        return command(SERVICE, name, {**(g.body or {}), **address})

    view.__name__ = f"indicator_{name}"
    allow = ADMINS if admin else KEEPERS
    options = {"command": True, "body": OBJECT, "answers": MADE, "summary": summary}
    route(blueprint, rule, method, allow=allow, **options)(view)


_send(ROOT, "POST", "put_indicator", "Say what an indicator is; another agency's is a 409")
_send(f"{ROOT}/areas", "POST", "put_areas", "Keep names of areas", admin=True)
_send(f"{ROOT}/keepers", "PUT", "set_keepers", "Say who writes for an agency", admin=True)
_send(f"{INDICATOR}/closed", "PUT", "close_years", "Close the years up to one", admin=True)
_send(f"{INDICATOR}/observations", "POST", "push_observations", "Push figures, all or none")
_send(f"{INDICATOR}/pull", "PUT", "put_pull", "Name the source that figures are fetched from")
_send(f"{INDICATOR}/pull/start", "POST", "start_pull", "Fetch figures now")
_send(f"{IMPORT}/mapping", "POST", "map_import", "Say what columns are, and read the file again")
_send(f"{IMPORT}/apply", "POST", "apply_import", "Take the previewed figures over")
_send(f"{IMPORT}/cancel", "POST", "cancel_import", "Stop an import, and forget its file")


@route(
    blueprint,
    f"{INDICATOR}/pull",
    allow=KEEPERS,
    answers={200: OBJECT},
    summary="Whence figures are fetched, and how the last time went",
)
def get_indicator_pull(code: str) -> Response:
    return read(SERVICE, "get_pull", code=code)


@route(
    blueprint,
    PULL,
    allow=KEEPERS,
    answers={200: "Job"},
    summary="How far a pull is that was begun by hand",
)
def get_indicator_pull_job(job: str) -> Response:
    return read(SERVICE, "get_pull_job", id=job)


@route(
    blueprint,
    PULL,
    "DELETE",
    allow=KEEPERS,
    answers={200: "Job"},
    summary="Stop a pull: nothing of it is taken over",
)
def cancel_indicator_pull(job: str) -> Response:
    return answer(ask(SERVICE, "cancel_pull", {"id": job}))


@route(
    blueprint,
    f"{INDICATOR}/imports",
    "POST",
    allow=KEEPERS,
    command=True,
    upload=True,
    largest=MOST_BYTES,
    takes=("text/csv", "application/octet-stream"),
    query={"name": TEXT, "reason": TEXT},
    answers=MADE,
    reasons=REASONS,
    summary="Send a CSV or XLSX as the body itself; it is then previewed",
)
def start_indicator_import(code: str) -> Response:
    return forward(SERVICE, {**query(), "code": code}, MOST_BYTES, f"{ROOT}/imports")


@route(
    blueprint,
    IMPORT,
    allow=KEEPERS,
    answers={200: OBJECT},
    reasons=REASONS,
    summary="How far an import is, and its preview",
)
def get_indicator_import(id: str) -> Response:  # noqa: A002 - the address's own name
    return read(SERVICE, "get_import", id=id)


@route(
    blueprint,
    f"{ROOT}/posts",
    "POST",
    allow=KEEPERS,
    command=True,
    upload=True,
    largest=PART_BYTES,
    query={"area": AREA, "source": {"type": "string", "maxLength": 40}},
    answers=MADE,
    summary="Count posts of social media by topic and sentiment; nothing of a post is kept",
)
def import_posts() -> Response:
    _, body = uploaded()
    return command(SERVICE, "import_posts", query(), attachment=body, timeout=60)
