"""What the commands of `kendali elections` share: calls over the bus, jobs watched to the end."""

from __future__ import annotations

import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import click
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from libs.kit.errors import KendaliError
from libs.kit.principal import SYSTEM
from libs.kit.rpc_client import RpcClient
from libs.kit.settings import Settings, load

ENDED = ("done", "failed", "cancelled")
LOOK_SECONDS = 0.2
SHOWN_ERRORS = 10
console = Console()


@contextmanager
def calls() -> Iterator[RpcClient]:
    """Give a client; an error of a service ends the command with what it says."""
    client = RpcClient(load(Settings).amqp_url, "elections cli")
    try:
        yield client
    except KendaliError as error:
        lines = [error.detail, *(f"  {one.field}: {one.message}" for one in error.errors)]
        raise click.ClickException("\n".join(lines)) from None
    finally:
        client.close()


def command(client: RpcClient, method: str, data: dict[str, Any]) -> Any:
    given = {name: value for name, value in data.items() if value is not None}
    call = client.call("elections", method, given, SYSTEM, command_id=str(uuid.uuid4()), timeout=30)
    return call["answer"]


def read(client: RpcClient, method: str, data: dict[str, Any]) -> Any:
    return client.call("elections", method, data, SYSTEM)


def watch(client: RpcClient, job: dict[str, Any], name: str) -> dict[str, Any]:
    """Show the job's progress until it ends; returns it as it then is."""
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
    with Progress(*columns, TimeElapsedColumn(), console=console) as progress:
        bar = progress.add_task(name, total=None)
        while True:
            job = read(client, "get_import", {"id": job["id"]})
            progress.update(bar, completed=job["done"], total=job["total"])
            if job["state"] in ENDED:
                return job
            time.sleep(LOOK_SECONDS)


def end(ended: dict[str, Any]) -> int:
    """Say how an import ended, with its first bad rows; returns the exit code."""
    for error in ended["errors"][:SHOWN_ERRORS]:
        console.print(f"  row {error['place']} {error['code']}: {error['reason']}")
    console.print(f"{ended['state']}: {ended['message']}")
    return 0 if ended["state"] == "done" else 1
