"""A browser's side of Web Push: a subscription, and what was sealed for it opened (RFC 8291)."""

import struct
from typing import Any

import orjson
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from services.notifications.deliveries.senders.sealing import CURVE, point, spelt


class Subscriber:
    """The keys of one subscription, whose push service stands at the address."""

    def __init__(self, endpoint: str) -> None:
        self.endpoint, self._key, self._secret = endpoint, ec.generate_private_key(CURVE), b"s" * 16

    @property
    def subscription(self) -> dict[str, Any]:
        keys = {"p256dh": spelt(point(self._key)), "auth": spelt(self._secret)}
        return {"endpoint": self.endpoint, "keys": keys}

    @property
    def address(self) -> str:
        return orjson.dumps(self.subscription).decode()

    def read(self, body: bytes) -> dict[str, Any]:
        """Return what a push says."""
        return dict(orjson.loads(self.opened(body)))

    def opened(self, body: bytes) -> bytes:
        salt, (_, length) = body[:16], struct.unpack("!LB", body[16:21])
        theirs, text = body[21 : 21 + length], body[21 + length :]
        sender = ec.EllipticCurvePublicKey.from_encoded_point(CURVE, theirs)
        shared = self._key.exchange(ec.ECDH(), sender)
        info = b"WebPush: info\x00" + point(self._key) + theirs
        seed = _derived(shared, self._secret, info, 32)
        key = _derived(seed, salt, b"Content-Encoding: aes128gcm\x00", 16)
        nonce = _derived(seed, salt, b"Content-Encoding: nonce\x00", 12)
        plain, _, end = AESGCM(key).decrypt(nonce, text, None).rpartition(b"\x02")
        assert end == b""
        return plain


def _derived(secret: bytes, salt: bytes, info: bytes, length: int) -> bytes:
    return HKDF(SHA256(), length, salt, info).derive(secret)
