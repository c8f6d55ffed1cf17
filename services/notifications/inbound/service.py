"""Entrypoints of what comes in from outside."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import orjson
from sqlalchemy.engine import Connection

from libs.kit import clock, logs
from libs.kit.db import Database
from libs.kit.errors import BadRequest, Forbidden, Invalid, KendaliError
from libs.kit.principal import Principal
from libs.kit.request import Request
from libs.kit.sealing import Sealer
from libs.kit.service import command, loop, rpc
from libs.photos.domain import Facts
from libs.photos.pictures import Pictures
from services.notifications.inbound import (
    alertmanager,
    mail,
    mailbox,
    mapping,
    polling,
    receiving,
    signatures,
    sources,
)
from services.notifications.inbound.photos import keep_photos
from services.notifications.inbound.sources_repository import Sources, UnknownInbound
from services.notifications.settings import Settings

Data = dict[str, Any]
log = logs.get(__name__)
MACHINES = frozenset({"operator", "admin", "ops"})  # whose API keys bring alerts of systems
DESK = frozenset({"operator", "admin"})


class InboundEntrypoints:
    """Alertmanager, webhooks, e-mail."""

    db: Database
    settings: Settings
    pictures: Pictures

    @rpc
    @command
    def receive_alertmanager(self, tx: Connection, request: Request) -> Data:
        """Raise and resolve alerts of Alertmanager's webhook: `{"body"}`."""
        _require(request.principal, MACHINES)
        told = alertmanager.read(request.data.get("body"))
        for area in {one.cause.area for one in told} - {""}:
            request.principal.require_area(area)
        return receiving.of_alertmanager(tx, told, self.settings.timezone)

    @rpc
    def receive_webhook(self, request: Request) -> Data:
        """Take the attached JSON of `{"source", "head"}`, signed, or brought by an operator's key.

        What a source sends twice under one webhook-id is done once.
        """
        code = str(request.data.get("source"))
        with self.db.begin() as tx:
            row = Sources(tx).get(code)
        if not row["enabled"]:
            raise UnknownInbound(f"the source {code} is closed")
        if row["sealed"] is None or request.principal.roles:
            _require(request.principal, DESK)
        else:
            sealer = sources.sealer(self.settings)
            secret = sealer.open(bytes(row["sealed"]), sources.place(code))
            head = request.data.get("head") or {}
            signatures.check(secret, head, request.attachment, clock.now())
        try:
            return self._receive_webhook(replace(request, data={"source": code}))
        except (Invalid, BadRequest) as error:
            why = "; ".join(f"{one.field}: {one.message}" for one in error.errors)
            with self.db.begin() as tx:
                Sources(tx).failed(code, why or error.detail, clock.now())
            raise

    @command
    def _receive_webhook(self, tx: Connection, request: Request) -> Data:
        code = request.data["source"]
        rules = mapping.read(Sources(tx).get(code)["mapping"])
        made = mapping.apply(rules, _json(request.attachment))
        for one in made:
            if request.principal.roles and one.area:
                request.principal.require_area(one.area)
        Sources(tx).counted(code, clock.now())
        return receiving.of_webhook(tx, code, rules, made, self.settings.timezone)

    @rpc
    def receive_mail(self, request: Request) -> Data:
        """Report what the attached message (RFC 5322) says; automatic answers are left alone.

        Answers `{"answer": {"number", "repeated", "ignored", "photos"}, "repeated"}`.
        """
        _require(request.principal, DESK)
        answer = self.take_mail(request.attachment)
        return {"answer": answer, "repeated": answer["repeated"]}

    def take_mail(self, data: bytes) -> Data:
        """Report what a message says; of the same one again nothing new is made."""
        letter = mail.read(data)
        if letter.machine:
            log.info("mail_ignored", because=letter.machine)
            why = {"number": None, "repeated": False, "photos": 0}
            return {**why, "ignored": letter.machine}
        facts = self._kept(letter.photos)
        with self.db.begin() as tx:
            told = receiving.of_mail(tx, letter, self.settings.timezone)
            count = 0 if told.repeated else keep_photos(tx, told.incident, facts, letter.sender)
        same = {"number": told.incident.name, "repeated": told.repeated}
        return {**same, "photos": count, "ignored": None}

    @loop(every=30.0)
    def look_for_mail(self) -> None:
        """Report what came into the mailbox that a setting names."""
        at = self.settings.reports_imap
        while at is not None and polling.poll(self.db, at, self.take_mail) == mailbox.MOST:
            pass

    def _kept(self, photos: tuple[bytes, ...]) -> list[Facts]:
        """Keep the files; what is no photo, or can't be read, is left out."""
        found = []
        for one in photos:
            try:
                with self.pictures.hand():
                    found.append(self.pictures.take(one, lambda _: None))
            except KendaliError as error:
                log.info("mail_photo_left_out", slug=error.slug)
        return found

    # ---- sources of webhooks

    @rpc
    def list_inbound_sources(self, request: Request) -> Data:
        """Return the sources; of a secret only that there is one."""
        _require(request.principal, DESK)
        with self.db.begin() as tx:
            return {"items": [sources.out(row) for row in Sources(tx).all()], "next": None}

    @rpc
    @command
    def set_inbound_source(self, tx: Connection, request: Request) -> Data:
        """Set a source: `{"code", "version", "name", "enabled", "mapping", "secret"}`."""
        return sources.put(tx, request, self._sealer())

    @rpc
    @command
    def remove_inbound_source(self, tx: Connection, request: Request) -> Data:
        """Take a source away: `{"code"}`."""
        return sources.remove(tx, request)

    @rpc
    def preview_inbound(self, request: Request) -> Data:
        """Return what a mapping makes of a sample: `{"mapping", "sample"}`."""
        _require(request.principal, DESK)
        made = mapping.apply(mapping.read(request.data.get("mapping")), request.data.get("sample"))
        return {"items": [vars(one) for one in made], "next": None}

    def _sealer(self) -> Sealer:
        return sources.sealer(self.settings)


def _require(who: Principal, roles: frozenset[str]) -> None:
    if not who.roles & roles:
        raise Forbidden(f"needs one of: {', '.join(sorted(roles))}")


def _json(body: bytes) -> Any:
    try:
        return orjson.loads(body)
    except orjson.JSONDecodeError as error:
        raise BadRequest(f"the body is not JSON: {error}") from None
