"""Entrypoints of publication: open to everybody, so each asks whether the election is published."""

from __future__ import annotations

from typing import Any

from libs.kit import jobs
from libs.kit.db import Database
from libs.kit.errors import FieldError, Invalid
from libs.kit.request import Request
from libs.kit.service import loop, rpc
from libs.photos.pictures import SIZES, Pictures
from libs.photos.stores import FULL
from services.elections.publication import answers, making
from services.elections.publication.report import Imprint
from services.elections.publication.repository import KIND
from services.elections.settings import Settings


class PublicationEntrypoints:
    """What the public may read, and the job that makes files for it."""

    db: Database
    settings: Settings
    pictures: Pictures

    @rpc
    def published_elections(self, request: Request) -> dict[str, Any]:
        with self.db.begin() as tx:
            return answers.elections(tx, request.data)

    @rpc
    def published_election(self, request: Request) -> dict[str, Any]:
        with self.db.begin() as tx:
            return answers.election(tx, str(request.data.get("election")))

    @rpc
    def published_tally(self, request: Request) -> dict[str, Any]:
        """Return a tally: `{"election", "contest", "area", "depth": 0..2}`."""
        with self.db.begin() as tx:
            ballot = answers.ballot(tx, request.data)
            area = answers.place(ballot, request.data)
            return answers.tally(tx, ballot, area, request.data.get("depth"))

    @rpc
    def published_station(self, request: Request) -> dict[str, Any]:
        with self.db.begin() as tx:
            ballot = answers.ballot(tx, request.data)
            return answers.station(tx, ballot, str(request.data.get("tps")))

    @rpc
    def published_photo(self, request: Request) -> bytes:
        """Return a shown photo, stripped: `{"election", "contest", "tps", "photo", "size"}`."""
        size = request.data.get("size", FULL)
        if size not in SIZES:
            raise Invalid(errors=(FieldError("size", f"needs one of {', '.join(SIZES)}"),))
        with self.db.begin() as tx:
            kept = answers.photo_hash(tx, answers.ballot(tx, request.data), request.data)
        return self.pictures.show(kept, size)

    @rpc
    def published_sirekap(self, request: Request) -> dict[str, Any]:
        with self.db.begin() as tx:
            ballot = answers.ballot(tx, request.data)
            return answers.sirekap_document(tx, ballot, answers.place(ballot, request.data))

    @rpc
    def published_part(self, request: Request) -> dict[str, Any]:
        """Return a page of a download: `{"election", "contest", "area", "kind", "after"}`."""
        with self.db.begin() as tx:
            ballot = answers.ballot(tx, request.data)
            return answers.part(tx, ballot, request.data, self.settings.issuer)

    @rpc
    def published_document(self, request: Request) -> dict[str, Any]:
        """Return how far a report or a workbook is, and have it made when it must be."""
        with self.db.begin() as tx:
            return answers.document(tx, answers.ballot(tx, request.data), request.data)

    @rpc
    def published_file(self, request: Request) -> bytes:
        with self.db.begin() as tx:
            return answers.file(tx, answers.ballot(tx, request.data), request.data)

    @loop(notify=jobs.channel("elections"), every=1.0)
    def make_documents(self) -> None:
        imprint = Imprint(self.settings.issuer, self.settings.timezone)
        while jobs.work(self.db, {KIND: making.worker(self.db, imprint)}):
            pass
