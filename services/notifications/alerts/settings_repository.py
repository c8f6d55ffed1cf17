"""The SQL of rules and chains: each version as it was set, the defaults until something is set."""

from __future__ import annotations

from typing import Any

import orjson
import sqlalchemy as sa
from sqlalchemy.dialects import postgresql as pg
from sqlalchemy.engine import Connection

from libs.kit import clock, session
from libs.kit.errors import Conflict, NotFound, PreconditionFailed
from services.notifications.alerts import reading, times
from services.notifications.alerts.chains import Chain
from services.notifications.alerts.rules import Rule
from services.notifications.alerts.tables import alert_settings

RULES, CHAINS = "rules", "chains"
MOST = 300  # of a kind
_S = alert_settings.c
_LOCK = sa.text("SELECT pg_advisory_xact_lock(hashtext(:name))")
_ADD = """
INSERT INTO alert_settings (kind, code, version, body, who, at)
VALUES (%(kind)s, %(code)s, %(version)s, %(body)s::json, %(who)s, %(at)s)
"""


class UnknownSetting(NotFound):
    slug, title = "unknown-alert-setting", "No such rule or chain"


class SettingChanged(PreconditionFailed):
    slug, title = "alert-setting-changed", "Somebody changed this rule or chain meanwhile"


class SettingTaken(Conflict):
    slug, title = "alert-setting-taken", "There is a rule or chain of this code"


class Book:
    """All rules, or all chains, in one transaction."""

    def __init__(self, tx: Connection, kind: str) -> None:
        self._tx, self._kind = tx, kind

    def rows(self) -> dict[str, dict[str, Any]]:
        """Return what holds by code: `{"version", "body", "who", "at"}`."""
        latest = sa.select(alert_settings).where(_S.kind == self._kind)
        latest = latest.ext(pg.distinct_on(_S.code)).order_by(_S.code, _S.version.desc())
        found = {row["code"]: dict(row) for row in self._tx.execute(latest).mappings()}
        if found:
            return {code: row for code, row in found.items() if row["body"] is not None}
        unset = {"version": 0, "who": None, "at": None}
        return {body["code"]: {**unset, "body": body} for body in times.defaults()[self._kind]}

    def rules(self) -> list[Rule]:
        return [reading.rule(row["body"], row["version"]) for row in self.rows().values()]

    def chains(self) -> dict[str, Chain]:
        rows = self.rows().items()
        return {code: reading.chain(row["body"], row["version"]) for code, row in rows}

    def lock(self) -> None:
        """Keep others from setting any meanwhile: what circles are looked for in is whole."""
        self._tx.execute(_LOCK, {"name": "alert_settings"})

    def put(self, code: str, body: dict[str, Any] | None, seen: int | None, who: str) -> int:
        """Set one over the version that was seen, None for a new one; returns its version.

        Raises SettingTaken, UnknownSetting, or SettingChanged, which says by whom.
        """
        standing = self.rows()
        there = standing.get(code)
        if seen is None and there is not None:
            raise SettingTaken(f"there is {code} already")
        if seen is not None:
            _require(code, there, seen)
        if seen is None and len(standing) >= MOST:
            raise Conflict(f"there are {MOST} already: take some away")
        self._adopt(standing, who)
        last = sa.select(sa.func.coalesce(sa.func.max(_S.version), 0))
        last = last.where(_S.kind == self._kind, _S.code == code)
        adopted = 1 if there is not None and there["version"] == 0 else 0
        version = max(self._tx.execute(last).scalar_one(), adopted) + 1
        self._add(code, version, body, who)
        return int(version)

    def _adopt(self, standing: dict[str, dict[str, Any]], who: str) -> None:
        """Keep the defaults as rows when the first one is set, so that the others stay."""
        for code, row in standing.items():
            if row["version"] == 0:
                self._add(code, 1, row["body"], who)

    def _add(self, code: str, version: int, body: dict[str, Any] | None, who: str) -> None:
        text = None if body is None else orjson.dumps(body).decode()
        row = {"kind": self._kind, "code": code, "version": version, "body": text}
        session.last(self._tx, _ADD, {**row, "who": who, "at": clock.now()})


def _require(code: str, there: dict[str, Any] | None, seen: int) -> None:
    if there is None:
        raise UnknownSetting(f"there is no {code[:80]}")
    if there["version"] != seen:
        told = f"{there['who']} changed it: it is at version {there['version']}"
        raise SettingChanged(told, version=there["version"], changed_by=there["who"])
