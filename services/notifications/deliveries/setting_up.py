"""Channels as administrators set them up: parts are checked, hosts guarded, secrets sealed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy.engine import Connection

from libs.kit import wakes
from libs.kit.errors import Conflict, FieldError, Invalid, NotFound, PreconditionFailed
from libs.kit.guard import Guard, NotAllowed
from libs.kit.sealing import Sealer
from services.notifications.deliveries import addresses, domain
from services.notifications.deliveries.channels_repository import Channel, Channels
from services.notifications.deliveries.contacting import sealer_of
from services.notifications.deliveries.contacts_repository import Contacts
from services.notifications.deliveries.domain import Message, Planned
from services.notifications.deliveries.kinds import KINDS, NONE, Kind
from services.notifications.deliveries.messages import ChannelIn
from services.notifications.deliveries.repository import Deliveries
from services.notifications.deliveries.senders.webhook import key
from services.notifications.deliveries.sending import WAKE
from services.notifications.settings import Settings

LEAST_SECRET = 16  # bytes of a webhook's


class ChannelChanged(PreconditionFailed):
    slug, title = "channel-changed", "Somebody changed this channel meanwhile"


class KindStays(Conflict):
    slug, title = "kind-stays", "A channel keeps its kind: people's addresses are of that"


class NothingToTest(Conflict):
    slug, title = "nothing-to-test", "The channel has no address to send a test to"


@dataclass(frozen=True)
class Setup:
    """Channels, in one transaction, by somebody."""

    tx: Connection
    settings: Settings
    who: str
    at: datetime

    @property
    def sealer(self) -> Sealer:
        return sealer_of(self.settings)

    def put(self, wanted: ChannelIn) -> Channel:
        """Keep the channel; secrets that are not told stay as they are."""
        store = Channels(self.tx)
        there = store.locked(wanted.name)
        if (there.version if there else 0) != wanted.version:
            by = f"{there.changed_by} changed it" if there else "there is none"
            raise ChannelChanged(f"{by} since version {wanted.version}")
        if there is not None and there.kind != wanted.kind:
            raise KindStays(f"{wanted.name} is of kind {there.kind}")
        secrets = self._secrets(there) | wanted.secrets
        self._check(wanted, secrets)
        channel = Channel(
            name=wanted.name,
            kind=wanted.kind,
            parts=wanted.parts,
            sealed=self.sealer.seal(secrets, f"channel/{wanted.name}"),
            enabled=wanted.enabled,
            public=wanted.public,
            version=wanted.version + 1,
            changed_by=self.who,
            changed_at=self.at,
        )
        store.save(channel)
        return channel

    def _secrets(self, there: Channel | None) -> dict[str, Any]:
        if there is None:
            return {}
        found: dict[str, Any] = self.sealer.open(there.sealed, f"channel/{there.name}")
        return found

    def _check(self, wanted: ChannelIn, secrets: dict[str, Any]) -> None:
        kind = KINDS[wanted.kind]
        errors = [
            FieldError(f"secrets.{name}", "is needed")
            for name, part in kind.named.items()
            if part.secret and part.needed and not secrets.get(name)
        ]
        for name, value in wanted.parts.items():
            wrong = self._wrong(kind, name, value)
            if wrong:
                errors.append(FieldError(f"parts.{name}", wrong))
        if kind.name == "webhook" and secrets.get("secret") and not _is_secret(secrets["secret"]):
            why = f"needs whsec_ and base64 of {LEAST_SECRET} bytes or more"
            errors.append(FieldError("secrets.secret", why))
        if errors:
            raise Invalid(errors=tuple(errors))

    def _wrong(self, kind: Kind, name: str, value: Any) -> str:
        """Return what is wrong with a part, "" for nothing."""
        guard = Guard(self.settings.channel_hosts, self.settings.channel_networks)
        try:
            match kind.named[name].what:
                case "url":
                    guard.require_url(value)
                case "host":
                    guard.require_host(value)
                case "email":
                    addresses.email(value)
                case "address" if kind.address != NONE:
                    addresses.parsed(kind.address, value)
        except (NotAllowed, Invalid) as error:
            return error.detail
        return ""

    def test(self, name: str, command_id: str, reader: str) -> str:
        """Queue a test through the channel, to its own address or to the asker's; returns its key.

        Raises NotFound, NothingToTest.
        """
        channel = Channels(self.tx).all([name]).get(name)
        if channel is None:
            raise NotFound(f"no channel {name}")
        plan = self._test_plan(channel, reader)
        key = f"{domain.TEST}/{name}/{command_id}"
        words = (f"Uji kanal {name}", f"{self.who} menguji kanal {name}. Tidak ada kejadian.")
        message = Message(key, domain.TEST, "minor", *words)
        store = Deliveries(self.tx)
        store.keep(message, self.at)
        store.add(message, [plan], self.at)
        wakes.after_commit(self.tx, WAKE)
        return key

    def _test_plan(self, channel: Channel, reader: str) -> tuple[str, Planned]:
        if not channel.enabled:
            raise NothingToTest("switch the channel on first")
        if KINDS[channel.kind].is_shared(channel.parts):
            return "", Planned(channel.name)
        mine = Contacts(self.tx).usable([reader], [channel.name]).get(reader)
        if not mine:
            raise NothingToTest("add an address of your own to it, or give the channel one in `to`")
        return reader, Planned(channel.name, mine[0].id)


def _is_secret(text: str) -> bool:
    try:
        return len(key(text)) >= LEAST_SECRET
    except ValueError:
        return False
