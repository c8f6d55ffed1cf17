"""Kinds of channels: the parts that each is set up by, which are secret, what an address is.

A channel is set up by parts and never by a URL of Apprise: which of its 170 services may be used
and which hosts they reach is for this list to say.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

EMAIL, PHONE, CHAT, TOPIC, PUSH, NONE = ADDRESSES = (
    "email", "phone", "chat", "topic", "push", "none",
)  # fmt: skip


@dataclass(frozen=True)
class Part:
    """A part of a channel's settings. `what` says how it is checked (`channel_messages.py`)."""

    name: str
    what: str = "text"  # text, url, host, port, choice, email, address
    secret: bool = False
    needed: bool = True
    choices: tuple[str, ...] = ()


@dataclass(frozen=True)
class Kind:
    """A kind of channel.

    `address` says what a contact of it is; NONE: it has no contacts, as it leads to one place.
    `repeatable`: what is sent twice arrives once, by an id that the other side knows it by.
    `batch`: how many messages a worker takes at once. `fixed`: the host, where no part names it.
    """

    name: str
    address: str
    parts: tuple[Part, ...]
    repeatable: bool = False
    batch: int = 1
    fixed: tuple[str, ...] = ()
    apprise: str = ""
    named: dict[str, Part] = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "named", {one.name: one for one in self.parts})

    def is_shared(self, parts: dict[str, Any]) -> bool:
        """Tell whether the channel has an address of its own, besides those of contacts."""
        return self.address == NONE or bool(parts.get("to"))


_TO = Part("to", "address", needed=False)
_TOKEN = Part("token", secret=True)
KINDS = {
    one.name: one
    for one in (
        Kind(
            "email",
            EMAIL,
            (
                Part("host", "host"),
                Part("port", "port"),
                Part("security", "choice", choices=("starttls", "tls", "none")),
                Part("from", "email"),
                Part("name", needed=False),
                Part("user", needed=False),
                Part("password", secret=True, needed=False),
                _TO,
            ),
        ),
        Kind(
            "webhook",
            NONE,
            (Part("url", "url"), Part("secret", secret=True)),
            repeatable=True,
            batch=20,
        ),
        Kind(
            "ntfy",
            TOPIC,
            (Part("url", "url"), Part("token", secret=True, needed=False), _TO),
            repeatable=True,
            batch=10,
        ),
        Kind("webpush", PUSH, ()),
        Kind(
            "telegram",
            CHAT,
            (_TOKEN, _TO),
            fixed=("api.telegram.org",),
            apprise="tgram://{token}/{to}/",
        ),
        Kind(
            "whatsapp",
            PHONE,
            (_TOKEN, Part("phone_id"), _TO),
            fixed=("graph.facebook.com",),
            apprise="whatsapp://{token}@{phone_id}/{to}/",
        ),
        Kind("gotify", NONE, (Part("url", "url"), _TOKEN), apprise="{gotify}/{token}/"),
        Kind(
            "sms",
            PHONE,
            (Part("url", "url"), _TOKEN, _TO),
            apprise="{smseagle}/{to}/",
        ),
        Kind(
            "twilio",
            PHONE,
            (Part("account"), _TOKEN, Part("from"), _TO),
            fixed=("api.twilio.com",),
            apprise="twilio://{account}:{token}@{from}/{to}/",
        ),
    )
}
