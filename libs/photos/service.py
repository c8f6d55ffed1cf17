"""Gives a service what reads and keeps photos."""

from __future__ import annotations

from typing import Any

from eventlet import tpool
from nameko.extensions import DependencyProvider

from libs.photos import stores
from libs.photos.pictures import Pictures


class PicturesProvider(DependencyProvider):  # type: ignore[misc]
    """Gives the service its `pictures`: the store of its PhotoSettings, and who reads photos.

    `namespace` keeps services apart that have one store.
    """

    def __init__(self, namespace: str = "") -> None:
        self._namespace = namespace

    def get_dependency(self, _worker: Any) -> Pictures:
        settings = self.container.config["settings"]
        # What blocks on a disk waits in a thread of its own; the S3 client's sockets are green.
        store = stores.of(settings, tpool.execute, self._namespace)
        in_hand = max(1, settings.workers // 2)
        return Pictures(store, settings.timezone, settings.photo_readers, in_hand)
