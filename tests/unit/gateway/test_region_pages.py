"""One code, two regions: what pages say of the region comes from its file alone."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from libs.kit.region import PNG

BOLMUT = """
name = "Kabupaten Bolaang Mongondow Utara"
area = "7108"
zone = "Asia/Makassar"
languages = ["id"]
logo = "logo.png"
[targets]
turnout = 77
"""
BLORA = """
name = "Kabupaten Blora"
area = "3316"
"""


@pytest.fixture
def of(make_app, tmp_path: Path) -> Callable[[str], FlaskClient]:
    """Return a client of the region whose file has this text."""
    (tmp_path / "logo.png").write_bytes(PNG + b"a picture")

    def client(text: str) -> FlaskClient:
        path = tmp_path / "region.toml"
        path.write_text(text)
        changes = {"KENDALI_REGION": str(path), "KENDALI_WALL_NETWORKS": "127.0.0.0/8"}
        return make_app(**changes).test_client()

    return client


def test_each_region_has_its_own_name_emblem_zone_and_target(of):
    wall, other = of(BOLMUT).get("/wall").text, of(BLORA).get("/wall").text
    assert " Kendali Kabupaten Bolaang Mongondow Utara</title>" in wall
    assert '<img class="mark" src="/region/logo" alt="">' in wall
    assert 'data-zone="WITA"' in wall
    assert 'data-target="77"' in wall
    assert " Kendali Kabupaten Blora</title>" in other
    assert "/region/logo" not in other
    assert 'data-zone="WIB"' in other
    assert 'data-target="83"' in other


@pytest.mark.parametrize("path", ["/login", "/field", "/docs", "/verify", "/nowhere"])
def test_every_frame_says_whose_it_is(of, path):
    text = of(BOLMUT).get(path, headers={"Accept": "text/html"}).text
    assert text.count("Kabupaten Bolaang Mongondow Utara") >= 2


def test_a_page_without_a_region_is_kendalis(make_app):
    text = make_app().test_client().get("/login").text
    assert " Kendali</title>" in text
    assert '<img src="/static/pages/mark.svg"' in text


def test_the_logo_comes_as_the_picture_it_is(of):
    client = of(BOLMUT)
    with client.get("/region/logo") as answer:
        assert (answer.status_code, answer.mimetype) == (200, "image/png")
        assert answer.data == PNG + b"a picture"
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert "script-src 'self'" in answer.headers["Content-Security-Policy"]
        tag = answer.headers["ETag"]
    assert client.get("/region/logo", headers={"If-None-Match": tag}).status_code == 304
    assert of(BLORA).get("/region/logo").status_code == 404


def test_a_region_of_one_language_offers_no_other(of):
    text = of(BOLMUT).get("/wall?lang=en").text
    assert '<html lang="id"' in text
    assert "?lang=en" not in text
    assert "?lang=en" in of(BLORA).get("/wall").text
