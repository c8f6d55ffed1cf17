"""The SQL of an election's options. A version never changes, so a process reads each one once."""

from __future__ import annotations

from dataclasses import replace
from weakref import WeakKeyDictionary

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Engine

from libs.kit.errors import PreconditionFailed
from services.elections.options import Options, options_in, options_out
from services.elections.tables import election_options, elections

_KNOWN: WeakKeyDictionary[Engine, dict[tuple[str, int], Options]] = WeakKeyDictionary()


def of_version(tx: Connection, election_id: str, version: int) -> Options:
    """Return the options as they are in one version; 0 is the one before any was set."""
    if version == 0:
        return Options()
    known = _KNOWN.setdefault(tx.engine, {})
    if (election_id, version) not in known:
        known[election_id, version] = _read(tx, election_id, version)
    return known[election_id, version]


def current(tx: Connection, election_id: str) -> Options:
    """Return the options as they are now."""
    newest = sa.select(sa.func.max(election_options.c.version))
    query = newest.where(election_options.c.election == election_id)
    return of_version(tx, election_id, tx.execute(query).scalar_one() or 0)


def put(tx: Connection, election_id: str, wanted: Options, before: Options, who: str) -> Options:
    """Store the options as the version after `before`; returns them, or `before` if they are equal.

    Raises PreconditionFailed when somebody stored another version meanwhile.
    """
    hold(tx, election_id)
    if current(tx, election_id).version != before.version:
        raise PreconditionFailed(f"the options of {election_id} were changed meanwhile")
    if wanted == before:
        return before
    shown = options_out(wanted)
    version = before.version + 1
    shown.pop("version")
    row = {"election": election_id, "version": version, "options": shown, "changed_by": who}
    tx.execute(election_options.insert().values(row))
    return replace(wanted, version=version)  # not kept here: this may yet be rolled back


def hold(tx: Connection, election_id: str) -> None:
    """Keep others from changing the election's options until this transaction ends."""
    tx.execute(sa.select(elections.c.id).where(elections.c.id == election_id).with_for_update())


def renew(tx: Connection, election_id: str, who: str) -> Options:
    """Store the options as they are under the next version, for what else goes by it."""
    before = current(tx, election_id)
    return put(tx, election_id, replace(before, version=before.version + 1), before, who)


def _read(tx: Connection, election_id: str, version: int) -> Options:
    mine = (election_options.c.election == election_id) & (election_options.c.version == version)
    stored = tx.execute(sa.select(election_options.c.options).where(mine)).scalar_one()
    return options_in({**stored, "version": version}, Options(version=version))
