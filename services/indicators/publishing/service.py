"""Entrypoints of what goes out: files by a job, open indicators, CKAN's actions, DCAT."""

from __future__ import annotations

from typing import Any

from sqlalchemy.engine import Connection

from libs.files.repository import Files
from libs.files.service import shown
from libs.kit import jobs, paging
from libs.kit.db import Database
from libs.kit.errors import NotFound
from libs.kit.jobs import Job, Progress
from libs.kit.request import Request
from libs.kit.service import command, loop, rpc
from services.indicators import asking, messages, working
from services.indicators.domain import Indicator
from services.indicators.publishing import exporting, portal
from services.indicators.publishing.repository import Published
from services.indicators.repository import Catalogue
from services.indicators.showing import observations
from services.indicators.working import EXPORT

SERVICE = "indicators"
MOST_RECORDS, USUAL_RECORDS, MOST_OFFSET = 5000, 100, 50_000_000


class UnknownResource(NotFound):
    slug, title = "unknown-resource", "No such resource"


class PublishingEntrypoints:
    """Figures for others."""

    db: Database
    settings: Any

    @rpc
    @command
    def start_export(self, tx: Connection, request: Request) -> dict[str, Any]:
        """Have a file written: `{"code", "format", "area", "from", "to", "dimension"}`.

        Formats are `csv xlsx json parquet`; the state is `ready` when it is written.
        """
        return _begun(tx, request, public=False)

    @rpc
    @command
    def start_public_export(self, tx: Connection, request: Request) -> dict[str, Any]:
        """Have a file of an open indicator written."""
        return _begun(tx, request, public=True)

    @rpc
    def get_export(self, request: Request) -> dict[str, Any]:
        """Return how far `{"id"}` is."""
        with self.db.begin() as tx:
            return shown(tx, request.data.get("id"), request.principal)

    @loop(notify=jobs.channel(SERVICE), every=1.0)
    def work_on_exports(self) -> None:
        """Write what is to be written, one after the other."""
        while jobs.work(self.db, {EXPORT: self._export}):
            pass

    def _export(self, job: Job, _: Progress) -> str:
        return working.outside(self.db, {}, job)

    # ---- for everybody

    @rpc
    def list_public_indicators(self, request: Request) -> dict[str, Any]:
        """Return a page of open indicators: `{"item", "q"}`."""
        limit, after = paging.asked(request.data)
        with self.db.begin() as tx:
            rows = Catalogue(tx).page({**request.data, "open": True}, limit + 1, after)
        page, following = paging.cut(rows, limit, lambda one: one.code)
        return {"items": [messages.indicator_out(one) for one in page], "next": following}

    @rpc
    def get_public_indicator(self, request: Request) -> dict[str, Any]:
        """Return an open indicator: `{"code"}`."""
        with self.db.begin() as tx:
            return messages.indicator_out(exporting.open_one(tx, request))

    @rpc
    def list_public_observations(self, request: Request) -> dict[str, Any]:
        """Return what stands of an open indicator: as `list_observations`, without who."""
        with self.db.begin() as tx:
            this = exporting.open_one(tx, request)
            data = {"area": "", **request.data}
            asked = asking.observations(this, Request(data, request.principal))
            found = observations(tx, this, asked, request.data)
        for one in found["items"]:
            del one["source"]["by"]
        return found

    @rpc
    def list_packages(self, _request: Request) -> dict[str, Any]:
        """Return CKAN's package_list."""
        with self.db.begin() as tx:
            return {"result": [this.code for this, _ in Published(tx).all()]}

    @rpc
    def show_package(self, request: Request) -> dict[str, Any]:
        """Return CKAN's package_show: `{"code"}`."""
        with self.db.begin() as tx:
            this = exporting.open_one(tx, request)
            return {"result": portal.package(this, Published(tx).changed(this.key))}

    @rpc
    def search_datastore(self, request: Request) -> dict[str, Any]:
        """Return CKAN's datastore_search: `{"resource_id", "limit", "offset"}`."""
        limit = _whole(request.data, "limit", USUAL_RECORDS, MOST_RECORDS)
        offset = _whole(request.data, "offset", 0, MOST_OFFSET)
        with self.db.begin() as tx:
            this = _resource(tx, str(request.data.get("resource_id")))
            store = Published(tx)
            rows, names = store.records(this.key, limit, offset), Catalogue(tx).names()
            total = store.count(this.key)
        return {
            "result": {
                "resource_id": request.data.get("resource_id"),
                "fields": portal.fields(this),
                "records": [
                    portal.record(this, number, row, names)
                    for number, row in enumerate(rows, offset + 1)
                ],
                "limit": limit,
                "offset": offset,
                "total": total,
            }
        }

    @rpc
    def get_dcat(self, request: Request) -> dict[str, Any]:
        """Return the open indicators as DCAT-AP: `{"base"}` is this system's address."""
        with self.db.begin() as tx:
            base = str(request.data.get("base") or "")
            return portal.catalog(Published(tx).all(), base, self.settings.region.title)


def _begun(tx: Connection, request: Request, *, public: bool) -> dict[str, Any]:
    plan = exporting.plan(tx, request, public=public)
    made = Files(tx).add("export", plan, "writing", request.principal.id)
    job = jobs.enqueue(tx, SERVICE, EXPORT, {"file": made}, request.principal)
    Files(tx).set(made, job=job["id"])
    return shown(tx, made, request.principal)


def _resource(tx: Connection, sought: str) -> Indicator:
    for this, _ in Published(tx).all():
        if sought in (portal.resource_id(this.code), this.code):
            return this
    raise UnknownResource(f"there is no resource {sought[:80]}")


def _whole(data: dict[str, Any], name: str, usual: int, most: int) -> int:
    value = data.get(name, usual)
    if type(value) is not int or value < 0:
        raise asking.wrong(name, "needs a whole number from 0")
    if value > most and name == "offset":
        raise asking.wrong(name, f"needs a whole number up to {most}")
    return min(value, most)
