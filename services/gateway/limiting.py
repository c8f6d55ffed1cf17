"""Rate limits of one worker: per address before anything else, per principal once it is known."""

from __future__ import annotations

import time
from dataclasses import dataclass
from functools import cached_property

from limits import RateLimitItem, parse

from libs.kit.errors import TooManyRequests
from services.gateway.settings import GatewaySettings


@dataclass(frozen=True)
class Policy:
    """One limit, by its name in the RateLimit headers."""

    name: str
    item: RateLimitItem

    @cached_property
    def most(self) -> int:
        return self.item.amount

    @cached_property
    def seconds(self) -> int:
        return self.item.get_expiry()

    @cached_property
    def header(self) -> str:
        return f'"{self.name}";q={self.most};w={self.seconds}'


@dataclass(slots=True)
class _Window:
    """What was counted for one key, and when (Unix time) its count begins anew."""

    end: float
    count: int = 0


class Windows:
    """The windows of one policy. A key's window begins with its first request.

    Those that are over are forgotten once in a window's time, not by a timer: a timer is a thread,
    and costs more than the counting.
    """

    def __init__(self, policy: Policy) -> None:
        self._most, self._seconds = policy.most, policy.seconds
        self._open: dict[str, _Window] = {}
        self._sweep_at = 0.0

    def hit(self, key: str) -> bool:
        """Count a request of the key; tells whether it may."""
        now = time.time()
        window = self._open.get(key)
        if window is None or window.end <= now:
            self._sweep(now)
            window = self._open[key] = _Window(now + self._seconds)
        window.count += 1
        return window.count <= self._most

    def left(self, key: str) -> tuple[int, int]:
        """Return how many requests are left and the seconds until the window ends."""
        now = time.time()
        window = self._open.get(key)
        if window is None or window.end <= now:
            return self._most, 0
        return max(0, self._most - window.count), round(window.end - now)

    def _sweep(self, now: float) -> None:
        if now >= self._sweep_at:
            self._sweep_at = now + self._seconds
            self._open = {key: one for key, one in self._open.items() if one.end > now}


class Limiter:
    """Counts requests in fixed windows; what is counted here is one worker's share."""

    def __init__(self, settings: GatewaySettings) -> None:
        self.address = Policy("address", parse(settings.rate_address))
        self.principal = Policy("principal", parse(settings.rate_principal))
        self.downloads = Policy("download", parse(settings.rate_downloads))
        self.tiles = Policy("tiles", parse(settings.rate_tiles))
        self.reports = Policy("report", parse(settings.rate_reports))
        policies = (self.address, self.principal, self.downloads, self.tiles, self.reports)
        self._windows = {policy.name: Windows(policy) for policy in policies}

    def hit(self, policy: Policy, key: str) -> None:
        """Count a request; raises TooManyRequests with the seconds to wait."""
        if not self._windows[policy.name].hit(key):
            _, seconds = self.left(policy, key)
            raise TooManyRequests(
                f"at most {policy.item} for one {policy.name}", retry_after=max(1, seconds)
            )

    def spend(self, address: str, principal: str) -> list[tuple[str, str]]:
        """Count a request of a principal at an address; returns the headers that tell of it."""
        self.hit(self.address, address)
        self.hit(self.principal, principal)
        return self.headers(self.principal, principal)

    def left(self, policy: Policy, key: str) -> tuple[int, int]:
        """Return how many requests are left and the seconds until the window ends."""
        return self._windows[policy.name].left(key)

    def headers(self, policy: Policy, key: str) -> list[tuple[str, str]]:
        """Return the RateLimit headers (draft-ietf-httpapi-ratelimit-headers)."""
        remaining, seconds = self.left(policy, key)
        state = f'"{policy.name}";r={remaining};t={seconds}'
        return [("RateLimit-Policy", policy.header), ("RateLimit", state)]
