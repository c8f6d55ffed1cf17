"""Entrypoints of signing: letters in a job, and what anybody may verify."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from datetime import timedelta
from functools import cached_property
from typing import Any

import eventlet
from eventlet.semaphore import Semaphore
from sqlalchemy.engine import Connection

from libs.kit import clock, jobs
from libs.kit.db import Database
from libs.kit.errors import Unavailable
from libs.kit.jobs import Job
from libs.kit.request import Request
from libs.kit.service import command, loop, rpc
from services.eoffice import audit
from services.eoffice.letters import shown
from services.eoffice.letters.desk import Office
from services.eoffice.organisation import acting
from services.eoffice.settings import Settings
from services.eoffice.signing import domain, job, letterheads, messages, previewing
from services.eoffice.signing.engine import Engine
from services.eoffice.signing.errors import TooManyTries
from services.eoffice.signing.previewing import Previews
from services.eoffice.signing.repository import Documents, Keys, UnknownDocument
from services.eoffice.signing.results_repository import Results

INSPECTING = Semaphore(2)  # PDFs of strangers at once: the others are asked to come back
INSPECT_SECONDS = 20
MOST_TRIES, TRIES_WITHIN = 5, timedelta(minutes=15)  # BSrE and tokens lock sooner by themselves


class Busy(Unavailable):
    slug, title = "verifying-busy", "Many documents are being verified: try again in a moment"


def _require_tries_left(tx: Connection, request: Request) -> None:
    """Raise TooManyTries for who gave too many wrong passphrases of late."""
    since = clock.now() - TRIES_WITHIN
    if Results(tx).wrong_tries(request.principal, job.KIND, since) >= MOST_TRIES:
        minutes = int(TRIES_WITHIN.total_seconds() / 60)
        told = f"{MOST_TRIES} in {minutes} minutes, those under way among them"
        raise TooManyTries(told, retry_after=60)


class SigningEntrypoints:
    """Letters get their number and signature; copies are verified."""

    db: Database
    settings: Settings

    @rpc
    def sign_letters(self, request: Request) -> dict[str, Any]:
        """Sign `{"letters": [{"letter", "version"}], "as", "passphrase"}`; answers the job.

        The passphrase goes to no other process and into no row, nor into the hash by which a
        repeated command is known. So the job is this process's own.
        """
        _, passphrase = messages.order(request.data)
        kept = {name: value for name, value in request.data.items() if name != "passphrase"}
        return self._order_signing(replace(request, data=kept), passphrase)

    def _order_signing(self, request: Request, passphrase: str) -> dict[str, Any]:
        begun: list[Job] = []

        @command
        def sign_letters(_service: Any, tx: Connection, asked: Request) -> dict[str, Any]:
            order, _ = messages.order({**asked.data, "passphrase": "-"})
            _require_tries_left(tx, asked)
            given = {**order, "origin": asked.origin}, asked.principal, len(order["letters"])
            begun.append(jobs.begin(tx, job.KIND, *given))
            return jobs.show(tx, begun[0].id, asked.principal)

        made = sign_letters(self, request)
        if not made["repeated"]:
            self.spawn(self.sign_now, begun[0], passphrase)
        return made

    spawn = staticmethod(eventlet.spawn)

    def sign_now(self, one: Job, passphrase: str) -> None:
        with Engine() as engine:
            does = job.Signatures(self.db, self.settings, one, passphrase, engine)
            jobs.run(self.db, one, lambda _job, progress: does.run(progress))

    @rpc
    def get_signing(self, request: Request) -> dict[str, Any]:
        """Return how far a signing of one's own is, and how each letter stands: `{"id"}`."""
        with self.db.begin() as tx:
            told = jobs.show(tx, str(request.data.get("id")), request.principal)
            mine = shown.Shelf(tx, replace(request, data={}), Office.of(self.settings)).keys
            return told | {"letters": Results(tx).of(told["id"], mine)}

    @rpc
    def my_signing_key(self, request: Request) -> dict[str, Any]:
        """Return by what one signs: `{"kind", "name", "expires"}`; raises NoSigningKey."""
        with self.db.begin() as tx:
            return messages.key_out(Keys(tx).get(request.principal.name))

    @rpc
    def stop_signing(self, request: Request) -> dict[str, Any]:
        """Stop a signing of one's own after the letter that is being signed: `{"id"}`."""
        with self.db.begin() as tx:
            return jobs.cancel(tx, str(request.data.get("id")), request.principal)

    @loop(every=5.0)
    def settle_abandoned_signings(self) -> None:
        """Let letters be signed again whose signing ended with its process."""
        while jobs.work(self.db, {job.KIND: job.abandoned(self.db, self.settings)}):
            pass

    @rpc
    def signed_letter(self, request: Request) -> bytes:
        """Return the PDF as it was signed to who may read the letter: `{"letter", "as"}`."""
        office = Office.of(self.settings)
        with self.db.begin() as tx:
            letter = shown.letter(shown.Shelf(tx, request, office))  # which notes who opens it
            kept = Documents(tx, office.vault)
            return kept.body(kept.of_letter(letter["id"]))

    @cached_property
    def previews(self) -> Previews:
        return Previews()

    @rpc
    def get_letterhead(self, request: Request) -> dict[str, Any]:
        """Return the head of a unit's letters: `{"unit"}`."""
        with self.db.begin() as tx:
            return letterheads.get(tx, request)

    @rpc
    @command
    def put_letterhead(self, tx: Connection, request: Request) -> dict[str, Any]:
        """Write the head of a unit's letters: `{"unit", "lines", "below", "logo"}`."""
        office = Office.of(self.settings)
        named = request.data.get("as")
        who = acting.acting_if_any(tx, request.principal, named, office.today())
        told = letterheads.put(tx, request, who)
        audit.note(tx, request, who, "letterhead_put", f"unit/{told['unit']}", None, told)
        return told

    @rpc
    def preview_letter(self, request: Request) -> bytes:
        """Return a letter before its signature as the PDF it would be: `{"letter", "as"}`."""
        office = Office.of(self.settings)
        with self.db.begin() as tx:
            shelf = shown.Shelf(tx, request, office)
            shown.letter(shelf)  # which notes who opens it
            letter, _ = shelf.open()
            sheet = previewing.sheet_of(tx, letter, shelf.positions, office.today())
        return self.previews.render(sheet)

    # ---- for everybody

    @rpc
    def verify_document(self, request: Request) -> dict[str, Any]:
        """Return who signed the document of `{"code"}`, when and as what."""
        with self.db.begin() as tx:
            return messages.verified(self._document(tx, request))

    @rpc
    def compare_document(self, request: Request) -> dict[str, Any]:
        """Hold a copy (the attachment) against the document of `{"code"}`.

        `{"copy": same | altered | other, "signatures": [what the copy's own are worth]}`.
        """
        with self.db.begin() as tx:
            one = self._document(tx, request)
            terms = job.trusted(tx, self.settings)
        if not INSPECTING.acquire(blocking=False):
            raise Busy
        try:
            with Engine(INSPECT_SECONDS) as engine:
                found = engine.inspect(request.attachment, terms).signatures
        finally:
            INSPECTING.release()
        digest = hashlib.sha256(request.attachment).hexdigest()
        copy = domain.compare((one.hash, one.digest), digest, found)
        told = found if copy != domain.OTHER and not one.secret else ()
        return {"copy": copy, "signatures": [messages.found_out(one) for one in told]}

    def _document(self, tx: Connection, request: Request) -> Any:
        code = domain.code_of(str(request.data.get("code", "")))
        if code is None:
            raise UnknownDocument
        return Documents(tx, Office.of(self.settings).vault).find(code)
