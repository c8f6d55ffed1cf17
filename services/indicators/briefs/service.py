"""Entrypoints of the morning brief."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy.engine import Connection

from libs.kit import clock, paging
from libs.kit.db import Database
from libs.kit.envelope import Incoming
from libs.kit.errors import Forbidden
from libs.kit.principal import Principal
from libs.kit.reading import Reader
from libs.kit.rendering import pdf
from libs.kit.request import Request
from libs.kit.service import command, loop, rpc, subscribe
from services.indicators import access, asking
from services.indicators.briefs import making, page, telling
from services.indicators.briefs.repository import BriefFacts, Briefs
from services.indicators.printing.words import LANGUAGES

READERS = frozenset({"admin", "operator", "officer", "viewer"})
SUMMED = ("incidents", "dispositions", "warnings", "roster", "stages")
Data = dict[str, Any]


class BriefsEntrypoints:
    """One page for the region's head each morning."""

    db: Database
    settings: Any

    @rpc
    def list_briefs(self, request: Request) -> Data:
        """Return a page of briefs, the newest first, each with its counts."""
        _require_reader(request.principal)
        limit, after = paging.asked(request.data)
        with self.db.begin() as tx:
            rows = Briefs(tx).page(request.principal.area, limit + 1, _after(after))
        shown, following = paging.cut(rows, limit, lambda row: row.day.isoformat())
        return {"items": [_listed(row) for row in shown], "next": following}

    @rpc
    def get_brief(self, request: Request) -> Data:
        """Return the brief of `{"day"}` with all that it says."""
        row = self._read(request)
        return _head(row) | {"facts": row.facts}

    @rpc
    def print_brief(self, request: Request) -> bytes:
        """Return the brief of `{"day", "language"}` as a PDF: in Indonesian as it was printed."""
        reader = Reader(request.data)
        language = reader.one_of("language", LANGUAGES, making.LANGUAGE)
        reader.end()
        row = self._read(request)
        if language == making.LANGUAGE:
            with self.db.look() as tx:
                return Briefs(tx).pdf(row.day)
        return pdf(page.html(row.facts, self.settings.timezone, language))

    @rpc
    @command
    def make_brief(self, tx: Connection, request: Request) -> Data:
        """Make today's brief now, in the place of one that there is."""
        access.require_admin(request.principal)
        made = making.make(tx, self.settings, clock.now())
        if made is None:
            raise asking.wrong("area", "has no name yet, so that nobody knows whose brief it is")
        return _head(Briefs(tx).get(date.fromisoformat(made["day"])))

    def _read(self, request: Request) -> Any:
        _require_reader(request.principal)
        with self.db.look() as tx:
            row = Briefs(tx).get(_day(request.data.get("day")))
        request.principal.require_area(row.area)
        return row

    @loop(every=30.0)
    def make_briefs(self) -> None:
        """Make the brief of the day once its hour has come."""
        making.make_due(self.db, self.settings, clock.now())

    # ---- what nobody else here follows; incidents and dispositions come by `following`

    @subscribe("eoffice", "disposition_given_back")
    def on_disposition_given_back(self, tx: Connection, event: Incoming) -> None:
        BriefFacts(tx).put(telling.disposition(event))

    @subscribe("eoffice", "position_changed")
    def on_position_changed(self, tx: Connection, event: Incoming) -> None:
        BriefFacts(tx).put(telling.position(event))

    @subscribe("notifications", "alert_raised")
    def on_alert_raised(self, tx: Connection, event: Incoming) -> None:
        BriefFacts(tx).put(telling.alert(event))

    @subscribe("notifications", "alert_changed")
    def on_alert_changed(self, tx: Connection, event: Incoming) -> None:
        BriefFacts(tx).put(telling.alert(event))

    @subscribe("notifications", "alert_acknowledged")
    def on_alert_acknowledged(self, tx: Connection, event: Incoming) -> None:
        BriefFacts(tx).put(telling.alert(event))

    @subscribe("notifications", "alert_resolved")
    def on_alert_resolved(self, tx: Connection, event: Incoming) -> None:
        BriefFacts(tx).put(telling.alert(event))

    @subscribe("elections", "stage_due")
    def on_stage_due(self, tx: Connection, event: Incoming) -> None:
        BriefFacts(tx).put(telling.stage(event))

    @subscribe("elections", "stages_changed")
    def on_stages_changed(self, tx: Connection, event: Incoming) -> None:
        BriefFacts(tx).stages_changed(event.data["election"], event.time)


def _require_reader(who: Principal) -> None:
    if not who.roles & READERS:
        raise Forbidden("this account reads no briefs")


def _day(given: Any) -> date:
    try:
        return date.fromisoformat(str(given))
    except ValueError:
        raise asking.wrong("day", "needs a day such as 2024-11-27") from None


def _after(text: str) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        raise paging.foreign() from None


def _head(row: Any) -> Data:
    return {
        "id": row.id,
        "day": row.day.isoformat(),
        "area": row.area,
        "made_at": clock.to_text(row.made_at),
    }


def _listed(row: Any) -> Data:
    counts = {name: row.facts[name]["count"] for name in SUMMED}
    return _head(row) | {"counts": counts | {"late": row.facts["indicators"]["late"]["count"]}}
