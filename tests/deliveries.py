"""What tests of deliveries share: channels and contacts put there, and what became of messages."""

from contextlib import AbstractContextManager
from datetime import UTC, datetime

from sqlalchemy.engine import Connection

from libs.kit.ids import new_id
from libs.kit.sealing import Sealer
from services.notifications.deliveries.channels_repository import Channel, Channels
from services.notifications.deliveries.contacts_repository import Contacts
from services.notifications.deliveries.kinds import KINDS
from services.notifications.deliveries.sending import Status, states

LONG_AGO = datetime(2026, 1, 1, tzinfo=UTC)


class Told:
    """A service's database with channels and contacts as they would be set up and verified."""

    def __init__(self, service) -> None:
        self.service = service
        self.sealer = Sealer(service.settings.channels_key, "KENDALI_CHANNELS_KEY")

    def begin(self) -> AbstractContextManager[Connection]:
        return self.service.db.begin()

    def channel(self, name: str, kind: str, *, public: bool = False, **parts) -> None:
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
