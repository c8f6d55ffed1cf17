"""`kendali bus`, as somebody on duty uses it."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest
from click.testing import CliRunner

from libs.kit.deadletters import cli
from tests.databases import TestDatabase
from tests.integration.kit.broker import Broker
from tests.integration.kit.conftest import Run
from tests.servers import until

QUEUE = "mirror.ledger.entry_posted"
DEAD = f"{QUEUE}.dead"
FAILS = 666

Bus = Callable[..., str]


@pytest.fixture
def bus(amqp_url: str, broker: Broker) -> Bus:
    def run(*arguments: str, code: int = 0) -> str:
        result = CliRunner().invoke(cli, arguments, env={"KENDALI_AMQP_URL": amqp_url})
        assert result.exit_code == code, result.output
        return result.output

    return run


def dead(bus: Bus) -> list[dict[str, str]]:
    lines = bus("dead-letters", "list", QUEUE, "--json").splitlines()
    return [json.loads(line) for line in lines]


def test_looking_changes_nothing(bus: Bus, broker: Broker) -> None:
    for number in range(1, 6):
        broker.tell(DEAD, "a", number)
    until(lambda: broker.depth(DEAD) == 5)
    first = dead(bus)
    assert len(first) == 5
    for _ in range(3):
        until(lambda: broker.depth(DEAD) == 5)
        assert dead(bus) == first


def test_show_gives_headers_and_body(bus: Bus, broker: Broker) -> None:
    broker.put(DEAD, b"\xff no JSON", headers={"x-kendali-reason": "broken"}, message_id="m1")
    until(lambda: broker.depth(DEAD) == 1)
    shown = bus("dead-letters", "show", QUEUE, "m1")
    assert "x-kendali-reason: broken" in shown
    assert "no JSON" in shown
    assert "no dead letter" in bus("dead-letters", "show", QUEUE, "m2", code=1)


def test_replay_puts_back_in_order_and_clean(bus: Bus, broker: Broker) -> None:
    for number in range(1, 8):
        headers = {"x-kendali-failures": 4, "x-kendali-reason": "no", "mine": "kept"}
        broker.put(DEAD, str(number).encode(), headers=headers, message_id=f"m{number}")
    until(lambda: broker.depth(DEAD) == 7)
    assert bus("dead-letters", "replay", DEAD, "m3", "m1") == "2 put back\n"
    until(lambda: broker.depth(DEAD) == 5)
    assert bus("dead-letters", "replay", QUEUE, "--all") == "5 put back\n"
    until(lambda: broker.depth(QUEUE) == 7)
    found = [broker.take(QUEUE) or pytest.fail("nothing") for _ in range(7)]
    assert [body for _, body in found] == [b"1", b"3", b"2", b"4", b"5", b"6", b"7"]
    for properties, _ in found:
        assert properties.headers["mine"] == "kept"
        assert not [name for name in properties.headers if name.startswith("x-kendali")]


def test_drop_forgets_only_what_is_named(bus: Bus, broker: Broker) -> None:
    for name in ("m1", "m2", "m3"):
        broker.put(DEAD, b"{}", message_id=name)
    until(lambda: broker.depth(DEAD) == 3)
    bus("dead-letters", "drop", QUEUE, code=2)
    assert bus("dead-letters", "drop", QUEUE, "m2", "--yes") == "1 dropped\n"
    until(lambda: broker.depth(DEAD) == 2)
    assert [letter["id"] for letter in dead(bus)] == ["m1", "m3"]


def test_status_counts(bus: Bus, broker: Broker) -> None:
    bus("declare")  # it counts all queues of the contracts
    broker.put(QUEUE, b"{}")
    broker.put(DEAD, b"{}")
    until(lambda: broker.depth(QUEUE) == broker.depth(DEAD) == 1)
    line = next(line for line in bus("status").splitlines() if line.startswith(QUEUE))
    assert line.split()[1:] == ["1", "0", "1"]


def test_an_unknown_queue_and_a_missing_broker_are_said_in_a_line(bus: Bus) -> None:
    assert "no queue" in bus("dead-letters", "list", "nobody.at.all", code=1)
    elsewhere = {"KENDALI_AMQP_URL": "amqp://x:y@127.0.0.1:1/z"}
    result = CliRunner().invoke(cli, ["status"], env=elsewhere)
    assert result.exit_code == 1
    assert "does not answer" in result.output


def test_what_was_mended_works_after_a_replay(
    bus: Bus, run: Run, broker: Broker, kit_database: TestDatabase
) -> None:
    run("mirror", "events")
    broker.tell(QUEUE, "bad", 1, FAILS)
    until(lambda: broker.depth(DEAD) == 1, 40)
    assert dead(bus)[0]["reason"] == "ValueError: 666 is not allowed"
    kit_database.execute("INSERT INTO allowed VALUES ('bad')", service="mirror")
    broker.tell(QUEUE, "bad", 2)
    until(lambda: broker.depth(DEAD) == 1)
    bus("dead-letters", "replay", QUEUE, "--all")
    seen = "SELECT sequence FROM seen ORDER BY at"
    until(lambda: kit_database.execute(seen, service="mirror") == [(1,), (2,)])
    until(lambda: broker.depth(DEAD) == 0)
