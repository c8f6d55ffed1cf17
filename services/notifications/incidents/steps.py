"""What operators do with an incident: each loads it under a lock, checks its version, tells."""

from __future__ import annotations

from typing import Any

from sqlalchemy.engine import Connection

from libs.kit import clock
from libs.kit.principal import Principal
from libs.kit.request import Request
from services.notifications.incidents import access, alerting, messages, wire
from services.notifications.incidents.domain import REFUTE, Incident, IncidentState, Who
from services.notifications.incidents.messages import Act
from services.notifications.incidents.repository import Incidents

Data = dict[str, Any]
# What is done with an incident after which its alert is not what it was.
ALERTING = alerting.STEPS | {"rated", "merged", "taken_out"}


class Desk:
    """One act of an operator on one incident, in the act's transaction."""

    def __init__(self, tx: Connection, request: Request, *names: str) -> None:
        self.tx, self.store, self.principal = tx, Incidents(tx), request.principal
        self.act: Act = messages.act(request.data, request.principal, *names)
        self.now = clock.now()

    def take(self) -> Incident:
        """Return the incident at the version that was seen; the body has been read by now."""
        self.act.reader.end()
        one = self.store.take(self.act.incident, self.principal)
        access.require_desk(self.principal, one.place.area)
        one.require_version(self.act.version)
        return one

    def keep(self, what: str, before: Incident, after: Incident, data: Any = None) -> Data:
        """Save what was done, enter it in the log, tell of it; returns the incident."""
        self.store.save(after)
        self.store.note(after.id, what, self.act.who, self.now, self.act.reason, data)
        self.store.tell(what, after, self.store.reports(after.id), before.state)
        if what in ALERTING:
            alerting.keep(self.tx, after, self.principal.name, self.now)
        return wire.incident_out(after)


def step(tx: Connection, request: Request) -> Data:
    """Bring an incident to its next state: `{"step"}`."""
    desk = Desk(tx, request, "step")
    name = messages.step(desk.act.reader)
    before = desk.take()
    after = before.take_step(name, desk.act.who, desk.now, desk.act.reason)
    if name == REFUTE and desk.store.duplicates(before.id):
        raise IncidentState("others were merged into it: take them out first", state=before.state)
    return desk.keep(name, before, after, {"state": after.state})


def rate(tx: Connection, request: Request) -> Data:
    """Give it another severity: `{"severity", "reason"}`."""
    desk = Desk(tx, request, "severity")
    severity = messages.severity(desk.act.reader)
    if not desk.act.reason:
        desk.act.reader.wrong("reason", "is needed: why is it more or less severe?")
    before = desk.take()
    after = before.rate(severity, desk.act.who, desk.now)
    return desk.keep("rated", before, after, {"before": before.severity, "after": severity})


def correct(tx: Connection, request: Request) -> Data:
    """Put right what was said of it: those of `messages.CORRECTED` that are there."""
    desk = Desk(tx, request, *messages.CORRECTED)
    changes = messages.corrections(desk.act.reader, desk.now)
    before = desk.take()
    if "place" in changes:
        _require_place(desk.principal, changes["place"].area)
    after = before.correct(desk.act.who, desk.now, **changes)
    old, new = wire.incident_out(before), wire.incident_out(after)
    data = {name: {"before": old[name], "after": new[name]} for name in sorted(changes)}
    return desk.keep("corrected", before, after, data)


def _require_place(who: Principal, area: str) -> None:
    if area:
        who.require_area(area)


def take(tx: Connection, request: Request) -> Data:
    """Have it in hand from now on; somebody else's needs `reason`."""
    desk = Desk(tx, request)
    before = desk.take()
    after = before.take(desk.act.who, desk.now, desk.act.reason)
    earlier = before.handler and {"name": before.handler.name, "agency": before.handler.agency}
    return desk.keep("taken", before, after, {"before": earlier})


def hand_over(tx: Connection, request: Request) -> Data:
    """Give it to an agency, `{"to_agency"}`, or to somebody there, `to`."""
    desk = Desk(tx, request, "to", "to_agency")
    agency = desk.act.reader.text("to_agency", longest=messages.LONGEST_NAME)
    name = messages.words(desk.act.reader, "to", messages.LONGEST_NAME)
    before = desk.take()
    after = before.hand_over(desk.act.who, desk.now, agency, name)
    return desk.keep("handed_over", before, after, {"name": name, "agency": agency})


def merge(tx: Connection, request: Request) -> Data:
    """Make it a duplicate of another, `{"into"}`; what was merged into it goes along."""
    desk = Desk(tx, request, "into")
    into = messages.uuid(desk.act.reader, "into")
    # Both rows in one order, so that two who merge crosswise do not wait for each other.
    desk.act.reader.end()
    for one in sorted({into, desk.act.incident}):
        desk.store.take(one, desk.principal)
    before, other = desk.take(), desk.store.take(into, desk.principal)
    access.require_desk(desk.principal, other.place.area)
    after = before.merge(other, desk.act.who, desk.now)
    desk.store.lead(before.id, other.id)
    answer = desk.keep("merged", before, after, {"into": other.name, "id": other.id})
    _tell_other(desk, "took_in", other, before)
    return answer


def unmerge(tx: Connection, request: Request) -> Data:
    """Make a duplicate an incident of its own again."""
    desk = Desk(tx, request)
    before = desk.take()
    after = before.unmerge(desk.act.who, desk.now)
    answer = desk.keep("taken_out", before, after)
    _tell_other(desk, "gave_back", desk.store.standing(str(before.merged_into)), before)
    return answer


def _tell_other(desk: Desk, what: str, other: Incident, one: Incident) -> None:
    """Enter in the other's log what was merged into it or taken out; its own facts stay."""
    who: Who = desk.act.who
    desk.store.note(other.id, what, who, desk.now, "", {"incident": one.name, "id": one.id})
    desk.store.tell(what, other, desk.store.reports(other.id), other.state)
