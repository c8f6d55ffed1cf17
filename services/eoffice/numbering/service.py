"""Entrypoints of numbers."""

from __future__ import annotations

from typing import Any

from sqlalchemy.engine import Connection

from libs.kit import clock
from libs.kit.db import Database
from libs.kit.errors import Forbidden
from libs.kit.reading import Reader
from libs.kit.request import Request
from libs.kit.service import command, rpc
from services.eoffice import audit
from services.eoffice.numbering import messages
from services.eoffice.numbering.domain import NotRecords, UnknownNumber
from services.eoffice.numbering.repository import Numbers
from services.eoffice.organisation import acting
from services.eoffice.repository import Units
from services.eoffice.settings import Settings


class NumberingEntrypoints:
    """How letters are numbered, and what became of each number."""

    db: Database
    settings: Settings

    @rpc
    @command
    def put_number_rule(self, tx: Connection, request: Request) -> dict[str, Any]:
        """Set how letters of a unit and kind are numbered; numbers given out stay.

        By an administrator whose area holds the unit; rules of every unit by one of the whole
        region, as by whom the organisation is registered.
        """
        if "admin" not in request.principal.roles:
            raise Forbidden("needs one of: admin")
        wanted = messages.rule(request.data)
        unit = Units(tx).find(wanted.unit or None)
        if wanted.unit and unit is None:
            raise UnknownNumber(f"there is no unit {wanted.unit}")
        request.principal.require_area(messages.EVERY if unit is None else unit.area)
        Numbers(tx).put_rule(wanted)
        told = messages.rule_out(wanted)
        audit.note(tx, request, None, "number_rule_put", f"unit/{wanted.unit}", None, told)
        return told

    @rpc
    def list_number_rules(self, _request: Request) -> dict[str, Any]:
        """Return all rules; where none fits, ours stand: `defaults.py`."""
        with self.db.begin() as tx:
            found = Numbers(tx).rules()
        return {"items": [messages.rule_out(one) for one in found], "next": None}

    @rpc
    def report_numbers(self, request: Request) -> dict[str, Any]:
        """Return what became of the numbers of a year, `{"year"}`, for records officers.

        Series in which one's units have numbers: the last number, how many are in each state,
        those that no letter bears with the reason, and those that are missing, which are none.
        """
        reader = Reader(request.data)
        year = reader.integer("year", 2000, 9999)
        reader.end()
        today = clock.now().astimezone(self.settings.timezone).date()
        with self.db.begin() as tx:
            mine = acting.positions_of(tx, request.principal, today)
            units = [one.unit for one in mine if one.records]
            if not units:
                raise NotRecords
            store = Numbers(tx)
            found = store.counters(units, year, secret=False)
            items = [_series(store, name, year, last) for name, last in found]
        return {"items": items, "next": None}


def _series(store: Numbers, name: str, year: int, last: int) -> dict[str, Any]:
    return {
        "series": name,
        "year": year,
        "last": last,
        "counts": store.counts(name, year),
        "unused": [messages.number_out(one) for one in store.unused(name, year)],
        "missing": store.missing(name, year),
    }
