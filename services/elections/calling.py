"""What the commands of `kendali elections` share: their calls, and jobs watched to the end."""

from __future__ import annotations

from functools import partial
from typing import Any

from libs.kit import calling
from libs.kit.calling import Calls, console

SHOWN_ERRORS = 10
calls = partial(calling.calls, "elections")


def watch(client: Calls, method: str, job: dict[str, Any], name: str) -> dict[str, Any]:
    """Show the job's progress until it ends; returns it as `method` then tells of it."""

    def look() -> dict[str, Any]:
        found: dict[str, Any] = client.read(method, {"id": job["id"]})
        return found

    return calling.watch(look, lambda found: found, name)


def end(ended: dict[str, Any]) -> int:
    """Say how an import ended, with its first bad rows; returns the exit code."""
    for error in ended["errors"][:SHOWN_ERRORS]:
        console.print(f"  row {error['place']} {error['code']}: {error['reason']}")
    console.print(f"{ended['state']}: {ended['message']}")
    return 0 if ended["state"] == "done" else 1
