"""What the notifications read besides the kit's settings: photos, channels, what those reach."""

from __future__ import annotations

from dataclasses import dataclass

from libs.kit import guard, sealing
from libs.kit.settings import field, url, whole
from libs.photos.settings import PhotoSettings
from services.notifications.broadcast.settings import BroadcastSettings
from services.notifications.cap.settings import CapSettings
from services.notifications.inbound import mailbox
from services.notifications.orders.settings import OrderSettings
from services.notifications.walls.settings import WallSettings

NAMESPACE = "incidents"  # in a store that other services keep photos in too
NOBODY = "mailto:kendali@localhost"  # push services want to know whom to ask
USUAL_HOSTS = (
    "api.telegram.org", "graph.facebook.com", "ntfy.sh", "api.twilio.com",
    "fcm.googleapis.com", "*.push.services.mozilla.com", "*.push.apple.com",
    "*.notify.windows.com",
)  # fmt: skip


def _hosts(text: str) -> tuple[str, ...]:
    return guard.hosts(text) or USUAL_HOSTS


def _subject(text: str) -> str:
    if text and not text.startswith(("mailto:", "https:")):
        raise ValueError("needs mailto: or https:")
    return text or NOBODY


def _codes(text: str) -> tuple[str, ...]:
    return tuple(one.strip() for one in text.split(",") if one.strip())


@dataclass(frozen=True)
class Settings(BroadcastSettings, CapSettings, OrderSettings, WallSettings, PhotoSettings):
    """A store of photos, as the kit of photos has it; how channels are kept and what they reach."""

    channels_key: bytes = field(
        "KENDALI_CHANNELS_KEY",
        sealing.key,
        "key that addresses of people and secrets of channels are sealed with; none = no channels",
        b"",
    )
    channel_hosts: tuple[str, ...] = field(
        "KENDALI_CHANNEL_HOSTS",
        _hosts,
        "hosts that channels may reach, host or host:port; *.x for those below x",
        USUAL_HOSTS,
    )
    channel_networks: tuple[guard.Network, ...] = field(
        "KENDALI_CHANNEL_NETWORKS",
        guard.networks,
        "networks inside that may be reached all the same, such as 10.1.2.0/24",
        (),
    )
    vapid_key: str = field(
        "KENDALI_VAPID_KEY", str, "private key of Web Push (P-256), base64url; none = no push", ""
    )
    vapid_subject: str = field(
        "KENDALI_VAPID_SUBJECT", _subject, "mailto: or https: address of who sends Web Push", NOBODY
    )
    delivery_timeout: int = field(
        "KENDALI_DELIVERY_TIMEOUT", whole(1, 30), "seconds that a channel has to take a message", 10
    )
    delivery_tries: int = field(
        "KENDALI_DELIVERY_TRIES", whole(1, 20), "how often a message is tried through a channel", 6
    )
    delivery_days: int = field(
        "KENDALI_DELIVERY_DAYS", whole(30, 3650), "days that it is kept who was told what", 730
    )
    reports_imap: mailbox.Place | None = field(
        "KENDALI_REPORTS_IMAP",
        mailbox.place,
        "mailbox that is looked into for reports, imaps://user:password@host/INBOX; none = off",
        None,
    )
    public_url: str = field(
        "KENDALI_PUBLIC_URL",
        url("http", "https"),
        "address of this system as messages name it",
        "http://127.0.0.1:8000",
    )
    brief_positions: tuple[str, ...] = field(
        "KENDALI_BRIEF_POSITIONS",
        _codes,
        "positions that are told of the morning brief; none = those with none above them",
        (),
    )
