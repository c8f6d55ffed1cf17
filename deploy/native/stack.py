"""The native stack: PostgreSQL, RabbitMQ and the services, kept running under one folder."""

import fcntl
import json
import os
import shutil
import signal
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from functools import cached_property
from pathlib import Path

from deploy.native import keys, preflight, readiness, traces
from deploy.native.environment import Environment, settings_of_user
from deploy.native.errors import StackError
from deploy.native.lending import read_state
from deploy.native.migrations import Migrations
from deploy.native.overview import Row, overview
from deploy.native.parts import Parts, Server, given
from deploy.native.places import BASE_PORT, Places, Ports, default_home, given_port
from deploy.native.postgresql import PostgreSQL
from deploy.native.rabbitmq import RabbitMQ
from deploy.native.supervision import SERVERS, SERVICES, Supervisor
from deploy.native.table import Process, read_table, services_of

SERVER_SECONDS = 90
SERVICE_SECONDS = 90


class Stack:
    """One native stack. Stacks with other homes and ports (115 from the base) don't disturb it.

    ``settings`` are KENDALI_* variables for its services, besides those of the environment, and
    ``gateway_settings`` for the gateway where the environment has none. ``report`` is given
    progress lines.
    """

    def __init__(
        self,
        home: Path | None = None,
        port: int | None = None,
        *,
        table: list[Process] | None = None,
        settings: Mapping[str, str] | None = None,
        gateway_settings: Mapping[str, str] | None = None,
        environ: Mapping[str, str] = os.environ,
        report: Callable[[str], None] = lambda _: None,
    ) -> None:
        self.places = Places((home or default_home(environ)).absolute())
        self.supervisor = Supervisor(self.places)
        self.asked_port = port or given_port(environ)
        self.table = read_table() if table is None else table
        self.settings = settings_of_user(environ) | dict(settings or {})
        self.gateway_settings = dict(gateway_settings or {})
        self.environ = environ
        self.report = report

    @cached_property
    def parts(self) -> Parts:
        return Parts(
            self.places,
            # A running stack keeps its ports, whatever is asked for now.
            Ports(self._running_port() or self.asked_port or BASE_PORT),
            self.table,
            self.settings,
            self.gateway_settings,
            given(self.environ, "KENDALI_DATABASE_URL"),
            given(self.environ, "KENDALI_AMQP_URL"),
        )

    @property
    def ports(self) -> Ports:
        return self.parts.ports

    @property
    def url(self) -> str:
        """Address of the gateway."""
        return f"http://127.0.0.1:{self.ports.gateway}"

    @property
    def admin_url(self) -> str:
        """Database URL of the administrator."""
        return self.parts.database.admin_url

    @property
    def amqp_url(self) -> str:
        return self.parts.broker.url

    def database_url(self, service: str) -> str:
        """Database URL of a service's own role."""
        return self.parts.database_url(service)

    @property
    def environment(self) -> Environment:
        """Variables for a command of one of its services: ``environment.of(service)``."""
        return self.parts.environment

    @property
    def is_up(self) -> bool:
        return self.supervisor.pid is not None

    def up(self, *, services: bool = True) -> None:
        """Start what is not running yet and return when all is ready.

        Without ``services`` only the servers, with an empty database. When a first start fails,
        nothing of it stays.
        """
        self.places.prepare()
        with self._alone():
            self._refuse_moving()
            was_up = self.is_up
            try:
                self._up(services=services)
            except BaseException:
                if not was_up:
                    self._give_up()
                raise

    def down(self) -> bool:
        """Stop everything and leave nothing behind. False when nothing was running."""
        if not self.places.state.exists():
            return False
        with self._alone():
            return self._end()

    def restart(self, name: str) -> None:
        """Stop a process, start it again and wait until it is ready."""
        self.supervisor.restart(self.parts.program(name).full_name)
        self.wait_ready(name)

    def wait_ready(self, *names: str, seconds: float = SERVICE_SECONDS) -> None:
        """Wait until these are ready: servers or processes, all of the table if none is named."""
        checks = self.parts.checks()
        wanted = {name: checks[name] for name in names or [p.name for p in self.table]}
        self._watch(wanted, seconds)

    def pid(self, name: str) -> int | None:
        """Pid of a process now: ``postgresql``, ``rabbitmq``, or a name of the table."""
        return self.supervisor.processes().get(name, {}).get("pid") or None

    def status(self) -> list[Row]:
        """A row for each server and process there should be."""
        return overview(self.parts, self.supervisor.processes())

    def clean(self) -> None:
        """Stop everything and remove all of its data and secrets."""
        self.down()
        if self.places.state.exists():
            PostgreSQL(self.places, 0).remove()
            shutil.rmtree(self.places.home)

    def _up(self, *, services: bool) -> None:
        self.parts.database.check()
        self.parts.broker.check()
        if self.supervisor.is_outdated(self.parts.programs()):
            self.report("The set of processes has changed: starting anew")
            self._end()
        if not self.is_up and traces.pids_of(self.places.home):
            self.report("Ending what an earlier run left behind")
            traces.end_all(self.places.home, 30)
        wanted = self.parts.wanted_ports(services=services)
        preflight.check_ports(wanted, self.ports.base, self.places.home)
        self._supervise()
        self._start_servers(services=services)
        if services and self.table:
            self._start_services()

    def _supervise(self) -> None:
        """Write all files; have a supervisor that knows them."""
        self._note_state()
        self.parts.prepare()
        changed = self.supervisor.write(self.parts.programs())
        if not self.is_up:
            self.supervisor.start()
            return
        if self.supervisor.restart_running(changed):
            self.report("Restarted what has new settings")

    def _start_servers(self, *, services: bool) -> None:
        """Start them; the migrations need both, for each declares its queues too."""
        if self.parts.own_servers:
            self.supervisor.start_group(SERVERS)
        self._await_server(self.parts.database)
        self.parts.database.make_database()
        self._await_server(self.parts.broker)
        names = services_of(self.table) if services else []
        if names:
            begun = time.monotonic()
            with Migrations.start(names, self.environment) as migrations:
                migrations.wait()
            self.report(f"Schemas up to date ({time.monotonic() - begun:.1f} s)")

    def _await_server(self, server: Server) -> None:
        begun = time.monotonic()
        self._watch({server.name: server.is_ready}, SERVER_SECONDS)
        self.report(f"{server.title} ready ({time.monotonic() - begun:.1f} s)")

    def _start_services(self) -> None:
        begun = time.monotonic()
        if all(self.pid(process.name) for process in self.table):
            self.wait_ready()
            return
        self.report(f"Starting {len(self.table)} service processes")
        self.supervisor.start_group(SERVICES)
        self.wait_ready()
        self.report(f"All services ready ({time.monotonic() - begun:.1f} s)")

    def _watch(self, checks: dict[str, readiness.Check], seconds: float) -> None:
        readiness.Watch(self.supervisor.processes, self.places.logs).wait(checks, seconds)

    def _give_up(self) -> None:
        if self.is_up:
            self.report("Stopping what was started")
        self._end()

    def _end(self) -> bool:
        with _undisturbed():
            ran = self.is_up
            if ran:
                self.supervisor.stop_group(SERVICES)
                self._stop_servers()
                self.supervisor.stop()
            left = traces.end_all(self.places.home, 15)
            self.places.socket.unlink(missing_ok=True)
            return ran or bool(left)

    def _stop_servers(self) -> None:
        broker = self.parts.broker
        if not isinstance(broker, RabbitMQ) or not self.pid(broker.name):
            self.supervisor.stop_group(SERVERS)
        elif broker.is_ready():  # a reason why not: it is starting, and would not listen
            self.supervisor.stop_group(SERVERS, kill=[broker.name])
        else:
            broker.hasten_stop()
            self.supervisor.stop_group(SERVERS)

    def _refuse_moving(self) -> None:
        running = self._running_port()
        if running and self.asked_port and running != self.asked_port:
            raise StackError(
                f"The stack is up on port {running} already: 'kendali down' first, "
                f"then start it on {self.asked_port}."
            )

    def _running_port(self) -> int | None:
        return read_state(self.places).get("port") if self.is_up else None

    def _note_state(self) -> None:
        urls = ("KENDALI_DATABASE_URL", "KENDALI_AMQP_URL")
        names = [name for name in urls if given(self.environ, name)]
        state = {"port": self.ports.base, "given": names}
        keys.write_private(self.places.state, json.dumps(state))

    @contextmanager
    def _alone(self) -> Iterator[None]:
        """Only one command at a time starts or stops this stack."""
        with self.places.lock.open("w") as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                self.report("Waiting for another kendali command to finish with this stack")
                fcntl.flock(lock, fcntl.LOCK_EX)
            yield


@contextmanager
def _undisturbed() -> Iterator[None]:
    """A second Ctrl-C must not leave a stack half stopped; the time it takes is bounded."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    numbers = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
    before = [signal.signal(number, signal.SIG_IGN) for number in numbers]
    try:
        yield
    finally:
        for number, handler in zip(numbers, before, strict=True):
            signal.signal(number, handler)
