"""Where an official's key is: in our database, on a token, or with BSrE."""

from __future__ import annotations

from dataclasses import dataclass

LOCAL, PKCS11, BSRE = KINDS = ("local", "pkcs11", "bsre")


@dataclass(frozen=True)
class SigningKey:
    """An official's key: `kind` says which of the others say where.

    local: `certificate` (DER) and `keys` (encrypted PKCS#12). pkcs11: `place` is the module's path,
    `reference` the token's label and the key's, with a slash between. bsre: `place` is the API's
    address, `reference` the account there, `secret` our name and password (user:password).
    """

    kind: str
    name: str
    certificate: bytes = b""
    keys: bytes = b""
    place: str = ""
    reference: str = ""
    secret: str = ""
