"""Who acts as what: the interface of the organisation to the rest of the e-office.

    acting = acting.acting(tx, request.principal, data.get("as"), today)

A person is an account of the gateway, by its name. Positions are held by people for a time, in a
capacity; a delegation lets whoever holds one position act for another one. Authority is looked up
on the day of each act, so that a position that ended yesterday gives none today.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from sqlalchemy.engine import Connection

from libs.kit.errors import FieldError, Invalid
from libs.kit.principal import Principal
from services.eoffice.organisation.authority_repository import Authority
from services.eoffice.organisation.domain import DELEGATE, Acting, NotYourPosition, Period

__all__ = ["Acting", "NotYourPosition", "acting", "acting_if_any", "chain", "positions_of"]


def acting(tx: Connection, principal: Principal, position: str | None, on: date) -> Acting:
    """Return the person as the position (its code), or as the only one that they hold.

    Raises NotYourPosition with the reason, and Invalid that names `as` where several are held and
    none is named.
    """
    mine = positions_of(tx, principal, on)
    if position is not None:
        found = next((one for one in mine if one.position == position), None)
        if found is None:
            raise NotYourPosition(_reason(tx, principal.name, position, on))
        return found
    held = [one for one in mine if one.capacity != DELEGATE]
    if not held:
        raise NotYourPosition(f"this account holds no position on {on}")
    if len(held) > 1:
        several = ", ".join(one.position for one in held)
        raise Invalid(errors=(FieldError("as", f"needs one of your positions: {several}"),))
    return held[0]


def acting_if_any(
    tx: Connection, principal: Principal, position: str | None, on: date
) -> Acting | None:
    """Return as `acting` does; None where no position is named and not just one is held."""
    if position is not None:
        return acting(tx, principal, position, on)
    held = [one for one in positions_of(tx, principal, on) if one.capacity != DELEGATE]
    return held[0] if len(held) == 1 else None


def positions_of(tx: Connection, principal: Principal, on: date) -> list[Acting]:
    """Return what the person may act as on the day: each position once, by code.

    Where a position is both held and delegated to them, it is held.
    """
    found: dict[str, Acting] = {}
    for one in Authority(tx).of(principal.name, on):
        known = found.get(one.position)
        if known is None or (known.capacity == DELEGATE and one.capacity != DELEGATE):
            found[one.position] = one
    return [found[code] for code in sorted(found)]


def chain(tx: Connection, position: str) -> list[str]:
    """Return the codes of the positions above, the one right above first."""
    return Authority(tx).chain(position)


def _reason(tx: Connection, person: str, position: str, on: date) -> str:
    ever = Authority(tx).ever(person, position)
    past = [one for one in ever if one.ends is not None and one.ends < on]
    coming = [one for one in ever if one.starts > on and (one.ends is None or one.ends >= on)]
    if coming:
        return f"{position} is yours from {min(one.starts for one in coming)}"
    if past:
        return f"{position} was yours until {_latest(past)}"
    return f"{position} was never yours"


def _latest(past: Sequence[Period]) -> date:
    return max(one.ends for one in past if one.ends is not None)
