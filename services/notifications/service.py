"""Entrypoints of the notifications."""

from __future__ import annotations

from typing import Any

from sqlalchemy.engine import Connection

from libs.kit import clock, paging
from libs.kit.envelope import Incoming
from libs.kit.ids import new_id
from libs.kit.request import Request
from libs.kit.service import DatabaseProvider, SettingsProvider, command, loop, rpc, subscribe
from services.notifications import domain, messages
from services.notifications.addressed.service import AddressedEntrypoints
from services.notifications.alerts import acting
from services.notifications.alerts.service import AlertsEntrypoints
from services.notifications.broadcast.service import BroadcastEntrypoints
from services.notifications.cap.service import CapEntrypoints
from services.notifications.deliveries.service import DeliveriesEntrypoints
from services.notifications.domain import Raised
from services.notifications.inbound.service import InboundEntrypoints
from services.notifications.incidents import automatic, late
from services.notifications.incidents.service import IncidentsEntrypoints
from services.notifications.orders.service import OrdersEntrypoints
from services.notifications.recipients.service import RecipientsEntrypoints
from services.notifications.repository import Findings, Notices
from services.notifications.shifts.service import ShiftsEntrypoints
from services.notifications.walls.service import WallsEntrypoints


class NotificationsService(
    IncidentsEntrypoints,
    AddressedEntrypoints,
    RecipientsEntrypoints,
    ShiftsEntrypoints,
    AlertsEntrypoints,
    InboundEntrypoints,
    CapEntrypoints,
    BroadcastEntrypoints,
    DeliveriesEntrypoints,
    OrdersEntrypoints,
    WallsEntrypoints,
):
    """Notices, and what raises them by itself; incidents; notices to positions."""

    name = "notifications"
    urgent = True  # alarms are told by loops of the events role
    db = DatabaseProvider()
    settings = SettingsProvider()

    @rpc
    @command
    def raise_notice(self, tx: Connection, request: Request) -> dict[str, Any]:
        """Raise a notice; answers it whole."""
        who = request.principal
        notice = messages.parse_notice(request.data, new_id(), who.name, clock.now())
        who.require_area(notice.area)
        Notices(tx).save(Raised(notice))
        return messages.to_wire(notice)

    @rpc
    def list_notices(self, request: Request) -> dict[str, Any]:
        """Return a page of notices, the newest first: `{"items": […], "next"}`."""
        query = messages.parse_query(request.data, request.principal)
        request.principal.require_area(query.area)
        with self.db.begin() as tx:
            rows = Notices(tx).page(query)
        page, following = paging.cut(rows, query.limit, lambda notice: notice.id)
        return {"items": [messages.to_wire(notice) for notice in page], "next": following}

    @rpc
    @command
    def acknowledge_notice(self, tx: Connection, request: Request) -> dict[str, Any]:
        """Take a notice in hand, with a note or without; answers it whole."""
        who, key = request.principal, messages.parse_id(request.data)
        note = messages.parse_note(request.data)
        if acting.notice_acknowledged(tx, key, who, note, clock.now()):
            return messages.to_wire(Notices(tx).get(key))
        notice = Notices(tx).get(key)
        who.require_area(notice.area)
        happened = notice.acknowledge(who.name, clock.now(), note)
        Notices(tx).save(happened)
        return messages.to_wire(happened.notice)

    @rpc
    @command
    def close_notice(self, tx: Connection, request: Request) -> dict[str, Any]:
        """End a notice; answers it whole."""
        notice = Notices(tx).get(messages.parse_id(request.data))
        request.principal.require_area(notice.area)
        happened = notice.close(request.principal.name, clock.now())
        Notices(tx).save(happened)
        return messages.to_wire(happened.notice)

    @subscribe("elections", "result_submitted")
    def on_result_submitted(self, tx: Connection, event: Incoming) -> None:
        """Note whether the result has findings that are errors; a rehearsal's alarm nobody."""
        if event.data.get("rehearsal"):
            return
        tps, district, place, wrong = messages.findings(event.data)
        Findings(tx).put(tps, district, place, wrong=wrong)

    @subscribe("elections", "findings_changed")
    def on_findings_changed(self, tx: Connection, event: Incoming) -> None:
        """Note whether the result has findings that are errors and that nobody explained."""
        tps, district, place, wrong = messages.findings(event.data, reviewed=True)
        Findings(tx).put(tps, district, place, wrong=wrong)

    @subscribe("elections", "held_votes_changed")
    def on_held_votes_changed(self, tx: Connection, event: Incoming) -> None:
        """Raise a notice while votes that do not count could change who won; else close it.

        An incident may be made of it too.
        """
        if event.data.get("rehearsal"):
            return
        automatic.on_held_votes(tx, event, self.settings.timezone)
        votes = messages.held_votes(event.data)
        standing = Notices(tx).standing(votes.key)
        happened = domain.tell_held(votes, standing, new_id(), clock.now())
        if happened is not None:
            Notices(tx).save(happened)

    @subscribe("elections", "station_overdue")
    def on_station_overdue(self, tx: Connection, event: Incoming) -> None:
        """Report late polling stations of a sub-district, until the last one is in."""
        late.on_overdue(tx, event, self.settings.timezone)

    @subscribe("elections", "stage_due")
    def on_stage_due(self, tx: Connection, event: Incoming) -> None:
        """Say that a stage begins or ends soon; a notice that stands says it anew."""
        told = messages.stage_due(event.data)
        standing = Notices(tx).standing(told.key)
        happened = domain.tell_stage(told, standing, new_id(), clock.now())
        if happened is not None:
            Notices(tx).save(happened)

    @subscribe("elections", "party_membership_found")
    def on_party_membership_found(self, tx: Connection, event: Incoming) -> None:
        """Raise a notice about a member of an ad-hoc body whom a party lists."""
        if event.data.get("rehearsal"):
            return
        found = messages.membership_found(event.data)
        standing = Notices(tx).standing(found.key)
        happened = domain.tell_membership(found, standing, new_id(), clock.now())
        if happened is not None:
            Notices(tx).save(happened)

    @loop(every=1.0)
    def tell_findings(self) -> None:
        """Keep the notices of districts in step with their results, once a second."""
        with self.db.begin() as tx:
            for district in Findings(tx).take_changes():
                standing = Notices(tx).standing(district.key)
                stations = Findings(tx).count(district)
                happened = domain.tell_findings(district, stations, standing, new_id(), clock.now())
                if happened is not None:
                    Notices(tx).save(happened)
