"""What the commands of `kendali <service>` share: calls over the bus, and jobs to look on at."""

from __future__ import annotations

import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, TypeVar

import click
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from libs.kit.errors import KendaliError
from libs.kit.principal import SYSTEM, Principal
from libs.kit.rpc_client import RpcClient
from libs.kit.settings import Settings, load

COMMAND_SECONDS = 60  # that a command may take
LOOK_SECONDS = 0.2  # between two looks at a job
DONE = "done"
ENDED = (DONE, "failed", "cancelled")  # states of a job
console = Console()

Found = TypeVar("Found")


class Calls:
    """Calls to one service, by the system itself unless somebody is named."""

    def __init__(self, client: RpcClient, service: str, who: Principal = SYSTEM) -> None:
        self._client, self._service, self._who = client, service, who

    def by(self, who: Principal) -> Calls:
        """Return calls as somebody else, over the same connection."""
        return Calls(self._client, self._service, who)

    def read(self, method: str, data: dict[str, Any]) -> Any:
        return self._client.call(self._service, method, data, self._who)

    def command(
        self, method: str, data: dict[str, Any], attachment: bytes = b"", command_id: str = ""
    ) -> Any:
        """Give a command, without what of `data` is None; returns the answer.

        Its id is a new one, unless one is told: to repeat that is safe.
        """
        given = {name: value for name, value in data.items() if value is not None}
        options: dict[str, Any] = {
            "command_id": command_id or str(uuid.uuid4()),
            "attachment": attachment,
        }
        options["timeout"] = COMMAND_SECONDS
        return self._client.call(self._service, method, given, self._who, **options)["answer"]


@contextmanager
def calls(service: str) -> Iterator[Calls]:
    """Give calls to a service; an error of it ends the command with what it says."""
    client = RpcClient(load(Settings).amqp_url, f"{service} cli")
    try:
        yield Calls(client, service)
    except KendaliError as error:
        lines = [error.detail, *(f"  {one.field}: {one.message}" for one in error.errors)]
        raise click.ClickException("\n".join(lines)) from None
    finally:
        client.close()


def watch(look: Callable[[], Found], job_of: Callable[[Found], dict[str, Any]], name: str) -> Found:
    """Show how far a job is until it ends; returns what was found then.

    A job has `state`, `done`, `total` and `message`, which stands for the name where there is one.
    """
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
    with Progress(*columns, TimeElapsedColumn(), console=console) as progress:
        bar = progress.add_task(name, total=None)
        while True:
            found = look()
            job = job_of(found)
            told = job["message"] if job["state"] not in ENDED else ""
            total = job["total"]
            done = total or job["done"] if job["state"] == DONE else job["done"]
            progress.update(bar, completed=done, total=total, description=told or name)
            if job["state"] in ENDED:
                return found
            time.sleep(LOOK_SECONDS)
