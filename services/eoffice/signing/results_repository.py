"""The SQL of how signings ended, letter by letter, and of how often a passphrase was wrong."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql as pg
from sqlalchemy.engine import Connection

from libs.kit.principal import Principal
from libs.kit.tables import jobs
from services.eoffice.letters.access import visible
from services.eoffice.letters.domain import SENT, SIGNED
from services.eoffice.letters.tables import letters
from services.eoffice.signing.errors import WrongPassphrase
from services.eoffice.signing.tables import signing_refusals


class Results:
    """What became of each letter of a signing."""

    def __init__(self, tx: Connection) -> None:
        self._tx = tx

    def leave(self, job: str, left: Sequence[str], reason: str) -> None:
        """Note why the job leaves these letters behind; of each the first reason stays."""
        rows = [{"job": job, "letter": one, "reason": reason} for one in dict.fromkeys(left)]
        self._tx.execute(pg.insert(signing_refusals).on_conflict_do_nothing(), rows)

    def of(self, job: str, keys: frozenset[str]) -> list[dict[str, Any]]:
        """Return how each letter of the job stands, in its order; nothing of what keys don't read.

        `reason` is the slug of why it was left behind.
        """
        order = sa.select(jobs.c.arguments).where(jobs.c.id == job)
        asked = [one["letter"] for one in self._tx.execute(order).scalar_one()["letters"]]
        columns = letters.c.id, letters.c.state, letters.c.number, letters.c.version
        seen = sa.select(*columns).where(letters.c.id.in_(asked) & visible(keys))
        found = {row.id: row for row in self._tx.execute(seen)}
        mine = signing_refusals.c.job == job
        why = sa.select(signing_refusals.c.letter, signing_refusals.c.reason).where(mine)
        reasons = {row.letter: row.reason for row in self._tx.execute(why)}
        return [_result(one, found.get(one), reasons.get(one)) for one in asked]

    def wrong_tries(self, principal: Principal, kind: str, since: datetime) -> int:
        """Return how many signings of the person ended at a wrong passphrase, or still run.

        Others who order for the same person wait until this transaction ends.
        """
        self._tx.execute(sa.select(sa.func.pg_advisory_xact_lock(sa.func.hashtext(principal.id))))
        mine = (jobs.c.kind == kind) & (jobs.c.principal["id"].astext == principal.id)
        refused = signing_refusals.c.reason == WrongPassphrase.slug
        wrong = sa.exists().where((signing_refusals.c.job == jobs.c.id) & refused)
        tried = mine & (jobs.c.created_at > since) & ((jobs.c.state == "running") | wrong)
        query = sa.select(sa.func.count()).select_from(jobs).where(tried)
        return int(self._tx.execute(query).scalar_one())


def _result(letter: str, row: Any, reason: str | None) -> dict[str, Any]:
    told = {name: getattr(row, name, None) for name in ("state", "number", "version")}
    done = told["state"] in {SIGNED, SENT}
    return {"letter": letter, **told, "reason": None if done else reason}
