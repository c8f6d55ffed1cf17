"""What the gateway is made of, put together once for each application."""

from __future__ import annotations

from dataclasses import dataclass
from typing import cast

import gevent
from flask import current_app

from libs.kit import metrics
from libs.kit.db import Database
from libs.kit.rpc_client import RpcClient
from services.gateway.auth import Authenticator
from services.gateway.cache import AnswerCache
from services.gateway.invalidation import drop, drop_all
from services.gateway.limiting import Limiter
from services.gateway.listener import Listener
from services.gateway.sessions import Sessions
from services.gateway.settings import GatewaySettings
from services.gateway.snapshots import Snapshots
from services.gateway.stream import Hub
from services.gateway.tokens import Tokens

EXTENSION = "kendali"
TILES_FRESH = 60.0  # seconds: a tile costs its service more than another answer does


@dataclass(frozen=True)
class Parts:
    """Everything a route may need. Nothing here connects before it is used."""

    settings: GatewaySettings
    db: Database
    rpc: RpcClient
    tokens: Tokens
    sessions: Sessions
    authenticator: Authenticator
    limiter: Limiter
    cache: AnswerCache
    tiles: AnswerCache  # of its own, so that a map that is looked around in displaces no tally
    hub: Hub
    snapshots: Snapshots

    @classmethod
    def build(cls, settings: GatewaySettings) -> Parts:
        db = Database(settings.database_url, settings.db_pool, "gateway")
        tokens = Tokens(settings.jwt_key, settings.jwt_previous_key)
        sessions = Sessions(db, tokens, settings)
        rpc = RpcClient(settings.amqp_url, "gateway", settings.rpc_seconds)
        caches = cache, tiles = AnswerCache(), AnswerCache(TILES_FRESH)
        hub = Hub(lambda topic, data: drop(caches, topic, data), lambda: drop_all(caches))
        return cls(
            settings,
            db,
            rpc,
            tokens,
            sessions,
            Authenticator(settings, tokens, sessions),
            Limiter(settings),
            cache,
            tiles,
            hub,
            Snapshots(rpc, hub),
        )

    def failing(self) -> dict[str, str]:
        """Return what fails, by name of the dependency; empty when all is well."""
        database = metrics.failures(self._database)
        return database | self.rpc.failing()  # the stream's connection goes the same way

    def _database(self) -> dict[str, str]:
        try:
            self.db.ping()
        except Exception as error:  # noqa: BLE001
            return {"database": type(error).__name__}
        return {}

    def begin(self) -> None:
        """Start what runs beside the requests of a worker: hearing the bus, and heartbeats."""
        Listener(self.settings.amqp_url, self.hub)
        gevent.spawn(self.hub.beat)

    def end(self) -> None:
        """End what would keep a worker from stopping."""
        self.hub.end()

    def close(self) -> None:
        self.rpc.close()
        self.db.close()


def parts() -> Parts:
    """Return the parts of the application that answers this request."""
    return cast("Parts", current_app.extensions[EXTENSION])
