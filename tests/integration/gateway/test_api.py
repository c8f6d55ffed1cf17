"""Over a real socket, through gunicorn, to a real service and back."""

from __future__ import annotations

import json
import socket
import uuid

import pytest
import requests

from libs.kit.principal import Principal
from tests import factories
from tests.integration.gateway.house import RESULTS, TALLY
from tests.servers import until

ADMIN = Principal("1", "admin", frozenset({"admin"}))
CODES = factories.station_codes(14)


def say(house, text):
    """Send bytes as they are; returns the whole answer."""
    with socket.create_connection(("127.0.0.1", house.port), timeout=10) as connection:
        connection.sendall(text)
        connection.shutdown(socket.SHUT_WR)
        return b"".join(iter(lambda: connection.recv(65536), b""))


def line(house, **fields):
    """Return the log lines of the gateway that have these fields."""
    whole = house.processes["gateway"].text().split("\n")[:-1]  # the last may be half written
    lines = [json.loads(one) for one in whole if one.startswith("{")]
    return [one for one in lines if all(one.get(k) == v for k, v in fields.items())]


# Commands


def test_a_result_is_kept_once_and_answered_the_same_again(house):
    api, key = house.api("reporter"), str(uuid.uuid4())
    form = factories.form(CODES[0], "walikota")
    first, second = api.post(RESULTS, form, key), api.post(RESULTS, form, key)
    assert (first.status_code, second.status_code) == (201, 200)
    assert first.json() == second.json()
    assert first.headers["Location"] == (
        f"/v1/elections/uji-2024/contests/walikota/results/{CODES[0]}"
    )
    assert api.get(first.headers["Location"]).json()["id"] == first.json()["id"]


def test_an_id_for_another_body_is_refused(house):
    api, key = house.api("reporter"), str(uuid.uuid4())
    api.post(RESULTS, factories.form(CODES[1], "walikota"), key)
    answer = api.post(RESULTS, factories.form(CODES[2], "walikota"), key)
    assert (answer.status_code, answer.json()["type"]) == (409, "command-id-reused")


def test_a_known_election_is_answered_and_not_made_again(house):
    answer = house.api().post("/v1/elections", factories.election(), str(uuid.uuid4()))
    assert (answer.status_code, answer.headers["Location"]) == (200, "/v1/elections/uji-2024")


def test_who_may_not_report_does_not(house):
    answer = house.api("viewer").post(RESULTS, {}, str(uuid.uuid4()))
    assert answer.status_code == 403


def test_who_may_report_elsewhere_does_not_report_here(house):
    form = factories.form(CODES[0], "walikota")
    answer = house.api("reporter", "1972").post(RESULTS, form, str(uuid.uuid4()))
    assert (answer.status_code, answer.json()["type"]) == (403, "outside-area")


def test_what_the_service_finds_wrong_comes_through(house):
    form = factories.form(CODES[0], "walikota") | {"votes": {"7": 1}}
    answer = house.api("reporter").post(RESULTS, form, str(uuid.uuid4()))
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["field"].startswith("votes")


def test_a_notice_is_raised_taken_in_hand_and_closed(house):
    api = house.api("operator")
    body = {"severity": "critical", "headline": "Banjir", "area": "197101"}
    raised = api.post("/v1/notifications/notices", body, str(uuid.uuid4()))
    assert raised.status_code == 201
    path = f"/v1/notifications/notices/{raised.json()['id']}"
    assert api.post(f"{path}/acknowledge", {}, str(uuid.uuid4())).status_code == 201
    assert api.post(f"{path}/close", None, str(uuid.uuid4())).json()["state"] == "closed"
    page = api.read("/v1/notifications/notices", state="closed")
    assert raised.json()["id"] in [item["id"] for item in page["items"]]


def test_a_file_is_imported_as_a_job(house):
    api = house.api("operator")
    headers = {"Idempotency-Key": str(uuid.uuid4()), "Content-Type": "text/csv"}
    path = f"{house.url}/v1/elections/uji-2024/imports?contest=walikota&name=x.csv"
    answer = api.session.post(path, data=b"not,a,sirekap\nfile,at,all\n", headers=headers)
    assert answer.status_code == 202, answer.text
    job = answer.headers["Location"]
    until(lambda: api.read(job)["state"] in {"done", "failed"})
    assert api.session.delete(house.url + job).status_code == 409


# Reads, kept and known


def test_a_tally_that_is_known_is_not_sent_again(house):
    api = house.api()
    first = api.get(TALLY, depth=1)
    again = api.session.get(
        f"{house.url}{TALLY}?depth=1", headers={"If-None-Match": first.headers["ETag"]}
    )
    assert (again.status_code, again.content) == (304, b"")
    assert again.headers["ETag"] == first.headers["ETag"]


def test_the_short_way_says_all_that_the_long_way_says(house):
    api = house.api()
    api.get(TALLY, depth=0)
    until(lambda: api.get(TALLY, depth=0).status_code == 200)
    short, long = api.get(TALLY, depth=0), api.session.get(f"{house.url}{TALLY}?depth=00")
    assert long.status_code == 200
    assert short.headers.keys() == long.headers.keys()
    assert short.headers["Content-Security-Policy"] == long.headers["Content-Security-Policy"]


@pytest.mark.parametrize(
    ("headers", "status"),
    [({}, 401), ({"Authorization": "Bearer x"}, 401), ({"X-API-Key": "kdl_x"}, 401)],
)
def test_what_is_kept_is_not_for_nobody(house, headers, status):
    house.api().get(TALLY)
    assert requests.get(house.url + TALLY, headers=headers, timeout=10).status_code == status


def test_what_is_kept_for_one_area_is_not_for_another(house):
    assert house.api().get(TALLY).status_code == 200
    answer = house.api("viewer", "1972").get(TALLY)
    assert (answer.status_code, answer.json()["type"]) == (403, "outside-area")
    inside = house.api("viewer", "197101").read(TALLY)
    assert inside["area"]["code"] == "197101"


def test_a_tally_is_never_older_than_the_last_event(house):
    api = house.api()
    before = api.read(TALLY)["version"]
    house.submit(CODES[5])
    until(lambda: api.read(TALLY)["version"] > before, 5)


def test_lists_come_in_pages(house):
    api = house.api()
    page = api.read("/v1/elections/uji-2024/stations", limit=10)
    assert len(page["items"]) == 10
    codes = [item["code"] for item in api.items("/v1/elections/uji-2024/stations")]
    assert codes == sorted(CODES)


# Limits of what is sent


def test_a_head_that_is_too_large_is_a_problem(house):
    answer = say(house, b"GET / HTTP/1.1\r\nHost: x\r\nX-Long: " + b"x" * 20_000 + b"\r\n\r\n")
    assert answer.startswith(b"HTTP/1.1 431 ")
    assert b"application/problem+json" in answer


def test_a_line_that_is_too_long_is_a_problem(house):
    answer = say(house, b"GET /" + b"x" * 20_000 + b" HTTP/1.1\r\nHost: x\r\n\r\n")
    assert answer.startswith(b"HTTP/1.1 414 ")
    assert b"application/problem+json" in answer


@pytest.mark.parametrize(
    "text",
    [
        b"NONSENSE\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: x\r\nBad Header: 1\r\n\r\n",
        (
            b"POST /v1/auth/login HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\n"
            b"Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n"
        ),
    ],
)
def test_what_is_no_request_is_refused(house, text):
    answer = say(house, text)
    assert answer.startswith(b"HTTP/1.1 400 ")
    assert b"application/problem+json" in answer


def test_a_body_that_is_too_large_is_refused(house):
    body = {"username": "x" * 600_000, "password": "x"}
    answer = requests.post(house.url + "/v1/auth/login", json=body, timeout=10)
    assert (answer.status_code, answer.json()["type"]) == (413, "too-large")


def test_a_body_that_hides_its_length_is_refused_too(house):
    chunks = (b"x" * 60_000 for _ in range(10))
    headers = {"Content-Type": "application/json"}
    answer = requests.post(house.url + "/v1/auth/login", data=chunks, headers=headers, timeout=10)
    assert answer.status_code == 413


# What is seen from outside


def test_a_request_is_found_in_the_log_of_the_gateway_and_of_the_service(house):
    api = house.api()
    name = f"trace-{uuid.uuid4()}"
    api.session.headers["X-Request-ID"] = name
    api.get("/v1/elections/no-such-election")
    (found,) = until(lambda: line(house, event="request", request_id=name))
    assert (found["route"], found["status"]) == ("/v1/elections/<election>", 404)
    assert found["principal"] == "admin"
    assert found["ms"] > 0


def test_requests_are_counted_by_route(house):
    house.api().get("/v1/elections/no-such-election")
    metrics = f"http://127.0.0.1:{house.port + 1}"
    text = requests.get(f"{metrics}/metrics", timeout=10).text
    wanted = (
        'kendali_http_requests_total{method="GET",route="/v1/elections/<election>",status="404"}'
    )
    assert wanted in text
    assert "no-such-election" not in text
    assert "kendali_outbox" not in text
    assert requests.get(f"{metrics}/readyz", timeout=10).json() == {"status": "ok", "failing": {}}


def test_a_gateway_without_its_servers_lives_and_says_what_fails(make_app):
    client = make_app(KENDALI_DATABASE_URL="postgresql://x@127.0.0.1:1/x").test_client()
    assert client.get("/healthz").status_code == 200
    answer = client.get("/readyz")
    assert answer.status_code == 503
    assert set(answer.json["failing"]) == {"database", "broker"}


def test_without_a_broker_a_caller_is_told_soon(make_app, parts):
    client = make_app().test_client()
    headers = {"Authorization": f"Bearer {parts.tokens.issue(ADMIN, 60)}"}
    answer = client.get("/v1/elections", headers=headers)
    assert (answer.status_code, answer.json["type"]) == (503, "broker-unavailable")
    assert answer.headers["Retry-After"]
