"""Entrypoints of recipients: what e-office tells of positions, groups, finding whom to address."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from sqlalchemy.engine import Connection

from libs.kit import clock, paging
from libs.kit.db import Database
from libs.kit.envelope import Incoming
from libs.kit.errors import FieldError, Forbidden, Invalid
from libs.kit.principal import Principal
from libs.kit.request import Request
from libs.kit.service import command, rpc, subscribe
from services.notifications.recipients import domain, finding, messages, reaching, removing
from services.notifications.recipients.domain import GROUP, POSITION, GroupChanged, Target
from services.notifications.recipients.repository import Groups, Office

DESK = frozenset({"operator", "admin"})
GIVERS = DESK | {"officer"}


class RecipientsEntrypoints:
    """Who can be told."""

    db: Database

    @subscribe("eoffice", "authority_changed")
    def on_authority_changed(self, tx: Connection, event: Incoming) -> None:
        """Keep the position as it is now, with who holds it and what it delegates."""
        Office(tx).put(*messages.authority(event.data))

    @rpc
    def list_recipients(self, request: Request) -> dict[str, Any]:
        """Return whom `q` finds: `{"q", "kind"}` → `{"kind", "code", "name", "note", …}` each."""
        _require(request.principal, GIVERS)
        with self.db.begin() as tx:
            found = finding.search(tx, request.principal, request.data, clock.now())
        return {"items": found, "next": None}

    @rpc
    def list_recipient_groups(self, request: Request) -> dict[str, Any]:
        """Return a page of groups of the caller's area and above: `{"q", "limit", "after"}`."""
        _require(request.principal, GIVERS)
        limit, after = paging.asked(request.data)
        q = str(request.data.get("q") or "")
        with self.db.begin() as tx:
            rows = Groups(tx).page(q, request.principal.area, limit, after)
        page, following = paging.cut(rows, limit, lambda one: one.code)
        return {"items": [messages.group_out(one) for one in page], "next": following}

    @rpc
    def get_recipient_group(self, request: Request) -> dict[str, Any]:
        """Return the group of `{"code"}`, its members with names, and whom it `reaches` now."""
        _require(request.principal, GIVERS)
        with self.db.begin() as tx:
            one = _near(tx, request)
            reached = reaching.reach(tx, [Target(GROUP, one.code)], clock.now())
            return messages.group_whole(one, finding.names(tx, one.members), reached)

    @rpc
    @command
    def add_recipient_group(self, tx: Connection, request: Request) -> dict[str, Any]:
        """Keep a new group; raises Invalid with the path of a circle."""
        _require(request.principal, DESK)
        given, store = messages.group(request.data), Groups(tx)
        request.principal.require_area(given.area)
        store.lock()
        _check(tx, request.principal, given)
        new = replace(given, version=store.last(given.code) + 1)
        store.add(new, request.principal.name, clock.now())
        return messages.group_out(new)

    @rpc
    @command
    def put_recipient_group(self, tx: Connection, request: Request) -> dict[str, Any]:
        """Have a group be this at the `version` that was seen; raises Invalid for a circle."""
        _require(request.principal, DESK)
        given, store = messages.group(request.data), Groups(tx)
        store.lock()
        before = _own(tx, request, given.version)
        request.principal.require_area(given.area)
        _check(tx, request.principal, given)
        new = replace(given, version=before.version + 1)
        store.change(new, request.principal.name, clock.now())
        return messages.group_out(new)

    @rpc
    @command
    def remove_recipient_group(self, tx: Connection, request: Request) -> dict[str, Any]:
        """Take a group away that nothing tells any more: `{"code", "version"}`."""
        _require(request.principal, DESK)
        Groups(tx).lock()
        seen = messages.version(request.data)
        return removing.remove(tx, request.principal, _own(tx, request, seen))


def _own(tx: Connection, request: Request, seen: int) -> domain.Group:
    """Return the group that is to be another one; raises GroupChanged unless it is as seen."""
    found = _near(tx, request)
    request.principal.require_area(found.area)
    if found.version != seen:
        raise GroupChanged(f"it is at version {found.version}", version=found.version)
    return found


def _near(tx: Connection, request: Request) -> domain.Group:
    """Return the group, of the caller's area or above it; raises UnknownGroup."""
    code, area = str(request.data.get("code")), request.principal.area
    found = Groups(tx).get(code)
    if not (found.area.startswith(area) or area.startswith(found.area)):
        raise domain.UnknownGroup(f"there is no group {code[:40]}")
    return found


def _check(tx: Connection, who: Principal, given: domain.Group) -> None:
    """Raise Invalid that names each member who is not there, or outside the caller's area."""
    groups = Groups(tx).all()
    domain.check_group(given, groups)
    known = Office(tx).known([one.code for one in given.members if one.kind == POSITION])
    there = {(POSITION, one.code) for one in known.values() if who.covers(one.area)}
    there |= {(GROUP, one.code) for one in groups.values() if who.covers(one.area)}
    checked = [one for one in enumerate(given.members) if one[1].kind in (POSITION, GROUP)]
    wrong = [(place, one) for place, one in checked if (one.kind, one.code) not in there]
    if wrong:
        told = "there is none of this code in your area"
        raise Invalid(errors=tuple(FieldError(f"members.{at}.code", told) for at, _ in wrong))


def _require(who: Principal, roles: frozenset[str]) -> None:
    if not roles & who.roles:
        raise Forbidden(f"needs one of: {', '.join(sorted(roles))}")
