"""Signatures of phones: Ed25519 (RFC 8032), or ECDSA on P-256 with SHA-256 where a phone has none.

Both are 64 bytes as WebCrypto gives them: R and S, one behind the other.
"""

from __future__ import annotations

import base64
import binascii
from collections.abc import Mapping
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256

from services.elections.crews.domain import SignatureInvalid, wrong_key

MEMBERS = {"Ed25519": ("crv", "kty", "x"), "P-256": ("crv", "kty", "x", "y")}
KINDS = {"Ed25519": "OKP", "P-256": "EC"}
ALGORITHMS = {"Ed25519": "Ed25519", "P-256": "ES256"}  # names of RFC 9864 and RFC 7518
SIZE, HALF = 64, 32


def public_key(jwk: Any) -> dict[str, str]:
    """Return the JWK's required members; raises Invalid for what is no key of these kinds."""
    curve = jwk.get("crv") if isinstance(jwk, Mapping) else None
    if curve not in MEMBERS or jwk.get("kty") != KINDS[curve]:
        raise wrong_key("needs a JWK: OKP with Ed25519, or EC with P-256")
    found = {name: str(jwk.get(name)) for name in MEMBERS[curve]}
    try:
        _loaded(found)
    except ValueError:
        raise wrong_key("is no point of its curve") from None
    return found


def verify(jwk: Mapping[str, str], content: bytes, signature: bytes) -> bool:
    """Tell whether the signature is one of this key over the content."""
    key = _loaded(jwk)
    try:
        if isinstance(key, Ed25519PublicKey):
            key.verify(signature, content)
        else:
            halves = (signature[:HALF], signature[HALF:])
            r, s = (int.from_bytes(half, "big") for half in halves)
            key.verify(encode_dss_signature(r, s), content, ec.ECDSA(SHA256()))
    except InvalidSignature:
        return False
    return len(signature) == SIZE


def decoded(text: Any) -> bytes:
    """Return the 64 bytes of a signature in base64url; raises SignatureInvalid."""
    try:
        found = _bytes(str(text))
    except ValueError:
        raise SignatureInvalid("a signature is 64 bytes in base64url") from None
    if len(found) != SIZE:
        raise SignatureInvalid("a signature is 64 bytes in base64url")
    return found


def encoded(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def _loaded(jwk: Mapping[str, str]) -> Ed25519PublicKey | ec.EllipticCurvePublicKey:
    x = _bytes(jwk["x"])
    if jwk["crv"] == "Ed25519":
        return Ed25519PublicKey.from_public_bytes(x)
    return ec.EllipticCurvePublicKey.from_encoded_point(
        ec.SECP256R1(), b"\x04" + x + _bytes(jwk["y"])
    )


def _bytes(text: str) -> bytes:
    try:
        padded = text.encode("ascii") + b"=" * (-len(text) % 4)
        return base64.b64decode(padded, altchars=b"-_", validate=True)
    except (binascii.Error, UnicodeEncodeError):
        raise ValueError("not base64url") from None
