"""Entrypoints of channels and templates, which administrators set up."""

from __future__ import annotations

import re
from typing import Any

from sqlalchemy.engine import Connection

from libs.kit import clock
from libs.kit.db import Database
from libs.kit.errors import Forbidden, NotFound, PreconditionFailed
from libs.kit.principal import Principal
from libs.kit.reading import Reader
from libs.kit.request import Request
from libs.kit.service import command, rpc
from services.notifications.deliveries import lists_repository, messages, shown, writing
from services.notifications.deliveries.contacting import Desk
from services.notifications.deliveries.domain import Message
from services.notifications.deliveries.setting_up import Setup
from services.notifications.deliveries.templates_repository import Templates, written
from services.notifications.deliveries.templating import LONGEST, render
from services.notifications.settings import Settings

TOPIC = re.compile(r"[a-z0-9]+(?:[._-][a-z0-9]+)*")  # such as order.given
MADE: dict[str, Any] = {
    "subject": "Banjir di Rangkui",
    "text": "Air setinggi 60 cm di Jalan Merdeka. Dua TPS terdampak.",
    "link": "/console/incidents",
}
MADE_VALUES = {"code": "123456", "minutes": 10, "count": 2, "messages": [
    {"subject": "Banjir di Rangkui"}, {"subject": "Listrik padam di Gerunggang"}]}  # fmt: skip


class TemplateChanged(PreconditionFailed):
    slug, title = "template-changed", "Somebody changed this template meanwhile"


def require_admin(who: Principal) -> None:
    """Raise Forbidden for anybody but an administrator of the whole region."""
    if "admin" not in who.roles or who.area:
        raise Forbidden("channels and templates are for administrators without an area")


def require_desk(who: Principal) -> None:
    if not who.roles & {"operator", "admin"}:
        raise Forbidden("for operators and administrators")


class ChannelsEntrypoints:
    """Through what messages go, and in which words."""

    db: Database
    settings: Settings

    @rpc
    def list_channels(self, request: Request) -> dict[str, Any]:
        """Return the channels with their health, and to administrators the kinds there are."""
        who = request.principal
        require_desk(who)
        with self.db.begin() as tx:
            desk = Desk(tx, self.settings, who.name, clock.now())
            found = shown.channels_out(tx, desk)
        may = "admin" in who.roles and not who.area
        if not may:
            for one in found:
                one.pop("parts")
                one.pop("secrets")
        return {"items": found, "next": None, "kinds": shown.kinds() if may else []}

    @rpc
    @command
    def put_channel(self, tx: Connection, request: Request) -> dict[str, Any]:
        """Set a channel up; `messages.channel` has the fields. No answer holds a secret."""
        require_admin(request.principal)
        now, who = clock.now(), request.principal.name
        channel = Setup(tx, self.settings, who, now).put(messages.channel(request.data))
        return shown.channel_out(channel, Desk(tx, self.settings, who, now))

    @rpc
    @command
    def test_channel(self, tx: Connection, request: Request) -> dict[str, Any]:
        """Send a test through the channel: `{"name"}`; answers its `key` in the list."""
        require_admin(request.principal)
        who = request.principal.name
        setup = Setup(tx, self.settings, who, clock.now())
        command_id = str(request.command_id)
        return {"key": setup.test(str(request.data.get("name")), command_id, who)}

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
        words = written(subject, body, request.principal.name, clock.now())
        store = Templates(tx)
        if not store.add(topic, language, version, **words):
            raise TemplateChanged(f"it is not version {version} any more")
        return _template(topic, language, store.newest([topic])[topic, language])

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
    return writing.filled(message, "https://kendali.example.go.id")


def _template(topic: str, language: str, own: Any) -> dict[str, Any]:
    subject, body = writing.shipped(topic, language)
    shipped = {"subject": subject, "body": body, "version": 0, "changed_by": None}
    found = shipped if own is None else {name: own[name] for name in shipped}
    changed = None if own is None else messages.moment(own["changed_at"])
    return {"topic": topic, "language": language, **found, "changed_at": changed}
