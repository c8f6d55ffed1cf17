"""Signatures of the log's roots: Ed25519 (RFC 8032) over a root's canonical JSON."""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache
from typing import cast

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import (
    Ed25519PrivateKey,
    Ed25519PublicKey,
)
from joserfc.errors import JoseError
from joserfc.jwk import OKPKey

from libs.kit.errors import Invalid
from services.elections.audit import canonical, messages
from services.elections.audit.domain import Root

CURVE = "Ed25519"


class NoKey(Invalid):
    slug, title = "no-key", "Not an Ed25519 key in PEM"


@lru_cache(maxsize=8)
def read(pem: str) -> OKPKey:
    """Return the key of a PEM text, private or public; raises NoKey."""
    try:
        key = OKPKey.import_key(pem)
        curve = key.curve_name
    except (JoseError, ValueError, TypeError) as error:
        raise NoKey(f"cannot be read: {type(error).__name__}") from None
    if curve != CURVE:
        raise NoKey(f"is a key of {curve}")
    return key


def public(pem: str) -> dict[str, str]:
    """Return what anybody needs to check signatures: the key's id (RFC 7638) and its PEM."""
    key = read(pem)
    return {"id": key.thumbprint(), "pem": key.as_pem(private=False).decode()}


def sign(root: Root, pem: str) -> Root:
    """Return the root signed with the private key."""
    named = replace(root, key=read(pem).thumbprint())
    private = cast("Ed25519PrivateKey", read(pem).private_key)
    return replace(named, signature=private.sign(canonical.dumps(messages.unsigned(named))).hex())


def is_signed(root: Root, pem: str) -> bool:
    """Tell whether the root was signed with this key, of which the public half is enough."""
    key = read(pem)
    public_key = cast("Ed25519PublicKey", key.public_key)
    try:
        signature = bytes.fromhex(root.signature)
        public_key.verify(signature, canonical.dumps(messages.unsigned(root)))
    except (InvalidSignature, ValueError):
        return False
    return root.key == key.thumbprint()
