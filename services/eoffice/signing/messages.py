"""dict ↔ domain, both ways."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from cryptography import x509

from libs.kit import clock
from libs.kit.errors import FieldError, Invalid
from libs.kit.ids import is_uuid
from services.eoffice.signing.domain import Signed
from services.eoffice.signing.keys import SigningKey
from services.eoffice.signing.terms import Found

MOST_LETTERS = 200
LONGEST_PASSPHRASE = 200


def order(data: dict[str, Any]) -> tuple[dict[str, Any], str]:
    """Read `{"letters": [{"letter", "version"}], "as", "passphrase"}`: the job, and the secret.

    Raises Invalid that names each field; what the passphrase is stands in no error.
    """
    wrong = []
    found = data.get("letters")
    if not isinstance(found, list) or not 1 <= len(found) <= MOST_LETTERS:
        wrong.append(FieldError("letters", f"needs 1 to {MOST_LETTERS} letters"))
        found = []
    wrong += [
        FieldError(f"letters.{n}", "needs the letter's id and its version")
        for n, one in enumerate(found)
        if not _is_letter(one)
    ]
    passphrase = data.get("passphrase")
    if not isinstance(passphrase, str) or not 1 <= len(passphrase) <= LONGEST_PASSPHRASE:
        wrong.append(FieldError("passphrase", "is missing"))
    named = data.get("as")
    if named is not None and not isinstance(named, str):
        wrong.append(FieldError("as", "needs the code of a position"))
    if wrong:
        raise Invalid("nothing was signed", tuple(wrong))
    letters = [{"letter": one["letter"], "version": one["version"]} for one in found]
    return {"letters": letters, "as": named}, str(passphrase)


def _is_letter(one: Any) -> bool:
    if not isinstance(one, dict) or not isinstance(one.get("letter"), str):
        return False
    return is_uuid(one["letter"]) and type(one.get("version")) is int


def key_out(key: SigningKey) -> dict[str, Any]:
    """Return by what somebody signs, without the key; `expires` of a certificate that is here."""
    expires = None
    if key.certificate:
        expires = x509.load_der_x509_certificate(key.certificate).not_valid_after_utc
    return {"kind": key.kind, "name": key.name, "expires": expires and clock.to_text(expires)}


def verified(one: Signed) -> dict[str, Any]:
    """Return what anybody with the code may know: of a secret letter that it is one."""
    if one.secret or one.facts is None:
        return {"code": one.code, "secret": True}
    return {
        "code": one.code,
        "secret": False,
        "signed_at": clock.to_text(one.signed_at),
        "hash": one.hash,
        **one.facts,
    }


def found_out(one: Found) -> dict[str, Any]:
    """Return a signature without what names it inside."""
    told = asdict(one)
    told.pop("digest")
    return told | {"at": None if one.at is None else clock.to_text(one.at)}
