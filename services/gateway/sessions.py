"""Sign in, stay signed in, sign out; keys of machines.

A refresh token is used once and gives the next. Using one again ends its whole family, because
somebody has a copy; within GRACE it only gives another one, because two tabs of a browser refresh
at the same moment and an answer can get lost.
"""

from __future__ import annotations

import hashlib
import math
import secrets
import time
from dataclasses import dataclass
from datetime import datetime, timedelta

from libs.kit import clock, logs
from libs.kit.db import Database
from libs.kit.errors import KendaliError, TooManyRequests, Unauthorized
from libs.kit.ids import new_id
from libs.kit.principal import Principal
from services.gateway.passwords import is_password
from services.gateway.repository import (
    Account,
    Accounts,
    ApiKeys,
    Attempts,
    RefreshToken,
    RefreshTokens,
)
from services.gateway.settings import GatewaySettings
from services.gateway.tokens import Session, Tokens

log = logs.get(__name__)
GRACE = timedelta(seconds=10)
WINDOW = timedelta(minutes=15)
ACCOUNT_FAILURES, ADDRESS_FAILURES = 10, 50
KEY_PREFIX = "kdl_"
KEY_SECONDS = 15  # how long a revoked key may still work in a worker
MOST_KEYS = 1000


class LoginFailed(Unauthorized):
    slug, title = "login-failed", "The name or the password is wrong"


class TooManyAttempts(TooManyRequests):
    slug, title = "too-many-attempts", "Too many failed log-ins; wait"


class RefreshInvalid(Unauthorized):
    slug, title = "refresh-invalid", "Sign in again"


class KeyInvalid(Unauthorized):
    slug, title = "key-invalid", "The API key is not valid"


@dataclass(frozen=True)
class Issued:
    """What a client gets that proved who it is."""

    principal: Principal
    access: str
    refresh: str


def digest(text: str) -> bytes:
    """Return what is stored of a token or key; they are random, so a plain hash is enough."""
    return hashlib.sha256(text.encode()).digest()


def new_key() -> str:
    """Return the text of a new API key."""
    return KEY_PREFIX + secrets.token_urlsafe(32)


class Sessions:
    """Everything that turns a proof of identity into a principal."""

    def __init__(self, db: Database, tokens: Tokens, settings: GatewaySettings) -> None:
        self._db, self._tokens, self._settings = db, tokens, settings
        self._keys: dict[str, tuple[float, Principal]] = {}

    def login(self, username: str, password: str, address: str) -> Issued:
        """Check a password; raises LoginFailed or TooManyAttempts."""
        by_name, by_address = f"account:{username.lower()}", f"address:{address}"
        with self._db.begin() as tx:
            attempts = Attempts(tx)
            name_count = attempts.count(by_name, WINDOW)
            address_count = attempts.count(by_address, WINDOW)
            account = Accounts(tx).find(username)
        _refuse_beyond(ACCOUNT_FAILURES, *name_count)
        _refuse_beyond(ADDRESS_FAILURES, *address_count)
        good = is_password(password, account.password_hash if account else None)
        if account is None or account.disabled or not good:
            log.warning("login_failed", address=address)
            raise LoginFailed
        with self._db.begin() as tx:
            Attempts(tx).forget(by_name)
            Attempts(tx).give_back(by_address)
            Attempts(tx).forget_ended()
            RefreshTokens(tx).forget_expired()
            refresh = self._add_refresh(RefreshTokens(tx), new_id(), account)
        return self._issued(account, refresh)

    def refresh(self, text: str) -> Issued:
        """Change a refresh token for the next and an access token; raises RefreshInvalid."""
        with self._db.begin() as tx:
            store = RefreshTokens(tx)
            found = store.take(digest(text))
            if found is not None and _may_refresh(found, clock.now()):
                store.mark_used(digest(text))
                refresh = self._add_refresh(store, found.family, found.account)
                return self._issued(found.account, refresh)
            if found is not None and found.used_at is not None:
                log.warning("refresh_token_reused", account=found.account.username)
                store.revoke_family(found.family)
        raise RefreshInvalid

    def logout(self, text: str) -> None:
        """End the family of the refresh token, if there is one."""
        with self._db.begin() as tx:
            found = RefreshTokens(tx).take(digest(text))
            if found is not None:
                RefreshTokens(tx).revoke_family(found.family)

    def of_key(self, text: str) -> Session:
        """Return the session of an API key; raises KeyInvalid."""
        until, principal = self._keys.get(text, (0.0, None))
        if principal is None or until < time.monotonic():
            principal = self._find_key(text)
        return Session(principal, math.inf)

    def _find_key(self, text: str) -> Principal:
        self._keys.pop(text, None)
        with self._db.begin() as tx:
            principal = ApiKeys(tx).find(digest(text))
        if principal is None:
            raise KeyInvalid
        if len(self._keys) >= MOST_KEYS:
            self._keys.clear()
        self._keys[text] = (time.monotonic() + KEY_SECONDS, principal)
        return principal

    def _add_refresh(self, store: RefreshTokens, family: str, account: Account) -> str:
        text = secrets.token_urlsafe(32)
        expires = clock.now() + timedelta(days=self._settings.refresh_days)
        store.add(digest(text), family, account.id, expires)
        return text

    def _issued(self, account: Account, refresh: str) -> Issued:
        access = self._tokens.issue(account.principal, self._settings.access_seconds)
        return Issued(account.principal, access, refresh)


def _may_refresh(found: RefreshToken, now: datetime) -> bool:
    if found.revoked_at is not None or found.account.disabled or found.expires_at <= now:
        return False
    return found.used_at is None or now - found.used_at <= GRACE


def _refuse_beyond(most: int, failures: int, seconds_left: float) -> None:
    if failures > most:
        error: KendaliError = TooManyAttempts(retry_after=max(1, math.ceil(seconds_left)))
        raise error
