"""Entrypoints of photos of incidents."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from sqlalchemy.engine import Connection

from libs.kit.db import Database
from libs.kit.errors import FieldError, Invalid
from libs.kit.request import Request
from libs.kit.service import command, rpc
from libs.photos.facts import facts_out
from libs.photos.pictures import SIZES, Pictures
from libs.photos.service import PicturesProvider
from libs.photos.stores import FULL
from services.notifications.incidents import following, photographing, shown
from services.notifications.incidents.photos_repository import Photos
from services.notifications.settings import NAMESPACE


class IncidentPhotosEntrypoints:
    """Photos that incidents carry."""

    db: Database
    pictures: Pictures = PicturesProvider(NAMESPACE)

    @rpc
    def add_incident_photo(self, request: Request) -> dict[str, Any]:
        """Keep the attached photo of `{"incident"}`: JPEG, PNG or HEIC, up to 10 MiB.

        Answers `{"id", "incident", "width", "height", "bytes", "taken_at", "received_at", "who"}`.
        """
        with self.db.begin() as tx:
            shown.get(tx, request)
        with self.pictures.hand():
            facts = self.pictures.take(request.attachment, lambda _: None)
        data = {"incident": request.data["incident"], "facts": facts_out(facts)}
        return self._add_incident_photo(replace(request, data=data, attachment=b""))

    @command
    def _add_incident_photo(self, tx: Connection, request: Request) -> dict[str, Any]:
        return photographing.add(tx, request, self.pictures.store)

    @rpc
    def add_public_incident_photo(self, request: Request) -> dict[str, Any]:
        """Keep the attached photo of the report of `{"receipt"}`, without what the camera told.

        Answers `{"received_at", "bytes"}`; up to three of a report.
        """
        with self.db.begin() as tx:
            following.reported(tx, request.data)
        with self.pictures.hand():
            facts = self.pictures.take(self.pictures.bare(request.attachment), lambda _: None)
        data = {"receipt": request.data["receipt"], "facts": facts_out(facts)}
        return self._add_public_incident_photo(replace(request, data=data, attachment=b""))

    @command
    def _add_public_incident_photo(self, tx: Connection, request: Request) -> dict[str, Any]:
        return photographing.add_public(tx, request.data, self.pictures.store)

    @rpc
    def list_incident_photos(self, request: Request) -> dict[str, Any]:
        """Return the photos of `{"incident"}` and of its duplicates, the first sent first."""
        with self.db.begin() as tx:
            items = Photos(tx).of(shown.get(tx, request).id)
        found = [photographing.photo_out(one, request.principal) for one in items]
        return {"items": found, "next": None}

    @rpc
    def get_incident_photo(self, request: Request) -> bytes:
        """Return the stripped, upright JPEG: `{"photo", "size": "full" | "thumb"}`."""
        size = request.data.get("size", FULL)
        if size not in SIZES:
            raise Invalid(errors=(FieldError("size", f"needs one of {', '.join(SIZES)}"),))
        with self.db.begin() as tx:
            photo = photographing.get(tx, request)
        return self.pictures.show(photo["sha256"], size)

    @rpc
    @command
    def remove_incident_photo(self, tx: Connection, request: Request) -> dict[str, Any]:
        """Show a photo no more: `{"photo", "reason"}`; its file is swept by `photos-gc`."""
        return photographing.remove(tx, request)
