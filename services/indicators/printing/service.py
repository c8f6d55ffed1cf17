"""Entrypoints of printed pages."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy.engine import Connection

from libs.kit import clock
from libs.kit.db import Database
from libs.kit.reading import Reader
from libs.kit.rendering import pdf
from libs.kit.request import Request
from libs.kit.service import rpc
from services.indicators import showing
from services.indicators.printing import page
from services.indicators.printing.page import Sheet
from services.indicators.printing.words import LANGUAGES

MOST_SHAPES = 1000


class PrintingEntrypoints:
    """One page of the nine on paper."""

    db: Database
    settings: Any

    @rpc
    def print_item(self, request: Request) -> bytes:
        """Return a page as a PDF.

        Data: `{"item", "area", "level", "indicator", "year", "language", "shapes"}`; `shapes` are
        GeoJSON features of areas with their `code`, as gis has them. Raises NotRendered.
        """
        with self.db.look() as tx:
            made = sheet(tx, request, clock.now().astimezone(self.settings.timezone))
        return pdf(page.html(made))


def sheet(tx: Connection, request: Request, now: datetime) -> Sheet:
    """Read how it is to be printed, and what there is to show of it."""
    reader = Reader(request.data)
    language, shapes = reader.one_of("language", LANGUAGES, "id"), reader.raw("shapes") or []
    if not isinstance(shapes, list) or len(shapes) > MOST_SHAPES:
        reader.wrong("shapes", f"needs a list of up to {MOST_SHAPES} features")
        shapes = []
    reader.end()
    told = showing.item(tx, request, now.date())
    return Sheet(told, page.shapes_of(shapes), language, now)
