"""One GET outside: an address that may be reached, no redirects, bounded in bytes and time."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass

import urllib3
from urllib3.exceptions import HTTPError

from libs.kit.confining import confined
from libs.kit.errors import KendaliError, Unavailable
from libs.kit.guard import Guard, NotAllowed

CONNECT_SECONDS, READ_SECONDS, WHOLE_SECONDS = 5.0, 10.0, 30.0
CHUNK = 64 << 10
AGENT = "Kendali (CAP reader)"
_MOVED = range(300, 304), range(307, 309)


class FeedTrouble(Unavailable):
    slug, title = "feed-trouble", "The feed does not answer as it should"


@dataclass(frozen=True)
class Answer:
    """What came: the body of a 200, nothing of a 304."""

    status: int
    body: bytes
    etag: str
    modified: str


class Fetcher:
    """Asks hosts outside, at most so many times in a minute."""

    def __init__(self, guard: Guard, per_minute: int, most_bytes: int) -> None:
        self._guard, self._most = guard, most_bytes
        self._pause, self._next = 60.0 / per_minute, 0.0
        self._pool = urllib3.PoolManager(num_pools=4, retries=False)

    def get(self, url: str, headers: Mapping[str, str] | None = None) -> Answer:
        """Return what is there; raises FeedTrouble that says what is wrong."""
        try:
            self._guard.require_url(url, "http", "https")
            self._wait()
            with confined(self._guard):
                return self._asked(url, {"User-Agent": AGENT, **(headers or {})})
        except NotAllowed as error:
            raise FeedTrouble(f"the address may not be asked: {error.detail}") from None
        except KendaliError as error:
            raise FeedTrouble(error.detail) from None
        except (HTTPError, OSError) as error:
            raise FeedTrouble(f"it can't be reached: {type(error).__name__}") from None

    def close(self) -> None:
        self._pool.clear()

    def _wait(self) -> None:
        left = self._next - time.monotonic()
        if left > 0:
            time.sleep(left)
        self._next = time.monotonic() + self._pause

    def _asked(self, url: str, headers: Mapping[str, str]) -> Answer:
        timeout = urllib3.Timeout(connect=CONNECT_SECONDS, read=READ_SECONDS)
        response = self._pool.request(
            "GET", url, headers=headers, timeout=timeout, redirect=False, preload_content=False
        )
        try:
            if any(response.status in one for one in _MOVED):
                raise FeedTrouble(f"it moved (status {response.status}): set its new address")
            if response.status not in (200, 304):
                raise FeedTrouble(f"it answers with status {response.status}")
            body = self._body(response) if response.status == 200 else b""
            told = response.headers
            return Answer(
                response.status, body, told.get("ETag", ""), told.get("Last-Modified", "")
            )
        finally:
            response.close()

    def _body(self, response: urllib3.BaseHTTPResponse) -> bytes:
        end, parts, size = time.monotonic() + WHOLE_SECONDS, [], 0
        for part in response.stream(CHUNK):
            parts.append(part)
            size += len(part)
            if size > self._most:
                raise FeedTrouble(f"it sends more than {self._most} bytes")
            if time.monotonic() > end:
                raise FeedTrouble(f"it takes longer than {WHOLE_SECONDS:.0f} seconds")
        return b"".join(parts)
