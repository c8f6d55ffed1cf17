"""Photos that an incident carries: added by whoever reads it, shown without what a camera told."""

from __future__ import annotations

from typing import Any

from sqlalchemy.engine import Connection

from libs.kit import clock
from libs.kit.errors import Conflict
from libs.kit.ids import new_id
from libs.kit.principal import Principal
from libs.kit.reading import Reader
from libs.kit.request import Request
from libs.photos.domain import Facts
from libs.photos.facts import facts_in
from libs.photos.stores import ORIGINAL, Store, StoreUnavailable
from services.notifications.incidents import access, following, shown
from services.notifications.incidents.domain import Incident, IncidentState, Who
from services.notifications.incidents.photos_repository import NAMES, Photos
from services.notifications.incidents.repository import Incidents
from services.notifications.incidents.wire import moment

MOST = 20  # of an incident
MOST_PUBLIC = 3  # of those by people without an account
PUBLIC = "public"


class TooManyPhotos(Conflict):
    slug, title = "too-many-incident-photos", "The incident has as many photos as it may have"


def add(tx: Connection, request: Request, store: Store) -> dict[str, Any]:
    """Keep a photo whose file is in the store: `{"incident", "facts"}`; returns it as shown.

    The same file at the same incident is the photo that is there. Where it was taken is not kept.
    """
    photos, who = Photos(tx), request.principal
    photos.alone()
    one = shown.get(tx, request)
    kept = _keep(tx, one, facts_in(request.data["facts"]), Who(who.id, who.name), store)
    return photo_out(kept, who)


def add_public(tx: Connection, data: dict[str, Any], store: Store) -> dict[str, Any]:
    """Keep a photo of who reported without an account: `{"receipt", "facts"}`.

    Raises UnknownReceipt, IncidentState for what is over, TooManyPhotos.
    """
    photos = Photos(tx)
    photos.alone()
    one = following.reported(tx, data)
    if not one.is_open:
        raise IncidentState(f"it is {one.state} by now", state=one.state)
    kept = _keep(tx, one, facts_in(data["facts"]), Who(PUBLIC, PUBLIC), store)
    return {"received_at": moment(kept["received_at"]), "bytes": kept["bytes"]}


def _keep(tx: Connection, one: Incident, facts: Facts, who: Who, store: Store) -> dict[str, Any]:
    photos, incidents, now = Photos(tx), Incidents(tx), clock.now()
    there = photos.of(one.id)
    for photo in there:
        if photo["sha256"] == facts.sha256:
            return photo
    _require_room(there, who.account)
    if not store.has(ORIGINAL, facts.sha256):
        raise StoreUnavailable("the file was cleaned away meanwhile: send it again")
    size = {"bytes": facts.size, "width": facts.width, "height": facts.height}
    times = {"taken_at": facts.taken_at, "received_at": now}
    made = {"id": new_id(), "incident": one.id, "sha256": facts.sha256, **size, **times}
    photos.add({**made, "account": who.account, "who": who.name})
    incidents.note(one.id, "photo_added", who, now, "", {"photo": made["id"]})
    incidents.tell("photo_added", one, incidents.reports(one.id), one.state)
    return photos.get(str(made["id"]))


def _require_room(there: list[dict[str, Any]], account: str) -> None:
    if len(there) >= MOST:
        raise TooManyPhotos(f"an incident has at most {MOST} photos", limit=MOST)
    public = sum(photo["account"] == PUBLIC for photo in there)
    if account == PUBLIC and public >= MOST_PUBLIC:
        text = f"a report without an account has at most {MOST_PUBLIC} photos"
        raise TooManyPhotos(text, limit=MOST_PUBLIC)


def remove(tx: Connection, request: Request) -> dict[str, Any]:
    """Show a photo no more: `{"photo", "reason"}`, for operators; its file is swept."""
    reader = Reader(request.data)
    reader.only(("photo", "reason"))
    reason = reader.text("reason", longest=500)
    reader.end()
    photos, who = Photos(tx), request.principal
    photos.alone()
    found, incidents = get(tx, request), Incidents(tx)
    one = incidents.take(str(found["incident"]), who)
    access.require_desk(who, one.place.area)
    now, told = clock.now(), {"photo": found["id"]}
    photos.remove(found["id"], who.name, reason, now)
    incidents.note(one.id, "photo_removed", Who(who.id, who.name), now, reason, told)
    incidents.tell("photo_removed", one, incidents.reports(one.id), one.state)
    return photo_out(found, who)


def photo_out(one: dict[str, Any], who: Principal) -> dict[str, Any]:
    """Return a photo; who sent it is for operators, and for whom it is."""
    told = {name: one[name] for name in NAMES}
    told |= {name: moment(one[name]) for name in ("taken_at", "received_at")}
    return told if access.is_desk(who) or one["account"] == who.id else told | {"who": None}


def get(tx: Connection, request: Request) -> dict[str, Any]:
    """Return the photo of `{"photo"}`, of an incident that the principal reads."""
    found = Photos(tx).get(str(request.data.get("photo")))
    access.require_reader(request.principal)
    Incidents(tx).get(str(found["incident"]), request.principal)
    return found
