"""Entrypoints of shifts."""

from __future__ import annotations

from typing import Any

from sqlalchemy.engine import Connection

from libs.kit import clock
from libs.kit.db import Database
from libs.kit.request import Request
from libs.kit.service import command, loop, rpc
from services.notifications.settings import Settings
from services.notifications.shifts import (
    calendars,
    handing_over,
    importing,
    now,
    planning,
    shown,
    swapping,
    watching,
)
from services.notifications.shifts.repository import Agencies

Data = dict[str, Any]


class ShiftsEntrypoints:
    """Who is on duty when, and what one shift hands to the next."""

    db: Database
    settings: Settings

    @rpc
    def list_shift_agencies(self, request: Request) -> Data:
        """Return agencies with their rules and who has a place in their shifts."""
        with self.db.begin() as tx:
            return shown.agencies(tx, request)

    @rpc
    @command
    def put_shift_agency(self, tx: Connection, request: Request) -> Data:
        """Set up an agency, or change its rules."""
        return planning.put_agency(tx, request)

    @rpc
    def list_shift_patterns(self, request: Request) -> Data:
        with self.db.begin() as tx:
            return shown.patterns(tx, request)

    @rpc
    @command
    def add_shift_pattern(self, tx: Connection, request: Request) -> Data:
        """Have shifts repeat; answers it with `made` and `warnings`."""
        return planning.add_pattern(tx, request, self.settings.timezone)

    @rpc
    @command
    def end_shift_pattern(self, tx: Connection, request: Request) -> Data:
        """End one after a day: `{"pattern", "after"}`."""
        return planning.end_pattern(tx, request, self.settings.timezone)

    @rpc
    def list_shifts(self, request: Request) -> Data:
        """Return shifts by start: `{"agency", "from", "to", "person"}`."""
        with self.db.begin() as tx:
            return shown.page(tx, request, self.settings.timezone)

    @rpc
    @command
    def add_shift(self, tx: Connection, request: Request) -> Data:
        """Plan one shift."""
        return planning.add_shift(tx, request, self.settings.timezone)

    @rpc
    @command
    def change_shift(self, tx: Connection, request: Request) -> Data:
        """Change one: `{"shift", "version"}` and what is to be other."""
        return planning.change_shift(tx, request, self.settings.timezone)

    @rpc
    @command
    def cancel_shift(self, tx: Connection, request: Request) -> Data:
        return planning.cancel_shift(tx, request)

    @rpc
    @command
    def import_shifts(self, tx: Connection, request: Request) -> Data:
        """Take over a roster from a file, the attachment."""
        return importing.take_in(tx, request, self.settings.timezone)

    @rpc
    def shifts_now(self, request: Request) -> Data:
        """Return what the bar shows."""
        with self.db.begin() as tx:
            return now.bar(tx, request)

    @rpc
    def list_shift_gaps(self, request: Request) -> Data:
        """Return when shifts have fewer people than they need: `{"agency", "days"}`."""
        with self.db.begin() as tx:
            return shown.gap_list(tx, request)

    @rpc
    def shift_calendar(self, request: Request) -> bytes:
        with self.db.begin() as tx:
            return calendars.of(tx, request, self.settings.timezone)

    @rpc
    @command
    def ask_shift_swap(self, tx: Connection, request: Request) -> Data:
        """Ask another to take one's place: `{"shift", "with", "in_return", "reason"}`."""
        return swapping.ask(tx, request)

    @rpc
    @command
    def answer_shift_swap(self, tx: Connection, request: Request) -> Data:
        """Answer one: `{"swap", "answer"}`."""
        return swapping.answer(tx, request)

    @rpc
    def list_shift_swaps(self, request: Request) -> Data:
        with self.db.begin() as tx:
            return shown.swap_list(tx, request)

    @rpc
    @command
    def add_absence(self, tx: Connection, request: Request) -> Data:
        """Say that somebody is not there: `{"person", "from", "until", "reason"}`."""
        return planning.add_absence(tx, request)

    @rpc
    @command
    def withdraw_absence(self, tx: Connection, request: Request) -> Data:
        return planning.withdraw_absence(tx, request)

    @rpc
    def list_absences(self, request: Request) -> Data:
        with self.db.begin() as tx:
            return shown.absence_list(tx, request)

    @rpc
    @command
    def hand_over_shift(self, tx: Connection, request: Request) -> Data:
        """Tell the next shift: `{"shift", "notes", "incidents"}`."""
        return handing_over.give(tx, request)

    @rpc
    @command
    def accept_hand_over(self, tx: Connection, request: Request) -> Data:
        """Take over, as one of the following shift: `{"hand_over", "version"}`."""
        return handing_over.accept(tx, request)

    @rpc
    def list_hand_overs(self, request: Request) -> Data:
        with self.db.begin() as tx:
            return handing_over.page(tx, request)

    @loop(every=3600.0)
    def make_shifts_of_patterns(self) -> None:
        """Make the shifts of patterns as far ahead as their agencies want, one by one."""
        zone = self.settings.timezone
        with self.db.begin() as tx:
            patterns = Agencies(tx).alive(clock.now().astimezone(zone).date())
        for pattern in patterns:
            with self.db.begin() as tx:
                planning.go_on(tx, pattern, zone)

    @loop(every=60.0)
    def watch_shifts(self) -> None:
        """Raise alerts of gaps within a day and of hand-overs that are late."""
        with self.db.begin() as tx:
            watching.look(tx, clock.now())
