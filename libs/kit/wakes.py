"""NOTIFY after the commit, gathered: tells a relay or a loop that there is something to do.

PostgreSQL serialises the commits of transactions that notify (they take one lock for the whole
cluster through their fsync), which would undo group commit. So a process notifies on a connection
of its own, once for all commits since the last time. A wake-up that is lost with its process costs
nothing but the listener's next poll: it is a hint, never the message itself.
"""

from __future__ import annotations

import threading
import time

from sqlalchemy.engine import Connection, Engine
from sqlalchemy.exc import SQLAlchemyError

from libs.kit import logs

log = logs.get(__name__)
KEY = "kendali_wakes"
PAUSE = 0.01  # seconds between two notifications, in which wakes gather
_NOTIFY = "SELECT pg_notify(channel, '') FROM unnest(%(channels)s) AS channel; COMMIT"


def after_commit(tx: Connection, channel: str) -> None:
    """Notify the channel once this transaction is committed."""
    tx.info.setdefault(KEY, set()).add(channel)


class Waker:
    """Sends notifications from one background thread, started at the first wake."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._channels: set[str] = set()
        self._something = threading.Event()
        self._lock = threading.Lock()
        self._thread: threading.Thread | None = None
        self._closed = False

    def wake(self, channels: set[str]) -> None:
        """Ask for a notification; returns at once."""
        with self._lock:
            self._channels |= channels
            if self._thread is None and not self._closed:
                self._thread = threading.Thread(target=self._run, name="waker", daemon=True)
                self._thread.start()
        self._something.set()

    def close(self) -> None:
        """Notify no more; returns when what was under way is done."""
        with self._lock:
            self._closed, thread = True, self._thread
        self._something.set()
        if thread is not None:
            thread.join(2)

    def _run(self) -> None:
        while not self._closed:
            self._something.wait()
            self._something.clear()
            with self._lock:
                channels, self._channels = self._channels, set()
            try:
                if channels:
                    self._notify(channels)
            except SQLAlchemyError as error:
                log.warning("wake_lost", channels=sorted(channels), error=type(error).__name__)
            time.sleep(PAUSE)

    def _notify(self, channels: set[str]) -> None:
        with self._engine.connect() as connection:
            connection.exec_driver_sql(_NOTIFY, {"channels": list(channels)})
