"""What is shown of alerts: lists, one with all that was told of it, rules, chains, a preview."""

from __future__ import annotations

from datetime import datetime, tzinfo
from typing import Any

from sqlalchemy.engine import Connection

from libs.kit import clock, paging
from libs.kit.ids import is_uuid
from libs.kit.principal import Principal
from libs.kit.request import Request
from services.notifications.alerts import (
    access,
    acting,
    lists_repository,
    messages,
    reading,
    rules,
    setting,
    telling,
    tending,
    wire,
)
from services.notifications.alerts.chains import Running, timeline
from services.notifications.alerts.domain import SEVERITIES, Alert, UnknownAlert
from services.notifications.alerts.readers_repository import Chains, agencies
from services.notifications.alerts.repository import Alerts
from services.notifications.alerts.rules import Rule
from services.notifications.alerts.settings_repository import CHAINS, RULES, Book
from services.notifications.alerts.silences_repository import Silences
from services.notifications.alerts.tables import alerts
from services.notifications.deliveries import sending
from services.notifications.recipients.domain import Reader

Data = dict[str, Any]


def page(tx: Connection, request: Request) -> Data:
    """Return a page of alerts: firing, acknowledged, past; `messages.query` has the filters."""
    query = messages.query(request.data)
    rows = lists_repository.page(tx, request.principal, query)
    found, following = paging.cut(rows, query.limit, lists_repository.token)
    return {"items": [wire.alert_out(one) for one in found], "next": following}


def counts(tx: Connection, request: Request) -> Data:
    """Return how many are open: `{"firing": {severity: n}, "acknowledged": {…}}`.

    Operators are told whether nobody is on duty, `nobody_on_duty`.
    """
    found: Data = {state: dict.fromkeys(SEVERITIES, 0) for state in ("firing", "acknowledged")}
    for state, severity, number in lists_repository.counts(tx, request.principal):
        found[state][severity] = number
    if access.is_desk(request.principal):
        found["nobody_on_duty"] = not agencies(tx, clock.now())
    return found


def alert(tx: Connection, request: Request) -> Data:
    """Return an alert with its log, what was told to whom by what, and its chains."""
    one = _get(tx, str(request.data.get("alert")), request.principal)
    entries = Alerts(tx).log(one.id)
    desk = access.is_desk(request.principal)
    return {
        **wire.alert_out(one),
        "log": [_entry(row, desk=desk) for row in entries],
        "told": _told(tx, one, entries) if desk else [],
        "chains": [_chain(running) for turn, running in Chains(tx).of(one.id) if turn == one.round],
    }


def _get(tx: Connection, key: str, who: Principal) -> Alert:
    found = None
    if is_uuid(key):
        found = Alerts(tx).get((alerts.c.id == key) & access.visible(who))
    if found is None:
        raise UnknownAlert(f"there is no alert {key[:40]}")
    return found


def _entry(row: Any, *, desk: bool) -> Data:
    """Return an entry of the log; whom it was told is for operators."""
    same = {name: row[name] for name in ("what", "who", "text")}
    return {
        **same,
        "id": str(row["id"]),
        "at": clock.to_text(row["at"]),
        "data": row["data"] if desk else None,
    }


def _told(tx: Connection, one: Alert, entries: Any) -> list[Data]:
    """Return each message to each reader with its state, the first one told first."""
    keys = dict.fromkeys(
        row["data"]["key"] for row in entries if row["data"] and "key" in row["data"]
    )
    found = []
    for key in [*keys, *(f"alert/{one.id}/{part}" for part in ("end",))]:
        found += [_status(key, status) for status in sending.states(tx, key)]
    return found


def _status(key: str, status: sending.Status) -> Data:
    times = ("queued_at", "sent_at", "delivered_at", "read_at", "ended_at")
    moments = {name: getattr(status, name) for name in times}
    told = {name: None if at is None else clock.to_text(at) for name, at in moments.items()}
    same = ("id", "reader", "channel", "state", "why")
    return {"key": key, **{name: getattr(status, name) for name in same}, **told}


def _chain(one: Running) -> Data:
    step = one.next_step
    return {
        "chain": one.chain,
        "step": one.step + 1,
        "steps": len(one.steps),
        "turn": one.turn + 1,
        "due_at": None if one.due_at is None else clock.to_text(one.due_at),
        "targets": [] if step is None else [vars(target) for target in step.targets],
    }


# ---- silences, rules, chains


def silences(tx: Connection, request: Request) -> Data:
    """Return a page of silences that are not over, the newest first."""
    access.require_desk(request.principal, "")
    limit, after = paging.asked(request.data)
    if after and not is_uuid(after):
        raise paging.foreign()
    rows = Silences(tx).page(request.principal.area, clock.now(), limit, after)
    found, following = paging.cut(rows, limit, lambda row: str(row["id"]))
    return {"items": [acting.silence_out(row) for row in found], "next": following}


def settings(tx: Connection, request: Request, kind: str) -> Data:
    """Return all rules in their order, or all chains, each with its version and who set it."""
    access.require_desk(request.principal, "")
    rows = [_setting(row) for row in Book(tx, kind).rows().values()]
    return {"items": sorted(rows, key=lambda row: (row.get("order", 0), row["code"])), "next": None}


def _setting(row: Data) -> Data:
    at = None if row["at"] is None else clock.to_text(row["at"])
    return {**row["body"], "version": row["version"], "set_by": row["who"], "set_at": at}


# ---- preview


def preview(tx: Connection, request: Request, zone: tzinfo) -> Data:
    """Return who would be told of an alert, by what and when; `messages.supposed` has the fields.

    With `rule` as if that one were set; raises as setting it would.
    """
    access.require_desk(request.principal, "")
    one = messages.supposed(request.data, clock.now())
    standing = Book(tx, RULES).rules()
    if request.data.get("rule") is not None:
        tried = reading.rule(request.data["rule"])
        setting.check_rule(tx, tried)
        standing = [*(rule for rule in standing if rule.code != tried.code), tried]
    local = one.at.astimezone(zone)
    found = rules.plan(standing, one, local)
    holder, until = tending.held_by(tx, one, local)
    return {
        "held": holder or None,
        "held_until": None if until is None else clock.to_text(until),
        "rules": [_taken(tx, rule, one) for rule in found.taken],
        "missed": [{"code": code, "because": why} for code, why in found.missed.items()],
        "wall": found.wall,
        "public": found.public,
    }


def _taken(tx: Connection, rule: Rule, one: messages.Supposed) -> Data:
    when = one.at + rules.wait_of(rule, one.severity)
    chain = Book(tx, CHAINS).chains().get(rule.chain)
    steps = [] if chain is None else chain.steps
    later = [
        {"at": clock.to_text(at), "step": step + 1, "turn": turn + 1}
        | _reached(telling.readers(tx, steps[step].targets, one, at), steps[step].channels)
        for at, step, turn in timeline(steps, one.at)
    ]
    now = _reached(telling.readers(tx, rule.targets, one, when), rule.channels)
    told = {"code": rule.code, "name": rule.name, "at": _text(when), **now}
    return {**told, "chain": rule.chain or None, "steps": later}


def _reached(who: list[Reader], channels: tuple[str, ...]) -> Data:
    return {"readers": [vars(reader) for reader in who], "channels": list(channels)}


def _text(at: datetime) -> str:
    return clock.to_text(at)
