"""Tallies as they were last read, for as long as their version stands.

A tally is asked for much more often than it changes: what costs is building it and writing it as
JSON, so a process keeps the text and asks the database for the version only.
"""

from __future__ import annotations

from collections import OrderedDict
from typing import Any
from weakref import WeakKeyDictionary

import orjson
from sqlalchemy.engine import Engine

from libs.kit.db import Database
from services.elections import answers, tally_messages
from services.elections.domain import Ballot
from services.elections.tally_repository import version

MOST = 500  # tallies of one process; a city's deepest is some 40 kB
Key = tuple[int, str, int]
Kept = OrderedDict[Key, tuple[int, orjson.Fragment]]
_KEPT: WeakKeyDictionary[Engine, Kept] = WeakKeyDictionary()


def tally(db: Database, ballot: Ballot, area: str, depth: Any) -> orjson.Fragment:
    """Return what `answers.tally` returns, as JSON that goes out as it is."""
    levels = tally_messages.depth({"depth": depth})
    kept, key = _KEPT.setdefault(db.engine, OrderedDict()), (ballot.key, area, levels)
    stands = version(db, ballot)
    found = kept.get(key)
    if found is None or found[0] != stands:
        # Read after the version: what is kept is never older than it says.
        found = kept[key] = (stands, _read(db, ballot, area, levels))
    kept.move_to_end(key)
    while len(kept) > MOST:
        kept.popitem(last=False)
    return found[1]


def _read(db: Database, ballot: Ballot, area: str, levels: int) -> orjson.Fragment:
    with db.begin() as tx:
        return orjson.Fragment(orjson.dumps(answers.tally(tx, ballot, area, levels)))
