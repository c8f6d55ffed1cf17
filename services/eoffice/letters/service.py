"""Entrypoints of letters. Each takes `as`, the position as which the person acts."""

from __future__ import annotations

from typing import Any

from sqlalchemy.engine import Connection

from libs.kit.db import Database
from libs.kit.errors import Forbidden
from libs.kit.request import Request
from libs.kit.service import command, rpc
from services.eoffice import audit
from services.eoffice.letters import (
    arriving,
    attachments,
    classification,
    drafting,
    groups,
    outlook,
    own_kinds,
    shown,
    signing,
    steps,
    templates,
    writers,
)
from services.eoffice.letters.access import keys
from services.eoffice.letters.desk import Desk, Office
from services.eoffice.letters.domain import Letter
from services.eoffice.organisation import acting
from services.eoffice.settings import Settings


class LettersEntrypoints:
    """Letters on their way out, and at their recipients."""

    db: Database
    settings: Settings

    # ---- before a letter is one

    @rpc
    def list_letter_kinds(self, request: Request) -> dict[str, Any]:
        """Return the kinds with the fields and first texts of the unit that one acts for."""
        with self.db.begin() as tx:
            who = self._if_any(tx, request)
            found = templates.standing(tx, who.unit if who else "")
        return {"items": [templates.told(one) for one in found.values()], "next": None}

    @rpc
    def get_letter_kind(self, request: Request) -> dict[str, Any]:
        """Return the kind of a letter as the letter began by it: `{"letter", "as"}`."""
        with self.db.begin() as tx:
            said = self._looking(tx, request).open()[0].content
            return templates.told(templates.of(tx, said.kind, said.template))

    @rpc
    def foresee_letter(self, request: Request) -> dict[str, Any]:
        """Return what a letter will look like; see `outlook.outlook`."""
        with self.db.begin() as tx:
            return outlook.outlook(self._at_work(tx, request))

    @rpc
    @command
    def put_letter_kind(self, tx: Connection, request: Request) -> dict[str, Any]:
        """Add a kind of letters, or change what it is called; see `own_kinds.put`."""
        return own_kinds.put(tx, request, self._if_any(tx, request))

    @rpc
    @command
    def put_letter_template(self, tx: Connection, request: Request) -> dict[str, Any]:
        """Change what letters of a kind begin with; see `templates.put`."""
        return templates.put(tx, request, self._if_any(tx, request))

    @rpc
    def list_letter_templates(self, request: Request) -> dict[str, Any]:
        with self.db.begin() as tx:
            return templates.page(tx, request.data)

    @rpc
    def sit_at_letter(self, request: Request) -> dict[str, Any]:
        """Say that a window writes at a draft, and hear of others; see `writers.sit`."""
        with self.db.begin() as tx:
            return writers.sit(self._at_work(tx, request))

    @rpc
    def list_classifications(self, request: Request) -> dict[str, Any]:
        """Return a page of codes by code: `{"under": prefix, "q", "limit", "after"}`."""
        with self.db.begin() as tx:
            return classification.page(tx, request.data)

    @rpc
    @command
    def import_classifications(self, tx: Connection, request: Request) -> dict[str, Any]:
        """Take a list of codes as CSV, `{"text"}`: an administrator of the whole region."""
        if "admin" not in request.principal.roles:
            raise Forbidden("needs one of: admin")
        request.principal.require_area("")
        lines = classification.take(tx, request.data.get("text"))
        audit.note(tx, request, None, "classifications_imported", "classifications", None, lines)
        return {"lines": lines}

    # ---- reading

    @rpc
    def get_letter(self, request: Request) -> dict[str, Any]:
        """Return a letter of `{"letter", "as"}`; its recipients see what was sent alone."""
        with self.db.begin() as tx:
            return shown.letter(self._looking(tx, request))

    @rpc
    def list_letters(self, request: Request) -> dict[str, Any]:
        """Return a page of the letters of a box, filtered; the newest first."""
        with self.db.begin() as tx:
            return shown.page(self._looking(tx, request))

    @rpc
    def count_letters(self, request: Request) -> dict[str, int]:
        """Return how many letters wait for the person, by what they wait for."""
        with self.db.begin() as tx:
            return shown.counts(self._looking(tx, request))

    @rpc
    def list_letter_drafts(self, request: Request) -> dict[str, Any]:
        with self.db.begin() as tx:
            return shown.drafts(self._looking(tx, request))

    @rpc
    def get_letter_draft(self, request: Request) -> dict[str, Any]:
        """Return what a draft said: `{"letter", "draft"}`."""
        with self.db.begin() as tx:
            return shown.draft(self._looking(tx, request))

    @rpc
    def compare_letter_drafts(self, request: Request) -> dict[str, Any]:
        """Return how a draft became another: `{"letter", "before", "after"}`."""
        with self.db.begin() as tx:
            return shown.comparison(self._looking(tx, request))

    @rpc
    def list_letter_acts(self, request: Request) -> dict[str, Any]:
        """Return a letter's history, the first act first."""
        with self.db.begin() as tx:
            return shown.history(self._looking(tx, request))

    @rpc
    def my_reader_keys(self, request: Request) -> list[str]:
        """Return whose letters the person may read now: the keys in `readers` of events."""
        office = Office.of(self.settings)
        with self.db.begin() as tx:
            mine = acting.positions_of(tx, request.principal, office.today())
        return sorted(keys(mine))

    # ---- writing

    @rpc
    @command
    def create_letter(self, tx: Connection, request: Request) -> dict[str, Any]:
        """Begin a letter; see `messages.content` for its fields."""
        return drafting.create(self._at_work(tx, request))

    @rpc
    @command
    def change_letter(self, tx: Connection, request: Request) -> dict[str, Any]:
        """Write a draft anew: its fields, with `letter` and the `version` that was seen."""
        return drafting.change(self._at_work(tx, request))

    @rpc
    @command
    def submit_letter(self, tx: Connection, request: Request) -> dict[str, Any]:
        """Hand up: `{"letter", "version"}`."""
        return drafting.submit(self._at_work(tx, request))

    @rpc
    @command
    def initial_letter(self, tx: Connection, request: Request) -> dict[str, Any]:
        """Give one's initial: `{"letter", "version"}`."""
        return steps.initial(self._at_work(tx, request))

    @rpc
    @command
    def send_back_letter(self, tx: Connection, request: Request) -> dict[str, Any]:
        """Ask for another draft: `{"letter", "version", "note"}`."""
        return steps.judge(self._at_work(tx, request), Letter.send_back, "letter_sent_back")

    @rpc
    @command
    def refuse_letter(self, tx: Connection, request: Request) -> dict[str, Any]:
        """Refuse for good: `{"letter", "version", "note"}`."""
        return steps.judge(self._at_work(tx, request), Letter.refuse, "letter_refused")

    @rpc
    @command
    def cancel_letter(self, tx: Connection, request: Request) -> dict[str, Any]:
        """Give up before the signing: `{"letter", "version", "note"}`."""
        return steps.judge(self._at_work(tx, request), Letter.cancel, "letter_cancelled")

    @rpc
    @command
    def void_letter(self, tx: Connection, request: Request) -> dict[str, Any]:
        """Give up after a failed signing, with the number: `{"letter", "version", "note"}`."""
        return steps.void(self._at_work(tx, request))

    @rpc
    @command
    def put_number_in(self, tx: Connection, request: Request) -> dict[str, Any]:
        """Reserve an earlier number: `{"letter", "version", "behind", "day", "reason"}`."""
        return signing.put_number_in(self._at_work(tx, request))

    @rpc
    @command
    def send_letter(self, tx: Connection, request: Request) -> dict[str, Any]:
        """Send a signed letter: `{"letter", "version"}`."""
        return steps.send(self._at_work(tx, request))

    @rpc
    @command
    def read_letter(self, tx: Connection, request: Request) -> dict[str, Any]:
        """Say that one has read it: `{"letter"}`."""
        return arriving.mark_read(self._at_work(tx, request))

    @rpc
    @command
    def follow_up_letter(self, tx: Connection, request: Request) -> dict[str, Any]:
        """Say that what it asks for was done: `{"letter", "note"}`."""
        return arriving.follow_up(self._at_work(tx, request))

    @rpc
    @command
    def arrive_letter(self, tx: Connection, request: Request) -> dict[str, Any]:
        """Say that it arrived at a recipient outside: `{"letter", "place", "note"}`."""
        return arriving.arrive(self._at_work(tx, request))

    # ---- attachments

    @rpc
    @command
    def add_letter_attachment(self, tx: Connection, request: Request) -> dict[str, Any]:
        """Add the file that comes along to a draft: `{"letter", "version", "name"}`."""
        return attachments.add(self._at_work(tx, request))

    @rpc
    @command
    def remove_letter_attachment(self, tx: Connection, request: Request) -> dict[str, Any]:
        """Take a file off a draft: `{"letter", "version", "attachment"}`."""
        return attachments.remove(self._at_work(tx, request))

    @rpc
    @command
    def order_letter_attachments(self, tx: Connection, request: Request) -> dict[str, Any]:
        """Put the files of a draft into an order: `{"letter", "version", "order"}`."""
        return attachments.put_in_order(self._at_work(tx, request))

    @rpc
    def list_letter_attachments(self, request: Request) -> dict[str, Any]:
        with self.db.begin() as tx:
            return attachments.page(self._looking(tx, request))

    @rpc
    def get_letter_attachment(self, request: Request) -> dict[str, Any]:
        """Return what is told of a file: `{"letter", "attachment"}`."""
        with self.db.begin() as tx:
            return attachments.described(self._looking(tx, request))

    @rpc
    def read_letter_attachment(self, request: Request) -> bytes:
        """Return a file's bytes: `{"letter", "attachment"}`."""
        with self.db.begin() as tx:
            return attachments.read(self._looking(tx, request))

    # ---- groups of recipients

    @rpc
    @command
    def put_recipient_group(self, tx: Connection, request: Request) -> dict[str, Any]:
        """Make a group of one's unit, or write it anew: `{"name", "members"}`."""
        return groups.put(self._at_work(tx, request))

    @rpc
    def list_recipient_groups(self, request: Request) -> dict[str, Any]:
        with self.db.begin() as tx:
            return groups.page(self._at_work(tx, request))

    @rpc
    @command
    def delete_recipient_group(self, tx: Connection, request: Request) -> dict[str, Any]:
        """Delete a group of one's unit: `{"group"}`."""
        return groups.delete(self._at_work(tx, request))

    def _at_work(self, tx: Connection, request: Request) -> Desk:
        return Desk(tx, request, Office.of(self.settings))

    def _if_any(self, tx: Connection, request: Request) -> acting.Acting | None:
        today = Office.of(self.settings).today()
        return acting.acting_if_any(tx, request.principal, request.data.get("as"), today)

    def _looking(self, tx: Connection, request: Request) -> shown.Shelf:
        return shown.Shelf(tx, request, Office.of(self.settings))
