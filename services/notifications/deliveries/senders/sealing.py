"""What a push service carries without reading it, and how it knows who sent it.

RFC 8188 (aes128gcm), RFC 8291 (keys of a message), RFC 8292 (VAPID).
"""

from __future__ import annotations

import base64
import os
import struct
from datetime import datetime, timedelta

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    PublicFormat,
    load_der_private_key,
)
from joserfc import jwt
from joserfc.jwk import ECKey

CURVE = ec.SECP256R1()
RAW = 32  # bytes of a private key that is nothing but its number
SALT = 16
RECORD = 4096  # bytes: a push service takes one record, and no more
LAST = b"\x02"  # stands after the last record's text
HOLDS = timedelta(hours=12)  # a proof of who sends; a push service takes a day at most


def sealed(
    text: bytes,
    receiver: bytes,
    secret: bytes,
    *,
    sender: ec.EllipticCurvePrivateKey | None = None,
    salt: bytes = b"",
) -> bytes:
    """Return the text as only the browser reads it, with the header that it needs.

    `receiver` is its public key, an uncompressed point of 65 bytes; `secret` the 16 bytes that it
    shares with us. `sender` and `salt` are new for each message. Raises ValueError for no point.
    """
    sender, salt = sender or ec.generate_private_key(CURVE), salt or os.urandom(SALT)
    shared = sender.exchange(
        ec.ECDH(), ec.EllipticCurvePublicKey.from_encoded_point(CURVE, receiver)
    )
    ours = point(sender)
    seed = _derived(shared, secret, b"WebPush: info\x00" + receiver + ours, 32)
    key = _derived(seed, salt, b"Content-Encoding: aes128gcm\x00", 16)
    nonce = _derived(seed, salt, b"Content-Encoding: nonce\x00", 12)
    head = salt + struct.pack("!LB", RECORD, len(ours)) + ours
    return head + AESGCM(key).encrypt(nonce, text + LAST, None)


def proof(key: ec.EllipticCurvePrivateKey, origin: str, subject: str, at: datetime) -> str:
    """Return the Authorization header that says to the push service at `origin` who sends."""
    claims = {"aud": origin, "sub": subject, "exp": int((at + HOLDS).timestamp())}
    token = jwt.encode({"typ": "JWT", "alg": "ES256"}, claims, ECKey.import_key(key))
    return f"vapid t={token}, k={spelt(point(key))}"


def private_key(text: str) -> ec.EllipticCurvePrivateKey:
    """Return a P-256 key that is written as base64url of its number or DER; or ValueError."""
    raw = read(text)
    if len(raw) == RAW:
        return ec.derive_private_key(int.from_bytes(raw, "big"), CURVE)
    found = load_der_private_key(raw, None)
    if not isinstance(found, ec.EllipticCurvePrivateKey) or found.curve.name != CURVE.name:
        raise ValueError("not a P-256 key")
    return found


def point(key: ec.EllipticCurvePrivateKey) -> bytes:
    """Return the public key as the browser is given it: an uncompressed point."""
    return key.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)


def read(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def spelt(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def _derived(secret: bytes, salt: bytes, info: bytes, length: int) -> bytes:
    return HKDF(SHA256(), length, salt, info).derive(secret)
