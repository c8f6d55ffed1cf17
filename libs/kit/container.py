"""A Nameko container for one role of a service: its entrypoints, in one green process."""

from __future__ import annotations

import inspect
from collections import deque
from collections.abc import Callable
from functools import cached_property
from typing import Any

from nameko.containers import ServiceContainer, WorkerContext
from nameko.extensions import iter_extensions
from nameko.utils.concurrency import SpawningSet

from libs.kit import logs
from libs.kit.settings import Settings

log = logs.get(__name__)


class Container(ServiceContainer):
    """Runs the entrypoints that name this role, on one instance of the service.

    Nameko makes an instance and a context for each call; ours have no state of a call, which the
    request carries, so one serves all.
    """

    entrypoints: Any

    def __init__(self, service_cls: type, settings: Settings, role: str) -> None:
        config = {
            "AMQP_URI": settings.amqp_url,
            "max_workers": settings.workers,
            "settings": settings,
        }
        super().__init__(service_cls, config)
        self.role = role
        self._jobs: deque[tuple[Callable[..., None], tuple[Any, ...]]] = deque()
        mine = [entrypoint for entrypoint in self.entrypoints if entrypoint.role == role]
        self.entrypoints = SpawningSet(mine)
        used = [*mine, *self.dependencies]
        self.subextensions = SpawningSet(
            sub for extension in used for sub in iter_extensions(extension)
        )

    @cached_property
    def service(self) -> Any:
        """The service with its dependencies, which are set up by then."""
        instance = self.service_cls()
        for provider in self.dependencies:
            context = WorkerContext(self, instance, None)
            setattr(instance, provider.attr_name, provider.get_dependency(context))
        return instance

    def work(self, job: Callable[..., None], *args: Any) -> None:
        """Run the job in a worker as soon as one is free; a stop waits for it. Never blocks."""
        self._jobs.append((job, args))
        if self._worker_pool.free() > 0:
            self._worker_pool.spawn_n(self._run_jobs)

    def _run_jobs(self) -> None:
        while self._jobs:
            job, args = self._jobs.popleft()
            try:
                job(*args)
            except Exception:
                log.exception("job_failed", job=getattr(job, "__qualname__", repr(job)))

    def failing(self) -> dict[str, str]:
        """Ask every extension that can tell what fails, for /readyz."""
        failing: dict[str, str] = {}
        for extension in self.extensions:
            if hasattr(extension, "failing"):
                failing |= extension.failing()
        return failing


def find_service(module: Any, name: str) -> type:
    """Return the one service class of the module; raises LookupError when there is none."""
    for _, member in inspect.getmembers(module, inspect.isclass):
        if member.__module__ == module.__name__ and getattr(member, "name", None) == name:
            return member
    raise LookupError(f"{module.__name__} has no class with name = {name!r}")
