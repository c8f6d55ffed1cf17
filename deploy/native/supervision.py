"""supervisord, which keeps a stack's processes running: its configuration and its control."""

import os
import resource
import shlex
import signal
import subprocess
import sys
import time
from collections.abc import Collection, Iterator, Mapping
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from xmlrpc.client import Fault, ServerProxy

from supervisor.xmlrpc import SupervisorTransport

from deploy.native import keys, traces
from deploy.native.errors import StackError
from deploy.native.places import PROJECT, Places

SERVERS = "servers"
SERVICES = "services"
MOST_FILES = 65536
# A stream client is a file of the gateway; supervisord hands this limit down to its children.
WANTED_FILES = 16384
# How long a process may take to stop, in seconds: a little more than services allow themselves.
PATIENCE = 25

MAIN = """\
[unix_http_server]
file = {socket}
chmod = 0700

[supervisord]
nodaemon = true
silent = true
identifier = kendali
logfile = {log}
logfile_maxbytes = 5MB
logfile_backups = 1
pidfile = {pid}
childlogdir = {logs}
minfds = {files}
{user}
[rpcinterface:supervisor]
supervisor.rpcinterface_factory = supervisor.rpcinterface:make_main_rpcinterface
"""
# Retried for ever: one second longer between tries as long as it ends within its first second.
PROGRAM = """
[program:{name}]
command = /bin/sh {script}
directory = {directory}
autostart = false
autorestart = true
startsecs = 1
startretries = 1000000
stopsignal = {signal}
stopwaitsecs = {patience}
killasgroup = true
redirect_stderr = true
stdout_logfile = {log}
stdout_logfile_maxbytes = 20MB
stdout_logfile_backups = 2
"""
GROUP = """
[group:{name}]
programs = {programs}
priority = {priority}
"""


@dataclass(frozen=True)
class Program:
    """One program to be kept running; ``signal`` asks it to stop."""

    name: str
    group: str
    command: list[str]
    environment: Mapping[str, str]
    signal: str = "TERM"

    @property
    def full_name(self) -> str:
        return f"{self.group}:{self.name}"

    def script(self) -> str:
        """A start script with the whole environment in it, so that it can be run by hand too."""
        exports = [f"export {key}={shlex.quote(value)}" for key, value in self.environment.items()]
        return "\n".join(["#!/bin/sh", *exports, f"exec {shlex.join(self.command)}", ""])


class Supervisor:
    """The supervisord of one stack."""

    def __init__(self, places: Places) -> None:
        self.places = places
        # Only where this very process started it: its end has to be collected then.
        self._started: subprocess.Popen[bytes] | None = None

    def write(self, programs: list[Program]) -> list[str]:
        """Write the configuration. Returns the full names of programs whose start has changed."""
        keys.write_private(self.places.supervisor_config, self._config(programs))
        return [program.full_name for program in programs if self._write_script(program)]

    def is_outdated(self, programs: list[Program]) -> bool:
        """Whether supervisord runs with another set of programs than this."""
        with suppress(OSError):
            written = self.places.supervisor_config.read_text()
            return self.pid is not None and written != self._config(programs)
        return False

    @property
    def pid(self) -> int | None:
        """Pid of the running supervisord; a stale pid file counts as none."""
        with suppress(OSError, ValueError):
            pid = int(self.places.supervisor_pid.read_text())
            if traces.is_alive(pid) and traces.stack_of(pid) == str(self.places.home):
                return pid
        return None

    def start(self) -> None:
        """Start supervisord in the background and wait until it takes orders."""
        self.places.socket.unlink(missing_ok=True)
        if self._started is not None:
            self._started.poll()  # one that was killed is let go
        command = [
            sys.executable,
            "-m",
            "supervisor.supervisord",
            "-c",
            str(self.places.supervisor_config),
        ]
        log = self.places.log("supervisord-start")
        with log.open("wb") as output:
            self._started = subprocess.Popen(
                command,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                cwd=PROJECT,
                start_new_session=True,
                env=self._environment(),
            )
        deadline = time.monotonic() + 15
        while not self._takes_orders():
            if self._started.poll() is not None or time.monotonic() > deadline:
                said = log.read_text(errors="replace").strip().splitlines()
                raise StackError(f"supervisord did not start: {said[-1] if said else 'no word'}")
            time.sleep(0.05)

    def stop_group(self, group: str, kill: Collection[str] = ()) -> None:
        """Stop a group's programs and wait for their end; those in ``kill`` without grace."""
        # supervisord looks round once a second by itself, and at once when it is asked something.
        with suppress(OSError, Fault):
            running = self._running(group)
            if running:
                with self._rpc() as supervisor:
                    supervisor.stopProcessGroup(group, False)
            traces.send([pid for name, pid in running.items() if name in kill], signal.SIGKILL)
            deadline = time.monotonic() + PATIENCE + 5
            while running and time.monotonic() < deadline:
                time.sleep(0.05)
                running = self._running(group)

    def stop(self) -> None:
        """Stop supervisord, and with it whatever still runs."""
        pid = self.pid
        if pid is None:
            return
        traces.send([pid], signal.SIGTERM)
        traces.wait_gone([pid], 2 * PATIENCE)
        if self._started is not None:
            with suppress(subprocess.TimeoutExpired):
                self._started.wait(5)

    def _running(self, group: str) -> dict[str, int]:
        infos = self.processes().values()
        return {i["name"]: i["pid"] for i in infos if i["group"] == group and i["pid"]}

    def processes(self) -> dict[str, dict[str, Any]]:
        """What supervisord says of each program, by short name; empty when it does not run."""
        if self.pid is None:
            return {}
        with suppress(OSError, Fault), self._rpc() as supervisor:
            return {info["name"]: info for info in supervisor.getAllProcessInfo()}
        return {}

    def start_group(self, group: str) -> None:
        with self._rpc() as supervisor:
            supervisor.startProcessGroup(group, False)

    def restart(self, full_name: str) -> None:
        """Stop the program, waiting for its end, and start it again."""
        with self._rpc() as supervisor:
            with suppress(Fault):  # it may not be running
                supervisor.stopProcess(full_name)
            supervisor.startProcess(full_name, False)

    def restart_running(self, full_names: Collection[str]) -> list[str]:
        """Restart those of the programs that run, all at once; returns them."""
        infos = self.processes().items()
        running = [f"{info['group']}:{name}" for name, info in infos if info["pid"]]
        wanted = [name for name in running if name in full_names]
        with self._rpc() as supervisor:
            for name in wanted:
                supervisor.stopProcess(name, False)
            while any(supervisor.getProcessInfo(name)["pid"] for name in wanted):
                time.sleep(0.05)
            for name in wanted:
                supervisor.startProcess(name, False)
        return wanted

    @contextmanager
    def _rpc(self) -> Iterator[Any]:
        transport = SupervisorTransport(None, None, f"unix://{self.places.socket}")
        with closing(transport):
            yield ServerProxy("http://127.0.0.1", transport=transport).supervisor

    def _takes_orders(self) -> bool:
        with suppress(OSError, Fault), self._rpc() as supervisor:
            return bool(supervisor.getState())
        return False

    def _environment(self) -> dict[str, str]:
        """The user's own, without our settings: those stand in each program's start script."""
        kept = {key: value for key, value in os.environ.items() if not key.startswith("KENDALI_")}
        return kept | {traces.MARK: str(self.places.home)}

    def _write_script(self, program: Program) -> bool:
        path = self.places.scripts / f"{program.name}.sh"
        before = path.read_text() if path.exists() else None
        keys.write_private(path, program.script())
        return before not in {None, program.script()}

    def _config(self, programs: list[Program]) -> str:
        parts = [
            MAIN.format(
                socket=_escape(self.places.socket),
                log=_escape(self.places.log("supervisord")),
                pid=_escape(self.places.supervisor_pid),
                logs=_escape(self.places.logs),
                files=_files(),
                user="user = root\n" if os.geteuid() == 0 else "",
            )
        ]
        parts += [self._program(program) for program in programs]
        for priority, group in enumerate((SERVERS, SERVICES)):
            names = [program.name for program in programs if program.group == group]
            if names:
                parts.append(
                    GROUP.format(name=group, programs=",".join(names), priority=priority + 1)
                )
        return "".join(parts)

    def _program(self, program: Program) -> str:
        script = self.places.scripts / f"{program.name}.sh"
        return PROGRAM.format(
            name=program.name,
            script=_escape(shlex.quote(str(script))),
            # PostgreSQL's user may not be let into the project's folder.
            directory="/" if program.group == SERVERS else _escape(PROJECT),
            signal=program.signal,
            patience=PATIENCE,
            log=_escape(self.places.log(program.name)),
        )


def _escape(value: Path | str) -> str:
    return str(value).replace("%", "%%")


def _files() -> int:
    """How many open files each process may have."""
    hard = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    return min(hard if hard != resource.RLIM_INFINITY else MOST_FILES, WANTED_FILES)
