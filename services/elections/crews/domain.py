"""One-time codes and signing keys of crews: what makes them good, and what they say.

A code is ten characters of Crockford's base 32 (50 bits), derived from the code's id with a key of
this deployment. So the same command gives the same codes again when its answer got lost, while the
database holds nothing from which a code could be read.
"""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from libs.kit.errors import Conflict, FieldError, Forbidden, Invalid, NotFound

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
CODE_LENGTH = 10
MISREAD = str.maketrans("OIL", "011")
# Members of a result's body that are not figures; `channel` is not signed, as a crew has but one.
ABOUT = frozenset({"election", "contest", "tps", "channel", "recorded_at", "signature"})


class CodeInvalid(Forbidden):
    slug, title = "crew-code-invalid", "There is no such code"


class CodeExpired(Forbidden):
    slug, title = "crew-code-expired", "This code has expired"


class CodeRevoked(Forbidden):
    slug, title = "crew-code-revoked", "This code is good no more"


class CodeUsed(Conflict):
    slug, title = "crew-code-used", "This code was used by another phone"


class KeyKnown(Conflict):
    slug, title = "signing-key-known", "This signing key is enrolled already"


class UnknownKey(Forbidden):
    slug, title = "signing-key-unknown", "No such signing key"


class KeyRevoked(Forbidden):
    slug, title = "signing-key-revoked", "This signing key is good no more"


class KeyElsewhere(Forbidden):
    slug, title = "signing-key-elsewhere", "This signing key belongs to another polling station"


class SignatureMissing(Forbidden):
    slug, title = "signature-missing", "A crew signs what it hands in"


class SignatureInvalid(Invalid):
    slug, title = "signature-invalid", "The signature is not one over this content"


class NotSigned(NotFound):
    slug, title = "not-signed", "This submission carries no signature"


class UnknownCode(NotFound):
    slug, title = "unknown-crew-code", "No such code that could still be used"


@dataclass(frozen=True)
class Code:
    """A one-time code of one polling station; its text is nowhere."""

    id: str
    election: str
    tps: str
    made_at: datetime
    made_by: str
    expires_at: datetime
    used_at: datetime | None = None
    revoked_at: datetime | None = None

    def state(self, now: datetime) -> str:
        """Return open, used, revoked or expired."""
        if self.used_at is not None:
            return "used"
        if self.revoked_at is not None:
            return "revoked"
        return "open" if now < self.expires_at else "expired"

    def require_open(self, now: datetime) -> None:
        """Raise what is wrong unless a phone may be enrolled with it."""
        wrong = {"used": CodeUsed, "revoked": CodeRevoked, "expired": CodeExpired}
        state = self.state(now)
        if state != "open":
            raise wrong[state]


@dataclass(frozen=True)
class Key:
    """A phone's signing key: the public half, as a JWK of its required members."""

    id: str
    election: str
    tps: str
    code: str
    public_key: Mapping[str, str]
    enrolled_at: datetime
    revoked_at: datetime | None = None
    revoked_by: str | None = None
    reason: str | None = None

    @property
    def principal_id(self) -> str:
        return f"crew:{self.id}"

    def require_good(self) -> None:
        """Raise KeyRevoked for a key that was taken back."""
        if self.revoked_at is not None:
            raise KeyRevoked

    def require_station(self, election: str, tps: str) -> None:
        """Raise KeyElsewhere unless the key was enrolled for this polling station."""
        if (self.election, self.tps) != (election, tps):
            raise KeyElsewhere(f"this signing key was enrolled for {self.election}/{self.tps}")


@dataclass(frozen=True)
class Signed:
    """A signature: the text it stands over, by which key, and the id of its form or photo."""

    submission: str
    key: str
    content: str
    signature: bytes


def canonical(content: Mapping[str, Any]) -> bytes:
    """Return the content as RFC 8785 (JCS) writes it.

    Only for what is signed here, texts, whole numbers, null and objects with ASCII names, whose
    JCS form is JSON without blanks, sorted by name.
    """
    text = json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return text.encode()


def submission_content(data: Mapping[str, Any], submission: str) -> bytes:
    """Return what a crew signs of a result: `data` is the body with its election."""
    form = {name: value for name, value in data.items() if name not in ABOUT}
    return canonical(
        {
            "election": data.get("election"),
            "contest": data.get("contest"),
            "tps": data.get("tps"),
            "id": submission,
            "recorded_at": data.get("recorded_at"),
            "form": form,
        }
    )


def photo_content(data: Mapping[str, Any], command: str, sha256: str) -> bytes:
    """Return what a crew signs of a photo: `data` is its place, `sha256` that of its file."""
    place = {name: data.get(name) for name in ("election", "contest", "tps", "page")}
    return canonical({**place, "id": command, "photo": sha256})


def session_content(key: str, challenge: str) -> bytes:
    """Return what a phone signs to open a session."""
    return canonical({"challenge": challenge, "key": key})


def code_text(secret: bytes, code_id: str) -> str:
    """Return the code of an id, as ten characters without a hyphen."""
    made = hmac.digest(secret, f"crew-code:{code_id}".encode(), "sha256")
    number = int.from_bytes(made[:8], "big")
    return "".join(ALPHABET[number >> 5 * place & 31] for place in range(CODE_LENGTH))


def shown(code: str) -> str:
    """Return the code as people read it: `7K4MQ-90ZDE`."""
    return f"{code[:5]}-{code[5:]}"


def code_hash(secret: bytes, text: str) -> bytes:
    """Return what is kept of a code as a person typed it; raises CodeInvalid for no code."""
    code = "".join(one for one in text.upper().translate(MISREAD) if one.isalnum())
    if len(code) != CODE_LENGTH or set(code) - set(ALPHABET):
        raise CodeInvalid
    return hmac.digest(secret, f"crew-code-hash:{code}".encode(), "sha256")


def thumbprint(public_key: Mapping[str, str]) -> bytes:
    """Return the RFC 7638 thumbprint of a JWK of required members."""
    return hashlib.sha256(canonical(dict(public_key))).digest()


def flattened(form: Mapping[str, Any], path: str = "") -> dict[str, int]:
    """Return a form's figures by their paths; what was not entered is left out."""
    figures: dict[str, int] = {}
    for name, value in form.items():
        if isinstance(value, Mapping):
            figures |= flattened(value, f"{path}{name}.")
        elif value is not None:
            figures[path + name] = value
    return figures


def says(form: Mapping[str, Any], kept: Mapping[str, int | None]) -> bool:
    """Tell whether a form that was signed says what is kept; what it withdraws is null in both."""
    same = flattened(form) == {name: one for name, one in kept.items() if one is not None}
    return same and all(_is_null(form, name) for name, one in kept.items() if one is None)


def _is_null(form: Mapping[str, Any], path: str) -> bool:
    *parents, name = path.split(".")
    for parent in parents:
        form = form.get(parent) or {}
    return name in form and form[name] is None


def wrong_key(message: str) -> Invalid:
    return Invalid("not a public key", (FieldError("public_key", message),))
