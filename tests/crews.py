"""A crew's phone, as tests play one: a key, and what it signs."""

from __future__ import annotations

import base64
import hashlib
import uuid
from typing import Any

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256

from services.elections.crews import domain


def text(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


class Phone:
    """Signs with Ed25519, or as a phone without it with ECDSA on P-256."""

    def __init__(self, curve: str = "Ed25519") -> None:
        self.key: Any
        self.id = ""
        if curve == "Ed25519":
            self.key = Ed25519PrivateKey.generate()
        else:
            self.key = ec.generate_private_key(ec.SECP256R1())

    @property
    def public_key(self) -> dict[str, str]:
        if isinstance(self.key, Ed25519PrivateKey):
            x = self.key.public_key().public_bytes_raw()
            return {"kty": "OKP", "crv": "Ed25519", "x": text(x)}
        point = self.key.public_key().public_numbers()
        x, y = (text(number.to_bytes(32, "big")) for number in (point.x, point.y))
        return {"kty": "EC", "crv": "P-256", "x": x, "y": y}

    def sign(self, content: bytes) -> str:
        if isinstance(self.key, Ed25519PrivateKey):
            return text(self.key.sign(content))
        r, s = decode_dss_signature(self.key.sign(content, ec.ECDSA(SHA256())))
        return text(r.to_bytes(32, "big") + s.to_bytes(32, "big"))

    def proof(self, place: dict[str, Any], file: bytes, command_id: str) -> dict[str, str]:
        """Return what goes beside a photo: `place` has election, contest, tps and page."""
        content = domain.photo_content(place, command_id, hashlib.sha256(file).hexdigest())
        return {"signing_key": self.id, "signature": self.sign(content)}

    def signed(self, form: dict[str, Any], election: str, command_id: str = "") -> tuple[str, Any]:
        """Return (command id, the form with its signature)."""
        command_id = command_id or str(uuid.uuid4())
        content = domain.submission_content(form | {"election": election}, command_id)
        signature = {"key": self.id, "value": self.sign(content)}
        return command_id, form | {"signature": signature}
