"""Nothing lost: an election night while everything dies in turn.

311 stations hand in both ballots through 16 clients. In each phase one thing is killed or restarted
in the middle of the phase's submissions; the phase ends when all of them are answered.
"""

from __future__ import annotations

import os
import queue
import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import closing

import psutil
import psycopg2
import pytest
import requests

from deploy.native.stack import Stack
from libs.kit.dead_letters import DeadLetters
from tests import factories
from tests.api import Api
from tests.e2e.conftest import Running
from tests.servers import until
from tests.streaming import Stream

ELECTION = "malam-buruk-2024"
PATH = f"/v1/elections/{ELECTION}"
CLIENTS = 16
CODES = factories.station_codes(311)
FORMS = [factories.form(code, contest) for code in CODES for contest in factories.CONTESTS]
KILLED = (
    "elections-rpc",
    "elections-events",
    "elections-relay",
    "notifications-rpc",
    "notifications-events",
    "notifications-relay",
    "gis-rpc",
    "gis-events",
    "gis-relay",
    "eoffice-rpc",
    "eoffice-events",
    "eoffice-relay",
)

pytestmark = pytest.mark.timeout(600)


class Crews:
    """16 clients at work on batches of forms; `answers` holds the first answer of each."""

    def __init__(self, running: Running) -> None:
        self.answers: dict[str, dict] = {}
        self.statuses: dict[str, int] = {}
        self.errors: list[BaseException] = []
        self._running = running
        self._forms: queue.Queue[dict | None] = queue.Queue()
        self._threads = [threading.Thread(target=self._work) for _ in range(CLIENTS)]
        for thread in self._threads:
            thread.start()

    def hand_in(self, forms: list[dict], halfway: Callable[[], None], name: str) -> None:
        """Let the crews hand in the forms; `halfway`, of that name, happens while they do."""
        wanted = len(self.answers) + len(forms)
        for form in forms:
            self._forms.put(form)
        until(lambda: self.errors or len(self.answers) > wanted - len(forms) // 2, 120, name)
        halfway()
        until(lambda: self.errors or len(self.answers) == wanted, 120, name)
        assert not self.errors, (name, self.errors)

    def go_home(self) -> None:
        for _ in self._threads:
            self._forms.put(None)
        for thread in self._threads:
            thread.join()

    def _work(self) -> None:
        api = Api(self._running.url, self._running.token("operator"))
        while (form := self._forms.get()) is not None:
            key = key_of(form)
            try:
                answer = api.insist(f"{PATH}/results", form, key)
                assert answer.status_code in {200, 201}, answer.text
                self.statuses[key], self.answers[key] = answer.status_code, answer.json()
            except BaseException as error:  # noqa: BLE001 - the test's thread raises it
                self.errors.append(error)
                return


def key_of(form: dict) -> str:
    return factories.command_id(ELECTION, form["contest"], form["tps"])


def disasters(stack: Stack) -> Iterator[tuple[str, Callable[[], None]]]:
    for name in KILLED:
        yield f"kill -9 {name}", lambda name=name: kill(stack, name)
    yield "kill -9 a gateway worker", lambda: kill_worker(stack)
    yield "kill -9 gateway", lambda: kill(stack, "gateway")
    yield "restart RabbitMQ", lambda: stack.restart("rabbitmq")
    yield "restart PostgreSQL", lambda: stack.restart("postgresql")


def kill(stack: Stack, name: str) -> None:
    pid = stack.pid(name)
    assert pid, f"{name} does not run"
    os.kill(pid, signal.SIGKILL)
    until(lambda: stack.pid(name) not in {None, pid}, 30, f"{name} did not come back")


def kill_worker(stack: Stack) -> None:
    master = psutil.Process(stack.pid("gateway"))
    worker = until(master.children)[-1]
    worker.kill()
    until(lambda: worker.pid not in {child.pid for child in master.children()}, 30)


@pytest.fixture(scope="module")
def night(running: Running) -> Iterator[tuple[Crews, Stream]]:
    admin = running.api("admin")
    election = factories.election(ELECTION)
    assert admin.insist("/v1/elections", election, factories.command_id(ELECTION)).ok
    items = {"items": factories.stations(CODES)}
    assert admin.insist(f"{PATH}/stations", items, factories.command_id(ELECTION, "tps")).ok
    topics = "elections.tally_changed,elections.result_submitted"
    stream = Stream(running.url, running.token("viewer"), topics, ELECTION)
    crews = Crews(running)
    yield crews, stream
    crews.go_home()
    stream.close()


def expected(contest: str) -> dict[str, int]:
    forms = [form for form in FORMS if form["contest"] == contest]
    return {number: sum(form["votes"][number] for form in forms) for number in ("1", "2")}


def test_nothing_is_lost_whatever_dies(running: Running, night: tuple[Crews, Stream]) -> None:
    crews, stream = night
    plan = list(disasters(running.stack))
    size = -(-len(FORMS) // len(plan))
    for number, (name, disaster) in enumerate(plan):
        crews.hand_in(FORMS[number * size : (number + 1) * size], disaster, name)
    running.stack.wait_ready()

    everything_is_there_once(running, crews)
    every_retry_gets_the_same_answer(running, crews)
    for contest in factories.CONTESTS:
        the_tally_is_exact(running, contest)
        the_stream_shows_the_end_state(stream, contest)
    the_recount_agrees(running)
    until(lambda: consumed(running) == (len(FORMS), 1), 60, "a consumer was not told of all")
    assert dead_letters(running) == {}


def everything_is_there_once(running: Running, crews: Crews) -> None:
    assert len(crews.answers) == len(FORMS)
    assert all(answer["version"] == 1 for answer in crews.answers.values())
    stored = list(running.api("viewer").items(f"{PATH}/results"))
    assert sorted(one["id"] for one in stored) == sorted(crews.answers)
    assert {one["version"] for one in stored} == {1}


def every_retry_gets_the_same_answer(running: Running, crews: Crews) -> None:
    api = running.api("operator")
    for form in FORMS[::37]:
        again = api.insist(f"{PATH}/results", form, key_of(form))
        assert again.status_code == 200
        assert again.json() == crews.answers[key_of(form)]


def the_tally_is_exact(running: Running, contest: str) -> None:
    api = running.api("viewer")

    def tally() -> dict:
        return api.read(f"{PATH}/contests/{contest}/tally")

    until(lambda: tally()["tps_in"] == 311, 30, "the tally does not reach all stations")
    votes = {str(one["number"]): one["votes"] for one in tally()["candidates"]}
    assert votes == expected(contest)


def the_stream_shows_the_end_state(stream: Stream, contest: str) -> None:
    def shown() -> dict:
        return stream.tallies.get(f"{ELECTION}/{contest}", {})

    assert stream.wait(lambda: shown().get("votes") == expected(contest), 30), shown()
    assert shown()["tps_in"] == 311


def the_recount_agrees(running: Running) -> None:
    done = running.kendali("elections", "recount", "--check")
    assert done.returncode == 0, done.stdout + done.stderr


def consumed(running: Running) -> tuple[int, int]:
    """Return how many records the notifications service was told of, and the largest sequence."""
    with closing(psycopg2.connect(running.stack.admin_url)) as connection:
        cursor = connection.cursor()
        cursor.execute(
            "SELECT count(*), max(sequence) FROM notifications.inbox"
            " WHERE queue = 'notifications.elections.result_submitted' AND subject LIKE %s",
            (f"{ELECTION}/%",),
        )
        return cursor.fetchone()


def dead_letters(running: Running) -> dict[str, int]:
    rows = DeadLetters(running.stack.amqp_url).depths()
    return {queue: dead for queue, _messages, _consumers, dead in rows if dead}


def test_a_service_that_hangs_does_not_hang_its_callers(running: Running) -> None:
    pid = running.stack.pid("elections-rpc")
    os.kill(pid, signal.SIGSTOP)
    try:
        answer = requests.get(
            f"{running.url}{PATH}/results",
            headers={"Authorization": f"Bearer {running.token('viewer')}"},
            timeout=30,
        )
        assert answer.status_code in {503, 504}
        assert answer.headers["Content-Type"] == "application/problem+json"
    finally:
        os.kill(pid, signal.SIGCONT)
