"""Whom an order is to: targets opened into people and positions, each checked against the giver."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.engine import Connection

from libs.kit.errors import FieldError, Invalid
from libs.kit.ids import new_id
from libs.kit.principal import Principal
from services.notifications.orders.domain import SENT, NotBelow, Receiver
from services.notifications.recipients import domain as recipients
from services.notifications.recipients.domain import GROUP, ON_CALL, PERSON, Known, Target
from services.notifications.recipients.reaching import opened_of
from services.notifications.recipients.region import day
from services.notifications.recipients.repository import Groups, Office, area_of
from services.notifications.shifts import on_call

MOST = 500  # receivers of one order


class Receiving:
    """Opens targets for a giver: `given_as` is the giver's position, "" for the room."""

    def __init__(self, tx: Connection, who: Principal, given_as: str, at: datetime) -> None:
        self._tx, self._who, self._given_as, self._at = tx, who, given_as, at
        self._office = Office(tx)
        self._ladder = self._office.above() if given_as else {}
        self._wrong: list[FieldError] = []
        self._not_below = False

    def receivers(self, to: tuple[Target, ...]) -> list[Receiver]:
        """Return whom it is to, each once; raises Invalid, or NotBelow, that names each target."""
        found: dict[tuple[str, str], Receiver] = {}
        for place, one in enumerate(to):
            for each in self._opened(one, f"to.{place}.code"):
                found.setdefault((each.person, each.position), each)
        if self._wrong:
            failed = NotBelow if self._not_below else Invalid
            raise failed(errors=tuple(self._wrong))
        if not 1 <= len(found) <= MOST:
            raise Invalid(errors=(FieldError("to", f"reaches {len(found)}, needs 1 to {MOST}"),))
        return list(found.values())

    def _opened(self, one: Target, field: str) -> list[Receiver]:
        if one.kind == GROUP and not self._near(one.code):
            return self._refuse(field, f"there is no group {one.code}")
        inside: list[Receiver] = []
        for each in opened_of(self._tx, [one]):
            inside += self._one(each, field)
        return inside

    def _near(self, code: str) -> bool:
        group, area = Groups(self._tx).all().get(code), self._who.area
        return group is not None and (group.area.startswith(area) or area.startswith(group.area))

    def _one(self, one: Target, field: str) -> list[Receiver]:
        if one.kind == ON_CALL:
            return self._on_call(one.code, field)
        if one.kind == PERSON:
            return self._people(one.code, field)
        return self._positions(one.code, field)

    def _on_call(self, agency: str, field: str) -> list[Receiver]:
        area = area_of(self._tx, agency)
        if area is None or not self._who.covers(area):
            return self._refuse(field, f"no agency {agency} keeps shifts in your area")
        names = on_call.people(self._tx, agency, self._at)
        if not names:
            return self._refuse(field, f"nobody is on duty for {agency}")
        return [_person(name, agency) for name in names]

    def _people(self, name: str, field: str) -> list[Receiver]:
        held = self._office.of(name.lower(), day(self._at))
        places = self._office.known([one.position for one in held])
        inside = [one for one in places.values() if self._who.covers(one.area)]
        if name.lower() == self._who.name:
            return self._refuse(field, "is you")
        if (places and not inside) or (self._given_as and not inside):
            return self._refuse(field, f"{name} holds no position in your area")
        if self._given_as and not any(self._is_below(one.code) for one in inside):
            return self._above(field, name)
        return [_person(name.lower(), inside[0].unit_name if inside else "")]

    def _positions(self, code: str, field: str) -> list[Receiver]:
        known: Known | None = self._office.known([code]).get(code)
        if known is None or not self._who.covers(known.area):
            return self._refuse(field, f"there is no position {code} in your area")
        if self._given_as and not self._is_below(code):
            return self._above(field, code)
        return [_made("", code, known.title, known.unit_name)]

    def _is_below(self, code: str) -> bool:
        return self._given_as in recipients.above(code, self._ladder)

    def _above(self, field: str, code: str) -> list[Receiver]:
        self._not_below = True
        return self._refuse(field, f"{code} is not below {self._given_as}")

    def _refuse(self, field: str, why: str) -> list[Receiver]:
        self._wrong.append(FieldError(field, why))
        return []


def sent(receivers: list[Receiver], at: datetime) -> list[Receiver]:
    """Return them as sent at the moment."""
    return [Receiver(**{**vars(one), "times": {SENT: at}}) for one in receivers]


def _person(name: str, unit: str) -> Receiver:
    return _made(name, "", name, unit)


def _made(person: str, position: str, title: str, unit: str) -> Receiver:
    return Receiver(new_id(), person, position, title, unit)
