"""What a crew's signature of a photo proves: checked again, whenever somebody asks."""

from __future__ import annotations

from typing import Any

import orjson
from sqlalchemy.engine import Connection

from libs.kit import clock
from libs.kit.principal import Principal
from services.elections.crews import messages, signatures
from services.elections.crews.repository import Keys, Signatures
from services.elections.photos.repository import Photos
from services.elections.repository import Elections


def evidence(tx: Connection, who: Principal, photo_id: str) -> dict[str, Any]:
    """Return whether a photo's signature is right, and says what is kept.

    Raises UnknownPhoto, OutsideArea, NotSigned.
    """
    photos = Photos(tx)
    photo = photos.get(photo_id)
    who.require_area(photo.place.tps)
    signed = Signatures(tx).of(photo.id)
    key = Keys(tx).get(signed.key)
    said = orjson.loads(signed.content)
    election = photos.election(photo.place.contest)
    ballot = Elections(tx).ballots(election).get(said["contest"])
    here = (election, photo.place.tps, photo.place.page, photo.facts.sha256)
    same = tuple(said[name] for name in ("election", "tps", "page", "photo")) == here
    return {
        "photo": photo.id,
        "valid": signatures.verify(key.public_key, signed.content.encode(), signed.signature),
        "agrees": same and ballot is not None and ballot.key == photo.place.contest,
        "content": signed.content,
        "signature": signatures.encoded(signed.signature),
        "received_at": clock.to_text(photo.received_at),
        "key": messages.key_out(key),
    }
