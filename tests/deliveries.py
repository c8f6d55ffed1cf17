"""What tests of deliveries share: channels and contacts put there, and what became of messages."""

from contextlib import AbstractContextManager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from libs.kit import clock
from libs.kit.ids import new_id
from libs.kit.sealing import Sealer
from services.notifications.deliveries.channels_repository import Channel, Channels
from services.notifications.deliveries.contacts_repository import Contacts
from services.notifications.deliveries.kinds import KINDS
from services.notifications.deliveries.repository import Claimed, Deliveries
from services.notifications.deliveries.sending import Status, states
from services.notifications.deliveries.tables import channel_health
from services.notifications.deliveries.working import Worker
from services.notifications.tables import metadata

KEPT = ("channels", "contacts", "channel_health")
LONG_AGO = datetime(2026, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class Person:
    """A reader, as `recipients` finds one."""

    person: str
    position: str = ""
    via: str = "person"


class Told:
    """A service's database with channels and contacts as they would be set up and verified."""

    def __init__(self, service) -> None:
        self.service = service
        self.sealer = Sealer(service.settings.channels_key, "KENDALI_CHANNELS_KEY")

    def begin(self) -> AbstractContextManager[Connection]:
        return self.service.db.begin()

    def channel(self, name: str, kind: str, /, *, public: bool = False, **parts) -> None:
        named = KINDS[kind].named
        secrets = {key: value for key, value in parts.items() if named[key].secret}
        plain = {key: value for key, value in parts.items() if not named[key].secret}
        sealed = self.sealer.seal(secrets, f"channel/{name}")
        with self.begin() as tx:
            Channels(tx).save(
                Channel(name, kind, plain, sealed, True, public, 1, "admin", LONG_AGO)
            )

    def contact(self, reader: str, channel: str, address: str, place: int = 0, **more) -> str:
        made = new_id()
        row = {
            "id": made,
            "reader": reader,
            "channel": channel,
            "place": place,
            "least": "info",
            "sealed": self.sealer.seal({"address": address}, f"contact/{made}"),
            "masked": "…",
            "digest": self.sealer.digest(f"{channel}\0{address}"),
            "verified_at": LONG_AGO,
            "tries": 0,
            "made_at": LONG_AGO,
        }
        with self.begin() as tx:
            return Contacts(tx).add(row | more)

    def states(self, key: str) -> list[Status]:
        with self.begin() as tx:
            return states(tx, key)

    def channels(self, key: str) -> list[str]:
        return sorted(one.channel for one in self.states(key))

    def state(self, key: str, channel: str) -> tuple[str, str]:
        """Return the state of the one row through the channel, and why."""
        [found] = [one for one in self.states(key) if one.channel == channel]
        return found.state, found.why

    def work(self) -> int:
        """Send what may be sent now."""
        return Worker(self.service.db, self.service.settings).round()

    def quick(self, seconds: int) -> None:
        """Give channels so many seconds to answer."""
        self.service.settings = replace(self.service.settings, delivery_timeout=seconds)

    def again(self, key: str, channel: str) -> bool:
        [found] = [one for one in self.states(key) if one.channel == channel]
        with self.begin() as tx:
            return Deliveries(tx).again(found.id)

    def claim(self, channel: str) -> list[Claimed]:
        """Take what is queued, as a worker does that is killed before it sends."""
        with self.begin() as tx:
            return Deliveries(tx).claim(channel, 0, 100, clock.now())

    def heal(self, channel: str, *, probe: bool = False) -> None:
        """Let the time pass that a channel is left alone; with `probe` it is still to be tried."""
        past = clock.now() - timedelta(seconds=1)
        values = {"open_until": past} if probe else {"open_until": None, "failures": 0}
        with self.begin() as tx:
            one = channel_health.c.channel == channel
            tx.execute(sa.update(channel_health).where(one).values(values))

    def everything(self) -> str:
        """Return all that the database holds of deliveries and of commands, as text."""
        names = [table for table in metadata.tables if "deliver" in table or table in KEPT]
        with self.begin() as tx:
            found = [tx.execute(sa.text(f"SELECT t::text FROM {one} t")).all() for one in names]
            found.append(tx.execute(sa.text("SELECT t::text FROM commands t")).all())
            found.append(tx.execute(sa.text("SELECT t::text FROM outbox t")).all())
        return str(found)
