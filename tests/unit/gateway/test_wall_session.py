"""The wall's browser reads without a password, at the addresses that were named."""

from __future__ import annotations

import pytest

from libs.kit.principal import Principal
from services.gateway.auth import ACCESS_COOKIE, WALL_COOKIE

NETWORKS = "10.1.0.0/16, ::1/128"


@pytest.fixture
def visit(make_app):
    """Open the wall from an address; returns the browser and the answer."""
    app = make_app(KENDALI_WALL_NETWORKS=NETWORKS)

    def make(address: str, path: str = "/wall"):
        browser = app.test_client()
        browser.environ_base["REMOTE_ADDR"] = address
        return browser, browser.get(path)

    return make


@pytest.mark.parametrize("address", ["10.1.2.3", "::1", "::ffff:10.1.2.3"])
def test_a_wall_is_let_in_and_may_read(visit, address):
    browser, answer = visit(address)
    assert answer.status_code == 200
    cookie = answer.headers["Set-Cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=Strict" in cookie
    who = browser.get("/v1/auth/me").json
    assert who["roles"] == ["viewer"]
    assert who["expires_in"] is None


@pytest.mark.parametrize("address", ["10.2.0.1", "::2", "", "not-an-address"])
def test_others_are_sent_to_the_login(visit, address):
    _, answer = visit(address)
    assert answer.status_code == 303
    assert "Set-Cookie" not in answer.headers


def test_the_cookie_is_worth_nothing_elsewhere(visit):
    browser, _ = visit("10.1.2.3")
    browser.environ_base["REMOTE_ADDR"] = "10.2.0.1"
    assert browser.get("/v1/auth/me").status_code == 401


def test_a_wall_changes_nothing(visit):
    browser, _ = visit("10.1.2.3")
    assert browser.post("/v1/notifications/notices", json={}).status_code == 401


def test_only_the_wall_opens_the_door(visit):
    _, answer = visit("10.1.2.3", "/v1/auth/me")
    assert answer.status_code == 401
    _, answer = visit("10.1.2.3", "/page")
    assert answer.status_code == 303


def test_who_is_signed_in_stays_who_he_is(visit):
    browser, _ = visit("10.1.2.3")
    tokens = browser.application.extensions["kendali"].tokens
    who = Principal("1", "admin", frozenset({"admin"}))
    browser.set_cookie(ACCESS_COOKIE, tokens.issue(who, 60))
    assert browser.get("/v1/auth/me").json["name"] == "admin"


def test_whose_session_has_ended_is_a_wall_again(visit):
    browser, _ = visit("10.1.2.3")
    browser.set_cookie(ACCESS_COOKIE, "long.gone.token")
    assert browser.get("/v1/auth/me").json["roles"] == ["viewer"]


def test_a_forged_wall_cookie_opens_nothing(visit):
    browser, _ = visit("10.1.2.3", "/login")
    tokens = browser.application.extensions["kendali"].tokens
    viewer = Principal("x", "x", frozenset({"admin"}))
    browser.set_cookie(WALL_COOKIE, tokens.issue(viewer, 60))  # an access token, not a wall's
    assert browser.get("/v1/auth/me").status_code == 401
