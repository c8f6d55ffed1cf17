"""Entrypoints of photos of damage on roads."""

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
from services.gis.layers.domain import require_readable
from services.gis.roads import photographing
from services.gis.roads.damage_photos_repository import DamagePhotos
from services.gis.roads.damages import DAMAGE
from services.gis.settings import NAMESPACE


class DamagePhotosEntrypoints:
    """Photos that reports of damage carry."""

    db: Database
    pictures: Pictures = PicturesProvider(NAMESPACE)

    @rpc
    def add_damage_photo(self, request: Request) -> dict[str, Any]:
        """Keep the attached photo of the report of `{"damage"}`: JPEG, PNG or HEIC, up to 10 MiB.

        Answers `{"id", "damage", "width", "height", "bytes", "taken_at", "received_at",
        "distance_m", "who"}`; the last two are null but for those who handle reports. Raises
        UnknownDamage, TooManyDamagePhotos, and what is wrong with the photo.
        """
        photographing.require_reporter(request.principal)
        with self.db.begin() as tx:
            photographing.report(tx, request.data, request.principal)
        with self.pictures.hand():
            facts = self.pictures.take(request.attachment, lambda _: None)
        data = {"damage": request.data["damage"], "facts": facts_out(facts)}
        return self._add_damage_photo(replace(request, data=data, attachment=b""))

    @command
    def _add_damage_photo(self, tx: Connection, request: Request) -> dict[str, Any]:
        return photographing.add(tx, request, self.pictures.store)

    @rpc
    def list_damage_photos(self, request: Request) -> dict[str, Any]:
        """Return the photos of the report of `{"damage"}`, the first sent first."""
        require_readable(DAMAGE, request.principal)
        with self.db.begin() as tx:
            found = photographing.report(tx, request.data, request.principal)
            items = DamagePhotos(tx).of(found["id"])
        shown = [photographing.shown(one, request.principal) for one in items]
        return {"items": shown, "next": None}

    @rpc
    def get_damage_photo(self, request: Request) -> bytes:
        """Return the stripped, upright JPEG: `{"photo", "size": "full" | "thumb"}`."""
        require_readable(DAMAGE, request.principal)
        size = request.data.get("size", FULL)
        if size not in SIZES:
            raise Invalid(errors=(FieldError("size", f"needs one of {', '.join(SIZES)}"),))
        with self.db.begin() as tx:
            photo = DamagePhotos(tx).get(str(request.data.get("photo")))
            photographing.report(tx, photo, request.principal)
        return self.pictures.show(photo["sha256"], size)

    @rpc
    @command
    def remove_damage_photo(self, tx: Connection, request: Request) -> dict[str, Any]:
        """Show a photo no more: `{"photo", "reason"}`; its file is swept by `photos-gc`."""
        return photographing.remove(tx, request.data, request.principal)
