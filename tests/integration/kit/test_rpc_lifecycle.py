"""How a service and its callers live through restarts, stops and bad starts."""

from __future__ import annotations

import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from libs.kit.errors import DeadlineExceeded, KendaliError, Unavailable
from libs.kit.principal import SYSTEM
from libs.kit.rpc_client import RpcClient
from tests.integration.kit.conftest import Run
from tests.servers import Servers, until


def test_a_request_whose_caller_gave_up_is_not_executed(run: Run, client: RpcClient, count) -> None:
    run("ledger", "rpc", KENDALI_WORKERS="1")
    busy = threading.Thread(
        target=client.call,
        args=("ledger", "wait", {"name": "first", "seconds": 1.5}, SYSTEM),
    )
    busy.start()
    until(lambda: count("ledger", "runs") == 1)
    with pytest.raises(DeadlineExceeded):
        client.call("ledger", "wait", {"name": "late", "seconds": 0}, SYSTEM, timeout=0.3)
    busy.join()
    client.call("ledger", "wait", {"name": "next", "seconds": 0}, SYSTEM)
    assert count("ledger", "runs", "name = 'late'") == 0


def test_a_restart_of_the_broker_is_survived(run: Run, client: RpcClient, servers: Servers) -> None:
    assert servers.broker is not None, "needs a broker of its own"
    # The stop at the end waits for the call that the restart left running.
    process = run("ledger", "rpc", KENDALI_STOP_SECONDS="20")
    client.call("ledger", "echo", {}, SYSTEM)
    waiting: list[KendaliError] = []

    def wait() -> None:
        try:
            client.call("ledger", "wait", {"name": "x", "seconds": 15}, SYSTEM, timeout=60)
        except KendaliError as error:
            waiting.append(error)

    thread = threading.Thread(target=wait)
    thread.start()
    until(lambda: client.call("ledger", "echo", {}, SYSTEM))
    servers.broker.stop()
    thread.join(10)
    assert [error.slug for error in waiting] == ["broker-unavailable"]
    started = time.monotonic()
    with pytest.raises(Unavailable):
        client.call("ledger", "echo", {}, SYSTEM)
    assert time.monotonic() - started < 3
    servers.broker.start()
    until(lambda: _answers(client), 30)
    assert process.stop() == 0


def test_a_stop_while_the_broker_is_away_is_quick(run: Run, servers: Servers) -> None:
    assert servers.broker is not None, "needs a broker of its own"
    process = run("ledger", "rpc")
    servers.broker.stop()
    try:
        started = time.monotonic()
        assert process.stop() == 0
        assert time.monotonic() - started < 5
        late = run("ledger", "rpc", ready=False)
        until(lambda: "waiting" in late.text())
    finally:
        servers.broker.start()
    late.ready()


def test_a_stop_finishes_the_work_in_hand(run: Run, client: RpcClient, count) -> None:
    process = run("ledger", "rpc")
    answers: list[object] = []
    caller = threading.Thread(
        target=lambda: answers.append(
            client.call("ledger", "wait", {"name": "w", "seconds": 1}, SYSTEM)
        )
    )
    caller.start()
    until(lambda: count("ledger", "runs") == 1)
    assert process.stop() == 0
    caller.join()
    assert answers == [{}]


def test_a_service_that_is_replaced_leaves_no_call_unanswered(run: Run, client: RpcClient) -> None:
    process = run("ledger", "rpc")
    answers: list[dict] = []
    over = threading.Event()

    def call() -> None:
        while not over.is_set():
            answers.append(client.call("ledger", "echo", {"n": 1}, SYSTEM, timeout=20))

    with ThreadPoolExecutor(8) as callers:
        calling = [callers.submit(call) for _ in range(8)]
        try:
            for _ in range(3):
                enough = len(answers) + 100
                until(lambda enough=enough: len(answers) > enough)
                assert process.stop() == 0
                process = run("ledger", "rpc")
        finally:
            over.set()
    assert [one.result() for one in calling] == [None] * 8
    assert all(one == {"data": {"n": 1}, "principal": "system"} for one in answers)


def test_a_stop_takes_leave_of_the_broker(run: Run, servers: Servers, amqp_url: str) -> None:
    """A connection that just breaks may lose what was sent on it last: the answers in hand."""
    assert servers.broker is not None, "needs a broker of its own"
    log = servers.broker.part.places.log(servers.broker.part.name)
    assert run("ledger", "rpc").stop() == 0
    name = f"ledger.rpc, vhost: '{amqp_url.rpartition('/')[2]}'"
    lines = until(lambda: [line for line in _said(log) if "closing" in line and name in line])
    assert ["[info]" in line for line in lines] == [True], "a connection that breaks is a warning"


def test_a_bad_start_names_all_that_is_wrong(run: Run) -> None:
    process = run(
        "ledger", "rpc", ready=False, KENDALI_DATABASE_URL="mysql://x", KENDALI_WORKERS="none"
    )
    assert process.wait() == 2
    assert "KENDALI_DATABASE_URL" in process.text()
    assert "KENDALI_WORKERS" in process.text()


def _said(log: Path) -> list[str]:
    return log.read_text(encoding="utf-8", errors="replace").splitlines()


def _answers(client: RpcClient) -> bool:
    try:
        return bool(client.call("ledger", "echo", {}, SYSTEM, timeout=1))
    except KendaliError:
        return False
