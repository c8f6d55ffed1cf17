"""A whole stack for benches: every process once, on ports of its own, with a made election."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from deploy.native.stack import Stack
from tests import factories
from tests.e2e.conftest import SETTINGS, Running
from tests.servers import free_base, until

CODES = factories.station_codes(311)


@contextmanager
def running() -> Iterator[Running]:
    """Start a stack and remove it at the end."""
    with TemporaryDirectory(prefix="kendali-bench-") as folder:
        home = Path(folder) / "stack"
        Path(folder).chmod(0o755)
        stack = Stack(home, free_base(), settings=SETTINGS)
        try:
            stack.up()
            found = Running(stack)
            found.add_accounts()
            yield found
        finally:
            stack.clean()


def register(running: Running, name: str) -> None:
    """Register an election of two contests and 311 stations."""
    api = running.api("admin")
    made = api.post("/v1/elections", factories.election(name), factories.command_id(name))
    assert made.ok, made.text
    items = {"items": factories.stations(CODES)}
    path = f"/v1/elections/{name}"
    made = api.post(f"{path}/stations", items, factories.command_id(name, "tps"))
    assert made.ok, made.text
    tally = f"{path}/contests/walikota/tally"
    until(lambda: api.read(tally)["tps_expected"] == len(CODES), 30)


def forms() -> list[dict]:
    """Return a form of each station and contest."""
    return [factories.form(code, contest) for code in CODES for contest in factories.CONTESTS]
