"""What an import would make of the organisation: planned in memory, then carried out at once."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy.engine import Connection

from libs.kit import outbox
from libs.kit.errors import FieldError, Invalid
from libs.kit.request import Request
from services.eoffice import audit
from services.eoffice import messages as units_messages
from services.eoffice.domain import Registered, Unit
from services.eoffice.organisation import messages, telling
from services.eoffice.organisation.domain import Acting, Holding, Position
from services.eoffice.organisation.repository import Holdings, Positions, lock
from services.eoffice.repository import Units


class Plan:
    """The organisation as it will be, and what was there before of what changes."""

    def __init__(self, tx: Connection) -> None:
        lock(tx)
        self._tx = tx
        self.units = {one.code: one for one in Units(tx).all()}
        self.positions = Positions(tx).all()
        self.holdings: dict[str, list[Holding]] = {}
        for one in Holdings(tx).all():
            self.holdings.setdefault(one.position, []).append(one)
        self._units: dict[str, Unit | None] = {}
        self._positions: dict[str, Position | None] = {}
        self._filled: dict[str, Holding] = {}
        self._vacated: list[tuple[Holding, Holding]] = []

    def area_of(self, unit: str, field: str) -> str:
        """Return the area of a unit; raises Invalid for one that is not there."""
        found = self.units.get(unit)
        if found is None:
            raise Invalid(errors=(FieldError(field, f"there is no unit {unit}"),))
        return found.area

    def put_unit(self, unit: Unit) -> None:
        self._units[unit.code] = self.units.get(unit.code)
        self.units[unit.code] = unit

    def put_position(self, position: Position) -> None:
        self._positions[position.code] = self.positions.get(position.code)
        self.positions[position.code] = position

    def fill(self, holding: Holding) -> None:
        self._filled[holding.id] = holding
        self.holdings.setdefault(holding.position, []).append(holding)

    def vacate(self, before: Holding, after: Holding) -> None:
        others = self.holdings[before.position]
        others[others.index(before)] = after
        self._vacated.append((before, after))

    def counts(self) -> dict[str, int]:
        holdings = len(self._filled) + len(self._vacated)
        return {
            "units": len(self._units),
            "positions": len(self._positions),
            "holdings": holdings,
        }

    def carry_out(self, request: Request, who: Acting | None, today: date) -> None:
        """Store it all, note it and tell of it."""
        self._put_units(request, who)
        self._put_positions(request, who)
        self._put_holdings(request, who)
        telling.tell(self._tx, self._touched(), today)

    def _touched(self) -> set[str]:
        """Return the positions of which something is told: their own, their holders', a unit's."""
        holdings = [*self._filled.values(), *(after for _, after in self._vacated)]
        renamed = {code for code, before in self._units.items() if before is not None}
        those = {one.code for one in self.positions.values() if one.unit in renamed}
        return {*self._positions, *(one.position for one in holdings), *those}

    def _put_units(self, request: Request, who: Acting | None) -> None:
        store = Units(self._tx)
        for code, before in self._units.items():
            unit = self.units[code]
            if before is None:
                store.add(Registered(unit))
            else:
                store.change(unit)
            what = "unit_registered" if before is None else "unit_changed"
            told = before and units_messages.to_wire(before), units_messages.to_wire(unit)
            audit.note(self._tx, request, who, what, f"unit/{code}", *told)

    def _put_positions(self, request: Request, who: Acting | None) -> None:
        made = [self.positions[code] for code in self._positions]
        Positions(self._tx).put(*made)
        for one in made:
            before = self._positions[one.code]
            told = before and messages.position_out(before), messages.position_out(one)
            audit.note(self._tx, request, who, "position_changed", f"position/{one.code}", *told)
            area = self.units[one.unit].area
            outbox.add(self._tx, "eoffice", messages.position_changed(one, area))

    def _put_holdings(self, request: Request, who: Acting | None) -> None:
        store = Holdings(self._tx)
        store.add(*self._filled.values())
        store.end(*(after for _, after in self._vacated))
        filled: list[tuple[Any, Holding]] = [(None, one) for one in self._filled.values()]
        for before, after in filled + self._vacated:
            what = "position_filled" if before is None else "position_vacated"
            told = before and messages.holding_out(before), messages.holding_out(after)
            audit.note(self._tx, request, who, what, f"holding/{after.id}", *told)
            unit = self.positions[after.position].unit
            event = messages.position_filled if before is None else messages.position_vacated
            outbox.add(self._tx, "eoffice", event(after, unit, self.units[unit].area))
