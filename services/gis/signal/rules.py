"""How signal is judged and plans are proposed: what ships, or what a government set."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from sqlalchemy.engine import Connection

from libs.kit.reading import Reader
from services.gis import rule_tables
from services.gis.signal.domain import (
    EVERYONE,
    FACTS,
    GENERATIONS,
    LEAST_DBM,
    MOST_DBM,
    PLANS,
    Rules,
    rules_in,
)

CONCERN = "signal"
# What a step may say that a plan follows from: pages have words for these.
REASONS = ("covered", "wifi_near", "weak_signal", "covered_near", "radio_reach", "no_signal")
MOST_OPERATORS, MOST_STEPS, LONGEST_NAME = 20, 20, 40
MOST_METRES, MOST_FACT = 100_000, 1_000_000
DISTANCES = ("reach_m", "search_m", "again_m")


def standing(tx: Connection) -> Rules:
    """Return the rules as they stand."""
    return rules_in(rule_tables.standing(tx, CONCERN))


def put(tx: Connection, data: Any, who: str, expected: Any) -> int:
    """Set any of the tables of `rules.toml`, each as a whole; what is absent is as it ships.

    Returns the rules' version; raises Invalid that names each field, VersionNeeded,
    PreconditionFailed.
    """
    reader = Reader(data)
    reader.only(_CHECKS)
    for name, check in _CHECKS.items():
        if reader.raw(name) is not None:
            check(reader.part(name))
    reader.end()
    return rule_tables.put(tx, CONCERN, data, who, expected)


def _places(table: Reader) -> None:
    rule_tables.sourced(table, "operators", "enough", *DISTANCES)
    _words(table, "operators", None, MOST_OPERATORS)
    table.integer("enough", 1, MOST_OPERATORS)
    for name in DISTANCES:
        rule_tables.number(table, name, 1, MOST_METRES)


def _rsrp(table: Reader) -> None:
    rule_tables.sourced(table, "bounds")
    bounds = table.raw("bounds")
    numbers = isinstance(bounds, list) and [type(one) in (int, float) for one in bounds]
    if numbers != [True, True] or not MOST_DBM >= bounds[0] > bounds[1] >= LEAST_DBM:
        text = f"needs two numbers of dBm, falling, from {MOST_DBM:g} to {LEAST_DBM:g}"
        table.wrong("bounds", text)


def _generations(table: Reader) -> None:
    rule_tables.sourced(table, "data")
    _words(table, "data", GENERATIONS, len(GENERATIONS))


def _plans(table: Reader) -> None:
    rule_tables.sourced(table, "steps")
    for step in table.items("steps", MOST_STEPS):
        step.only(("plan", "reason", "when"))
        for name, known in (("plan", PLANS), ("reason", REASONS)):
            if step.raw(name) not in known:
                step.wrong(name, f"needs one of {', '.join(known)}")
        _conditions(step, step.part("when"))


def _conditions(step: Reader, when: Reader) -> None:
    if step.raw("when") == {}:
        step.wrong("when", "needs a condition")
    when.only(FACTS)
    for fact in FACTS:
        if when.raw(fact) is None:
            continue
        bounds = when.part(fact)
        bounds.only(("least", "most"))
        if when.raw(fact) == {}:
            when.wrong(fact, "needs least or most")
        for name in ("least", "most"):
            if bounds.raw(name) is not None:
                rule_tables.number(bounds, name, 0, MOST_FACT)


def _words(table: Reader, name: str, known: Collection[str] | None, most: int) -> None:
    """Note what is wrong with a list of words, each there once; without `known` they are names."""
    found = table.raw(name)
    if not isinstance(found, list) or not 1 <= len(found) <= most:
        table.wrong(name, f"needs a list of 1 to {most}")
    elif not all(_is_name(one) if known is None else one in known for one in found):
        table.wrong(name, f"needs {'names of operators' if known is None else ', '.join(known)}")
    elif len(set(found)) < len(found):
        table.wrong(name, "names one twice")


def _is_name(one: Any) -> bool:
    plain = isinstance(one, str) and one == one.strip() and one.isprintable()
    return plain and 0 < len(one) <= LONGEST_NAME and one != EVERYONE


_CHECKS = {"places": _places, "rsrp": _rsrp, "generations": _generations, "plans": _plans}
