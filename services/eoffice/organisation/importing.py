"""An organisation from CSV: what the lines say is checked as if each was done by itself.

What stands there already is left alone, so that a corrected file can be put again.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import asdict, replace
from datetime import date
from typing import Any

from sqlalchemy.engine import Connection

from libs.kit.errors import FieldError, Invalid, KendaliError
from libs.kit.ids import new_id
from libs.kit.principal import Principal
from libs.kit.reading import Reader
from libs.kit.request import Request
from services.eoffice import domain as units_domain
from services.eoffice import messages as units_messages
from services.eoffice.organisation import changes, domain, files, messages
from services.eoffice.organisation.changes import refuse_own
from services.eoffice.organisation.domain import DEEPEST, PLH, Holding
from services.eoffice.organisation.files import HOLDING, POSITION, UNIT, Line, Refused
from services.eoffice.organisation.plan import Plan

SHOWN_REFUSALS = 1000


def run(tx: Connection, request: Request, today: date) -> dict[str, Any]:
    """Put the file of `{"text", "partial", "as"}`; raises Invalid that names what is refused."""
    reader = Reader(request.data)
    reader.only(("text", "partial", "as"))
    partial = reader.flag("partial")
    reader.end()
    who = changes.acts_as(tx, request, today)
    lines, refused = files.read(reader.raw("text"))
    taking = Taking(Plan(tx), request.principal)
    refused = sorted([*refused, *taking.take(lines)], key=lambda one: (one.line, one.column))
    if refused and not partial:
        raise Invalid("the file is not put", tuple(one.error for one in refused[:SHOWN_REFUSALS]))
    taking.plan.carry_out(request, who, today)
    told = [asdict(one) for one in refused[:SHOWN_REFUSALS]]
    return taking.plan.counts() | {"unchanged": taking.unchanged, "refused": told}


class Taking:
    """Takes lines into a plan, in whichever order they stand."""

    def __init__(self, plan: Plan, principal: Principal) -> None:
        self.plan, self.unchanged = plan, 0
        self._principal = principal
        self._refused: list[Refused] = []

    def take(self, lines: Iterable[Line]) -> list[Refused]:
        """Return what is refused, and why."""
        kinds: dict[str, list[Line]] = {UNIT: [], POSITION: [], HOLDING: []}
        for line in lines:
            kinds[line.kind].append(line)
        self._rising(kinds[UNIT], "parent", self._unit)
        self._rising(kinds[POSITION], "above", self._position)
        for line in sorted(kinds[HOLDING], key=lambda one: one.cells.get("capacity") == PLH):
            self._try(line, self._holding)
        return self._refused

    def _rising(self, lines: list[Line], upper: str, take: Callable[[Line], bool]) -> None:
        """Take what stands above before what stands below; the rest as it comes."""
        waiting = {str(one.cells.get("code")): one for one in lines}
        repeated = [one for one in lines if waiting[str(one.cells.get("code"))] is not one]
        self._refused += [one.refused("code", "stands in a later line too") for one in repeated]
        for first in list(waiting):
            path: list[str] = []
            code: str | None = first
            while code in waiting and code not in path:
                path.append(code)
                code = waiting[code].cells.get(upper)
            for one in reversed(path):
                self._try(waiting.pop(one), take)

    def _try(self, line: Line, take: Callable[[Line], bool]) -> None:
        try:
            if not take(line):
                self.unchanged += 1
        except Invalid as error:
            wrong = error.errors or (FieldError("", error.detail),)
            self._refused += [line.refused(one.field, one.message) for one in wrong]
        except KendaliError as error:
            self._refused.append(line.refused("", error.detail))

    def _unit(self, line: Line) -> bool:
        unit = units_messages.parse_unit(line.cells, new_id())
        self._principal.require_area(unit.area)
        plan = self.plan
        known = plan.units.get(unit.code)
        if known is not None and known.same_as(unit):
            return False
        units_domain.register(unit, plan.units.get(unit.parent or ""), None)
        if known is not None and known.area != unit.area:
            raise Invalid(errors=(FieldError("area", f"a unit keeps its area, {known.area}"),))
        if known is not None and unit.code in self._above(unit.parent):
            raise Invalid(errors=(FieldError("parent", f"stands below {unit.code}"),))
        plan.put_unit(unit if known is None else replace(unit, id=known.id))
        return True

    def _above(self, code: str | None) -> list[str]:
        found: list[str] = []
        while code is not None and code in self.plan.units and len(found) <= DEEPEST:
            found.append(code)
            code = self.plan.units[code].parent
        return found

    def _position(self, line: Line) -> bool:
        reader = Reader(line.cells)
        given = messages.read_position(reader)
        reader.end()
        plan = self.plan
        self._principal.require_area(plan.area_of(given.unit, "unit"))
        known = plan.positions.get(given.code)
        if known == given:
            return False
        if known is not None:
            self._principal.require_area(plan.area_of(known.unit, "unit"))
        domain.check_superior(plan.positions, given)
        plan.put_position(given)
        return True

    def _holding(self, line: Line) -> bool:
        reader = Reader(line.cells)
        given = messages.read_holding(reader, new_id())
        reader.end()
        if given.position not in self.plan.positions:
            told = f"there is no position {given.position}"
            raise Invalid(errors=(FieldError("position", told),))
        unit = self.plan.positions[given.position].unit
        self._principal.require_area(self.plan.area_of(unit, "position"))
        others = self.plan.holdings.setdefault(given.position, [])
        known = next((one for one in others if _same(one, given)), None)
        if known is not None:
            return self._end(known, given, others)
        refuse_own(self._principal, given.person)
        domain.check_holding(given, others)
        self.plan.fill(given)
        return True

    def _end(self, known: Holding, given: Holding, others: list[Holding]) -> bool:
        if known.period == given.period:
            return False
        if given.period.ends is None:
            raise Invalid(errors=(FieldError("ends", f"it ends on {known.period.ends}"),))
        after = known.ended(given.period.ends)
        domain.check_end(known, after, others)
        self.plan.vacate(known, after)
        return True


def _same(one: Holding, other: Holding) -> bool:
    """Tell whether both are of one holding, whatever their last days."""
    of_it = (one.position, one.person, one.capacity, one.period.starts)
    return of_it == (other.position, other.person, other.capacity, other.period.starts)
