"""`@loop`: a service method that runs again and again in the background of the events role.

    @loop(notify="elections_tally", every=1.0)
    def fold(self) -> None: ...

It runs at the start, when somebody notifies the PostgreSQL channel, and every n seconds at least; a
round that fails is logged, counted, and made good by the next. Every replica runs it, so a round
takes what it works on under a lock. With `lanes` several rounds of it run at once in one process,
for work that mostly waits for others: one that hangs holds up its own lane alone.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from functools import partial
from typing import Any, TypeVar, cast

import eventlet
import psycopg2
from eventlet.event import Event
from eventlet.hubs import trampoline
from nameko.extensions import Entrypoint, SharedExtension

from libs.kit import logs, metrics, tracing
from libs.kit.errors import Unavailable

log = logs.get(__name__)
Round = TypeVar("Round", bound=Callable[..., Any])
RECONNECT_SECONDS = 1.0
ALIVE_SECONDS = 30.0


class Wake:
    """What a loop waits on: set any number of times, it wakes the loop once."""

    def __init__(self) -> None:
        self._event = Event()

    def set(self) -> None:
        if not self._event.ready():
            self._event.send()

    def wait(self, seconds: float) -> None:
        with eventlet.Timeout(seconds, exception=False):
            self._event.wait()
        self._event = Event()


class Listener(SharedExtension):
    """One connection that hears the channels of all loops of the process."""

    def __init__(self) -> None:
        self._wakes: dict[str, list[Wake]] = {}
        self._thread: Any = None

    def listen(self, channel: str, wake: Wake) -> None:
        self._wakes.setdefault(channel, []).append(wake)

    def start(self) -> None:
        if self._wakes:
            self._thread = self.container.spawn_managed_thread(self._run, identifier="listener")

    def stop(self) -> None:
        if self._thread is not None:
            self._thread.kill()

    def _run(self) -> None:
        while True:
            try:
                self._hear()
            except (psycopg2.Error, OSError) as error:
                log.warning("listener_lost", error=type(error).__name__)
            eventlet.sleep(RECONNECT_SECONDS)

    def _hear(self) -> None:
        settings = self.container.config["settings"]
        name = f"{self.container.service_name}.listener"
        connection = psycopg2.connect(
            settings.database_url, connect_timeout=5, application_name=name
        )
        try:
            connection.autocommit = True
            with connection.cursor() as cursor:
                for channel in self._wakes:
                    cursor.execute(f'LISTEN "{channel}"')
                self._wake(self._wakes)  # for what was missed meanwhile
                while True:
                    self._hear_once(connection, cursor)
        finally:
            connection.close()

    def _hear_once(self, connection: Any, cursor: Any) -> None:
        try:
            trampoline(connection.fileno(), read=True, timeout=ALIVE_SECONDS, timeout_exc=Silence)
        except Silence:
            cursor.execute("SELECT 1")
        connection.poll()
        channels = {notify.channel for notify in connection.notifies}
        connection.notifies.clear()
        self._wake(channels)

    def _wake(self, channels: Any) -> None:
        for channel in channels:
            for wake in self._wakes[channel]:
                wake.set()


class Silence(Exception):
    """Nobody notified for a while."""


class Loop(Entrypoint):
    role = "events"
    listener = Listener()

    def __init__(self, notify: str | None = None, every: float = 1.0, lanes: int = 1) -> None:
        super().__init__()
        self.notify, self.every = notify, every
        self._wakes = [Wake() for _ in range(lanes)]
        self._stopping = False
        self._threads: list[Any] = []

    def setup(self) -> None:
        for wake in self._wakes if self.notify else ():
            self.listener.listen(str(self.notify), wake)

    def start(self) -> None:
        spawn = self.container.spawn_managed_thread
        name = self.method_name
        self._threads = [spawn(partial(self._run, one), identifier=name) for one in self._wakes]

    def stop(self) -> None:
        """Let the rounds that run end, and no other begin."""
        self._stopping = True
        for wake in self._wakes:
            wake.set()
        for thread in self._threads:
            thread.wait()

    def _run(self, wake: Wake) -> None:
        while not self._stopping:
            self._round()
            wake.wait(self.every)

    def _round(self) -> None:
        name = f"{self.container.service_name}.{self.method_name}"
        started = time.perf_counter()
        tracing.bind("", tracing.child())
        try:
            getattr(self.container.service, self.method_name)()
        except Unavailable as error:
            metrics.LOOP_ERRORS.labels(name).inc()
            log.warning("round_failed", loop=name, slug=error.slug)
        except Exception:
            metrics.LOOP_ERRORS.labels(name).inc()
            log.exception("round_failed", loop=name)
        metrics.LOOP_SECONDS.labels(name).observe(time.perf_counter() - started)


def loop(notify: str | None = None, every: float = 1.0, lanes: int = 1) -> Callable[[Round], Round]:
    """Run the method `(self) -> None` at the start, when notified, and every n seconds at least."""
    return cast("Callable[[Round], Round]", Loop.decorator(notify, every, lanes))
