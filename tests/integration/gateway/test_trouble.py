"""Services die, workers die, somebody stops the gateway: what its callers see."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import threading
import time
import uuid
from pathlib import Path

import psutil
import pytest
import requests

from libs.kit import topology
from tests import factories
from tests.integration.gateway.house import RESULTS, TALLY, Broker, House
from tests.integration.gateway.sse import Listener
from tests.integration.gateway.standing import drain
from tests.servers import until

CODES = factories.station_codes(14)
TOPICS = "topics=elections.tally_changed,notifications.notice_raised"


@pytest.fixture(scope="module")
def vhost(module_amqp_url):
    """A vhost with all queues, for one test after the other."""
    topology.declare(module_amqp_url)
    return module_amqp_url


@pytest.fixture
def own_house(database, vhost, tmp_path):
    """A house of this test alone, in which things are broken; the gateway is not open yet."""
    drain(vhost)
    with contextlib.ExitStack() as stack:
        made = House(tmp_path, database, vhost, stack)
        made.launch("notifications", "rpc")
        made.start("elections", "rpc", "events", "relay")
        made.processes["notifications-rpc"].ready()
        yield made


def workers(house) -> list[psutil.Process]:
    return psutil.Process(house.processes["gateway"].pid).children()


def test_while_a_service_is_away_reads_go_on_with_their_age_and_writes_say_so(own_house):
    house = own_house
    house.open(KENDALI_RPC_SECONDS="2")
    house.register()
    api = house.api()
    known = api.read(TALLY)
    house.processes["elections-rpc"].kill()
    stale = until(lambda: (a := api.get(TALLY)) and "X-Kendali-Stale" in a.headers and a, 20)
    assert stale.status_code == 200
    assert stale.json()["tps_expected"] == known["tps_expected"]
    assert int(stale.headers["Age"]) >= 1
    form = factories.form(CODES[0], "walikota")
    answer = house.api("reporter").post(RESULTS, form, str(uuid.uuid4()))
    assert answer.status_code in (503, 504)
    unseen = api.get(TALLY, depth=3)
    assert unseen.status_code in (503, 504)
    house.start("elections", "rpc")
    until(lambda: "X-Kendali-Stale" not in api.get(TALLY).headers, 20)
    assert house.submit(CODES[0])["version"] == 1


def test_a_stream_waits_for_a_service_that_is_away(own_house):
    house = own_house
    house.processes["elections-rpc"].kill()
    house.open(KENDALI_RPC_SECONDS="1")
    stream = Listener(house.port, TOPICS, house.token())
    assert stream.status == 200
    assert stream.next().event == ":"
    house.start("elections", "rpc")
    assert stream.event("snapshot", 30).data["missing"] == []
    stream.close()


def test_a_snapshot_that_lacks_the_notices_is_completed(own_house):
    house = own_house
    house.processes["notifications-rpc"].kill()
    house.open(KENDALI_RPC_SECONDS="1")
    stream = Listener(house.port, TOPICS, house.token())
    assert stream.event("snapshot", 30).data["missing"] == ["notices"]
    house.start("notifications", "rpc")
    whole = stream.until(lambda h: h.event == "snapshot" and not h.data["missing"], 40)
    assert whole.data["notices"] == []
    stream.close()


def test_a_stop_ends_the_streams_and_lets_requests_finish(own_house):
    house = own_house
    gateway = house.open(KENDALI_STOP_SECONDS="20")
    house.register()
    streams = [Listener(house.port, TOPICS, house.token()) for _ in range(5)]
    for stream in streams:
        stream.event("snapshot")
    codes: list[int] = []
    writing = threading.Thread(target=_write_on, args=(house, codes))
    writing.start()
    until(lambda: len(codes) > 3)
    started = time.monotonic()
    assert gateway.stop(20) == 0
    assert time.monotonic() - started < 10
    writing.join(20)
    assert set(codes) == {201}
    for stream in streams:
        stream.end(5)
        stream.close()


def _write_on(house, codes: list[int]) -> None:
    """Hand in results until nobody listens any more; a connection refused is no answer."""
    for number in range(10_000):
        form = factories.form(CODES[number % 14], "walikota") | {"valid": number % 500}
        try:
            answer = house.api("reporter").post(RESULTS, form, str(uuid.uuid4()))
        except requests.ConnectionError:
            return
        codes.append(answer.status_code)


def test_a_killed_worker_is_replaced_and_any_worker_resumes_a_stream(own_house, servers):
    house = own_house
    house.open(KENDALI_HTTP_WORKERS="2")
    house.register()
    until(lambda: Broker(servers, house.amqp_url).listeners() == 2, 30)
    stream = Listener(house.port, TOPICS, house.token())
    stream.event("snapshot")
    house.submit(CODES[0])
    last = stream.event("elections.tally_changed").id
    house.submit(CODES[1])
    missed = stream.event("elections.tally_changed").id
    for _ in range(6):  # the kernel chooses the worker
        again = Listener(house.port, TOPICS, house.token(), Last_Event_ID=last)
        assert again.event("elections.tally_changed").id == missed
        again.close()
    for worker in workers(house):
        os.kill(worker.pid, signal.SIGKILL)
    stream.close()
    until(lambda: _opens(house), 60)
    fresh = Listener(house.port, TOPICS, house.token(), Last_Event_ID=missed)
    assert fresh.event("snapshot").data["tallies"][0]["tps_in"] == 2
    fresh.close()
    text = requests.get(f"http://127.0.0.1:{house.port + 1}/metrics", timeout=10).text
    (streams,) = [line for line in text.splitlines() if line.startswith("kendali_streams ")]
    assert float(streams.split()[1]) <= 1


def _opens(house) -> bool:
    try:
        return house.api().get("/v1/elections").status_code == 200
    except (requests.ConnectionError, requests.Timeout):  # it waited for a worker that starts
        return False


def test_tls_by_setting(database, vhost, tmp_path):
    key, certificate = _certificate(tmp_path)
    with contextlib.ExitStack() as stack:
        house = House(tmp_path, database, vhost, stack)
        house.open(
            KENDALI_TLS_CERT_FILE=str(certificate),
            KENDALI_TLS_KEY_FILE=str(key),
            KENDALI_WALL_NETWORKS="127.0.0.0/8",
        )
        url = f"https://127.0.0.1:{house.port}"
        answer = requests.get(f"{url}/wall", timeout=10, verify=str(certificate))
        assert answer.status_code == 200
        assert "Secure" in answer.headers["Set-Cookie"]
        assert "max-age" in answer.headers["Strict-Transport-Security"]
        ready = f"http://127.0.0.1:{house.port + 1}/readyz"
        assert until(lambda: requests.get(ready, timeout=10).json())["failing"] == {}
        with pytest.raises(requests.RequestException):
            requests.get(house.url, timeout=10)


def _certificate(folder: Path) -> tuple[Path, Path]:
    key, certificate = folder / "tls.key", folder / "tls.crt"
    words = "req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2"
    names = ["-subj", "/CN=kendali", "-addext", "subjectAltName=IP:127.0.0.1"]
    files = ["-keyout", str(key), "-out", str(certificate)]
    subprocess.run(["openssl", *words.split(), *names, *files], check=True, capture_output=True)
    return key, certificate


def test_a_start_with_bad_settings_names_them_all(tmp_path):
    environ = {"KENDALI_RATE_ADDRESS": "often", "PATH": os.environ["PATH"]}
    ran = subprocess.run(
        [sys.executable, "-m", "services.gateway.serve"],
        env=environ,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert ran.returncode == 2
    wrong = {"KENDALI_DATABASE_URL", "KENDALI_AMQP_URL", "KENDALI_JWT_KEY", "KENDALI_RATE_ADDRESS"}
    assert all(name in ran.stderr for name in wrong)
