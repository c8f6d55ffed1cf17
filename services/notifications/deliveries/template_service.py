"""Entrypoints of templates: the words of messages, written in versions, seen before they count."""

from __future__ import annotations

import re
from typing import Any

from sqlalchemy.engine import Connection

from libs.kit import clock, paging
from libs.kit.db import Database
from libs.kit.errors import NotFound, PreconditionFailed
from libs.kit.reading import Reader
from libs.kit.request import Request
from libs.kit.service import command, rpc
from services.notifications.deliveries import lists_repository, messages, writing
from services.notifications.deliveries.channel_service import require_admin, require_desk
from services.notifications.deliveries.domain import Message
from services.notifications.deliveries.templates_repository import Templates, written
from services.notifications.deliveries.templating import LONGEST, render

TOPIC = re.compile(r"[a-z0-9]+(?:[._-][a-z0-9]+)*")  # such as order.given
MADE: dict[str, Any] = {
    "subject": "Banjir di Rangkui",
    "text": "Air setinggi 60 cm di Jalan Merdeka. Dua TPS terdampak.",
    "link": "/console/incidents",
}
_SAID = {"subject": MADE["subject"], "text": MADE["text"]}
MADE_VALUES = {
    "code": "123456", "minutes": 10, "hours": 24, "count": 2, "village": "9901041001",
    "messages": [_SAID, {"subject": "Listrik padam di Gerunggang"}], "id": _SAID, "en": _SAID,
    "number": "PRT-0012", "short": "Kirim perahu", "text": "Kirim perahu ke Rangkui.",
    "deadline": "22 Nov 2026 pukul 21.30 WIB", "giver": "Sekretaris Daerah", "why": "tenggat lewat",
    "receiver": "Kepala BPBD", "reason": "Air surut.", "headline": MADE["subject"],
    "off": "https://kendali.example.go.id/subscribe#off=…",
}  # fmt: skip
LINK = "https://kendali.example.go.id"


class TemplateChanged(PreconditionFailed):
    slug, title = "template-changed", "Somebody changed this template meanwhile"


class TemplatesEntrypoints:
    """In which words messages come."""

    db: Database

    @rpc
    def list_message_templates(self, request: Request) -> dict[str, Any]:
        """Return the templates in use: those that come with the system, and the written ones."""
        require_desk(request.principal)
        with self.db.begin() as tx:
            own = Templates(tx).newest()
            topics = lists_repository.topics(tx)
        names = sorted({*writing.topics(), *topics, *(topic for topic, _ in own)})
        wanted = [(topic, language) for topic in names for language in writing.LANGUAGES]
        return {"items": [_template(*one, own.get(one)) for one in wanted], "next": None}

    @rpc
    def get_message_template(self, request: Request) -> dict[str, Any]:
        """Return the template of `{"topic", "language"}`."""
        require_desk(request.principal)
        topic, language = _place(request.data)
        with self.db.begin() as tx:
            own = Templates(tx).newest([topic])
        return _template(topic, language, own.get((topic, language)))

    @rpc
    @command
    def put_message_template(self, tx: Connection, request: Request) -> dict[str, Any]:
        """Keep a new version: `{"topic", "language", "subject", "body", "version"}`."""
        require_admin(request.principal)
        topic, language = _place(request.data)
        subject, body, version = _words(request.data)
        render(subject, body, _made(topic))
        return _kept(tx, request, topic, language, (subject, body), version)

    @rpc
    def preview_message(self, request: Request) -> dict[str, Any]:
        """Return what a template says of made values: `{"topic", "language", "subject", "body"}`.

        With `exercise` it says so as every exercise does.
        """
        require_desk(request.principal)
        topic, language = _place(request.data)
        subject, body, _ = _words(request.data)
        said = render(subject, body, _made(topic))
        if request.data.get("exercise") is True:
            said = writing.marked(*said, language)
        return {"subject": said[0], "text": said[1]}

    @rpc
    def list_template_versions(self, request: Request) -> dict[str, Any]:
        """Return what was written of `{"topic", "language"}`, the newest first."""
        require_desk(request.principal)
        topic, language = _place(request.data)
        limit, after = paging.asked(request.data)
        if after and not after.isdecimal():
            raise paging.foreign()
        before = int(after) if after else None
        with self.db.begin() as tx:
            rows = Templates(tx).versions(topic, language, limit, before)
        page, following = paging.cut(rows, limit, lambda row: str(row["version"]))
        return {"items": [_template(topic, language, row) for row in page], "next": following}

    @rpc
    @command
    def reset_message_template(self, tx: Connection, request: Request) -> dict[str, Any]:
        """Have the words that come with the system again: `{"topic", "language", "version"}`."""
        require_admin(request.principal)
        topic, language = _place(request.data)
        read = Reader(request.data)
        version = read.integer("version", 0, 2**31 - 1, 0)
        read.end()
        return _kept(tx, request, topic, language, ("", ""), version)


def _kept(
    tx: Connection, request: Request, topic: str, language: str, words: tuple[str, str], seen: int
) -> dict[str, Any]:
    """Keep a version after the one that was seen; raises TemplateChanged."""
    store = Templates(tx)
    row = written(*words, request.principal.name, clock.now())
    if not store.add(topic, language, seen, **row):
        raise TemplateChanged(f"it is not version {seen} any more")
    return _template(topic, language, store.newest([topic])[topic, language])


def _place(data: dict[str, Any]) -> tuple[str, str]:
    topic, language = str(data.get("topic")), str(data.get("language"))
    if not TOPIC.fullmatch(topic) or language not in writing.LANGUAGES:
        raise NotFound(f"no template {topic} in {language}")
    return topic, language


def _words(data: dict[str, Any]) -> tuple[str, str, int]:
    read = Reader(data)
    subject, body = read.text("subject", longest=LONGEST), read.text("body", longest=LONGEST)
    version = read.integer("version", 0, 2**31 - 1, 0)
    read.end()
    return subject, body, version


def _made(topic: str) -> dict[str, Any]:
    message = Message("preview", topic, "critical", **MADE, values=MADE_VALUES)
    return writing.filled(message, LINK)


def _template(topic: str, language: str, own: Any) -> dict[str, Any]:
    subject, body = writing.shipped(topic, language)
    found = {"subject": subject, "body": body, "version": 0, "changed_by": None}
    if own is not None:
        words = ("subject", "body") if own["body"] else ()
        found |= {name: own[name] for name in (*words, "version", "changed_by")}
    changed = None if own is None else messages.moment(own["changed_at"])
    written_here = own is not None and bool(own["body"])
    told = {"changed_at": changed, "own": written_here}
    return {"topic": topic, "language": language, **found, **told}
