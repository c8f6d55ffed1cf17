"""Photos that came with a message hang on its incident; who sent them is told as who wrote."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy.engine import Connection

from libs.kit import clock
from libs.kit.ids import new_id
from libs.photos.domain import Facts
from services.notifications.incidents.domain import Incident, Who
from services.notifications.incidents.photos_repository import Photos
from services.notifications.incidents.repository import Incidents

ACCOUNT = "email"  # of photos that no account sent


def keep_photos(tx: Connection, one: Incident, photos: Sequence[Facts], sender: str) -> int:
    """Hang photos whose files are kept on an incident, each once; returns how many."""
    now, store = clock.now(), Photos(tx)
    if photos:
        store.alone()
    for facts in {facts.sha256: facts for facts in photos}.values():
        made = {"id": new_id(), "incident": one.id, "sha256": facts.sha256, "bytes": facts.size}
        size = {"width": facts.width, "height": facts.height}
        times = {"taken_at": facts.taken_at, "received_at": now}
        store.add({**made, **size, **times, "account": ACCOUNT, "who": sender})
        told = Who(ACCOUNT, sender)
        Incidents(tx).note(one.id, "photo_added", told, now, "", {"photo": made["id"]})
    return len({facts.sha256 for facts in photos})
