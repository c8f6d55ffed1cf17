"""Photos that a report of damage carries: added, shown, removed."""

from __future__ import annotations

from typing import Any

from sqlalchemy.engine import Connection

from libs.kit import clock, outbox
from libs.kit.envelope import Event
from libs.kit.errors import Forbidden
from libs.kit.ids import new_id
from libs.kit.principal import Principal
from libs.kit.reading import Reader
from libs.kit.request import Request
from libs.photos.domain import Facts, distance
from libs.photos.facts import facts_in
from libs.photos.stores import ORIGINAL, Store, StoreUnavailable
from services.gis.roads import damages, reporting
from services.gis.roads.damage_photos_repository import NAMES, DamagePhotos
from services.gis.roads.damage_repository import Damages
from services.gis.roads.descriptors import EDITORS
from services.gis.roads.messages import timed

Data = dict[str, Any]
LONGEST_REASON = 500


def require_reporter(who: Principal) -> None:
    """Raise Forbidden unless the principal may send photos of damage."""
    if not damages.REPORTERS & who.roles:
        raise Forbidden("this account may not send photos of damage")


def report(tx: Connection, data: Data, who: Principal) -> Data:
    """Return the report of `{"damage"}`; raises UnknownDamage, also for one outside the area."""
    return Damages(tx, who.area).get(reporting.number(data.get("damage")))


def add(tx: Connection, request: Request, store: Store) -> Data:
    """Keep a photo whose file is in the store: `{"damage", "facts"}`; returns it as it is shown.

    The same file at the same report is the photo that is there. Raises UnknownDamage,
    TooManyDamagePhotos, and StoreUnavailable if the file was swept away meanwhile.
    """
    who, facts = request.principal, facts_in(request.data["facts"])
    photos = DamagePhotos(tx)
    photos.alone()
    found = report(tx, request.data, who)
    there = photos.of(found["id"])
    for one in there:
        if one["sha256"] == facts.sha256:
            return shown(one, who)
    damages.require_room(len(there))
    if not store.has(ORIGINAL, facts.sha256):
        raise StoreUnavailable("the file was cleaned away meanwhile: send it again")
    photo = new_id()
    photos.add({"id": photo, "damage": found["id"], "who": who.name, **_values(facts, found)})
    _tell(tx, found, "added", len(there) + 1)
    return shown(photos.get(photo), who)


def _tell(tx: Connection, found: Data, change: str, photos: int) -> None:
    """Tell desks that show the report; neither which photo it is nor where it was taken."""
    data = {"damage": str(found["id"]), "change": change, "photos": photos, "area": found["area"]}
    outbox.add(tx, "gis", Event("damage_photos_changed", str(found["id"]), data))


def _values(facts: Facts, found: Data) -> Data:
    lon, lat = facts.position or (None, None)
    off = None if facts.position is None else distance(facts.position, tuple(found["point"]))
    size = {"bytes": facts.size, "width": facts.width, "height": facts.height}
    where = {"lon": lon, "lat": lat, "distance_m": off}
    return {
        "sha256": facts.sha256,
        "taken_at": facts.taken_at,
        "received_at": clock.now(),
        **size,
        **where,
    }


def remove(tx: Connection, data: Data, who: Principal) -> Data:
    """Show a photo no more, `{"photo", "reason"}`, and have its file swept; returns it.

    Raises UnknownDamagePhoto, UnknownDamage, Invalid.
    """
    if not EDITORS & who.roles:
        raise Forbidden("this account may not handle reports of damage")
    reader = Reader(data)
    reader.only(("photo", "reason"))
    photo, reason = reader.text("photo"), reader.text("reason", longest=LONGEST_REASON)
    reader.end()
    photos = DamagePhotos(tx)
    photos.alone()
    found = photos.get(photo)
    damage = report(tx, found, who)
    photos.remove(photo, who.name, reason, clock.now())
    _tell(tx, damage, "removed", len(photos.of(damage["id"])))
    return shown(found, who)


def shown(one: Data, who: Principal) -> Data:
    """Return a photo as whoever asks may see it.

    Who sent it, and how far from the report's point it was taken, is told to those who handle
    reports; where it was taken, to nobody.
    """
    found = {name: one[name] for name in NAMES}
    if not EDITORS & who.roles:
        found |= {"who": None, "distance_m": None}
    return timed(found)
