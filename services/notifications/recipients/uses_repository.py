"""What tells a group of recipients: other groups, rules, chains as set and chains under way."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from services.notifications.alerts.settings_repository import CHAINS, RULES, Book
from services.notifications.alerts.tables import alert_chains
from services.notifications.recipients.domain import GROUP, Target
from services.notifications.recipients.repository import Groups

RULE, CHAIN, RUNNING = "rule", "chain", "running_chain"
_C = alert_chains.c


def uses(tx: Connection, code: str) -> list[dict[str, Any]]:
    """Return what would tell nobody without the group: `{"kind", "code", "name", "area"}` each.

    `kind` is `group`, `rule`, `chain` as it is set, or `running_chain` with steps yet to come. No
    rule or chain can be set until the transaction ends. An order is no use: its groups were opened
    when it was given.
    """
    wanted, rules, chains = Target(GROUP, code), Book(tx, RULES), Book(tx, CHAINS)
    rules.lock()
    holders = [one for one in Groups(tx).all().values() if wanted in one.members]
    found = [_use(GROUP, one.code, one.name, one.area) for one in holders]
    found += [_use(RULE, one.code, one.name) for one in rules.rules() if wanted in one.targets]
    for chain in chains.chains().values():
        if any(wanted in step.targets for step in chain.steps):
            found.append(_use(CHAIN, chain.code, chain.name))
    return found + [_use(RUNNING, name, name) for name in sorted(set(_running(tx, wanted)))]


def _use(kind: str, code: str, name: str, area: str = "") -> dict[str, Any]:
    return {"kind": kind, "code": code, "name": name, "area": area}


def _running(tx: Connection, wanted: Target) -> Iterator[str]:
    """Yield the chains under way that tell it in a step to come: they go on as they began."""
    query = sa.select(_C.chain, _C.steps, _C.step).where(_C.due_at.is_not(None))
    for chain, steps, step in tx.execute(query):
        if any(vars(wanted) in one["targets"] for one in steps[step:]):
            yield chain
