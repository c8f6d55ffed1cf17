"""The browser's way in and out: cookies, forms, pages."""

from __future__ import annotations

import pytest

from services.gateway import sessions


@pytest.fixture
def browser(parts, passwords, make_app):
    return make_app().test_client()


def sign_in(browser, password, name="operator", **more):
    form = {"username": name, "password": password, **more}
    return browser.post("/login", data=form, headers={"Sec-Fetch-Site": "same-origin"})


def cookies(answer):
    return {c.partition("=")[0]: c for c in answer.headers.getlist("Set-Cookie")}


def test_the_form_lets_in_and_leads_on(browser, passwords):
    answer = sign_in(browser, passwords["operator"], next="/wall/uji")
    assert (answer.status_code, answer.headers["Location"]) == (303, "/wall/uji")
    assert browser.get("/v1/auth/me").json["name"] == "operator"


@pytest.mark.parametrize(
    ("wanted", "place"),
    [("", "/office"), ("/console", "/office"), ("/wall", "/office"), ("/map", "/map")],
)
def test_an_official_begins_at_the_e_office(browser, passwords, wanted, place):
    answer = sign_in(browser, passwords["officer"], "officer", next=wanted)
    assert (answer.status_code, answer.headers["Location"]) == (303, place)


def test_scripts_never_see_the_cookies(browser, passwords):
    found = cookies(sign_in(browser, passwords["operator"]))
    assert all("HttpOnly" in cookie for cookie in found.values())
    assert "SameSite=Strict" in found["kendali_refresh"]
    assert "Path=/v1/auth" in found["kendali_refresh"]
    assert all("Secure" not in cookie for cookie in found.values())


def test_over_tls_they_never_leave_it(make_app, passwords):
    browser = make_app(KENDALI_PUBLIC_URL="https://kendali.example").test_client()
    found = cookies(sign_in(browser, passwords["operator"]))
    assert all("Secure" in cookie for cookie in found.values())


def test_a_wrong_password_is_told_on_the_form_and_not_kept(browser):
    answer = sign_in(browser, "wrong")
    assert answer.status_code == 401
    assert "Nama atau sandi tidak cocok" in answer.text
    assert 'value="operator"' in answer.text
    assert "wrong" not in answer.text
    assert not cookies(answer)


def test_too_many_wrong_ones_are_told_too(browser, monkeypatch):
    monkeypatch.setattr(sessions, "ACCOUNT_FAILURES", 1)
    sign_in(browser, "wrong")
    answer = sign_in(browser, "wrong")
    assert answer.status_code == 429
    assert "Terlalu banyak percobaan" in answer.text


def test_a_form_of_another_site_signs_nobody_in(browser, passwords):
    form = {"username": "operator", "password": passwords["operator"]}
    answer = browser.post("/login", data=form, headers={"Sec-Fetch-Site": "cross-site"})
    assert answer.status_code == 403
    assert not cookies(answer)


def test_a_program_gets_its_token_in_the_answer(browser, passwords):
    body = {"username": "viewer", "password": passwords["viewer"]}
    answer = browser.post("/v1/auth/login", json=body)
    assert answer.json["token_type"] == "Bearer"
    assert answer.json["expires_in"] == 900
    headers = {"Authorization": f"Bearer {answer.json['access_token']}"}
    assert browser.get("/v1/auth/me", headers=headers).json["roles"] == ["viewer"]


def test_a_refresh_changes_both_cookies(browser, passwords):
    before = cookies(sign_in(browser, passwords["operator"]))
    answer = browser.post("/v1/auth/refresh")
    after = cookies(answer)
    assert answer.status_code == 200
    assert after.keys() == before.keys()
    assert all(after[name] != before[name] for name in after)


def test_without_a_cookie_nothing_is_refreshed(browser):
    answer = browser.post("/v1/auth/refresh")
    assert (answer.status_code, answer.json["type"]) == (401, "unauthorized")


def test_out_is_out(browser, passwords):
    sign_in(browser, passwords["operator"])
    refresh = browser.get_cookie("kendali_refresh", path="/v1/auth")
    assert browser.post("/v1/auth/logout").status_code == 204
    assert browser.get("/v1/auth/me").status_code == 401
    browser.set_cookie("kendali_refresh", refresh.value, path="/v1/auth")
    assert browser.post("/v1/auth/refresh").status_code == 401


def test_a_form_leads_out_to_the_login(browser, passwords):
    sign_in(browser, passwords["operator"])
    form = {"content_type": "application/x-www-form-urlencoded"}
    answer = browser.post("/v1/auth/logout", **form)
    assert (answer.status_code, answer.headers["Location"]) == (303, "/login")


def test_no_password_is_logged(browser, passwords, capfd):
    sign_in(browser, passwords["operator"])
    sign_in(browser, "a wrong one")
    said = capfd.readouterr()
    assert passwords["operator"] not in said.out + said.err
    assert "a wrong one" not in said.out + said.err
