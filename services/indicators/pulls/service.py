"""Entrypoints of pulls: put, shown, done now, done by the clock."""

from __future__ import annotations

from typing import Any

from sqlalchemy.engine import Connection

from libs.kit import clock, jobs
from libs.kit.db import Database
from libs.kit.guard import Guard
from libs.kit.jobs import Job, Progress
from libs.kit.principal import Principal
from libs.kit.reading import Reader
from libs.kit.request import Request
from libs.kit.sealing import Sealer
from libs.kit.service import command, loop, rpc
from services.indicators import access, working, writing
from services.indicators.domain import Indicator
from services.indicators.imports import mapping
from services.indicators.pulls import database
from services.indicators.pulls.fetching import Reach
from services.indicators.pulls.repository import Pulls
from services.indicators.pulls.running import SETTING, place, telling
from services.indicators.repository import Catalogue
from services.indicators.settings import Settings
from services.indicators.working import PULL

SERVICE = "indicators"
KINDS = ("ckan", "url", "sql")
MOST_HOURS = 24 * 366


class PullsEntrypoints:
    """Sources that figures are fetched from."""

    db: Database
    settings: Settings

    @rpc
    @command
    def put_pull(self, tx: Connection, request: Request) -> dict[str, Any]:
        """Have an indicator's figures fetched; one source for each.

        `{"code", "kind": "ckan" | "url" | "sql", "hours", "enabled", "mapping"}` with `url` and
        `package` or `resource`; with `url`; or with `dsn` and `statement`, by an administrator.
        """
        this = writing.writable(tx, str(request.data.get("code")), request.principal)
        kind, settings, sealed = self._parsed(request, this)
        reader = Reader(request.data)
        hours = reader.integer("hours", 1, MOST_HOURS, 24)
        reader.end()
        values = {"kind": kind, "settings": settings, "sealed": sealed, "hours": hours}
        values |= {"enabled": request.data.get("enabled", True) is True}
        values |= {"by": request.principal.to_wire(), "next_at": clock.now()}
        Pulls(tx).put(this.key, **values)
        return _shown(tx, this)

    def _parsed(self, request: Request, this: Indicator) -> tuple[str, dict[str, Any], Any]:
        reader, reach = Reader(request.data), self._reach()
        kind = reader.one_of("kind", KINDS, "")
        if not kind:
            reader.wrong("kind", f"needs one of {', '.join(KINDS)}")
        reader.end()
        found: dict[str, Any] = {"mapping": mapping.parse(request.data.get("mapping") or {}, this)}
        if kind == "sql":
            access.require_admin(request.principal)
            found["statement"] = database.check_statement(reader.text("statement", longest=10_000))
            dsn = database.check_dsn(reader.text("dsn", longest=1000), reach)
            reader.end()
            sealer = Sealer(self.settings.indicators_key, SETTING)
            return kind, found, sealer.seal(dsn, place(this.key))
        found["url"] = reader.text("url", longest=1000)
        if kind == "ckan":
            found |= {name: reader.text(name, "", longest=200) for name in ("package", "resource")}
            if not found["package"] and not found["resource"]:
                reader.wrong("package", "needs a package or a resource")
        reader.end()
        reach.guard.require_url(found["url"])
        return kind, found, None

    @rpc
    def get_pull(self, request: Request) -> dict[str, Any]:
        """Return the source of `{"code"}` and how the last pull went; never a password."""
        with self.db.begin() as tx:
            this = Catalogue(tx).get(str(request.data.get("code")))
            store = Catalogue(tx)
            access.require_writer(request.principal, this, store.keeps(request.principal.name))
            return _shown(tx, this)

    @rpc
    @command
    def start_pull(self, tx: Connection, request: Request) -> dict[str, Any]:
        """Fetch `{"code"}` now; answers the job."""
        this = writing.writable(tx, str(request.data.get("code")), request.principal)
        Pulls(tx).get(this.key)
        return jobs.enqueue(tx, SERVICE, PULL, {"code": this.code}, request.principal)

    @rpc
    def get_pull_job(self, request: Request) -> dict[str, Any]:
        """Return how far a pull of the account's is: `{"id"}`."""
        with self.db.begin() as tx:
            return jobs.show(tx, str(request.data.get("id")), request.principal)

    @rpc
    def cancel_pull(self, request: Request) -> dict[str, Any]:
        """Stop a pull of the account's that waits or runs: `{"id"}`; nothing is taken over."""
        with self.db.begin() as tx:
            return jobs.cancel(tx, str(request.data.get("id")), request.principal)

    @loop(every=30.0)
    def fetch_due(self) -> None:
        """Have what is due fetched, by whoever asked for it."""
        with self.db.begin() as tx:
            for row in Pulls(tx).due(clock.now()):
                who = Principal.from_wire(row.by)
                jobs.enqueue(tx, SERVICE, PULL, {"code": row.code}, who)

    @loop(notify=jobs.channel(SERVICE), every=2.0)
    def work_on_pulls(self) -> None:
        """Do what is to be fetched, one after the other."""
        while jobs.work(self.db, {PULL: self._pull}):
            pass

    def _pull(self, job: Job, _: Progress) -> str:
        return working.outside(self.db, telling(self.settings), job)

    def _reach(self) -> Reach:
        guard = Guard(self.settings.hosts, self.settings.networks)
        return Reach(guard, self.settings.pull_seconds)


def _shown(tx: Connection, this: Indicator) -> dict[str, Any]:
    row = Pulls(tx).get(this.key)
    names = ("kind", "settings", "hours", "enabled", "last")
    times = {
        name: clock.to_text(getattr(row, name)) if getattr(row, name) else None
        for name in ("next_at", "last_at")
    }
    return {"code": this.code, **{name: getattr(row, name) for name in names}, **times}
