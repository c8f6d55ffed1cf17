"""Entrypoints of the e-office."""

from __future__ import annotations

from typing import Any

from sqlalchemy.engine import Connection

from libs.kit import paging
from libs.kit.ids import new_id
from libs.kit.request import Request
from libs.kit.service import DatabaseProvider, SettingsProvider, command, rpc
from services.eoffice import audit, domain, messages
from services.eoffice.archive.service import ArchiveEntrypoints
from services.eoffice.dispositions.service import DispositionsEntrypoints
from services.eoffice.incoming.service import IncomingEntrypoints
from services.eoffice.letters.service import LettersEntrypoints
from services.eoffice.mailbox.service import MailboxEntrypoints
from services.eoffice.numbering.service import NumberingEntrypoints
from services.eoffice.organisation.acting import acting_if_any
from services.eoffice.organisation.service import OrganisationEntrypoints, within
from services.eoffice.repository import Units
from services.eoffice.search.service import SearchEntrypoints
from services.eoffice.signing.service import SigningEntrypoints


class EofficeService(
    LettersEntrypoints,
    NumberingEntrypoints,
    OrganisationEntrypoints,
    IncomingEntrypoints,
    DispositionsEntrypoints,
    MailboxEntrypoints,
    SearchEntrypoints,
    SigningEntrypoints,
    ArchiveEntrypoints,
):
    """Units, positions, letters, their numbers and signatures, incoming letters, dispositions."""

    name = "eoffice"
    db = DatabaseProvider()
    settings = SettingsProvider()

    @rpc
    @command
    def register_unit(self, tx: Connection, request: Request) -> dict[str, Any]:
        """Register a unit; one that stands there with the same content is answered as it stands."""
        unit = messages.parse_unit(request.data, new_id())
        request.principal.require_area(unit.area)
        store = Units(tx)
        known = store.find(unit.code)
        happened = domain.register(unit, store.find(unit.parent), known)
        if happened is not None:
            store.add(happened)
            who = acting_if_any(tx, request.principal, None, self.today())
            after = messages.to_wire(unit)
            audit.note(tx, request, who, "unit_registered", f"unit/{unit.code}", None, after)
        return messages.to_wire(known or unit)

    @rpc
    def list_units(self, request: Request) -> dict[str, Any]:
        """Return a page of the units of the caller's regency: `{"items": […], "next"}`."""
        query = messages.parse_query(request.data)
        with self.db.begin() as tx:
            rows = Units(tx).page(query, within(request.principal, ""))
        page, following = paging.cut(rows, query.limit, lambda unit: unit.code)
        return {"items": [messages.to_wire(unit) for unit in page], "next": following}
