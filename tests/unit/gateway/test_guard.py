"""What every request must bring, and what every answer brings back."""

import json
import uuid

import pytest

from libs.kit.ids import is_uuid
from libs.kit.principal import Principal


def test_a_sane_request_id_is_kept(client):
    answer = client.get("/healthz", headers={"X-Request-ID": "phone-7:0001.a_b"})
    assert answer.headers["X-Request-ID"] == "phone-7:0001.a_b"


@pytest.mark.parametrize("given", ["", "short", "x" * 200, "a b c d e f", "id\tid\tid", "<script>"])
def test_any_other_is_replaced(client, given):
    answer = client.get("/healthz", headers={"X-Request-ID": given})
    assert is_uuid(answer.headers["X-Request-ID"])


@pytest.mark.parametrize("key", ["", "1", "not-a-uuid", "{00000000-0000-0000-0000-000000000000}"])
def test_a_command_needs_a_uuid(client, bearer, key):
    answer = client.post("/v1/command", headers=bearer() | {"Idempotency-Key": key})
    assert answer.status_code == 422
    assert json.loads(answer.data)["errors"][0]["field"] == "Idempotency-Key"


def test_a_command_gets_its_id(client, bearer):
    key = str(uuid.uuid4())
    answer = client.post("/v1/command", headers=bearer() | {"Idempotency-Key": key.upper()})
    assert json.loads(answer.data) == {"command_id": key}


def test_a_query_is_typed(client, bearer):
    assert json.loads(client.get("/v1/query?limit=5", headers=bearer()).data) == {"limit": 5}
    assert json.loads(client.get("/v1/query?part=0.25", headers=bearer()).data) == {"part": 0.25}


WRONG = ("limit=x", "limit=0", "limit=", "limt=5", "limit=5&x=1", "part=nan", "part=2", "part=1e0")


@pytest.mark.parametrize("query", WRONG)
def test_a_query_that_is_wrong_or_unknown_is_refused(client, bearer, query):
    answer = client.get(f"/v1/query?{query}", headers=bearer())
    assert answer.status_code == 422
    assert json.loads(answer.data)["errors"]


@pytest.mark.parametrize(
    "headers",
    [
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Origin": "https://evil.example"},
    ],
)
def test_a_page_of_another_site_changes_nothing(client, headers):
    body = {"username": "a", "password": "b"}
    assert client.post("/v1/echo", json=body, headers=headers).status_code == 403


def test_our_own_page_does(client):
    headers = {"Sec-Fetch-Site": "same-origin", "Origin": "http://localhost"}
    body = {"username": "a", "password": "b"}
    assert client.post("/v1/echo", json=body, headers=headers).status_code == 200


def test_limits_of_a_principal_are_told_and_kept(make_app):
    app = make_app(KENDALI_RATE_PRINCIPAL="2/minute")
    client, tokens = app.test_client(), app.extensions["kendali"].tokens
    headers = [
        {"Authorization": f"Bearer {tokens.issue(Principal(n, n, frozenset({'viewer'})), 60)}"}
        for n in "ab"
    ]
    first = client.get("/v1/auth/me", headers=headers[0])
    assert first.headers["RateLimit-Policy"] == '"principal";q=2;w=60'
    assert first.headers["RateLimit"].startswith('"principal";r=1;t=')
    assert client.get("/v1/auth/me", headers=headers[0]).status_code == 200
    third = client.get("/v1/auth/me", headers=headers[0])
    assert third.status_code == 429
    assert 0 < int(third.headers["Retry-After"]) <= 60
    assert client.get("/v1/auth/me", headers=headers[1]).status_code == 200


def test_limits_of_an_address_count_what_is_nowhere_too(make_app):
    client = make_app(KENDALI_RATE_ADDRESS="3/minute").test_client()
    codes = [client.get("/v1/nothing").status_code for _ in range(5)]
    assert codes == [404, 404, 404, 429, 429]
    assert client.get("/healthz").status_code == 200


def test_an_address_behind_a_trusted_proxy_is_the_clients(make_app):
    direct = make_app(KENDALI_RATE_ADDRESS="1/minute").test_client()
    behind = make_app(KENDALI_RATE_ADDRESS="1/minute", KENDALI_TRUSTED_PROXIES="1").test_client()
    one, two = {"X-Forwarded-For": "10.0.0.1"}, {"X-Forwarded-For": "10.0.0.2"}
    assert [direct.get("/v1/x", headers=h).status_code for h in (one, two)] == [404, 429]
    assert [behind.get("/v1/x", headers=h).status_code for h in (one, two)] == [404, 404]


def test_a_cookie_proves_somebody_for_reading_only(client, parts):
    who = Principal("1", "op", frozenset({"operator"}))
    client.set_cookie("kendali_access", parts.tokens.issue(who, 60))
    assert client.get("/v1/auth/me").status_code == 200
    key = {"Idempotency-Key": str(uuid.uuid4())}
    assert client.post("/v1/command", headers=key).status_code == 401


def test_a_wrong_header_is_not_made_good_by_a_cookie(client, parts):
    who = Principal("1", "op", frozenset({"operator"}))
    client.set_cookie("kendali_access", parts.tokens.issue(who, 60))
    assert client.get("/v1/auth/me", headers={"Authorization": "Bearer x"}).status_code == 401
    assert client.get("/v1/auth/me", headers={"Authorization": "Basic x"}).status_code == 401
