"""What the process of engine.py does, by JSON values."""

from __future__ import annotations

from dataclasses import asdict
from functools import lru_cache
from typing import Any

from services.eoffice.signing import authority, inspection, rendering, sheet
from services.eoffice.signing.authority import Keystore
from services.eoffice.signing.bsre import BsreSigner
from services.eoffice.signing.keys import BSRE, LOCAL, SigningKey
from services.eoffice.signing.signers import (
    LocalSigner,
    Pkcs11Signer,
    Signer,
    Token,
    certificates,
    require_valid_today,
)
from services.eoffice.signing.terms import Signing, Terms


def render(sheet: dict[str, Any]) -> bytes:
    return rendering.render(_sheet(sheet))


def check(key: dict[str, Any], passphrase: str) -> bool:
    """Try the key before a number is reserved; BSrE tells of its passphrase when it signs."""
    found = SigningKey(**key)
    if found.kind == LOCAL:
        require_valid_today(certificates([found.certificate])[0])
        authority.opened(_store(found), passphrase)
    elif found.kind == BSRE:
        BsreSigner(found, passphrase).require_able()
    else:
        _token(found, passphrase, Terms()).require_able()
    return True


def sign(
    sheet: dict[str, Any],
    key: dict[str, Any],
    passphrase: str,
    terms: dict[str, Any],
    signing: dict[str, Any],
) -> bytes:
    pdf = rendering.render(_sheet(sheet))
    signer = signer_of(SigningKey(**key), passphrase, Terms.from_wire(terms))
    return signer.sign(pdf, Signing(**signing))


def inspect(pdf: bytes, terms: dict[str, Any]) -> list[dict[str, Any]]:
    report = inspection.inspect(pdf, Terms.from_wire(terms))
    return [asdict(one) for one in report.signatures]


@lru_cache(maxsize=1)
def signer_of(key: SigningKey, passphrase: str, terms: Terms) -> Signer:
    """Return what signs by the key."""
    if key.kind == LOCAL:
        return LocalSigner(_store(key), passphrase, terms)
    if key.kind == BSRE:
        return BsreSigner(key, passphrase)
    return _token(key, passphrase, terms)


def _token(key: SigningKey, pin: str, terms: Terms) -> Pkcs11Signer:
    label, _, name = key.reference.partition("/")
    return Pkcs11Signer(Token(key.place, label, name), pin, terms)


def _store(key: SigningKey) -> Keystore:
    return Keystore(key.certificate, key.keys)


def _sheet(wire: dict[str, Any]) -> sheet.Sheet:
    return sheet.from_wire(wire)
