"""From what changed on the map to stations' plans: judged spots, facts around stations, proposals.

Each step is one statement for many stations. What is to be looked at again stands in a queue, so
that ten thousand stations are done in parts, each with its commit, and a process that dies leaves
the rest for the next.
"""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy.engine import Connection

from libs.kit import outbox
from libs.kit.envelope import Event
from services.gis.layers import changes
from services.gis.layers.builtin import BUILTIN
from services.gis.layers.domain import Change, common
from services.gis.layers.following_repository import Follower, changed
from services.gis.layers.repository import Layers
from services.gis.signal import rules as settings
from services.gis.signal.assessing_repository import NOWHERE, found
from services.gis.signal.domain import Plan, Rules, follow, propose
from services.gis.signal.judging_repository import Spots
from services.gis.signal.plans_repository import Plans
from services.gis.signal.waiting_repository import Waiting

AT_ONCE = 2000
WHO = "signal"
LAYERS = ("blank_spots", "network_assets", "roads", "tps")


def notice(tx: Connection) -> None:
    """Queue the stations that are touched by what changed since the last time."""
    follower = Follower(tx, WHO)
    if not follower.is_free():
        return
    due = follower.behind([BUILTIN[name] for name in LAYERS])
    if not due:
        return
    rules = settings.standing(tx)
    for name, (since, version) in due.items():
        layer, seen = BUILTIN[name], version
        # Which stations moved is asked for as they are queued: there may be all of a province's.
        ids = [] if name == "tps" else sorted(tx.execute(changed(layer, since)).scalars())
        if name == "blank_spots":
            seen = _judge(tx, ids, rules, version)
        if ids or name == "tps":
            Waiting(tx).queue(name, since, ids, rules)
        follower.saw(layer, seen)


def anew(tx: Connection) -> int:
    """Judge every spot by the rules as they stand, and have every station looked at again.

    Returns how many stations wait.
    """
    Follower(tx, WHO).alone()
    rules, layer = settings.standing(tx), BUILTIN["blank_spots"]
    everything = sorted(tx.execute(changed(layer, 0)).scalars())
    _judge(tx, everything, rules, 0)
    waiting = Waiting(tx)
    waiting.queue_all()
    return waiting.waiting()


def _judge(tx: Connection, ids: Sequence[str], rules: Rules, version: int) -> int:
    """Judge these spots; returns the layer's version up to which they need no further look."""
    store, layer = Spots(tx), BUILTIN["blank_spots"]
    due = store.judge([int(one) for one in ids], rules)
    if not due:
        return version
    new = Layers(tx).next_version(layer)
    area = store.stamp(due, new, WHO)
    changes.tell(tx, Change(layer, new, WHO, "judged", changed=len(due), area=area))
    # Whoever changed the layer in between is not to be missed.
    return new if new == version + 1 else version


def assess(tx: Connection, most: int = AT_ONCE) -> int:
    """Look at queued stations again, and propose their plans; returns how many these were."""
    codes = Waiting(tx).take(most)
    if not codes:
        return 0
    rules, store = settings.standing(tx), Plans(tx)
    known = dict.fromkeys(codes, NOWHERE) | found(tx, codes, rules)
    store.keep_facts(known)
    proposals = {code: propose(one.facts, rules) for code, one in known.items()}

    def moved() -> dict[str, Plan]:
        plans = ((code, was, follow(was, proposals[code])) for code, was in store.of(codes).items())
        return {code: plan for code, was, plan in plans if plan != was}

    if moved():
        version = Layers(tx).next_version(BUILTIN["tps"])
        put(tx, moved(), version, WHO)  # as they stand now that nobody else writes
    return len(codes)


def put(tx: Connection, plans: dict[str, Plan], version: int, who: str, reason: str = "") -> None:
    """Keep plans that changed at the version of the layer of stations, and tell of each."""
    Plans(tx).keep(plans, version, who, reason)
    layer, what = BUILTIN["tps"], "planned"
    changes.tell(tx, Change(layer, version, who, what, changed=len(plans), area=common(plans)))
    outbox.add(tx, "gis", *(told(code, plan) for code, plan in plans.items()))


def told(tps: str, plan: Plan) -> Event:
    """Return the event that tells of a station's plan; what a person wrote stays here."""
    data = {"tps": tps, "signal": plan.signal, "plan": plan.plan, "state": plan.state}
    return Event(
        "station_plan_changed", tps, data | {"reason": plan.reason, "version": plan.version}
    )
