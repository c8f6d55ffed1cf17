"""The console's frame as the gateway serves it, to each role."""

from __future__ import annotations

import json
import re
from html import unescape

import pytest

from libs.kit.principal import Principal
from services.gateway.auth import ACCESS_COOKIE
from services.gateway.web.menus import ACCOUNT, GROUPS
from services.gateway.web.navigation import ELSEWHERE, NAV
from services.gateway.web.pages import FOLDER
from tests.web.test_pages import INLINE

STATIC = FOLDER / "static"
MODULES = sorted((STATIC / "js").glob("*/*.js"))
SHEETS = [path for path in (STATIC / "css").glob("*.css") if path.name != "tokens.css"]
IMPORT = re.compile(r'(?:from|import\() ?"(\.[^"]+)"|^import "(\.[^"]+)"', re.MULTILINE)


@pytest.fixture
def sign_in(make_client):
    """Return a browser in which somebody with the role is signed in."""

    def make(role: str, name: str = "Meja dua"):
        client = make_client()
        tokens = client.application.extensions["kendali"].tokens
        who = Principal("1", name, frozenset({role}))
        client.set_cookie(ACCESS_COOKIE, tokens.issue(who, 60))
        return client

    return make


def _nav(page: str) -> list[str]:
    return re.findall(r'<a href="([^"]+)"', re.search(r"<nav.*?</nav>", page, re.DOTALL)[0])


def test_the_front_page_has_no_inline_code_and_all_its_files(sign_in):
    client = sign_in("operator")
    page = client.get("/console").text
    assert not INLINE.search(page)
    for path in set(re.findall(r'(?:href|src)="(/static/[^"]+)"', page)):
        with client.get(path) as answer:
            assert answer.status_code == 200, path


def test_nobody_is_led_to_the_login_and_back(make_client):
    answer = make_client().get("/console?election=uji")
    assert answer.status_code == 303
    assert answer.headers["Location"] == "/login?next=/console%3Felection%3Duji"


@pytest.mark.parametrize("role", ["admin", "verifier", "viewer"])
def test_the_navigation_leads_only_where_the_role_may_go(sign_in, role):
    client = sign_in(role)
    known = {entry.id: entry for entry in NAV}
    grouped = [known[one] for group in GROUPS for one in group.entries if one in known]
    shown = _nav(client.get("/console").text)
    assert shown == [entry.href for entry in grouped if role in entry.roles]
    for entry in (*NAV, *ELSEWHERE):
        expected = 200 if role in entry.roles else 403
        assert client.get(entry.href).status_code == expected, entry.href


def test_every_page_stands_in_one_group_or_in_the_menu_of_the_account():
    grouped = [one for group in GROUPS for one in group.entries]
    known = {entry.id for entry in NAV}
    assert len(grouped) == len(set(grouped))
    assert known == {one for one in (*grouped, *ACCOUNT) if one in known}


def test_every_page_of_the_navigation_marks_itself(sign_in):
    client = sign_in("admin")
    for entry in NAV:
        page = client.get(entry.href).text
        assert f'href="{entry.href}" aria-current="page"' in page
        assert not INLINE.search(page)


def test_who_is_signed_in_is_said_as_text(sign_in):
    page = sign_in("verifier", "<b>Meja</b>").get("/console").text
    assert "&lt;b&gt;Meja&lt;/b&gt;" in page
    assert "Pemeriksa" in page
    assert 'action="/v1/auth/logout"' in page


def test_the_frame_and_its_words_are_in_the_language_asked_for(sign_in):
    client = sign_in("verifier")
    assert "Keluar" in client.get("/console").text
    page = client.get("/console?lang=en").text
    assert '<html lang="en"' in page
    assert "Sign out" in page
    words = json.loads(unescape(re.search(r'data-strings="([^"]*)"', page)[1]))
    assert words["problems"]["outside-area"] == "Outside the area of this account."
    assert '<html lang="en"' in client.get("/console").text


@pytest.mark.parametrize("module", MODULES, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_every_module_imports_what_is_there(module):
    for found in IMPORT.finditer(module.read_text(encoding="utf-8")):
        name = found[1] or found[2]
        assert (module.parent / name).resolve().is_file(), name


@pytest.mark.parametrize("sheet", SHEETS, ids=lambda path: path.name)
def test_no_sheet_writes_a_colour_of_its_own(sheet):
    assert not re.search(r"#[0-9a-f]{3,8}\b|rgb\(|hsl\(", sheet.read_text(encoding="utf-8"))
