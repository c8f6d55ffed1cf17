"""Whatever goes wrong is an RFC 9457 problem, or a page for who asked for a page."""

import json
import logging

import pytest

PROBLEM = "application/problem+json"
FIELDS = {"type", "title", "status", "detail", "instance", "request_id"}


def problem(answer, status):
    assert answer.status_code == status
    assert answer.content_type == PROBLEM
    body = json.loads(answer.data)
    assert body.keys() >= FIELDS
    assert body["status"] == status
    assert body["request_id"] == answer.headers["X-Request-ID"]
    return body


def test_an_address_that_is_not_there(client):
    body = problem(client.get("/v1/nothing"), 404)
    assert (body["type"], body["instance"]) == ("not-found", "/v1/nothing")


def test_a_method_that_is_not_there_names_those_that_are(client):
    answer = client.put("/v1/auth/login")
    assert problem(answer, 405)["type"] == "method-not-allowed"
    assert answer.headers["Allow"] == "POST"


def test_nobody(client):
    answer = client.get("/v1/elections")
    assert problem(answer, 401)["type"] == "unauthorized"
    assert answer.headers["WWW-Authenticate"].startswith("Bearer")


def test_somebody_who_may_not(client, bearer):
    answer = client.post("/v1/elections", headers=bearer("viewer"), json={})
    assert problem(answer, 403)["type"] == "forbidden"


def test_a_body_of_another_type(client):
    answer = client.post("/v1/echo", data="a=b", content_type="text/plain")
    assert problem(answer, 415)["type"] == "unsupported-media-type"


def test_a_body_that_is_not_json(client):
    answer = client.post("/v1/echo", data="{", content_type="application/json")
    assert problem(answer, 400)["type"] == "bad-request"


def test_a_body_that_is_too_large(make_app):
    client = make_app(KENDALI_BODY_BYTES="2000").test_client()
    answer = client.post("/v1/echo", json={"username": "x" * 3000})
    assert problem(answer, 413)["type"] == "too-large"


def test_fields_that_are_wrong_are_named_all_at_once(client):
    answer = client.post("/v1/echo", json={"username": "", "pass": 1})
    body = problem(answer, 422)
    assert {e["field"] for e in body["errors"]} == {"username", "password", "pass"}


def test_a_conflict_keeps_what_its_rule_says(client):
    body = problem(client.get("/v1/trouble/conflict"), 409)
    assert body["errors"] == [{"field": "code", "message": "is taken"}]
    assert body["holder"] == "X"


def test_an_unexpected_error_keeps_its_text_at_home(client, caplog):
    with caplog.at_level(logging.ERROR):
        answer = client.get("/v1/trouble/unexpected")
    assert problem(answer, 500)["type"] == "internal"
    assert b"secret" not in answer.data


def test_a_service_that_is_away_says_when_to_come_again(client):
    answer = client.get("/v1/trouble/unavailable")
    assert problem(answer, 503)["type"] == "unavailable"
    assert int(answer.headers["Retry-After"]) > 0


def test_a_deadline(client):
    assert problem(client.get("/v1/trouble/late"), 504)["type"] == "deadline-exceeded"


def test_a_page_fails_as_a_page_in_the_language_of_the_house(client):
    answer = client.get("/wall-like")
    assert answer.status_code == 500
    assert answer.content_type.startswith("text/html")
    assert "Layanan sedang terganggu" in answer.text


BROWSERS = {
    "Firefox": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8",
    "Chrome": "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,"
    "image/apng,*/*;q=0.8,application/signed-exchange;v=b3;q=0.7",
}


@pytest.mark.parametrize("accept", BROWSERS.values(), ids=BROWSERS)
def test_a_browser_that_is_lost_is_told_so_on_a_page(client, accept):
    answer = client.get("/nothing?lang=en", headers={"Accept": accept})
    assert answer.status_code == 404
    assert "There is no such page" in answer.text


def test_a_program_that_is_lost_is_told_so_in_json(client):
    problem(client.get("/nothing", headers={"Accept": "*/*"}), 404)


def test_a_page_sends_who_is_not_signed_in_to_the_login(client):
    answer = client.get("/page?tab=2")
    assert answer.status_code == 303
    assert answer.headers["Location"] == "/login?next=/page%3Ftab%3D2"


@pytest.mark.parametrize("path", ["/v1/nothing", "/login", "/v1/trouble/unexpected", "/docs"])
def test_every_answer_is_guarded_against_other_sites(client, path):
    headers = client.get(path).headers
    assert "default-src 'none'" in headers["Content-Security-Policy"]
    assert "unsafe" not in headers["Content-Security-Policy"]
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert "Strict-Transport-Security" not in headers


def test_behind_tls_browsers_are_told_to_stay_there(make_app):
    client = make_app(KENDALI_PUBLIC_URL="https://kendali.example").test_client()
    assert "max-age" in client.get("/healthz").headers["Strict-Transport-Security"]
