"""Bringing the schemas up to date: ``kendali serve SERVICE migrate``, all services at once."""

import os
import subprocess
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Self

from deploy.native import traces
from deploy.native.environment import Environment
from deploy.native.errors import StackError
from deploy.native.places import PROJECT, Places
from deploy.native.readiness import last_line
from deploy.native.table import python_command

PATIENCE = 300


@dataclass
class Migrations:
    """The migrations that run at the moment."""

    running: dict[str, subprocess.Popen[bytes]]
    places: Places

    @classmethod
    def start(cls, services: list[str], environment: Environment) -> Self:
        """Start them; they wait for each other where they must (an advisory lock)."""
        started = cls({}, environment.places)
        for service in services:
            with _log(started.places, service).open("wb") as log:
                started.running[service] = subprocess.Popen(
                    python_command(("kendali", "serve", service, "migrate")),
                    cwd=PROJECT,
                    stdin=subprocess.DEVNULL,
                    stdout=log,
                    stderr=log,
                    start_new_session=True,
                    env=_environ(environment, service),
                )
        return started

    def wait(self) -> None:
        """Wait for the end of all; a failed one is told with its last words."""
        deadline = time.monotonic() + PATIENCE
        for service, process in self.running.items():
            self._wait_one(service, process, deadline - time.monotonic())

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *failure: object) -> None:
        """Whatever happened: none goes on running."""
        for process in self.running.values():
            if process.poll() is None:
                process.terminate()
                process.wait()

    def _wait_one(self, service: str, process: subprocess.Popen[bytes], seconds: float) -> None:
        path = _log(self.places, service)
        try:
            code = process.wait(timeout=max(seconds, 0))
        except subprocess.TimeoutExpired:
            raise StackError(f"The migration of {service} does not end: see {path}") from None
        if code:
            raise StackError(f"The migration of {service} failed; {last_line(path)}(see {path})")


def _log(places: Places, service: str) -> Path:
    return places.log(f"{service}-migrate")


def _environ(environment: Environment, service: str) -> dict[str, str]:
    kept = {key: value for key, value in os.environ.items() if not key.startswith("KENDALI_")}
    mark = {traces.MARK: str(environment.places.home)}
    return kept | mark | environment.of_migration(service)
