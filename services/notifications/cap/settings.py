"""What warnings read of the settings: who sends them, how they are sealed, how feeds are asked."""

from __future__ import annotations

import re
from dataclasses import dataclass

from libs.kit import settings
from libs.kit.settings import OfRegion, field, whole
from services.notifications.cap.signing import Seal

_SENDER = re.compile(r"[^\s,<&]{1,100}")


def _sender(text: str) -> str:
    if not _SENDER.fullmatch(text):
        raise ValueError("needs a word without spaces, commas, < and &")
    return text


def _seal(path: str) -> Seal:
    return Seal.of(path)


@dataclass(frozen=True)
class CapSettings(settings.Settings):
    """CAP in and out."""

    cap_sender: str = field(
        "KENDALI_CAP_SENDER",
        _sender,
        "who sends our warnings, a name that nobody else has, such as bpbd@kota.go.id",
        "kendali@localhost",
    )
    cap_sender_name: str = field(
        "KENDALI_CAP_SENDER_NAME", str, "the same as people read it", OfRegion("room")
    )
    cap_seal: Seal = field(
        "KENDALI_CAP_KEY",
        _seal,
        "PEM file of a private key and its certificates that seal our warnings; none = unsealed",
        Seal(b""),
    )
    cap_points: int = field(
        "KENDALI_CAP_POINTS",
        whole(100, 20_000),
        "points of a polygon of ours; a longer one is simplified, with a note",
        1000,
    )
    cap_per_minute: int = field(
        "KENDALI_CAP_PER_MINUTE", whole(1, 6000), "requests to one feed's host in a minute", 60
    )
