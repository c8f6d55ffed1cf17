"""Signal at a place, and what follows for a polling station. Pure.

Distances are metres, RSRP is dBm. A blank spot is a place with no operator at all; with one it is
weak. Which operators there are and each threshold are rules, which name their source.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from libs.kit.errors import FieldError

NONE, WEAK, COVERED = SIGNALS = ("none", "weak", "covered")
UNKNOWN = "unknown"
EVERYONE = "all"  # an operator's name for whoever is not named besides
ANY = "any"  # a generation's name where nobody looked which
GENERATIONS = ("2g", "3g", "4g", "5g", ANY)
PLANS = ("online", "offline", "village_wifi", "radio", "sms", "move")
PROPOSED, ACCEPTED, CHANGED = PLAN_STATES = ("proposed", "accepted", "changed")
NO_POINT, NOT_LOOKED, DECIDED = "no_point", "unknown_signal", "decided"
FACTS = (
    *("data_operators", "heard_operators", "known", "blank"),
    *("covered_m", "asset_m", "wifi_m", "radio_m"),
)
MOST_DBM, LEAST_DBM = -20.0, -160.0


@dataclass(frozen=True)
class Step:
    """A plan that is proposed where each fact is at least and at most so much."""

    plan: str
    reason: str
    when: Mapping[str, Mapping[str, float]]


@dataclass(frozen=True)
class Rules:
    """How signal is judged and plans are proposed: the tables of `rules.toml` or what was set."""

    operators: tuple[str, ...]
    enough: int
    reach_m: float
    search_m: float
    again_m: float
    rsrp: tuple[float, float]
    data: frozenset[str]
    steps: tuple[Step, ...]
    sources: Mapping[str, str]


@dataclass(frozen=True)
class Heard:
    """The best signal of an operator; `data`: it covers by a generation that carries data."""

    signal: str
    data: bool


@dataclass(frozen=True)
class Nearest:
    """The nearest thing of a kind that a station may go to or be reached from."""

    id: str
    name: str | None
    metres: float
    kind: str = ""
    point: tuple[float, float] | None = None


@dataclass(frozen=True)
class Facts:
    """What is known about signal at a station and around it."""

    has_point: bool
    operators: Mapping[str, Heard]
    covered: Nearest | None = None
    asset: Nearest | None = None
    wifi: Nearest | None = None
    radio: Nearest | None = None


@dataclass(frozen=True)
class Proposal:
    """The plan that rules propose, None where they know too little; `reason` is a code."""

    signal: str
    plan: str | None
    reason: str


def rules_in(tables: Mapping[str, Any]) -> Rules:
    """Read the tables of `rules.toml`."""
    places = tables["places"]
    steps = (Step(one["plan"], one["reason"], one["when"]) for one in tables["plans"]["steps"])
    covered, weak = tables["rsrp"]["bounds"]
    return Rules(
        tuple(places["operators"]),
        places["enough"],
        places["reach_m"],
        places["search_m"],
        places["again_m"],
        (covered, weak),
        frozenset(tables["generations"]["data"]),
        tuple(steps),
        {name: table["source"] for name, table in tables.items()},
    )


def by_strength(dbm: float, rules: Rules) -> str:
    """Return the signal that a measured strength (RSRP) is."""
    covered, weak = rules.rsrp
    if dbm >= covered:
        return COVERED
    return WEAK if dbm >= weak else NONE


def judged(looked: Iterable[Mapping[str, Any]], rules: Rules) -> dict[str, Heard]:
    """Return the best signal of each operator, of `[{operator, generation, signal, rsrp_dbm}]`.

    A strength decides over a word. `all` stands for the rules' operators that are not named.
    """
    found: dict[str, list[Heard]] = {}
    for one in looked:
        dbm = one.get("rsrp_dbm")
        signal = one["signal"] if dbm is None else by_strength(dbm, rules)
        carries = signal == COVERED and (one.get("generation") or ANY) in rules.data
        found.setdefault(one["operator"], []).append(Heard(signal, carries))
    best = {name: _best(several) for name, several in found.items()}
    others = best.pop(EVERYONE, None)
    return best if others is None else dict.fromkeys(rules.operators, others) | best


def _best(several: Sequence[Heard]) -> Heard:
    signal = max((one.signal for one in several), key=SIGNALS.index)
    return Heard(signal, any(one.data for one in several))


def overall(heard: Mapping[str, Heard], rules: Rules) -> str:
    """Return the signal of a place by its operators.

    `none` needs that each of the rules' operators was looked for; else it is unknown.
    """
    signals = [one.signal for one in heard.values()]
    if signals.count(COVERED) >= rules.enough:
        return COVERED
    if any(signal != NONE for signal in signals):
        return WEAK
    looked = bool(heard) and set(rules.operators) <= heard.keys()
    return NONE if looked else UNKNOWN


def propose(facts: Facts, rules: Rules) -> Proposal:
    """Return the plan of the first step whose conditions hold."""
    signal = overall(facts.operators, rules)
    if not facts.has_point:
        return Proposal(UNKNOWN, None, NO_POINT)
    numbers = _numbers(facts, signal)
    for step in rules.steps:
        if all(_holds(numbers[name], bounds) for name, bounds in step.when.items()):
            return Proposal(signal, step.plan, step.reason)
    return Proposal(signal, None, NOT_LOOKED)


def _numbers(facts: Facts, signal: str) -> dict[str, float | None]:
    heard = facts.operators.values()
    metres = {
        f"{name}_m": near.metres if near else None
        for name, near in vars(facts).items()
        if name in ("covered", "asset", "wifi", "radio")
    }
    return metres | {
        "data_operators": sum(one.data for one in heard),
        "heard_operators": sum(one.signal != NONE for one in heard),
        "known": int(signal != UNKNOWN),
        "blank": int(signal == NONE),
    }


def _holds(value: float | None, bounds: Mapping[str, float]) -> bool:
    if value is None:
        return False
    return bounds.get("least", value) <= value <= bounds.get("most", value)


def faults(looked: Any) -> list[FieldError]:
    """Return what is wrong with the attribute `signals` of a blank spot."""
    place = "properties.signals"
    if not isinstance(looked, list) or not 1 <= len(looked) <= 100:
        return [FieldError(place, "needs a list of 1 to 100 signals")]
    found = [e for number, one in enumerate(looked) for e in _wrong(f"{place}.{number}", one)]
    named = [_named(one) for one in looked if isinstance(one, dict)]
    if len(set(named)) < len(named):
        found.append(FieldError(place, "names an operator's generation twice"))
    return found


def _named(one: Mapping[str, Any]) -> tuple[str, str]:
    return str(one.get("operator")), str(one.get("generation") or ANY)


def _wrong(place: str, one: Any) -> Iterable[FieldError]:
    if not isinstance(one, dict):
        yield FieldError(place, "needs an object")
        return
    for name in sorted(one.keys() - {"operator", "generation", "signal", "rsrp_dbm", "band"}):
        yield FieldError(f"{place}.{name}"[:200], "is not a field of this")
    operator, dbm, band = one.get("operator"), one.get("rsrp_dbm"), one.get("band")
    if not isinstance(operator, str) or not 1 <= len(operator.strip()) <= 40:
        yield FieldError(f"{place}.operator", f'needs an operator\'s name, or "{EVERYONE}"')
    if one.get("generation") not in (None, *GENERATIONS):
        yield FieldError(f"{place}.generation", f"needs one of {', '.join(GENERATIONS)}")
    if one.get("signal") not in SIGNALS and not (dbm is not None and one.get("signal") is None):
        yield FieldError(f"{place}.signal", f"needs one of {', '.join(SIGNALS)}, or rsrp_dbm")
    if dbm is not None and not _strength(dbm):
        yield FieldError(f"{place}.rsrp_dbm", f"needs dBm from {LEAST_DBM:g} to {MOST_DBM:g}")
    if band is not None and not (isinstance(band, str) and len(band) <= 40):
        yield FieldError(f"{place}.band", "needs a text of up to 40 characters")


def _strength(value: Any) -> bool:
    number = isinstance(value, int | float) and not isinstance(value, bool)
    return number and LEAST_DBM <= value <= MOST_DBM


# ---- a station's plan


@dataclass(frozen=True)
class Plan:
    """How a station sends its result, and what the rules propose today.

    `reason` is the code of what the plan follows from; `decided_*` are what a person saw when he
    decided. `version` counts the changes of this plan.
    """

    signal: str = UNKNOWN
    plan: str | None = None
    state: str | None = None
    reason: str = NOT_LOOKED
    proposed: str | None = None
    proposed_reason: str = NOT_LOOKED
    decided_signal: str | None = None
    decided_proposed: str | None = None
    version: int = 0

    @property
    def decided(self) -> bool:
        return self.state in (ACCEPTED, CHANGED)

    @property
    def outdated(self) -> bool:
        """Tell whether facts changed since a person decided."""
        then = (self.decided_signal, self.decided_proposed)
        return self.decided and then != (self.signal, self.proposed)


def follow(before: Plan, proposal: Proposal) -> Plan:
    """Return the plan after rules proposed anew; what a person decided stands."""
    after = replace(
        before,
        signal=proposal.signal,
        proposed=proposal.plan,
        proposed_reason=proposal.reason,
    )
    if not before.decided:
        state = None if proposal.plan is None else PROPOSED
        after = replace(after, plan=proposal.plan, state=state, reason=proposal.reason)
    return after if after == before else replace(after, version=before.version + 1)


def decide(before: Plan, plan: str) -> Plan:
    """Return the plan after a person decided: accepted where it is as proposed, else changed."""
    accepted = plan == before.proposed
    return replace(
        before,
        plan=plan,
        state=ACCEPTED if accepted else CHANGED,
        reason=before.proposed_reason if accepted else DECIDED,
        decided_signal=before.signal,
        decided_proposed=before.proposed,
        version=before.version + 1,
    )
