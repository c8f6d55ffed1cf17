"""What is done with alerts when their time has come, some at a time in one transaction.

Whoever takes one holds its row; what is told is queued where the row moves on. So each step happens
once, however many replicas there are and whenever one of them dies. In a burst what rules ask of
other tables is read once for those that are taken together; where one of them fails, each is done
again for itself.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta, tzinfo
from typing import Any

from sqlalchemy.engine import Connection

from libs.kit import clock, logs, session
from libs.kit.db import Database
from libs.kit.errors import Unavailable
from services.notifications.alerts import metrics, releasing, rules, standby, telling, wall
from services.notifications.alerts.chains import Chain
from services.notifications.alerts.domain import (
    CRITICAL,
    EXPIRED,
    FIRING,
    SEVERITIES,
    SYSTEM,
    Alert,
    around,
    holds_back,
)
from services.notifications.alerts.readers_repository import Chains, Gathered, Gatherings, Taken
from services.notifications.alerts.repository import Alerts
from services.notifications.alerts.rules import Rule
from services.notifications.alerts.settings_repository import CHAINS, RULES, Book
from services.notifications.alerts.silences_repository import Silences
from services.notifications.broadcast import proposing
from services.notifications.recipients.domain import Reader

MOST = 1000  # of each kind in one round, so that none keeps the others waiting for ever
TOGETHER = 20  # alerts of one transaction: who has one in hand elsewhere waits as long as it takes
UNCHECKED = "report."  # what nobody vouches for is for operators, and never on the wall
PUT_OFF = timedelta(minutes=1)  # what failed, so that it keeps nothing else waiting
log = logs.get(__name__)


@dataclass(frozen=True)
class Task:
    """What is due: how some are taken, what is done with one, how it waits after it failed."""

    take: Callable[[Connection, datetime, int], Sequence[Any]]
    act: Callable[[Connection, Any, datetime, tzinfo], None]
    put_off: Callable[[Connection, Any, datetime], None]

    def some(self, db: Database, zone: tzinfo, most: int = TOGETHER) -> int:
        """Do some that are due; returns how many were."""
        taken: list[Any] = []
        try:
            with db.begin() as tx:
                session.recall(tx)
                taken += self.take(tx, clock.now(), most)
                for one in taken:
                    self.act(tx, one, clock.now(), zone)
        except Unavailable:
            raise
        except Exception:
            if not taken:
                raise
            if len(taken) > 1:
                return sum(self.some(db, zone, 1) for _ in taken)
            log.exception("alert_failed", task=self.act.__name__)
            with db.begin() as tx:
                self.put_off(tx, taken[0], clock.now() + PUT_OFF)
        return len(taken)


def tend(db: Database, zone: tzinfo) -> None:
    """Do all that is due."""
    for task in TASKS:
        done = 0
        while done < MOST and (some := task.some(db, zone)):
            done += some
    with db.begin() as tx:
        for one in Alerts(tx).untold():
            Alerts(tx).tell("repeated", one)


def route(tx: Connection, one: Alert, at: datetime, zone: tzinfo) -> None:
    """Ask the rules about an alert that rose, unless something holds it back."""
    holder, until = held_by(tx, one, at.astimezone(zone))
    if not holder:
        follow(tx, one, at, zone)
        return
    held = replace(one, held=holder, route_at=until, changed_at=at, version=one.version + 1)
    what = "held" if holder != one.held else "still_held"
    Alerts(tx).save(what, held, SYSTEM, data={"by": holder})


def held_by(tx: Connection, one: Any, local: datetime) -> tuple[str, datetime | None]:
    """Return what keeps an alert from being told, and until when if that is known."""
    silence = Silences(tx).holding(one, local)
    if silence is not None:
        return f"silence/{silence['id']}", silence["ends"]
    if one.severity == CRITICAL or not one.area:
        return "", None
    strong = Alerts(tx).strong(one.topic, around(one.area))
    holder = next((two for two in strong if holds_back(two, one)), None)
    return (f"alert/{holder.id}", None) if holder else ("", None)


def follow(tx: Connection, one: Alert, at: datetime, zone: tzinfo) -> None:
    """Tell of an alert as the rules say."""
    found = rules.plan(_rules(tx), one, at.astimezone(zone))
    told = replace(one, held="", route_at=None, changed_at=at, version=one.version + 1)
    if one.round > 1:
        Chains(tx).stop(one.id, before=one.round)
    reached = [reader for rule in found.taken for reader in _tell(tx, rule, told, at)]
    names = [one.person for one in reached]
    if found.wall and not one.topic.startswith(UNCHECKED):
        wall.show(tx, told, at)
    if found.public and not one.topic.startswith(UNCHECKED):
        proposing.propose(tx, told, [rule.code for rule in found.taken if rule.public], at)
    data = {
        "rules": [rule.code for rule in found.taken],
        "readers": sorted({name for name in names if name}),
        "vacant": names.count(""),
        "standby": standby.stands_in(reached),
        "wall": found.wall,
        "public": found.public,
        "key": telling.key_of(told),
    }
    Alerts(tx).save("told", told, SYSTEM, data=data)


def _rules(tx: Connection) -> list[Rule]:
    return session.known(tx, RULES, Book(tx, RULES).rules)


def _chains(tx: Connection) -> dict[str, Chain]:
    return session.known(tx, CHAINS, Book(tx, CHAINS).chains)


def _tell(tx: Connection, rule: Rule, one: Alert, at: datetime) -> list[Reader]:
    """Do what one rule says; returns whom it told at once, those of vacant positions too."""
    wait = rules.wait_of(rule, one.severity)
    chain = _chains(tx).get(rule.chain) if rule.chain else None
    if chain is not None:
        Chains(tx).begin(one, chain.begin(at))
    if wait:
        Gatherings(tx).add(rule.gathering(one), rule.code, one, at + wait)
        return []
    who = telling.readers(tx, rule.targets, one, at)
    telling.tell(tx, one, telling.key_of(one), who, at, rule.channels)
    return who


def step(tx: Connection, taken: Taken, at: datetime, _zone: tzinfo) -> None:
    """Tell the next step of a chain."""
    running = taken.running
    one, now = Alerts(tx).take(taken.alert), running.next_step
    over = running.ends_at is not None and at > running.ends_at
    if one.state != FIRING or one.round != taken.round or now is None or over:
        Chains(tx).put(taken.id, replace(running, due_at=None))
        return
    key = telling.key_of(one, f"/{running.chain}/{running.step}.{running.turn}")
    who = telling.readers(tx, now.targets, one, at)
    telling.tell(tx, one, key, who, at, now.channels)
    Chains(tx).put(taken.id, running.told(at))
    told = replace(one, changed_at=at, version=one.version + 1)
    names = sorted({reader.person for reader in who if reader.person})
    data = {"chain": running.chain, "step": running.step, "turn": running.turn, "readers": names}
    data |= {"key": key, "standby": standby.stands_in(who)}
    Alerts(tx).save("escalated", told, SYSTEM, data=data)
    metrics.ESCALATIONS.labels(one.severity).inc()


def gather(tx: Connection, taken: Gathered, at: datetime, _zone: tzinfo) -> None:
    """Tell of what was gathered, in one message."""
    rule = next((one for one in _rules(tx) if one.code == taken.rule), None)
    store = Alerts(tx)
    those = store.still(Gatherings(tx).end(taken.gathering))
    if rule is None or not those:
        return
    worst = max(those, key=lambda one: SEVERITIES.index(one.severity))
    who = telling.readers(tx, rule.targets, worst, at)
    key = telling.tell_together(tx, those, who, at, rule.channels)
    names = sorted({reader.person for reader in who if reader.person})
    for one in those:
        data = {"rules": [rule.code], "readers": names, "key": key, "together": len(those)}
        data["standby"] = standby.stands_in(who)
        store.note("gathered", replace(one, changed_at=at), SYSTEM, data=data)


def raise_again(tx: Connection, one: Alert, at: datetime, _zone: tzinfo) -> None:
    """Have an acknowledged alert rise again that nobody ended."""
    Alerts(tx).save("again", one.rise(at), SYSTEM)


def expire(tx: Connection, one: Alert, at: datetime, _zone: tzinfo) -> None:
    """End an alert that nothing raised anew for long."""
    releasing.end(tx, one, EXPIRED, SYSTEM, at)


def _of_alerts(column: str, act: Callable[[Connection, Alert, datetime, tzinfo], None]) -> Task:
    return Task(
        lambda tx, at, most: Alerts(tx).due(column, at, most),
        act,
        lambda tx, one, at: Alerts(tx).put_off(one.id, column, at),
    )


TASKS = (
    _of_alerts("route_at", route),
    Task(
        lambda tx, at, _: Chains(tx).take(at),
        step,
        lambda tx, one, at: Chains(tx).put(one.id, replace(one.running, due_at=at)),
    ),
    Task(
        lambda tx, at, _: Gatherings(tx).take(at),
        gather,
        lambda tx, one, at: Gatherings(tx).put_off(one.gathering, at),
    ),
    _of_alerts("again_at", raise_again),
    _of_alerts("expires_at", expire),
)
