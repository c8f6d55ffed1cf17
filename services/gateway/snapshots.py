"""The snapshot that a stream begins with: all that a wall shows, within one area."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import Any, NamedTuple

import orjson

from libs.kit import clock
from libs.kit.errors import DeadlineExceeded, Unavailable
from libs.kit.principal import Principal
from libs.kit.rpc_client import RpcClient
from services.gateway.flights import Flights
from services.gateway.scopes import Scope
from services.gateway.stream import Hub

KEPT = 1.0  # seconds
MOST_NOTICES = 50
MOST_ALSO = 9  # elections that a snapshot shows because they were named


class Asked(NamedTuple):
    """Which elections a snapshot is about: this one, or the newest where none is named, and these.

    `also` is sorted; of it a snapshot has what the account may see.
    """

    election: str = ""
    also: tuple[str, ...] = ()


@dataclass(frozen=True)
class Snapshot:
    """A snapshot with the last event that was heard before it was asked for."""

    message: bytes
    last_id: str
    epoch: int
    at: float
    whole: bool


class Snapshots:
    """One call of each service per scope and second, however many ask."""

    def __init__(self, rpc: RpcClient, hub: Hub) -> None:
        self._rpc, self._hub = rpc, hub
        self._flights = Flights()
        self._kept: dict[tuple[Scope, Asked], Snapshot] = {}

    def get(self, principal: Principal, asked: Asked) -> Snapshot:
        """Return a snapshot of what the principal's area may see of these elections.

        Raises Unavailable or DeadlineExceeded while the elections can't be asked.
        """
        key = (Scope.of(principal), asked)
        kept = self._kept.get(key)
        if kept is not None and self._is_good(kept):
            return kept
        found: Snapshot = self._flights.join(key, lambda: self._take(principal, asked))
        self._kept = {k: s for k, s in self._kept.items() if self._is_good(s)} | {key: found}
        return found

    def _is_good(self, snapshot: Snapshot) -> bool:
        return snapshot.epoch == self._hub.epoch and time.monotonic() - snapshot.at < KEPT

    def _take(self, principal: Principal, asked: Asked) -> Snapshot:
        last_id, epoch = self._hub.last_id, self._hub.epoch
        one = {"election": asked.election} if asked.election else {}
        also = {"also": list(asked.also)} if asked.also else {}
        found = self._rpc.call("elections", "snapshot", one | also, principal)
        data = {"time": clock.to_text(clock.now()), **found}
        missing: list[str] = []
        try:
            data["notices"] = self._notices(principal, one)
        except (Unavailable, DeadlineExceeded):
            data["notices"] = []
            missing.append("notices")
        data["missing"] = missing
        head = b"id: %b\n" % last_id.encode() if last_id else b""
        message = head + b"event: snapshot\ndata: " + orjson.dumps(data) + b"\n\n"
        return Snapshot(message, last_id, epoch, time.monotonic(), not missing)

    def _notices(self, principal: Principal, of: dict[str, str]) -> list[Any]:
        """Return the notices that are not closed, the newest first."""
        found: list[Any] = []
        for state in ("open", "acknowledged"):
            asked = {"state": state, "limit": MOST_NOTICES, **of}
            page = self._rpc.call("notifications", "list_notices", asked, principal)
            found += page["items"]
        return sorted(found, key=lambda notice: str(notice["id"]), reverse=True)
