"""Kendali by compose, under a project name, secrets and ports of the test's own."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import requests

from tests.containers.engine import COMPOSE_FILE, Engine, run
from tests.conventions import ROOT

BIN = Path(sys.executable).parent
VERSION = "test"


@dataclass(frozen=True)
class System:
    """A running compose project."""

    engine: Engine
    project: str
    environ: dict[str, str]
    ports: dict[str, int]

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.ports['KENDALI_PORT']}"

    def compose(self, *arguments: str, seconds: float = 120) -> str:
        command = [str(BIN / "docker-compose"), "--project-name", self.project, "--file",
                   str(COMPOSE_FILE), "--profile", "ops", *arguments]  # fmt: skip
        return run(command, self.environ, seconds)

    def kendali(self, *arguments: str) -> str:
        """Run the command line inside the gateway's container."""
        return self.compose("exec", "-T", "gateway", "kendali", *arguments)

    def containers(self) -> dict[str, dict[str, Any]]:
        """Return what the engine says of each container, by the service's name."""
        names = self.compose("ps", "--all", "--quiet").split()
        found = json.loads(self.engine.docker("inspect", *names))
        return {c["Config"]["Labels"]["com.docker.compose.service"]: c for c in found}

    def state(self, service: str) -> dict[str, Any]:
        state: dict[str, Any] = self.containers()[service]["State"]
        return state

    def prometheus(self, path: str, **query: str) -> Any:
        port = self.ports["KENDALI_PROMETHEUS_PORT"]
        answer = requests.get(f"http://127.0.0.1:{port}/api/v1/{path}", params=query, timeout=10)
        answer.raise_for_status()
        return answer.json()["data"]

    def last_words(self) -> str:
        """Return the ends of the logs of all that is not well."""
        ill = [
            name
            for name, container in self.containers().items()
            if container["State"].get("Health", {}).get("Status") == "unhealthy"
            or container["State"]["ExitCode"] != 0
        ]
        return self.compose("logs", "--no-color", "--tail", "30", *ill) if ill else "all are well"


@contextmanager
def system(engine: Engine, folder: Path) -> Iterator[System]:
    """Bring it up and wait until every container is healthy; take all of it away at the end."""
    run([str(ROOT / "deploy" / "secrets.sh"), str(folder)], dict(os.environ), 60)
    ports = free_ports("KENDALI_PORT", "KENDALI_PROMETHEUS_PORT", "KENDALI_GRAFANA_PORT")
    settings = {"KENDALI_VERSION": VERSION, "KENDALI_SECRETS": str(folder)}
    # Whatever settings the tests' own shell has, they are not this system's.
    clean = {k: v for k, v in engine.environ.items() if not k.startswith(("KENDALI_", "COMPOSE_"))}
    environ = clean | settings | {name: str(port) for name, port in ports.items()}
    found = System(engine, f"kendali-test-{os.getpid()}", environ, ports)
    try:
        try:
            found.compose("up", "--no-build", "--detach", "--wait", "--wait-timeout", "240",
                          seconds=300)  # fmt: skip
        except (AssertionError, subprocess.TimeoutExpired) as error:
            raise AssertionError(f"{error}\n{found.last_words()}") from None
        yield found
    finally:
        found.compose("down", "--volumes", "--remove-orphans", "--timeout", "10", seconds=180)


def free_ports(*names: str) -> dict[str, int]:
    """Return a port for each name that nothing listens on now."""
    sockets = [socket.create_server(("127.0.0.1", 0)) for _ in names]
    ports = {n: s.getsockname()[1] for n, s in zip(names, sockets, strict=True)}
    for one in sockets:
        one.close()
    return ports
