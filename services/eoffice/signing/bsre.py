"""Signatures by BSrE, the state's certification body, through its e-sign API.

    POST /api/v2/user/check-status  {"email"} → {"status": "ISSUE"} for one who may sign
    POST /api/v2/sign/pdf           {"email", "passphrase", "signatureProperties", "file": [base64]}
    POST /api/v2/verify/pdf         {"file": base64}

The shape is that of BSrE's e-sign client v2 as local governments use it (rumahASN); the client has
a name and a password of its own (HTTP Basic). The key and its passphrase stay with BSrE's account:
we hand the passphrase on and keep it nowhere.
"""

from __future__ import annotations

import base64
import binascii
import json
import urllib.error
import urllib.request
from http.client import HTTPException
from typing import Any

from services.eoffice.signing.errors import BsreDown, BsreRefused, WrongPassphrase
from services.eoffice.signing.keys import SigningKey
from services.eoffice.signing.terms import Signing

SECONDS = 20
MOST_BYTES = 64 << 20  # of an answer
MAY_SIGN = "ISSUE"
SERVER_ERROR = 500
PASSPHRASE_WORDS = ("passphrase", "frasa")


class BsreSigner:
    """Signs by an account of BSrE."""

    def __init__(self, key: SigningKey, passphrase: str, seconds: float = SECONDS) -> None:
        self._key, self._passphrase, self._seconds = key, passphrase, seconds

    def require_able(self) -> None:
        """Raise BsreRefused unless the account may sign."""
        status = self._post("user/check-status", {"email": self._key.reference}).get("status")
        if status != MAY_SIGN:
            raise BsreRefused(f"the account's state there is {str(status)[:40]}")

    def sign(self, pdf: bytes, signing: Signing) -> bytes:
        shown = {"tampilan": "INVISIBLE", "location": signing.location, "reason": signing.reason}
        asked = {
            "email": self._key.reference,
            "passphrase": self._passphrase,
            "signatureProperties": [shown],
            "file": [base64.b64encode(pdf).decode()],
        }
        return _signed(self._post("sign/pdf", asked), pdf)

    def verify(self, pdf: bytes) -> dict[str, Any]:
        """Return what BSrE itself says of a PDF."""
        return self._post("verify/pdf", {"file": base64.b64encode(pdf).decode()})

    def _post(self, path: str, body: dict[str, Any]) -> dict[str, Any]:
        asked = urllib.request.Request(  # noqa: S310 - the address is a setting's
            f"{self._key.place.rstrip('/')}/api/v2/{path}",
            json.dumps(body).encode(),
            {"Content-Type": "application/json", "Authorization": self._basic()},
        )
        try:
            with urllib.request.urlopen(asked, timeout=self._seconds) as answer:  # noqa: S310
                return _read(answer.read(MOST_BYTES))
        except urllib.error.HTTPError as error:
            raise _refusal(error) from None
        except (OSError, HTTPException) as error:
            raise BsreDown(type(error).__name__) from None

    def _basic(self) -> str:
        return "Basic " + base64.b64encode(self._key.secret.encode()).decode()


def _read(body: bytes) -> dict[str, Any]:
    try:
        found = json.loads(body)
    except ValueError:
        found = None
    if not isinstance(found, dict):
        raise BsreDown("its answer is not what its API promises")
    return found


def _signed(answer: dict[str, Any], pdf: bytes) -> bytes:
    """Return the signed PDF; what is no longer PDF of ours is a broken answer."""
    try:
        made = base64.b64decode(answer["file"][0], validate=True)
    except (KeyError, IndexError, TypeError, binascii.Error):
        raise BsreDown("its answer holds no file") from None
    if not made.startswith(b"%PDF-") or len(made) <= len(pdf) or b"/ByteRange" not in made:
        raise BsreDown("its answer holds no signed PDF")
    return made


def _refusal(error: urllib.error.HTTPError) -> Exception:
    """Tell a wrong passphrase from other refusals, and both from a server that is ill."""
    if error.code >= SERVER_ERROR:
        return BsreDown(f"status {error.code}")
    try:
        said = str(_read(error.read(1 << 16)).get("message", ""))
    except (BsreDown, OSError):
        said = ""
    if any(word in said.lower() for word in PASSPHRASE_WORDS):
        return WrongPassphrase()
    return BsreRefused(said[:200] or f"status {error.code}")
