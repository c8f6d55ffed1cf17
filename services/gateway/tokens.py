"""Access tokens: short-lived JWTs signed with Ed25519 (RFC 9864), verified once and remembered."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import Any

from joserfc import jwt
from joserfc.errors import BadSignatureError, JoseError
from joserfc.jwk import OKPKey

from libs.kit.errors import Unauthorized
from libs.kit.ids import new_id
from libs.kit.principal import Principal

ALGORITHM = "Ed25519"
ISSUER = "kendali"
MOST_KEPT = 10_000
ACCESS, WALL = "access", "wall"
LEEWAY = 30  # seconds that clocks of two machines may differ


class TokenInvalid(Unauthorized):
    slug, title = "token-invalid", "The access token is not valid"


class TokenExpired(Unauthorized):
    slug, title = "token-expired", "The access token has expired"


@dataclass(frozen=True)
class Session:
    """A proven principal, until when (Unix time), and what the proof may be used for."""

    principal: Principal
    expires: float
    use: str = ACCESS


class Tokens:
    """Signs with one key; verifies with it and, while keys change, with the one before.

    Remembers what it verified, up to MOST_KEPT tokens.
    """

    def __init__(self, pem: str, previous: str = "") -> None:
        self._key = _signing_key(pem, "KENDALI_JWT_KEY")
        before = [_signing_key(previous, "KENDALI_JWT_PREVIOUS_KEY")] if previous else []
        self._trusted = [self._key, *before]
        self._verified: dict[str, Session] = {}

    def issue(self, principal: Principal, seconds: int, use: str = ACCESS) -> str:
        """Return a token for the principal, good for so many seconds."""
        now = int(time.time())
        claims = {
            "iss": ISSUER,
            "aud": ISSUER,
            "sub": principal.id,
            "name": principal.name,
            "roles": sorted(principal.roles),
            "area": principal.area,
            "use": use,
            "iat": now,
            "exp": now + seconds,
            "jti": new_id(),
        }
        return jwt.encode({"alg": ALGORITHM}, claims, self._key, algorithms=[ALGORITHM])

    def verify(self, token: str, use: str = ACCESS) -> Session:
        """Return whom the token proves; raises TokenInvalid or TokenExpired."""
        session = self._verified.get(token)
        if session is None:
            session = self._decode(token)
            if len(self._verified) >= MOST_KEPT:
                self._verified.pop(next(iter(self._verified)), None)
            self._verified[token] = session
        if session.expires <= time.time():
            self._verified.pop(token, None)
            raise TokenExpired
        if session.use != use:
            raise TokenInvalid
        return session

    def _claims(self, token: str) -> dict[str, Any]:
        for key in self._trusted[:-1]:
            try:
                return jwt.decode(token, key, algorithms=[ALGORITHM]).claims
            except BadSignatureError:
                continue
        return jwt.decode(token, self._trusted[-1], algorithms=[ALGORITHM]).claims

    def _decode(self, token: str) -> Session:
        try:
            return _session(self._claims(token))
        except (JoseError, ValueError, KeyError, TypeError, UnicodeError):
            raise TokenInvalid from None


def _signing_key(pem: str, name: str) -> OKPKey:
    key = OKPKey.import_key(pem)
    if key.curve_name != "Ed25519" or not key.is_private:
        raise ValueError(f"{name} is not an Ed25519 private key")
    return key


def _session(claims: dict[str, Any]) -> Session:
    if claims["iss"] != ISSUER or claims["aud"] != ISSUER:
        raise ValueError("a token of somebody else")
    if claims["iat"] > time.time() + LEEWAY:
        raise ValueError("a token of the future")
    roles = frozenset(str(role) for role in claims["roles"])
    principal = Principal(str(claims["sub"]), str(claims["name"]), roles, str(claims["area"]))
    return Session(principal, float(claims["exp"]), str(claims["use"]))
