"""Entrypoints of channels, which administrators set up."""

from __future__ import annotations

from typing import Any

from sqlalchemy.engine import Connection

from libs.kit import clock
from libs.kit.db import Database
from libs.kit.errors import Forbidden
from libs.kit.principal import Principal
from libs.kit.request import Request
from libs.kit.service import command, rpc
from services.notifications.deliveries import messages, shown
from services.notifications.deliveries.contacting import Desk
from services.notifications.deliveries.setting_up import Setup
from services.notifications.settings import Settings


def require_admin(who: Principal) -> None:
    """Raise Forbidden for anybody but an administrator of the whole region."""
    if "admin" not in who.roles or who.area:
        raise Forbidden("channels and templates are for administrators without an area")


def require_desk(who: Principal) -> None:
    if not who.roles & {"operator", "admin"}:
        raise Forbidden("for operators and administrators")


class ChannelsEntrypoints:
    """Through what messages go."""

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
