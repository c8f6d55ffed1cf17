"""Calls over a real broker, to a service in a process of its own."""

from __future__ import annotations

import threading
import time
from pathlib import Path

import pytest

from libs.kit.errors import Conflict, DeadlineExceeded, FieldError, KendaliError, Unavailable
from libs.kit.principal import SYSTEM
from libs.kit.rpc_client import RpcClient
from tests.integration.kit.broker import Broker
from tests.integration.kit.conftest import Run
from tests.processes import Process
from tests.servers import Servers, until


def test_a_call_is_answered(run: Run, client: RpcClient) -> None:
    run("ledger", "rpc")
    answer = client.call("ledger", "echo", {"a": [1, None, "é"]}, SYSTEM)
    assert answer == {"data": {"a": [1, None, "é"]}, "principal": "system"}


def test_an_error_crosses_with_its_fields(run: Run, client: RpcClient) -> None:
    run("ledger", "rpc")
    with pytest.raises(Conflict) as caught:
        client.call("ledger", "fail", {"kind": "typed"}, SYSTEM)
    assert caught.value.slug == "overdrawn"
    assert caught.value.errors == (FieldError("amount", "too much"),)
    assert caught.value.extra == {"balance": 3}


@pytest.mark.parametrize("kind", ["unexpected", "unserialisable"])
def test_an_unexpected_error_keeps_its_text_at_home(run: Run, client: RpcClient, kind: str) -> None:
    process = run("ledger", "rpc")
    with pytest.raises(KendaliError) as caught:
        client.call("ledger", "fail", {"kind": kind}, SYSTEM)
    assert (caught.value.slug, caught.value.status) == ("internal", 500)
    assert "secret" not in str(caught.value)
    assert "Traceback" in process.text()
    assert client.call("ledger", "echo", {}, SYSTEM)["data"] == {}


def test_bytes_cross_as_they_are(run: Run, client: RpcClient) -> None:
    run("ledger", "rpc")
    picture = client.call("ledger", "picture", {"times": 4000}, SYSTEM)
    assert picture == bytes(range(256)) * 4000


def test_an_unknown_method_is_refused(run: Run, client: RpcClient) -> None:
    run("ledger", "rpc")
    with pytest.raises(KendaliError) as caught:
        client.call("ledger", "nothing_like_it", {}, SYSTEM)
    assert caught.value.slug == "bad-request"


def test_an_unknown_service_is_unavailable_at_once(client: RpcClient, amqp_url: str) -> None:
    started = time.monotonic()
    with pytest.raises(Unavailable) as caught:
        client.call("nobody", "echo", {}, SYSTEM, timeout=30)
    assert caught.value.slug == "service-unavailable"
    assert "nobody" in caught.value.detail
    assert time.monotonic() - started < 10


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


def test_what_is_no_request_is_answered_and_stops_nobody(
    run: Run, client: RpcClient, broker: Broker
) -> None:
    run("ledger", "rpc")
    for body in (b"\xff\xfe", b"[]", b'{"args": []}', b'{"args": [{"data": 1}]}', b""):
        broker.put("rpc-ledger", body, content_type="application/x-strange")
    broker.channel.basic_publish("nameko-rpc", "ledger.echo", b"not JSON")
    assert client.call("ledger", "echo", {}, SYSTEM)["data"] == {}
    until(lambda: broker.depth("rpc-ledger") == 0)


def test_sixteen_threads_share_a_client(run: Run, client: RpcClient) -> None:
    run("ledger", "rpc")
    wrong: list[int] = []

    def call(number: int) -> None:
        for turn in range(50):
            data = {"n": number * 1000 + turn}
            if client.call("ledger", "echo", data, SYSTEM)["data"] != data:
                wrong.append(number)

    threads = [threading.Thread(target=call, args=(n,)) for n in range(16)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == []


def test_the_client_works_under_gevent(run: Run, amqp_url: str, tmp_path: Path) -> None:
    run("ledger", "rpc")
    environ = {"KENDALI_AMQP_URL": amqp_url}
    caller = Process(tmp_path / "green.log", environ, "tests.integration.kit.calls_under_gevent")
    assert caller.wait() == 0, caller.text()
    assert caller.text().splitlines()[-1] == "service-unavailable"


def test_a_command_is_done_once(run: Run, client: RpcClient, count) -> None:
    run("ledger", "rpc")
    command = "018f3c5e-7d5b-7c3a-8f5e-000000000001"
    data = {"account": "a", "amount": 5}
    first = client.call("ledger", "post_entry", data, SYSTEM, command)
    again = client.call("ledger", "post_entry", data, SYSTEM, command)
    assert first == {"answer": {"account": "a"}, "repeated": False}
    assert again == {"answer": {"account": "a"}, "repeated": True}
    assert count("ledger", "entries") == count("ledger", "outbox") == 1
    with pytest.raises(KendaliError) as caught:
        client.call("ledger", "post_entry", data | {"amount": 6}, SYSTEM, command)
    assert caught.value.slug == "command-id-reused"


def test_a_refused_command_tells_nobody(run: Run, client: RpcClient, count) -> None:
    run("ledger", "rpc")
    command = "018f3c5e-7d5b-7c3a-8f5e-000000000002"
    data = {"account": "a", "amount": 5, "refuse": True}
    with pytest.raises(KendaliError):
        client.call("ledger", "post_entry", data, SYSTEM, command)
    assert count("ledger", "entries") == count("ledger", "outbox") == 0


def test_a_restart_of_the_broker_is_survived(run: Run, client: RpcClient, servers: Servers) -> None:
    assert servers.broker is not None, "needs a broker of its own"
    process = run("ledger", "rpc")
    client.call("ledger", "echo", {}, SYSTEM)
    waiting: list[KendaliError] = []

    def wait() -> None:
        try:
            client.call("ledger", "wait", {"name": "x", "seconds": 20}, SYSTEM, timeout=60)
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


def test_a_bad_start_names_all_that_is_wrong(run: Run) -> None:
    process = run(
        "ledger", "rpc", ready=False, KENDALI_DATABASE_URL="mysql://x", KENDALI_WORKERS="none"
    )
    assert process.wait() == 2
    assert "KENDALI_DATABASE_URL" in process.text()
    assert "KENDALI_WORKERS" in process.text()


def _answers(client: RpcClient) -> bool:
    try:
        return bool(client.call("ledger", "echo", {}, SYSTEM, timeout=1))
    except KendaliError:
        return False
