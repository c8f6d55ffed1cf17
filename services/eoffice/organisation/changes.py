"""What changes the organisation: each change is checked, noted and told of."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy.engine import Connection

from libs.kit import outbox
from libs.kit.errors import FieldError, Invalid
from libs.kit.ids import new_id
from libs.kit.principal import Principal
from libs.kit.request import Request
from services.eoffice import audit
from services.eoffice.organisation import domain, messages, telling
from services.eoffice.organisation.acting import acting_if_any, chain, positions_of
from services.eoffice.organisation.domain import DELEGATE, Acting, Delegation, OwnPosition
from services.eoffice.organisation.repository import (
    Delegations,
    Holdings,
    Placed,
    Positions,
    lock,
)
from services.eoffice.repository import Units

ADMIN = "admin"


def put_position(tx: Connection, request: Request, today: date) -> dict[str, Any]:
    """Add or change a position; raises WrongSuperior, and Invalid for a unit that is not there."""
    given, who = messages.position(request.data), acts_as(tx, request, today)
    lock(tx)
    area = _unit_area(tx, given.unit)
    request.principal.require_area(area)
    store = Positions(tx)
    known = store.all()
    before = known.get(given.code)
    if before == given:
        return messages.position_out(given)
    if before is not None:
        request.principal.require_area(store.place(given.code).area)
    domain.check_superior(known, given)
    store.put(given)
    told = before and messages.position_out(before), messages.position_out(given)
    audit.note(tx, request, who, "position_changed", f"position/{given.code}", *told)
    outbox.add(tx, "eoffice", messages.position_changed(given, area))
    telling.tell(tx, [given.code], today)
    return messages.position_out(given)


def appoint(tx: Connection, request: Request, today: date) -> dict[str, Any]:
    """Have a person hold a position; raises what `domain.check_holding` does, and OwnPosition."""
    given, who = messages.holding(request.data, new_id()), acts_as(tx, request, today)
    lock(tx)
    place = _mine(tx, request.principal, given.position, "position")
    refuse_own(request.principal, given.person)
    store = Holdings(tx)
    domain.check_holding(given, store.of(given.position))
    store.add(given)
    after = messages.holding_out(given)
    audit.note(tx, request, who, "position_filled", f"holding/{given.id}", None, after)
    outbox.add(tx, "eoffice", messages.position_filled(given, place.position.unit, place.area))
    telling.tell(tx, [given.position], today)
    return after


def end_holding(tx: Connection, request: Request, today: date) -> dict[str, Any]:
    """Give a holding its last day; raises HasEnded or StoodInFor."""
    (key, last), who = messages.end(request.data), acts_as(tx, request, today)
    lock(tx)
    store = Holdings(tx)
    before = store.get(key)
    place = _mine(tx, request.principal, before.position, "position")
    after = before.ended(last)
    if after == before:
        return messages.holding_out(before)
    domain.check_end(before, after, store.of(before.position))
    store.end(after)
    told = messages.holding_out(before), messages.holding_out(after)
    audit.note(tx, request, who, "position_vacated", f"holding/{key}", *told)
    outbox.add(tx, "eoffice", messages.position_vacated(after, place.position.unit, place.area))
    telling.tell(tx, [after.position], today)
    return told[1]


def delegate(tx: Connection, request: Request, today: date) -> dict[str, Any]:
    """Delegate from a position to one below; its holder may, and who may change it anyway."""
    given, who = messages.delegation(request.data, new_id()), acts_as(tx, request, today)
    lock(tx)
    mine = _held(tx, request.principal, today)
    place = _place(tx, given.from_position, "from")
    _place(tx, given.to_position, "to")
    if given.from_position not in mine:
        request.principal.require_area(place.area)
        if given.to_position in mine and ADMIN not in request.principal.roles:
            raise OwnPosition(f"{given.to_position} is yours")
    domain.check_delegation(given, chain(tx, given.to_position))
    Delegations(tx).add(given)
    telling.tell(tx, [given.from_position], today)
    return _told(tx, request, who, "delegation_given", None, given, place.area)


def end_delegation(tx: Connection, request: Request, today: date) -> dict[str, Any]:
    """Give a delegation an earlier last day; raises HasEnded."""
    (key, last), who = messages.end(request.data), acts_as(tx, request, today)
    lock(tx)
    before = Delegations(tx).get(key)
    place = _place(tx, before.from_position, "from")
    if before.from_position not in _held(tx, request.principal, today):
        request.principal.require_area(place.area)
    after = before.ended(last)
    if after == before:
        return messages.delegation_out(before)
    Delegations(tx).end(after)
    telling.tell(tx, [after.from_position], today)
    return _told(tx, request, who, "delegation_ended", before, after, place.area)


def refuse_own(principal: Principal, person: str) -> None:
    """Raise OwnPosition for who would appoint themselves; an administrator may."""
    if person == principal.name and ADMIN not in principal.roles:
        raise OwnPosition("have somebody else appoint you")


def _told(
    tx: Connection,
    request: Request,
    who: Acting | None,
    what: str,
    before: Delegation | None,
    after: Delegation,
    area: str,
) -> dict[str, Any]:
    told = before and messages.delegation_out(before), messages.delegation_out(after)
    audit.note(tx, request, who, what, f"delegation/{after.id}", *told)
    outbox.add(tx, "eoffice", messages.delegation_changed(after, area))
    return messages.delegation_out(after)


def acts_as(tx: Connection, request: Request, today: date) -> Acting | None:
    """Return as what who asks does this: as `as` says, or as the only position that they hold."""
    position = request.data.get("as")
    if position is not None and not isinstance(position, str):
        raise Invalid(errors=(FieldError("as", "needs the code of a position"),))
    return acting_if_any(tx, request.principal, position, today)


def _held(tx: Connection, principal: Principal, today: date) -> set[str]:
    mine = positions_of(tx, principal, today)
    return {one.position for one in mine if one.capacity != DELEGATE}


def _mine(tx: Connection, principal: Principal, code: str, field: str) -> Placed:
    """Return the position; raises OutsideArea unless it lies in the principal's area."""
    place = _place(tx, code, field)
    principal.require_area(place.area)
    return place


def _place(tx: Connection, code: str, field: str) -> Placed:
    try:
        return Positions(tx).place(code)
    except domain.UnknownPosition as error:
        raise Invalid(errors=(FieldError(field, error.detail),)) from None


def _unit_area(tx: Connection, code: str) -> str:
    unit = Units(tx).find(code)
    if unit is None:
        raise Invalid(errors=(FieldError("unit", f"there is no unit {code}"),))
    return unit.area
