"""Rules and chains are set by administrators: as a whole, over the version that was seen."""

from __future__ import annotations

from typing import Any

from sqlalchemy.engine import Connection

from libs.kit.errors import FieldError, Invalid
from libs.kit.request import Request
from services.notifications.alerts import access, messages, reading, rules
from services.notifications.alerts.settings_repository import CHAINS, RULES, Book

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
        _check_rule(tx, body)
    else:
        reading.chain(body)
    version = book.put(body["code"], body, seen, request.principal.name)
    return {**body, "version": version, "set_by": request.principal.name}


def _check_rule(tx: Connection, body: Data) -> None:
    """Raise unless the rule is whole, leads to what is there, and to itself by no way."""
    rule = reading.rule(body)
    others = {one.code: one for one in Book(tx, RULES).rules()}
    errors = [
        FieldError("pass_to", f"there is no rule {code[:80]}")
        for code in rule.pass_to
        if code not in others and code != rule.code
    ]
    if rule.chain and rule.chain not in Book(tx, CHAINS).rows():
        errors.append(FieldError("chain", f"there is no chain {rule.chain}"))
    if errors:
        raise Invalid(errors=tuple(errors))
    passing = {one.code: one.pass_to for one in others.values()}
    rules.refuse_circles({**passing, rule.code: rule.pass_to})


def _refuse_used(code: str, users: list[str]) -> None:
    if users:
        raise Invalid(errors=(FieldError("code", f"{code} is used by {', '.join(users)}"),))
