"""Calls over a real broker, to a service in a process of its own."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path

import pytest

from libs.kit import wire
from libs.kit.errors import Conflict, FieldError, KendaliError, Unavailable
from libs.kit.principal import SYSTEM
from libs.kit.rpc_client import RpcClient
from tests.databases import TestDatabase
from tests.integration.kit.broker import Broker
from tests.processes import Process
from tests.servers import until


@pytest.fixture(scope="module")
def ledger(
    kit_database: TestDatabase, module_amqp_url: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Process]:
    environ = {
        "KENDALI_DATABASE_URL": kit_database.url("ledger"),
        "KENDALI_AMQP_URL": module_amqp_url,
    }
    log = tmp_path_factory.mktemp("ledger") / "log"
    process = Process(log, environ, "tests.integration.kit.serve", "ledger", "rpc")
    yield process.ready()
    process.kill()


@pytest.fixture
def client(ledger: Process, module_amqp_url: str) -> Iterator[RpcClient]:
    client = RpcClient(module_amqp_url, "test")
    yield client
    client.close()


@pytest.fixture
def broker(module_amqp_url: str) -> Iterator[Broker]:
    broker = Broker(module_amqp_url)
    yield broker
    broker.close()


def test_a_call_is_answered(client: RpcClient) -> None:
    answer = client.call("ledger", "echo", {"a": [1, None, "é"]}, SYSTEM)
    assert answer == {"data": {"a": [1, None, "é"]}, "principal": "system"}


def test_an_error_crosses_with_its_fields(client: RpcClient) -> None:
    with pytest.raises(Conflict) as caught:
        client.call("ledger", "fail", {"kind": "typed"}, SYSTEM)
    assert caught.value.slug == "overdrawn"
    assert caught.value.errors == (FieldError("amount", "too much"),)
    assert caught.value.extra == {"balance": 3}


@pytest.mark.parametrize("kind", ["unexpected", "unserialisable"])
def test_an_unexpected_error_keeps_its_text_at_home(
    ledger: Process, client: RpcClient, kind: str
) -> None:
    with pytest.raises(KendaliError) as caught:
        client.call("ledger", "fail", {"kind": kind}, SYSTEM)
    assert (caught.value.slug, caught.value.status) == ("internal", 500)
    assert "secret" not in str(caught.value)
    assert "Traceback" in ledger.text()
    assert client.call("ledger", "echo", {}, SYSTEM)["data"] == {}


def test_bytes_cross_as_they_are(client: RpcClient) -> None:
    picture = client.call("ledger", "picture", {"times": 4000}, SYSTEM)
    assert picture == bytes(range(256)) * 4000


def test_an_attachment_of_any_size_that_is_let_in_crosses(client: RpcClient) -> None:
    for size in (1, 200_000, wire.MAX_ATTACHMENT_BYTES):
        photo = bytes(range(256)) * (size // 256) + b"x" * (size % 256)
        answer = client.call("ledger", "weigh", {}, SYSTEM, attachment=photo)
        assert answer == {"bytes": size, "sha256": sha256(photo).hexdigest()}


def test_an_unknown_method_is_refused(client: RpcClient) -> None:
    with pytest.raises(KendaliError) as caught:
        client.call("ledger", "nothing_like_it", {}, SYSTEM)
    assert caught.value.slug == "bad-request"


def test_an_unknown_service_is_unavailable_at_once(client: RpcClient) -> None:
    started = time.monotonic()
    with pytest.raises(Unavailable) as caught:
        client.call("nobody", "echo", {}, SYSTEM, timeout=30)
    assert caught.value.slug == "service-unavailable"
    assert "nobody" in caught.value.detail
    assert time.monotonic() - started < 10


def test_what_is_no_request_is_answered_and_stops_nobody(client: RpcClient, broker: Broker) -> None:
    for body in (b"\xff\xfe", b"[]", b'{"args": []}', b'{"args": [{"data": 1}]}', b""):
        broker.put("rpc-ledger", body, content_type="application/x-strange")
    broker.channel.basic_publish("nameko-rpc", "ledger.echo", b"not JSON")
    assert client.call("ledger", "echo", {}, SYSTEM)["data"] == {}
    until(lambda: broker.depth("rpc-ledger") == 0)


def test_sixteen_threads_share_a_client(client: RpcClient) -> None:
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


def test_the_client_works_under_gevent(
    ledger: Process, module_amqp_url: str, tmp_path: Path
) -> None:
    environ = {"KENDALI_AMQP_URL": module_amqp_url}
    caller = Process(tmp_path / "green.log", environ, "tests.integration.kit.calls_under_gevent")
    assert caller.wait() == 0, caller.text()
    assert caller.text().splitlines()[-1] == "service-unavailable"


def test_a_command_is_done_once(client: RpcClient, count) -> None:
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


def test_a_refused_command_tells_nobody(client: RpcClient, count) -> None:
    command = "018f3c5e-7d5b-7c3a-8f5e-000000000002"
    data = {"account": "a", "amount": 5, "refuse": True}
    with pytest.raises(KendaliError):
        client.call("ledger", "post_entry", data, SYSTEM, command)
    assert count("ledger", "entries") == count("ledger", "outbox") == 0
