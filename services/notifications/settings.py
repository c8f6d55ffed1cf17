"""What the notifications read besides the kit's settings: photos, channels, what those reach."""

from __future__ import annotations

import ipaddress
import re
from dataclasses import dataclass

from libs.kit import sealing
from libs.kit.settings import field, url, whole
from libs.photos.settings import PhotoSettings
from services.notifications.broadcast.settings import BroadcastSettings
from services.notifications.cap.settings import CapSettings
from services.notifications.orders.settings import OrderSettings

NAMESPACE = "incidents"  # in a store that other services keep photos in too
NOBODY = "mailto:kendali@localhost"  # push services want to know whom to ask
HOST = re.compile(r"(\*\.)?[a-z0-9-]+(\.[a-z0-9-]+)*")
USUAL_HOSTS = (
    "api.telegram.org", "graph.facebook.com", "ntfy.sh", "api.twilio.com",
    "fcm.googleapis.com", "*.push.services.mozilla.com", "*.push.apple.com",
    "*.notify.windows.com",
)  # fmt: skip


def _hosts(text: str) -> tuple[str, ...]:
    if not text.strip():
        return USUAL_HOSTS
    found = tuple(one.strip().lower() for one in text.split(",") if one.strip())
    for one in found:
        if not HOST.fullmatch(one):
            raise ValueError("needs names of hosts with commas between, such as ntfy.sh,*.go.id")
    return found


def _subject(text: str) -> str:
    if text and not text.startswith(("mailto:", "https:")):
        raise ValueError("needs mailto: or https:")
    return text or NOBODY


def _networks(text: str) -> tuple[ipaddress.IPv4Network | ipaddress.IPv6Network, ...]:
    return tuple(ipaddress.ip_network(one.strip()) for one in text.split(",") if one.strip())


@dataclass(frozen=True)
class Settings(BroadcastSettings, CapSettings, OrderSettings, PhotoSettings):
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
        "hosts that channels may reach, with commas between; *.x for those below x",
        USUAL_HOSTS,
    )
    channel_networks: tuple[ipaddress.IPv4Network | ipaddress.IPv6Network, ...] = field(
        "KENDALI_CHANNEL_NETWORKS",
        _networks,
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
    public_url: str = field(
        "KENDALI_PUBLIC_URL",
        url("http", "https"),
        "address of this system as messages name it",
        "http://127.0.0.1:8000",
    )
