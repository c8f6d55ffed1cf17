"""Rate limits of one worker: per address before anything else, per principal once it is known."""

from __future__ import annotations

import time
from dataclasses import dataclass

from limits import RateLimitItem, parse
from limits.storage import MemoryStorage
from limits.strategies import FixedWindowRateLimiter

from libs.kit.errors import TooManyRequests
from services.gateway.settings import GatewaySettings


@dataclass(frozen=True)
class Policy:
    """One limit, by its name in the RateLimit headers."""

    name: str
    item: RateLimitItem

    @property
    def header(self) -> str:
        return f'"{self.name}";q={self.item.amount};w={self.item.get_expiry()}'


class Limiter:
    """Counts requests in fixed windows; what is counted here is one worker's share."""

    def __init__(self, settings: GatewaySettings) -> None:
        self._limiter = FixedWindowRateLimiter(MemoryStorage())
        self.address = Policy("address", parse(settings.rate_address))
        self.principal = Policy("principal", parse(settings.rate_principal))

    def hit(self, policy: Policy, key: str) -> None:
        """Count a request; raises TooManyRequests with the seconds to wait."""
        if not self._limiter.hit(policy.item, policy.name, key):
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
        reset, remaining = self._limiter.get_window_stats(policy.item, policy.name, key)
        return remaining, max(0, round(reset - time.time()))

    def headers(self, policy: Policy, key: str) -> list[tuple[str, str]]:
        """Return the RateLimit headers (draft-ietf-httpapi-ratelimit-headers)."""
        remaining, seconds = self.left(policy, key)
        state = f'"{policy.name}";r={remaining};t={seconds}'
        return [("RateLimit-Policy", policy.header), ("RateLimit", state)]
