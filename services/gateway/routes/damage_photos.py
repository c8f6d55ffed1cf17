"""Photos of damage on roads: sent, listed, shown, removed."""

from __future__ import annotations

from flask import Blueprint, Response, g

from services.gateway.answering import ask, command, query, read
from services.gateway.routes.photos import LARGEST, READ_SECONDS, TYPES, lane, picture
from services.gateway.routes.roads import DAMAGE, EDITORS, REPORTERS, SERVICE
from services.gateway.routing import SIGNED_IN, route
from services.gateway.uploads import uploaded

blueprint = Blueprint("damage_photos", __name__)
OF_A_REPORT = f"{DAMAGE}/<damage>/photos"
PHOTO = f"{DAMAGE}/photos/<photo>"


@route(
    blueprint,
    OF_A_REPORT,
    "POST",
    allow=REPORTERS,
    command=True,
    upload=True,
    largest=LARGEST,
    takes=TYPES,
    answers={201: "DamagePhoto", 200: "DamagePhoto"},
    summary="Send a photo of damage: JPEG, PNG or HEIC, up to 10 MiB",
)
def add_damage_photo(damage: str) -> Response:
    with lane():
        _, photo = uploaded()
        data, where, seconds = {"damage": damage}, f"{DAMAGE}/photos/{{id}}", READ_SECONDS
        return command(SERVICE, "add_damage_photo", data, where, attachment=photo, timeout=seconds)


@route(
    blueprint,
    OF_A_REPORT,
    allow=SIGNED_IN,
    answers={200: "DamagePhotos"},
    summary="The photos of a report of damage, the first sent first",
)
def list_damage_photos(damage: str) -> Response:
    return read(SERVICE, "list_damage_photos", damage=damage)


@route(
    blueprint,
    PHOTO,
    allow=SIGNED_IN,
    query={"size": {"type": "string", "enum": ["full", "thumb"]}},
    answers={200: {"type": "string", "format": "binary"}},
    content="image/jpeg",
    tagged=True,
    summary="A photo of damage as a JPEG, upright, without what the camera told",
)
def get_damage_photo(photo: str) -> Response:
    data = {"size": "full", **query(), "photo": photo}
    # A photo may be removed: a browser keeps it for a minute, where those of forms are for ever.
    return picture(ask(SERVICE, "get_damage_photo", data, timeout=READ_SECONDS), "private", 60)


@route(
    blueprint,
    f"{PHOTO}/remove",
    "POST",
    allow=EDITORS,
    command=True,
    body="DamagePhotoRemove",
    answers={201: "DamagePhoto", 200: "DamagePhoto"},
    summary="Show a photo of damage no more",
)
def remove_damage_photo(photo: str) -> Response:
    return command(SERVICE, "remove_damage_photo", {**g.body, "photo": photo})
