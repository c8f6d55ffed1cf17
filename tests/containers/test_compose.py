"""The system in containers: comes up, counts results, is watched, is locked, heals itself."""

from __future__ import annotations

import os
import secrets
import signal
import threading
import uuid
from collections.abc import Iterator
from pathlib import Path

import pytest
import requests

from tests import factories
from tests.api import Api
from tests.containers.engine import SERVICES
from tests.containers.system import System
from tests.servers import until
from tests.streaming import Stream

ELECTION = "uji-kontainer"
AREA = f"/v1/elections/{ELECTION}"
TOPICS = "elections.tally_changed,elections.result_submitted"
CODES = factories.station_codes(12)
ROLES = [f"{s}-{role}" for s in SERVICES if s != "gateway" for role in ("rpc", "events", "relay")]
PROCESSES = ["gateway", *ROLES]
SERVERS = ["postgres", "rabbitmq", "prometheus", "grafana"]


@pytest.fixture(scope="module")
def api(system: System) -> Api:
    """Sign in over HTTP, with an account made as an administrator of the machine makes one."""
    password = secrets.token_urlsafe(12)
    environ = ("-T", "--env", f"KENDALI_PASSWORD={password}")
    roles = ("--role", "admin", "--role", "operator")
    system.compose(
        "exec", *environ, "gateway", "kendali", "gateway", "account", "add", "penguji", *roles
    )
    login = {"username": "penguji", "password": password}
    answer = requests.post(f"{system.url}/v1/auth/login", json=login, timeout=15)
    assert answer.status_code == 200, answer.text
    return Api(system.url, answer.json()["access_token"])


@pytest.fixture(scope="module")
def election(api: Api) -> Api:
    """Register an election of 12 TPS."""
    key = factories.command_id
    body = factories.election(ELECTION)
    assert api.insist("/v1/elections", body, key(ELECTION)).status_code in {200, 201}
    items = {"items": factories.stations(CODES)}
    answer = api.insist(f"{AREA}/stations", items, key(ELECTION, "tps"))
    assert answer.status_code in {200, 201}, answer.text
    return api


@pytest.fixture
def stream(system: System, api: Api) -> Iterator[Stream]:
    listening = Stream(system.url, api.token, TOPICS)
    yield listening
    listening.close()


def _hand_in(api: Api, tps: str, contest: str, key: str = "") -> requests.Response:
    form = factories.form(tps, contest)
    return api.insist(f"{AREA}/results", form, key or factories.command_id(ELECTION, tps, contest))


def _sum(contest: str, codes: list[str]) -> dict[int, int]:
    forms = [factories.form(tps, contest) for tps in codes]
    return {number: sum(form["votes"][str(number)] for form in forms) for number in (1, 2)}


def _tally(api: Api, contest: str) -> tuple[int, dict[int, int]]:
    tally = api.read(f"{AREA}/contests/{contest}/tally")
    return tally["tps_in"], {c["number"]: c["votes"] for c in tally["candidates"]}


def _reaches(api: Api, contest: str, codes: list[str]) -> None:
    """Read the tally until it is exact, at a pace that the gateway's rate limit allows."""
    wanted, pause = (len(codes), _sum(contest, codes)), threading.Event()
    until(
        lambda: _tally(api, contest) == wanted or pause.wait(0.2),
        30,
        f"the tally of {contest} is not {wanted}",
    )


def test_every_container_is_up_and_healthy(system):
    found = system.containers()
    assert set(found) == {*PROCESSES, *SERVERS, *(f"{service}-migrate" for service in SERVICES)}
    for service in SERVICES:
        state = found[f"{service}-migrate"]["State"]
        assert (state["Status"], state["ExitCode"]) == ("exited", 0), service
    for name in {*PROCESSES, *SERVERS} - {"grafana"}:
        assert found[name]["State"]["Health"]["Status"] == "healthy", name


def test_results_handed_in_are_counted_exactly_and_streamed(system, election, stream):
    for tps in CODES[:8]:
        for contest in factories.CONTESTS:
            answer = _hand_in(election, tps, contest)
            assert answer.status_code == 201, answer.text
            again = _hand_in(election, tps, contest)
            assert (again.status_code, again.json()) == (200, answer.json())
    for contest in factories.CONTESTS:
        _reaches(election, contest, CODES[:8])
        votes = {str(number): count for number, count in _sum(contest, CODES[:8]).items()}
        name = f"{ELECTION}/{contest}"
        assert stream.wait(lambda n=name, v=votes: _heard(stream, n) == v, 30), stream.tallies


def _heard(stream: Stream, name: str) -> dict[str, int] | None:
    return stream.tallies.get(name, {}).get("votes")


def test_the_wall_is_served_with_its_libraries(system, api):
    assert api.get("/wall").status_code == 200
    assert api.get("/openapi.json").json()["openapi"].startswith("3.1")


def test_no_container_has_more_than_it_needs(system):
    for name, container in system.containers().items():
        host = container["HostConfig"]
        assert host["ReadonlyRootfs"], name
        assert host["CapDrop"] == ["ALL"], name
        assert not host["CapAdd"], name
        assert not host["Privileged"], name
        assert host["Memory"] > 0, name
        if container["State"]["Running"]:
            facts = _status(container["State"]["Pid"])
            assert "0" not in facts["Uid"].split(), name
            assert int(facts["CapEff"], 16) == 0, name
            assert int(facts["CapBnd"], 16) == 0, name
            assert facts["NoNewPrivs"] == "1", name


def _status(pid: int) -> dict[str, str]:
    """Return what the kernel says of the container's first process."""
    lines = Path(f"/proc/{pid}/status").read_text(encoding="ascii").splitlines()
    return {key: value.strip() for key, _, value in (line.partition(":") for line in lines)}


def test_no_secret_stands_where_the_engine_shows_it(system):
    folder = Path(system.environ["KENDALI_SECRETS"])
    hidden = [path.read_text().strip() for path in folder.iterdir()]
    shown = str(list(system.containers().values())) + system.compose("logs", "--no-color")
    assert not [path for path in hidden if path in shown]


def test_a_process_can_change_nothing_of_its_own_code(system):
    code = "import pathlib; pathlib.Path('/app/libs/kit/x.py').write_text('')"
    with pytest.raises(AssertionError, match="Read-only file system"):
        system.compose("exec", "-T", "gateway", "python", "-c", code)


def test_prometheus_sees_every_process(system):
    def all_up() -> bool:
        targets = system.prometheus("targets", state="active")["activeTargets"]
        ours = [t for t in targets if t["labels"]["job"] == "kendali"]
        seen = {(t["labels"]["service"], t["labels"]["role"]) for t in ours}
        return len(seen) == len(PROCESSES) and all(t["health"] == "up" for t in targets)

    until(all_up, 60, "not every target is up")
    value = "kendali_http_requests_total"
    until(lambda: system.prometheus("query", query=value)["result"], 30, f"no {value}")


def test_nothing_but_the_watchdog_fires(system):
    rules = system.prometheus("rules")["groups"]
    assert not [r for group in rules for r in group["rules"] if r["health"] == "err"]
    until(lambda: "Watchdog" in _firing(system), 30, "the watchdog sleeps")
    assert _firing(system) == {"Watchdog"}


def _firing(system: System) -> set[str]:
    alerts = system.prometheus("alerts")["alerts"]
    return {alert["labels"]["alertname"] for alert in alerts if alert["state"] == "firing"}


@pytest.mark.parametrize("name", ["elections-rpc", "elections-events", "elections-relay"])
def test_a_killed_process_is_started_again_and_nothing_is_lost(system, election, name):
    tps = CODES[8 + ROLES.index(name)]
    before = system.state(name)
    os.kill(before["Pid"], signal.SIGKILL)
    for contest in factories.CONTESTS:
        assert _hand_in(election, tps, contest).status_code in {200, 201}

    def is_back() -> bool:
        now = system.state(name)
        health = now.get("Health", {}).get("Status")
        return now["StartedAt"] != before["StartedAt"] and health == "healthy"

    until(is_back, 60, f"{name} is not back")
    for contest in factories.CONTESTS:
        _reaches(election, contest, CODES[: CODES.index(tps) + 1])


def test_nothing_is_in_the_dead_letters(system):
    query = 'sum(rabbitmq_detailed_queue_messages{queue=~".+[.]dead"})'
    result = system.prometheus("query", query=query)["result"]
    assert [float(found["value"][1]) for found in result] == [0.0]


def test_the_command_line_works_inside(system, election):
    """Recounting ends with 0 only when the tally equals the submissions."""
    exec_in = ("exec", "-T")
    system.compose(*exec_in, "elections-rpc", "kendali", "elections", "recount", "--check")
    said = system.compose(*exec_in, "gateway", "kendali", "bus", "dead-letters", "list")
    assert "elections" not in said


def test_a_stop_lets_a_process_end_by_itself(system):
    """Exit code 0: it heard SIGTERM as the container's first process and ended its work."""
    names = ("gis-rpc", "gis-events", "gis-relay", "gateway")
    system.compose("stop", "--timeout", "25", *names)
    assert {name: system.state(name)["ExitCode"] for name in names} == dict.fromkeys(names, 0)
    system.compose("start", *names)
    until(lambda: _answers(system), 60, "the gateway does not come back")


def _answers(system: System) -> bool:
    try:
        return requests.get(f"{system.url}/healthz", timeout=5).ok
    except requests.RequestException:
        return False


def test_a_second_migration_finds_nothing_to_do(system, election):
    """As at each upgrade: the same command again, beside running services."""
    system.compose("run", "--rm", "-T", "--no-deps", "elections-migrate")
    key = str(uuid.uuid4())
    assert _hand_in(election, CODES[11], "walikota", key).status_code == 201
