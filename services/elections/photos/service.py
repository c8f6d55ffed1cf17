"""Entrypoints of photos, a part of the elections service."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from sqlalchemy.engine import Connection

from libs.kit import paging
from libs.kit.db import Database
from libs.kit.errors import FieldError, Invalid
from libs.kit.request import Request
from libs.kit.service import command, loop, rpc
from libs.photos.domain import Facts
from libs.photos.facts import facts_out
from libs.photos.pictures import SIZES, Pictures
from libs.photos.service import PicturesProvider
from libs.photos.stores import FULL
from services.elections.photos import keeping, messages, proving, rechecking
from services.elections.photos.repository import Photos
from services.elections.repository import Elections


class PhotosEntrypoints:
    """Photos of forms: added, listed, shown, moved, rejected."""

    db: Database
    pictures: Pictures = PicturesProvider()

    @rpc
    def add_photo(self, request: Request) -> dict[str, Any]:
        """Keep the attached photo: `{"election", "contest", "tps", "page"}`; answers the photo.

        A crew signs it: `{"signing_key", "signature"}`.
        """
        request.principal.require_area(messages.add_in(request.data))
        with self.db.begin() as tx:
            Elections(tx).ballot(request.data["election"], request.data["contest"])
        with self.pictures.hand():
            facts = facts_out(self.pictures.take(request.attachment, self._known))
        data = request.data | {"facts": facts}
        return self._add_photo(replace(request, data=data, attachment=b""))

    @command
    def _add_photo(self, tx: Connection, request: Request) -> dict[str, Any]:
        return keeping.add(tx, request, self.pictures.store, self.pictures.zone)

    def _known(self, sha256: str) -> Facts | None:
        with self.db.begin() as tx:
            return Photos(tx).facts(sha256)

    @rpc
    def list_photos(self, request: Request) -> dict[str, Any]:
        """Return a page of a record's photos: `{"election", "contest", "tps"}`."""
        tps = str(request.data.get("tps"))
        request.principal.require_area(tps)
        limit, after = paging.asked(request.data)
        with self.db.begin() as tx:
            names = (str(request.data.get(name)) for name in ("election", "contest"))
            rows = Photos(tx).of(Elections(tx).ballot(*names).key, tps)
        return messages.photos_out(rows, limit, after)

    @rpc
    def get_photo(self, request: Request) -> bytes:
        """Return the stripped, upright JPEG: `{"photo", "size": "full" | "thumb"}`."""
        size = request.data.get("size", FULL)
        if size not in SIZES:
            raise Invalid(errors=(FieldError("size", f"needs one of {', '.join(SIZES)}"),))
        with self.db.begin() as tx:
            photo = Photos(tx).get(str(request.data.get("photo")))
        request.principal.require_area(photo.place.tps)
        return self.pictures.show(photo.facts.sha256, size)

    @rpc
    def get_photo_signature(self, request: Request) -> dict[str, Any]:
        """Check a photo's signature again: `{"photo"}`."""
        with self.db.begin() as tx:
            return proving.evidence(tx, request.principal, str(request.data.get("photo")))

    @rpc
    @command
    def move_photo(self, tx: Connection, request: Request) -> dict[str, Any]:
        """Move a photo to the TPS it is of: `{"photo", "tps", "contest"?, "page"?, "reason"}`."""
        return keeping.move(tx, request, self.pictures.zone)

    @rpc
    @command
    def reject_photo(self, tx: Connection, request: Request) -> dict[str, Any]:
        """Show a photo no more: `{"photo", "reason"}`."""
        return keeping.reject(tx, request, self.pictures.zone)

    @loop(every=1.0)
    def check_photos(self) -> None:
        rechecking.check_due(self.db, self.pictures.zone)
