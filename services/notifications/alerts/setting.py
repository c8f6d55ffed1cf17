"""Rules and chains are set by administrators: as a whole, over the version that was seen."""

from __future__ import annotations

from typing import Any

from sqlalchemy.engine import Connection

from libs.kit.errors import FieldError, Invalid
from libs.kit.request import Request
from services.notifications.alerts import access, messages, reading, rules
from services.notifications.alerts.rules import Rule
from services.notifications.alerts.settings_repository import CHAINS, RULES, Book
from services.notifications.recipients.domain import unknown_groups
from services.notifications.recipients.repository import Groups

Data = dict[str, Any]


def add(tx: Connection, request: Request, kind: str) -> Data:
    """Set a new one."""
    return _put(tx, request, kind, dict(request.data), None)


def change(tx: Connection, request: Request, kind: str) -> Data:
    """Set one anew: its fields, with `version` as it was seen."""
    seen = messages.version(request.data)
    body = {name: value for name, value in request.data.items() if name != "version"}
    return _put(tx, request, kind, body, seen)


def remove(tx: Connection, request: Request, kind: str) -> Data:
    """Take one away: `{"code", "version"}`."""
    access.require_rule_maker(request.principal)
    code, book = str(request.data.get("code")), Book(tx, kind)
    seen = messages.version(request.data)
    book.lock()
    if kind == CHAINS:
        _refuse_used(code, [rule.code for rule in Book(tx, RULES).rules() if rule.chain == code])
    else:
        _refuse_used(code, [rule.code for rule in book.rules() if code in rule.pass_to])
    version = book.put(code, None, seen, request.principal.name)
    return {"code": code, "version": version}


def _put(tx: Connection, request: Request, kind: str, body: Data, seen: int | None) -> Data:
    access.require_rule_maker(request.principal)
    book = Book(tx, kind)
    book.lock()
    if kind == RULES:
        check_rule(tx, reading.rule(body))
    else:
        _check_chain(tx, body)
    version = book.put(body["code"], body, seen, request.principal.name)
    return {**body, "version": version, "set_by": request.principal.name}


def check_rule(tx: Connection, rule: Rule) -> None:
    """Raise unless the rule leads and tells to what is there, and leads to itself by no way."""
    others = {one.code: one for one in Book(tx, RULES).rules()}
    errors = [
        FieldError("pass_to", f"there is no rule {code[:80]}")
        for code in rule.pass_to
        if code not in others and code != rule.code
    ]
    if rule.chain and rule.chain not in Book(tx, CHAINS).rows():
        errors.append(FieldError("chain", f"there is no chain {rule.chain}"))
    errors += unknown_groups("targets", rule.targets, Groups(tx).all())
    if errors:
        raise Invalid(errors=tuple(errors))
    passing = {one.code: one.pass_to for one in others.values()}
    rules.refuse_circles({**passing, rule.code: rule.pass_to})


def _check_chain(tx: Connection, body: Data) -> None:
    """Raise unless the chain is whole and tells no group that is not there.

    Whoever takes a group away waits for the same lock as this, see `uses_repository`.
    """
    groups = Groups(tx).all()
    errors: list[FieldError] = []
    for place, step in enumerate(reading.chain(body).steps):
        errors += unknown_groups(f"steps.{place}.targets", step.targets, groups)
    if errors:
        raise Invalid(errors=tuple(errors))


def _refuse_used(code: str, users: list[str]) -> None:
    if users:
        raise Invalid(errors=(FieldError("code", f"{code} is used by {', '.join(users)}"),))
