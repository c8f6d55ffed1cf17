"""The gateway's own pages: they say what is the matter, in two languages, without inline code."""

from __future__ import annotations

import re

import pytest

from services.gateway.pages import FOLDER
from services.gateway.routes.auth import _local

PAGES = ["/login", "/docs", "/wall-like"]


@pytest.mark.parametrize("path", PAGES)
def test_no_page_has_inline_code_or_style(client, path):
    text = client.get(path).text
    assert not re.search(r"<style|style=|onclick=|<script(?![^>]*\bsrc=)", text)


def test_pages_speak_indonesian_unless_asked(client):
    assert "Nama pengguna" in client.get("/login").text
    headers = {"Accept-Language": "en-US,en;q=0.9"}
    assert "Nama pengguna" in client.get("/login", headers=headers).text


def test_pages_speak_english_when_asked(client):
    text = client.get("/login?lang=en").text
    assert "User name" in text
    assert '<html lang="en"' in text


def test_the_language_can_be_set_for_all(make_app):
    client = make_app(KENDALI_LANGUAGE="en").test_client()
    assert "User name" in client.get("/login").text


def test_every_word_of_the_pages_has_its_english():
    catalogue = (FOLDER / "translations/en/LC_MESSAGES/messages.po").read_text()
    known = set(re.findall(r'^msgid "(.+)"$', catalogue, re.MULTILINE))
    used = set()
    for path in (FOLDER / "templates").rglob("*.html"):
        used |= set(re.findall(r'_\("([^"]+)"\)', path.read_text()))
    assert used == known


@pytest.mark.parametrize("path", ["/wall", "/wall/uji?x=1", "/page#a"])
def test_after_the_login_one_is_where_one_wanted_to_be(path):
    assert _local(path) == path


@pytest.mark.parametrize(
    "path",
    ["", "//evil.example", "/\\evil.example", "https://evil.example", "javascript:alert(1)",
     "/a\r\nSet-Cookie: x", "\\/evil.example", "/x\\..\\y"],
)  # fmt: skip
def test_nobody_is_sent_to_another_site(path):
    assert _local(path) == "/wall"


def test_static_files_are_served_and_nothing_beside_them(client):
    with client.get("/static/pages/pages.css") as answer:
        assert answer.status_code == 200
    assert client.get("/static/pages/../__init__.py").status_code == 404
    assert client.get("/static/pages/%2e%2e/__init__.py").status_code == 404


def test_the_front_door_leads_to_the_wall(client):
    assert client.get("/").headers["Location"] == "/wall"
