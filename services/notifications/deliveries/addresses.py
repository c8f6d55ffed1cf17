"""Addresses as people type them, and as they are used and shown. Pure."""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

import orjson
import phonenumbers

from libs.kit.errors import FieldError, Invalid
from services.notifications.deliveries.kinds import CHAT, EMAIL, PHONE, PUSH, TOPIC

LONGEST_EMAIL = 254
LONGEST_PUSH = 2_000
REGION = "ID"
MAILBOX = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@([A-Za-z0-9-]{1,63}\.)+[A-Za-z]{2,24}")
NAMES = re.compile(r"[A-Za-z0-9_-]{1,64}")
CHATS = re.compile(r"-?[0-9]{3,20}")
POINT_BYTES, SECRET_BYTES = 65, 16  # of a subscription's keys (RFC 8291)


class BadAddress(Invalid):
    slug, title = "bad-address", "This address can't be used"


def _refused(why: str) -> BadAddress:
    return BadAddress(why, (FieldError("address", why),))


def email(text: str) -> str:
    """Return the address; refused is what holds a line's end, a name or a second address."""
    found = text.strip(" ")
    if len(found) > LONGEST_EMAIL or not MAILBOX.fullmatch(found):
        raise _refused("needs one e-mail address such as nama@kota.go.id")
    local, _, host = found.rpartition("@")
    return f"{local}@{host.lower()}"


def phone(text: str) -> str:
    """Return the number in E.164; without a country's code it is one of Indonesia."""
    plain = text.strip().removeprefix("tel:")
    plain = re.sub(r"^00(?=62)", "+", plain)
    plain = re.sub(r"^(\+?62)[\s-]*\(0\)", r"\1", plain)
    try:
        number = phonenumbers.parse(plain, REGION)
    except phonenumbers.NumberParseException:
        raise _refused("needs a phone number such as 0812-3456-7890") from None
    if number.extension or not phonenumbers.is_valid_number(number):
        raise _refused("needs a phone number such as 0812-3456-7890")
    return str(phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164))


def chat(text: str) -> str:
    if not CHATS.fullmatch(text.strip()):
        raise _refused("needs the number of a chat, which the bot tells you")
    return text.strip()


def topic(text: str) -> str:
    if not NAMES.fullmatch(text.strip()):
        raise _refused("needs a topic of letters, digits, - and _")
    return text.strip()


def push(text: str) -> str:
    """Return a browser's subscription in one spelling; its endpoint is looked at by the guard."""
    try:
        found: Any = orjson.loads(text) if len(text) <= LONGEST_PUSH else None
        keys = found["keys"]
        sizes = (len(_decoded(keys["p256dh"])), len(_decoded(keys["auth"])))
        plain = {"endpoint": str(found["endpoint"]), "keys": {k: str(keys[k]) for k in keys}}
    except (orjson.JSONDecodeError, KeyError, TypeError, ValueError, binascii.Error):
        raise _refused("needs a subscription as the browser gives it") from None
    if sizes != (POINT_BYTES, SECRET_BYTES):
        raise _refused("needs keys as RFC 8291 has them")
    return orjson.dumps(plain, option=orjson.OPT_SORT_KEYS).decode()


def _decoded(text: Any) -> bytes:
    return base64.urlsafe_b64decode(str(text) + "=" * (-len(str(text)) % 4))


PARSERS: dict[str, Callable[[str], str]] = {
    EMAIL: email,
    PHONE: phone,
    CHAT: chat,
    TOPIC: topic,
    PUSH: push,
}


def parsed(what: str, text: str) -> str:
    """Return the address in its one spelling; raises BadAddress."""
    if what not in PARSERS:
        raise _refused("this channel has no addresses of people")
    return PARSERS[what](text)


def masked(what: str, address: str) -> str:
    """Return what others may see of it."""
    if what == EMAIL:
        local, _, host = address.rpartition("@")
        return f"{local[:1]}•••@{host}"
    if what == PUSH:  # which browser it is of; the rest of it is the secret
        return urlsplit(orjson.loads(address)["endpoint"]).hostname or "•••"
    return f"{address[:3]}•••{address[-3:]}" if len(address) > 8 else "•••"
