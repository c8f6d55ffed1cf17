"""One stack for the folder, with small processes instead of services, and room for others."""

from __future__ import annotations

import contextlib
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from deploy.native.places import Ports
from deploy.native.preflight import named_ports
from deploy.native.stack import Stack
from deploy.native.table import Process
from deploy.native.traces import is_free

SMALL = ("python", "-m", "tests.integration.native.small")
TABLE = [Process("first", SMALL, 0), Process("second", SMALL, 1)]


def free_base(start: int = 28000) -> int:
    """A base port at which a whole stack is free, below the range of clients' ports."""
    for base in range(start, 32000, 200):
        wanted = named_ports(Ports(base), TABLE, postgresql=True, rabbitmq=True)
        if all(is_free(port) for port in wanted.values()) and is_free(base):
            return base
    raise RuntimeError("no free ports")


@pytest.fixture(scope="session")
def make_stack() -> Iterator[Callable[..., Stack]]:
    """Makes stacks with homes of their own; all are gone at the end."""
    with contextlib.ExitStack() as ends:

        def make(port: int | None = None, environ: dict[str, str] | None = None, **how) -> Stack:
            # Not pytest's own folder: root's PostgreSQL is another user, and may not pass there.
            folder = ends.enter_context(tempfile.TemporaryDirectory(prefix="kendali-native-"))
            Path(folder).chmod(0o755)
            how = {"table": TABLE} | how
            stack = Stack(Path(folder) / "home", port or free_base(), environ=environ or {}, **how)
            ends.callback(stack.clean)
            return stack

        yield make


@pytest.fixture(scope="session")
def stack(make_stack) -> Stack:
    """A stack that is up."""
    stack = make_stack()
    stack.up()
    return stack


@pytest.fixture
def given(stack: Stack) -> dict[str, str]:
    """An environment that gives the servers of the running stack."""
    return {"KENDALI_DATABASE_URL": stack.admin_url, "KENDALI_AMQP_URL": stack.amqp_url}
