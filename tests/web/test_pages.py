"""The wall's page and files as the gateway serves them."""

from __future__ import annotations

import json
import re
from html import unescape
from urllib.parse import urljoin

import pytest

from services.gateway.web.pages import FOLDER, VENDOR

STATIC = FOLDER / "static"
MODULES = sorted([*(STATIC / "js").glob("*.js"), *(STATIC / "js" / "wall").glob("*.js")])
SHEETS = [STATIC / "css" / "wall.css", *sorted((STATIC / "css").glob("wall-*.css"))]
TEMPLATES = sorted((FOLDER / "templates").rglob("*.html"))
INLINE = re.compile(r"<style|\sstyle=|\son\w+=|javascript:|<script(?![^>]*\bsrc=)")
TEXT_SIZE = re.compile(r"font(?:-size)?:[^;]*?(\d*\.?\d+)rem")


def _strings(page: str) -> dict:
    return json.loads(unescape(re.search(r'data-strings="([^"]*)"', page)[1]))


def test_the_page_has_no_inline_code_or_style(client):
    assert not INLINE.search(client.get("/wall").text)


@pytest.mark.parametrize(
    "bad", ['<p style="x">', "<style>", "<a onclick=x>", "<script>x", '<script type="module">']
)
def test_inline_code_is_found(bad):
    assert INLINE.search(bad)


def test_the_policy_allows_files_of_our_own_alone(client):
    policy = client.get("/wall").headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "script-src 'self';" in policy
    assert "style-src 'self';" in policy
    assert "worker-src 'self';" in policy
    assert "unsafe" not in policy


def test_a_scene_may_show_what_lies_at_the_hosts_of_the_setting_and_nothing_else(make_client):
    client = make_client(KENDALI_WALL_HOSTS="cctv.kota.go.id,*.bmkg.go.id,127.0.0.1:9000")
    policy = client.get("/wall?wall=ruang").headers.getlist("Content-Security-Policy")
    shown = "https://cctv.kota.go.id https://*.bmkg.go.id http://127.0.0.1:9000"
    assert len(policy) == 1
    assert f"img-src 'self' data: {shown};" in policy[0]
    assert f"frame-src {shown};" in policy[0]
    for other in ("/wall/uji", "/login"):
        policy = client.get(other).headers.getlist("Content-Security-Policy")
        assert len(policy) == 1
        assert "cctv" not in policy[0]


def test_a_wall_is_asked_for_by_its_code_and_a_scene_by_its_own(client):
    assert 'data-wall="utama" data-scene=""' in client.get("/wall").text
    assert 'data-wall="lobi"' in client.get("/wall?wall=lobi").text
    assert 'data-wall="utama" data-scene="ruang"' in client.get("/wall?scene=ruang").text
    assert 'data-wall="" data-scene=""' in client.get("/wall/uji").text
    assert client.get("/wall?wall=../lobi").status_code == 404


def test_the_service_worker_keeps_every_module_and_sheet_of_the_wall(client):
    script = client.get("/wall/worker.js").text
    files = json.loads(re.search(r"const FILES = (.*);", script)[1])
    page = client.get("/wall").text
    needed = set(re.findall(r'(?:href|src)="(/static/[^"?]+)"', page))
    reached = {"/static/js/wall.js", *(one for one in needed if one.endswith(".js"))}
    while reached - needed:
        needed |= reached
        for path in sorted(reached):
            with client.get(path) as answer:
                found = re.findall(r'(?:from|import\() ?"([^"]+)"', answer.get_data(as_text=True))
            if "/vendor/" not in path:
                reached = reached | {urljoin(path, name) for name in found}
    assert needed - set(files) <= {"/static/vendor/archivo-latin-ext.woff2"}
    for path in files:
        with client.get(path) as answer:
            assert answer.status_code == 200, path


def test_every_file_that_the_page_names_is_there(client):
    page = client.get("/wall").text
    named = set(re.findall(r'(?:href|src)="(/static/[^"]+)"', page))
    named |= set(re.findall(r'url\("(/static/[^"]+)"\)', (STATIC / "css/tokens.css").read_text()))
    assert len(named) > 8
    for path in named:
        with client.get(path) as answer:
            assert answer.status_code == 200, path


@pytest.mark.parametrize("module", MODULES, ids=lambda path: path.name)
def test_every_module_that_a_module_imports_is_there_and_comes_as_a_script(client, module):
    text = module.read_text(encoding="utf-8")
    here = f"/static/{module.relative_to(STATIC).as_posix()}"
    for name in re.findall(r'(?:from|import\() ?"([^"]+)"', text):
        path = urljoin(here, name)
        with client.get(path) as answer:
            assert answer.status_code == 200, name
            assert "javascript" in answer.mimetype


def test_nothing_else_of_node_modules_is_served(client):
    for name in ("package.json", "maplibre-gl/package.json", "../package.json", "axe.min.js"):
        assert client.get(f"/static/vendor/{name}").status_code == 404


@pytest.mark.parametrize("name", VENDOR)
def test_a_missing_package_is_a_404_that_names_the_setting(make_client, tmp_path, name):
    answer = make_client(KENDALI_NODE_MODULES=str(tmp_path)).get(f"/static/vendor/{name}")
    assert answer.status_code == 404
    assert "KENDALI_NODE_MODULES" in answer.json["detail"]


def test_our_own_files_are_asked_for_anew_each_time(client):
    with client.get("/static/js/wall.js") as answer:
        assert "no-cache" in answer.headers["Cache-Control"]
        tag = answer.headers["ETag"]
    with client.get("/static/js/wall.js", headers={"If-None-Match": tag}) as again:
        assert again.status_code == 304


def test_who_is_nobody_is_led_to_the_login_and_back(make_client):
    answer = make_client(KENDALI_WALL_NETWORKS="").get("/wall/uji")
    assert answer.status_code == 303
    assert answer.headers["Location"] == "/login?next=/wall/uji"


def test_a_wall_shows_the_election_of_its_address_or_of_the_setting(make_client):
    client = make_client(KENDALI_WALL_ELECTION="pilkada")
    assert 'data-election="pilkada"' in client.get("/wall").text
    assert 'data-election="uji"' in client.get("/wall/uji").text


def test_an_address_is_text_in_the_page(client):
    page = client.get("/wall/%22%3E%3Cimg%20src=x%3E").text
    assert 'data-election="&#34;&gt;&lt;img' in page
    assert "<img src=x" not in page


@pytest.mark.parametrize(
    ("zone", "word"),
    [("Asia/Jakarta", "WIB"), ("Asia/Makassar", "WITA"), ("Asia/Jayapura", "WIT")],
)
def test_times_are_named_after_the_regions_zone(make_client, zone, word):
    assert f'data-zone="{word}"' in make_client(KENDALI_TIMEZONE=zone).get("/wall").text


def test_words_are_indonesian_unless_english_is_asked_for(client):
    assert _strings(client.get("/wall").text)["connected"] == "Tersambung"
    page = client.get("/wall?lang=en").text
    assert '<html lang="en"' in page
    assert _strings(page)["connected"] == "Connected"
    assert _strings(page)["seconds"] == {"one": "{n} second", "many": "{n} seconds"}


def test_a_wall_keeps_the_language_it_was_given(client):
    client.get("/wall?lang=en")
    assert '<html lang="en"' in client.get("/wall").text


def test_every_word_that_a_module_asks_for_is_given(client):
    given = _strings(client.get("/wall").text)
    for module in MODULES:
        for name in re.findall(r"\bwords\.(\w+)", module.read_text(encoding="utf-8")):
            assert name in given, f"{module.name}: {name}"


def test_no_colour_is_written_outside_the_tokens():
    for sheet in SHEETS:
        assert not re.search(r"#[0-9a-f]{3,8}\b|rgb\(|hsl\(", sheet.read_text()), sheet.name


def test_every_class_that_a_style_sheet_names_is_used():
    """No rule outlives the markup that it was for."""
    used = "".join(path.read_text() for path in [*TEMPLATES, *MODULES])
    made = {f"{kind}-k{number}" for kind in ("f", "f-texture", "tile") for number in range(1, 7)}
    made |= {f"i-{name}" for name in ("ok", "warn", "crit", "info", "sync", "find")}
    made |= {f"level-{number}" for number in (1, 2, 3)}
    made |= {f"is-{mood}" for mood in ("better", "worse", "short")}
    for sheet in SHEETS:
        rules = re.sub(r"/\*.*?\*/|\{[^{}]*\}", " ", sheet.read_text(), flags=re.DOTALL)
        for name in set(re.findall(r"\.([a-z][\w-]*)", rules)) - made:
            assert re.search(rf"(?<![\w-]){name}(?![\w-])", used), f"{sheet.name}: .{name}"


def test_nothing_on_the_wall_is_smaller_than_can_be_read_from_afar():
    for name in ("wall", "wall-scene"):
        sheet = (STATIC / f"css/{name}.css").read_text()
        sizes = [float(size) for size in TEXT_SIZE.findall(sheet)]
        assert sizes
        assert min(sizes) >= 1  # of the number in a table's tile; text has --w-min, 18 px at 1920
