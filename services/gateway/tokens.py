"""Access tokens: short-lived JWTs signed with Ed25519 (RFC 9864), verified once and remembered."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import Any

from joserfc import jwt
from joserfc.errors import JoseError
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
    """Signs and verifies with one kept key; remembers what it verified, up to MOST_KEPT tokens."""

    def __init__(self, pem: str) -> None:
        self._key = OKPKey.import_key(pem)
        if self._key.curve_name != "Ed25519" or not self._key.is_private:
            raise ValueError("KENDALI_JWT_KEY is not an Ed25519 private key")
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

    def _decode(self, token: str) -> Session:
        try:
            claims = jwt.decode(token, self._key, algorithms=[ALGORITHM]).claims
            return _session(claims)
        except (JoseError, ValueError, KeyError, TypeError, UnicodeError):
            raise TokenInvalid from None


def _session(claims: dict[str, Any]) -> Session:
    if claims["iss"] != ISSUER or claims["aud"] != ISSUER:
        raise ValueError("a token of somebody else")
    if claims["iat"] > time.time() + LEEWAY:
        raise ValueError("a token of the future")
    roles = frozenset(str(role) for role in claims["roles"])
    principal = Principal(str(claims["sub"]), str(claims["name"]), roles, str(claims["area"]))
    return Session(principal, float(claims["exp"]), str(claims["use"]))
