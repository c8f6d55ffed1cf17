"""Passwords: argon2id, hashed off the event loop, in as much time for an unknown user."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import TypeVar

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from gevent import get_hub
from gevent.threadpool import ThreadPool

T = TypeVar("T")
SHORTEST = 10
AT_ONCE = 2  # each takes 64 MiB while it works
_hasher = PasswordHasher()


def hash_password(password: str) -> str:
    """Return the argon2id hash with its parameters."""
    return _aside(lambda: _hasher.hash(password))


def is_password(password: str, password_hash: str | None) -> bool:
    """Tell whether it is the password; None (no such account) takes as long and is never right."""
    against = _nobody() if password_hash is None else password_hash

    def verify() -> bool:
        try:
            return _hasher.verify(against, password)
        except (VerificationError, InvalidHashError):
            return False

    return _aside(verify) and password_hash is not None


@functools.cache
def _nobody() -> str:
    return _aside(lambda: _hasher.hash("a password that nobody has"))


@functools.lru_cache(maxsize=8)
def _pool(_hub: object) -> ThreadPool:
    """Return the pool of this thread's event loop, made in the process that uses it."""
    return ThreadPool(AT_ONCE)


def _aside(work: Callable[[], T]) -> T:
    """Run in a real thread: other greenlets of this worker go on meanwhile."""
    result: T = _pool(get_hub()).apply(work)
    return result
