"""Entrypoints of indicators: the catalogue, figures in and out; big concerns are packages."""

from __future__ import annotations

from typing import Any

from sqlalchemy.engine import Connection

from libs.kit import clock, paging
from libs.kit.request import Request
from libs.kit.service import DatabaseProvider, SettingsProvider, command, loop, rpc
from services.indicators import access, asking, folding, lateness, messages, showing, writing
from services.indicators.briefs.service import BriefsEntrypoints
from services.indicators.following.service import FollowingEntrypoints
from services.indicators.imports.service import ImportsEntrypoints
from services.indicators.printing.service import PrintingEntrypoints
from services.indicators.publishing.service import PublishingEntrypoints
from services.indicators.pulls.service import PullsEntrypoints
from services.indicators.repository import Catalogue
from services.indicators.social.service import SocialEntrypoints
from services.indicators.writing_repository import CHANNEL


class IndicatorsService(
    ImportsEntrypoints,
    PullsEntrypoints,
    PublishingEntrypoints,
    FollowingEntrypoints,
    SocialEntrypoints,
    PrintingEntrypoints,
    BriefsEntrypoints,
):
    """What agencies count, and what leaders decide from."""

    name = "indicators"
    db = DatabaseProvider()
    settings = SettingsProvider()

    @rpc
    @command
    def put_indicator(self, tx: Connection, request: Request) -> dict[str, Any]:
        """Keep what is said of an indicator, new or not; `messages.indicator` has the fields."""
        return messages.indicator_out(writing.put_indicator(tx, request))

    @rpc
    @command
    def close_years(self, tx: Connection, request: Request) -> dict[str, Any]:
        """Close the years up to one, open all for null: `{"code", "until"}`."""
        access.require_admin(request.principal)
        store = Catalogue(tx)
        this = store.get(str(request.data.get("code")), lock=True)
        store.close(this.key, showing.year(request.data.get("until")))
        return messages.indicator_out(store.get(this.code))

    @rpc
    @command
    def set_keepers(self, tx: Connection, request: Request) -> dict[str, Any]:
        """Say which officers write for an agency: `{"agency", "accounts": [user name]}`."""
        access.require_admin(request.principal)
        agency, accounts = showing.keepers(request.data)
        Catalogue(tx).set_keepers(agency, accounts)
        return {"agency": agency, "accounts": Catalogue(tx).keepers(agency)}

    @rpc
    @command
    def put_areas(self, tx: Connection, request: Request) -> dict[str, Any]:
        """Keep names of areas: `{"items": [{"code", "name"}]}`, up to 1,000."""
        access.require_admin(request.principal)
        names = showing.area_names(request.data)
        Catalogue(tx).put_areas(names)
        return {"put": len(names)}

    @rpc
    @command
    def push_observations(self, tx: Connection, request: Request) -> dict[str, Any]:
        """Keep observations, all or none: `{"code", "items", "reason", "source"}`.

        An item is `{"area", "period", "value", "dimensions", "status"}`, up to 10,000 of them.
        Answers `{"added", "revised", "unchanged"}`.
        """
        return writing.counted(writing.push(tx, request, "push"))

    @rpc
    def list_indicators(self, request: Request) -> dict[str, Any]:
        """Return a page by code: `{"item", "q"}`."""
        access.require_reader(request.principal)
        limit, after = paging.asked(request.data)
        with self.db.begin() as tx:
            rows = Catalogue(tx).page(request.data, limit + 1, after)
        page, following = paging.cut(rows, limit, lambda one: one.code)
        return {"items": [messages.indicator_out(one) for one in page], "next": following}

    @rpc
    def get_indicator(self, request: Request) -> dict[str, Any]:
        """Return `{"code"}` with its metadata."""
        access.require_reader(request.principal)
        with self.db.begin() as tx:
            return messages.indicator_out(Catalogue(tx).get(str(request.data.get("code"))))

    @rpc
    def get_headline(self, request: Request) -> dict[str, Any]:
        """Return value, target, trend, freshness: `{"code", "area", "period", "dimension"}`."""
        with self.db.begin() as tx:
            return showing.headline(tx, request, self._today())

    @rpc
    def get_ranking(self, request: Request) -> dict[str, Any]:
        """Return areas inside another, best first: `{"code", "area", "level", "dimension"}`."""
        with self.db.begin() as tx:
            return showing.ranking(tx, request, self._today())

    @rpc
    def get_series(self, request: Request) -> dict[str, Any]:
        """Return figures of an area: `{"code", "area", "from", "to", "dimension"}`."""
        with self.db.begin() as tx:
            return showing.series(tx, request)

    @rpc
    def get_item(self, request: Request) -> dict[str, Any]:
        """Return one of nine: `{"item", "area", "level", "indicator", "year", "dimension"}`."""
        with self.db.look() as tx:
            return showing.item(tx, request, self._today())

    @rpc
    def list_items(self, request: Request) -> dict[str, Any]:
        """Return the nine items, each with its first headlines: `{"area"}`."""
        with self.db.look() as tx:
            return showing.nine(tx, request, self._today())

    @rpc
    def list_groups(self, request: Request) -> dict[str, Any]:
        """Return a figure by its dimension values: `{"code", "area", "period"}`."""
        with self.db.look() as tx:
            return showing.groups(tx, request, self._today())

    @rpc
    def list_observations(self, request: Request) -> dict[str, Any]:
        """Return what stands, with its source: `{"code", "area", "from", "to", "dimension"}`."""
        with self.db.begin() as tx:
            this = Catalogue(tx).get(str(request.data.get("code")))
            asked = asking.observations(this, request)
            access.require_reader(request.principal, asked.area)
            request.principal.require_area(asked.area)
            return showing.observations(tx, this, asked, request.data)

    @rpc
    def list_revisions(self, request: Request) -> dict[str, Any]:
        """Return all that was said of a cell: `{"code", "area", "period", "dimension"}`."""
        with self.db.begin() as tx:
            return showing.revisions(tx, request)

    @rpc
    def list_late(self, request: Request) -> dict[str, Any]:
        """Return the indicators that are late, with their owners: `{"owner"}`."""
        access.require_reader(request.principal)
        with self.db.begin() as tx:
            return lateness.shown(tx, request, self._today())

    @loop(notify=CHANNEL, every=2.0)
    def fold(self) -> None:
        """Make figures of what was observed."""
        folding.fold_due(self.db)

    @loop(every=600.0)
    def tell_late(self) -> None:
        """Tell of indicators whose next period is overdue, once for each."""
        with self.db.begin() as tx:
            lateness.tell(tx, self._today())

    def _today(self) -> Any:
        return clock.now().astimezone(self.settings.timezone).date()
