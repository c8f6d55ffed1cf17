"""The native stack: starts, restarts what dies, stops without a trace, disturbs nobody."""

from __future__ import annotations

import os
import signal
import socket
import stat
import subprocess
import sys
import time
from pathlib import Path

import psycopg2
import pytest

from deploy.native import traces
from deploy.native.errors import StackError
from deploy.native.stack import Stack
from deploy.native.table import Process
from tests.integration.native.conftest import SMALL
from tests.servers import until


def pids(stack: Stack) -> dict[str, int]:
    return {row.name: row.pid for row in stack.status()}


def kill_and_await(stack: Stack, name: str) -> None:
    """Kill a process and wait until another one is ready in its place."""
    killed = stack.pid(name)
    os.kill(killed, signal.SIGKILL)
    until(lambda: stack.pid(name) not in {None, killed}, 30, f"{name} did not come back")
    stack.wait_ready(name, seconds=30)


def test_all_is_ready_when_up_returns(stack):
    assert {row.name: row.trouble for row in stack.status()} == {
        "postgresql": None,
        "rabbitmq": None,
        "first": None,
        "second": None,
    }


def test_up_again_changes_nothing(stack):
    before = pids(stack)
    stack.up()
    assert pids(stack) == before


def test_changed_settings_restart_only_the_services(stack):
    before = pids(stack)
    changed = Stack(
        stack.places.home, table=stack.table, environ={}, settings={"KENDALI_LOG_LEVEL": "DEBUG"}
    )
    changed.up()
    after = pids(stack)
    assert after["postgresql"] == before["postgresql"]
    assert after["rabbitmq"] == before["rabbitmq"]
    assert after["first"] != before["first"]
    assert changed.ports == stack.ports  # a running stack is found on its own ports


def test_what_is_killed_comes_back(stack):
    kill_and_await(stack, "first")
    kill_and_await(stack, "postgresql")


def test_restart_gives_a_new_process(stack):
    before = stack.pid("second")
    stack.restart("second")
    assert stack.pid("second") not in {None, before}


def test_restart_of_an_unknown_process_names_those_there_are(stack):
    with pytest.raises(StackError, match="first, second"):
        stack.restart("third")


def test_a_result_is_on_disk_before_it_is_acknowledged(stack):
    connection = psycopg2.connect(stack.admin_url)
    cursor = connection.cursor()
    for setting in ("synchronous_commit", "fsync", "full_page_writes", "data_checksums"):
        cursor.execute(f"SHOW {setting}")
        assert cursor.fetchone() == ("on",), setting
    connection.close()


def test_secrets_are_their_owners_only_and_in_no_script(stack):
    secrets = [path for path in stack.places.secrets.iterdir() if path.is_file()]
    assert {stat.S_IMODE(path.stat().st_mode) for path in secrets} == {0o600}
    password = (stack.places.secrets / "database-admin").read_text()
    scripts = [*stack.places.scripts.iterdir(), stack.places.supervisor_config]
    assert not [path for path in scripts if password in path.read_text()]
    commands = [
        Path(f"/proc/{pid}/cmdline").read_bytes() for pid in traces.pids_of(stack.places.home)
    ]
    assert not [command for command in commands if password.encode() in command]


def test_a_second_stack_on_the_same_port_is_told_whose_it_is(stack, make_stack):
    other = make_stack(port=stack.ports.base)
    with pytest.raises(StackError) as error:
        other.up()
    assert f"Port {stack.ports.postgresql} (for PostgreSQL)" in str(error.value)
    assert f"KENDALI_HOME={stack.places.home} kendali down" in str(error.value)
    assert traces.pids_of(other.places.home) == []


def test_a_taken_port_is_told_before_anything_starts(make_stack):
    other = make_stack()
    with (
        socket.create_server(("127.0.0.1", other.ports.metrics(1))),
        pytest.raises(StackError) as error,
    ):
        other.up()
    assert f"Port {other.ports.metrics(1)} (for the metrics of second)" in str(error.value)
    assert f"(pid {os.getpid()})" in str(error.value)
    assert "KENDALI_PORT=" in str(error.value)
    assert not other.places.supervisor_config.exists()


def test_given_servers_are_used(make_stack, given):
    other = make_stack(environ=given)
    other.up()
    states = {row.name: (row.state, row.trouble) for row in other.status()}
    assert states["postgresql"] == states["rabbitmq"] == ("given", None)
    assert states["first"] == ("running", None)
    assert other.amqp_url == given["KENDALI_AMQP_URL"]
    assert other.down()


def test_a_given_server_that_refuses_is_named_without_its_password(make_stack, stack, given):
    url = f"postgresql://postgres:geheim@127.0.0.1:{stack.ports.postgresql}/postgres"
    with pytest.raises(StackError) as error:
        make_stack(environ=given | {"KENDALI_DATABASE_URL": url}).up()
    assert f"KENDALI_DATABASE_URL (127.0.0.1:{stack.ports.postgresql})" in str(error.value)
    assert "geheim" not in str(error.value)


def test_a_process_that_cannot_start_is_told_with_its_last_words(make_stack, given):
    other = make_stack(environ=given, table=[Process("broken", (*SMALL, "broken"), 0)])
    with pytest.raises(StackError, match=r"broken does not stay up.*no hands to work with"):
        other.up()
    assert traces.pids_of(other.places.home) == []


def test_a_pid_file_of_another_process_is_recognised(make_stack):
    other = make_stack()
    other.places.prepare()
    other.places.supervisor_pid.write_text(str(os.getpid()))
    assert not other.is_up
    assert other.down() is False


def test_an_interrupted_start_leaves_nothing_and_the_next_one_works(make_stack):
    """Ctrl-C while the broker boots for the first time, then a supervisor that is killed."""
    other = make_stack()
    start = (  # whoever runs the tests in the background has SIGINT ignored
        "import signal; signal.signal(signal.SIGINT, signal.default_int_handler);"
        "from pathlib import Path; from deploy.native.stack import Stack;"
        f"Stack(Path({str(other.places.home)!r}), {other.ports.base}, table=[]).up()"
    )
    starting = subprocess.Popen([sys.executable, "-c", start], stderr=subprocess.DEVNULL)
    until((other.places.rabbitmq / "data" / "kendali@localhost").exists, 30)
    starting.send_signal(signal.SIGINT)
    assert starting.wait(30) != 0
    assert traces.pids_of(other.places.home) == []

    other.up()
    os.kill(other.supervisor.pid, signal.SIGKILL)
    until(lambda: not other.is_up, 5)
    begun = time.monotonic()
    other.up()
    assert all(row.trouble is None for row in other.status())
    assert time.monotonic() - begun < 60

    assert other.down() is True
    assert traces.pids_of(other.places.home) == []
    assert other.down() is False
