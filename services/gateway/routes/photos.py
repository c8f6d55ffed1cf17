"""Photos of forms: sent, listed, shown, moved, rejected."""

from __future__ import annotations

import functools
import hashlib
import threading
from collections.abc import Iterator
from contextlib import contextmanager

from flask import Blueprint, Response, g, request

from libs.kit.errors import Unavailable
from services.gateway.answering import ask, command, query, read
from services.gateway.routes.elections import CONTEST, ROOT, SERVICE
from services.gateway.routing import SIGNED_IN, roles, route
from services.gateway.shapes.parts import PAGE, UUID
from services.gateway.shapes.photos import PAGE_NUMBER, SIGNATURE
from services.gateway.uploads import uploaded

blueprint = Blueprint("photos", __name__)
OF_A_RECORD = f"{CONTEST}/results/<tps>/photos"
PHOTO = f"{ROOT}/photos/<photo>"
SENDERS = roles("reporter", "operator", "verifier", "admin")
JUDGES = roles("operator", "verifier", "admin")
LARGEST = (10 << 20) + (64 << 10)  # a photo, and what multipart puts around it
AT_ONCE, WAIT_SECONDS = 4, 20.0
READ_SECONDS = 30  # a photo of 50 million pixels on a busy machine
KEPT_SECONDS = 365 * 86_400
TYPES = ("image/jpeg", "image/png", "image/heic")


class PhotosBusy(Unavailable):
    slug, title = "photos-busy", "Too many photos at once, try again"


@route(
    blueprint,
    OF_A_RECORD,
    "POST",
    allow=SENDERS,
    command=True,
    upload=True,
    largest=LARGEST,
    takes=TYPES,
    query={"page": PAGE_NUMBER, "signing_key": UUID, "signature": SIGNATURE},
    answers={201: "Photo", 200: "Photo"},
    summary="Send a photo of a page of the form: JPEG, PNG or HEIC, up to 10 MiB",
)
def add_photo(election: str, contest: str, tps: str) -> Response:
    data = {"page": 1, **query(), "election": election, "contest": contest, "tps": tps}
    with lane():
        _, photo = uploaded()
        where = f"{ROOT}/photos/{{id}}"
        return command(SERVICE, "add_photo", data, where, attachment=photo, timeout=READ_SECONDS)


@route(
    blueprint,
    OF_A_RECORD,
    allow=SIGNED_IN,
    query=PAGE,
    answers={200: "Photos"},
    summary="All photos of a record, moved and rejected ones too",
)
def list_photos(election: str, contest: str, tps: str) -> Response:
    return read(SERVICE, "list_photos", election=election, contest=contest, tps=tps)


@route(
    blueprint,
    PHOTO,
    allow=SIGNED_IN,
    query={"size": {"type": "string", "enum": ["full", "thumb"]}},
    answers={200: {"type": "string", "format": "binary"}},
    content="image/jpeg",
    tagged=True,
    summary="The photo as a JPEG, upright, without what the camera told",
)
def get_photo(photo: str) -> Response:
    data = {"size": "full", **query(), "photo": photo}
    return picture(ask(SERVICE, "get_photo", data, timeout=READ_SECONDS), "private")


@route(
    blueprint,
    f"{PHOTO}/signature",
    allow=SIGNED_IN,
    answers={200: "PhotoSignatureChecked"},
    summary="A photo's signature, checked again",
)
def get_photo_signature(photo: str) -> Response:
    return read(SERVICE, "get_photo_signature", photo=photo)


@route(
    blueprint,
    f"{PHOTO}/move",
    "POST",
    allow=JUDGES,
    command=True,
    body="PhotoMove",
    answers={201: "MovedPhoto", 200: "MovedPhoto"},
    summary="Let a photo stand at the TPS it is of",
)
def move_photo(photo: str) -> Response:
    return command(SERVICE, "move_photo", {**g.body, "photo": photo}, f"{ROOT}/photos/{{id}}")


@route(
    blueprint,
    f"{PHOTO}/reject",
    "POST",
    allow=JUDGES,
    command=True,
    body="PhotoReject",
    answers={201: "RejectedPhoto", 200: "RejectedPhoto"},
    summary="Show a photo no more; its file stays as evidence",
)
def reject_photo(photo: str) -> Response:
    return command(SERVICE, "reject_photo", {**g.body, "photo": photo})


def picture(body: bytes, who: str, seconds: int = KEPT_SECONDS) -> Response:
    """Answer with a JPEG that never changes; `who` may keep it: `private`, or `public` caches."""
    response = Response(body, content_type="image/jpeg")
    response.set_etag(hashlib.sha256(body).hexdigest())
    response.headers["Cache-Control"] = f"{who}, max-age={seconds}, immutable"
    response.headers["Content-Disposition"] = "inline"
    response.make_conditional(request)
    return response


@contextmanager
def lane() -> Iterator[None]:
    """Wait for one of the lanes before a body is read: a worker holds few photos in its memory.

    Raises PhotosBusy.
    """
    if not _lanes().acquire(timeout=WAIT_SECONDS):
        raise PhotosBusy
    try:
        yield
    finally:
        _lanes().release()


@functools.cache
def _lanes() -> threading.Semaphore:
    """Made at the first photo: gevent may have patched threads since this was imported."""
    return threading.Semaphore(AT_ONCE)
