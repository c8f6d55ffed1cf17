"""What people do with alerts: raise, acknowledge, take back, resolve, cancel, silence."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy.engine import Connection

from libs.kit import clock
from libs.kit.ids import new_id
from libs.kit.principal import Principal
from libs.kit.request import Request
from services.notifications.alerts import (
    access,
    messages,
    raising,
    releasing,
    telling,
    times,
    wall,
    wire,
)
from services.notifications.alerts.domain import (
    ACKNOWLEDGED,
    CANCELLED,
    FIRING,
    RESOLVED,
    Alert,
    NotYourAlert,
    UnknownAlert,
)
from services.notifications.alerts.readers_repository import Chains, Readers
from services.notifications.alerts.repository import Alerts
from services.notifications.alerts.silences_repository import Silences
from services.notifications.alerts.tables import alerts

Data = dict[str, Any]


def raise_by_hand(tx: Connection, request: Request) -> Data:
    """Raise an alert; `messages.by_hand` has the fields."""
    who = request.principal
    cause = messages.by_hand(request.data, who)
    access.require_desk(who, "")
    who.require_area(cause.area)
    alert = raising.raise_alert(tx, cause, clock.now(), who.name)
    return wire.alert_out(Alerts(tx).take(alert))


def acknowledge(tx: Connection, request: Request) -> Data:
    """Have an alert in hand: `{"alert", "note"}`; for operators, and for who was told."""
    alert, note = messages.note(request.data)
    one = take(tx, alert, request.principal)
    return wire.alert_out(taken_by(tx, one, request.principal.name, note, clock.now()))


def taken_by(tx: Connection, one: Alert, by: str, note: str, at: datetime) -> Alert:
    """Have the alert, which was taken under a lock, in hand of somebody; those told hear of it."""
    after = one.acknowledge(by, at, note, times.again(one.severity))
    Chains(tx).stop(one.id)
    wall.acknowledge(tx, after, at)
    Alerts(tx).save(ACKNOWLEDGED, after, by, note)
    telling.tell_again(tx, after, f"by/{after.version}", f"Dijawab {by}: {one.headline}", at)
    return after


def notice_acknowledged(
    tx: Connection, notice: str, who: Principal, note: str, at: datetime
) -> bool:
    """Have the alert of a notice in hand of who acknowledges that notice.

    Says whether the notice was of an alert that fires; its notice is acknowledged with it.
    """
    alert = wall.alert_of(tx, notice)
    one = None if alert is None else Alerts(tx).take(alert)
    if one is None or one.state != FIRING:
        return False
    if one.area:
        who.require_area(one.area)
    taken_by(tx, one, who.name, note, at)
    return True


def unacknowledge(tx: Connection, request: Request) -> Data:
    """Have it in hand no more: it rises."""
    alert, note = messages.note(request.data)
    one = take(tx, alert, request.principal)
    after = one.unacknowledge(clock.now())
    Alerts(tx).save("unacknowledged", after, request.principal.name, note)
    return wire.alert_out(after)


def resolve(tx: Connection, request: Request) -> Data:
    """Say that it is over."""
    return _end(tx, request, RESOLVED)


def cancel(tx: Connection, request: Request) -> Data:
    """Say that it should not have been raised."""
    return _end(tx, request, CANCELLED)


def _end(tx: Connection, request: Request, state: str) -> Data:
    alert, note = messages.note(request.data)
    one = take(tx, alert, request.principal)
    access.require_desk(request.principal, "")
    after = releasing.end(tx, one, state, request.principal.name, clock.now(), note)
    return wire.alert_out(after)


def take(tx: Connection, alert: str, who: Principal) -> Alert:
    """Return an alert that the principal reads, under a lock.

    Raises UnknownAlert for others', NotYourAlert where the area of an operator ends above it.
    """
    one = Alerts(tx).take(alert)
    told = Readers(tx).has(one.id, who.name)
    if not told and Alerts(tx).get((alerts.c.id == one.id) & access.visible(who)) is None:
        raise UnknownAlert(f"there is no alert {alert[:40]}")
    if not told and one.area and not who.covers(one.area):  # what has no area is anybody's
        raise NotYourAlert(f"this account may act in {who.area}…, and this is about more")
    return one


# ---- silences


def add_silence(tx: Connection, request: Request) -> Data:
    """Have nobody told for a time; `messages.silence` has the fields."""
    who, now = request.principal, clock.now()
    values = messages.silence(request.data, now)
    _require_silencer(who, values["area"])
    row = {"id": new_id(), **values, "who": who.name, "made_at": now, "version": 1}
    Silences(tx).add({**row, "ended_by": None})
    return silence_out({**row, "ended_by": None})


def change_silence(tx: Connection, request: Request) -> Data:
    """Set a silence anew, over the version that was seen."""
    who, now = request.principal, clock.now()
    values, seen = messages.silence(request.data, now), messages.version(request.data)
    row = Silences(tx).take(str(request.data.get("silence")), seen)
    _require_silencer(who, row["area"])
    _require_silencer(who, values["area"])
    Silences(tx).save(row["id"], {**values, "who": who.name})
    releasing.release(tx, f"silence/{row['id']}", now)
    return silence_out({**row, **values, "who": who.name, "version": row["version"] + 1})


def end_silence(tx: Connection, request: Request) -> Data:
    """End a silence: what still stands is told."""
    who = request.principal
    row = Silences(tx).take(str(request.data.get("silence")))
    _require_silencer(who, row["area"])
    if row["ended_by"] is None:
        Silences(tx).save(row["id"], {"ended_by": who.name})
        releasing.release(tx, f"silence/{row['id']}", clock.now())
    return silence_out({**row, "ended_by": who.name, "version": row["version"] + 1})


def _require_silencer(who: Principal, area: str) -> None:
    access.require_desk(who, "")
    who.require_area(area)


def silence_out(row: Any) -> Data:
    """Return a silence as answers have it."""
    same = ("id", "match", "why", "who", "version", "ended_by")
    moments = {name: clock.to_text(row[name]) for name in ("starts", "ends", "made_at")}
    return {**{name: row[name] for name in same}, **moments, "id": str(row["id"])}
