"""Walls over HTTP: versions by If-Match, who may, what a screen reads, who is told."""

from __future__ import annotations

import contextlib
import uuid

import pytest
import requests

from tests import factories
from tests.integration.gateway.sse import Listener

PROCESSES = {"elections": ["rpc"], "notifications": ["rpc", "relay"]}
QUERY = "topics=notifications.wall_changed"
SCENES, WALLS, CALL = "/v1/wall/scenes", "/v1/wall/walls", "/v1/wall/scene"
PANEL = {
    "id": "judul", "kind": "text", "x": 0, "y": 0, "w": 6, "h": 2,
    "options": {"text": "Selamat datang", "size": "large"},
}  # fmt: skip
LOBBY = {"title": "Lobi", "panels": [PANEL]}
TURNS = {"title": "Lobi", "rotation": [{"scene": "lobi", "seconds": 30}]}


@pytest.fixture(scope="module")
def room(bare_house):
    """The gateway with the room's service behind it, and a scene that is set once."""
    for service, roles in PROCESSES.items():
        bare_house.start(service, *roles)
    sent = _send(bare_house, "admin", SCENES, "POST", {"code": "lobi", **LOBBY}, "1971")
    assert (sent.status_code, sent.headers["ETag"]) == (201, '"1"'), sent.text
    assert sent.headers["Location"] == f"{SCENES}/lobi"
    return bare_house


def _send(house, role, path, method="GET", body=None, area="", **headers):
    proof = {"Authorization": f"Bearer {house.token(role, area)}"}
    key = {} if method == "GET" else {"Idempotency-Key": str(uuid.uuid4())}
    every = proof | key | {name.replace("_", "-"): value for name, value in headers.items()}
    return requests.request(method, house.url + path, headers=every, json=body, timeout=30)


def _problem(response):
    return response.status_code, response.json()["type"]


def test_a_scene_is_set_over_the_version_that_was_read(room):
    path = f"{SCENES}/lobi"
    read = _send(room, "viewer", path)
    tag = read.headers["ETag"]
    assert _send(room, "viewer", path, If_None_Match=tag).status_code == 304
    assert _problem(_send(room, "admin", path, "PUT", LOBBY)) == (428, "wall-version-needed")
    done = _send(room, "admin", path, "PUT", LOBBY | {"title": "Depan"}, If_Match=tag)
    assert (done.status_code, done.json()["title"]) == (200, "Depan")
    late = _send(room, "admin", path, "PUT", LOBBY, If_Match=tag)
    assert _problem(late) == (412, "wall-setting-changed")
    assert late.json()["version"] == read.json()["version"] + 1
    assert _send(room, "operator", path, "PUT", LOBBY, If_Match="*").status_code == 403


def test_what_is_wrong_with_a_scene_is_named(room):
    over = {"code": "lain", "title": "Lain", "panels": [PANEL, PANEL | {"id": "dua", "x": 5}]}
    refused = _send(room, "admin", SCENES, "POST", over)
    assert refused.status_code == 422
    assert refused.json()["errors"] == [
        {"field": "panels", "message": "judul and dua lie over each other"}
    ]
    page = PANEL | {"kind": "web", "w": 6, "h": 6, "options": {"url": "https://evil.example/"}}
    refused = _send(room, "admin", SCENES, "POST", over | {"panels": [page]})
    assert [one["field"] for one in refused.json()["errors"]] == ["panels.0.options.url"]


def test_a_wall_is_made_called_and_read_whole_and_its_screens_are_told(room):
    with (
        contextlib.closing(Listener(room.port, QUERY, room.token("viewer", "197103"))) as inside,
        contextlib.closing(Listener(room.port, QUERY, room.token("operator", "3316"))) as outside,
    ):
        for one in (inside, outside):
            one.until(lambda heard: heard.event == "snapshot")
        made = _send(room, "admin", f"{WALLS}/lobi", "PUT", TURNS, "1971", If_Match='"0"')
        assert (made.status_code, made.headers["ETag"]) == (200, '"1"'), made.text
        told = inside.until(lambda heard: heard.event == "notifications.wall_changed")
        assert told.data["data"] == {"wall": "lobi", "version": 1, "area": "1971"}
        shown = _send(room, "viewer", "/v1/wall/show?wall=lobi")
        assert sorted(shown.json()["scenes"]) == ["lobi", "pemilu"]
        tag = shown.headers["ETag"]
        again = _send(room, "viewer", "/v1/wall/show?wall=lobi", If_None_Match=tag)
        assert (again.status_code, again.content) == (304, b"")
        asked = {"wall": "lobi", "scene": "ruang", "minutes": 5, "note": "tamu"}
        assert _send(room, "viewer", CALL, "PUT", asked).status_code == 403
        called = _send(room, "operator", CALL, "PUT", asked, "1971")
        assert called.json()["called"]["scene"] == "ruang", called.text
        inside.until(lambda heard: heard.event == "notifications.wall_changed")
        now = _send(room, "viewer", "/v1/wall/show?wall=lobi", If_None_Match=tag)
        assert sorted(now.json()["scenes"]) == ["lobi", "pemilu", "ruang"]
        gone = _send(room, "admin", f"{SCENES}/lobi", "DELETE", If_Match="*")
        assert (_problem(gone), gone.json()["walls"]) == ((409, "wall-scene-shown"), ["lobi"])
        assert _send(room, "operator", "/v1/wall/show?wall=lobi", area="3316").status_code == 404
        _send(room, "admin", f"{WALLS}/utama", "PUT", TURNS | {"rotation": []}, If_Match='"0"')
        first = outside.until(lambda heard: heard.event == "notifications.wall_changed")
        assert first.data["data"]["wall"] == "utama"  # and nothing of the wall elsewhere


def test_the_editor_is_told_of_kinds_and_hosts(room):
    told = _send(room, "viewer", "/v1/wall/panels").json()
    assert (told["columns"], told["rows"], told["hosts"]) == (24, 12, [])
    assert told["kinds"]["clock"]["least"] == [3, 2]
    assert _send(room, "reporter", "/v1/wall/panels").status_code == 403


def test_a_stream_begins_with_the_elections_that_a_wall_names_too(room):
    for year in range(2024, 2028):
        body = factories.election(f"e{year}", date=f"{year}-11-27")
        assert room.api().insist("/v1/elections", body, factories.command_id(year)).ok

    def seen(area: str, also: str) -> list[str]:
        stream = Listener(room.port, f"{QUERY}&also={also}", room.token("viewer", area))
        with contextlib.closing(stream):
            return [one["id"] for one in stream.event("snapshot").data["elections"]]

    newest = ["e2027", "e2026", "e2025"]
    assert seen("1971", "e2024,none-such,e2026") == [*newest, "e2024"]
    assert seen("1971", "e2026") == newest
    assert seen("3301", "e2024") == []
    many = ",".join(f"e{n}" for n in range(10))
    assert _send(room, "viewer", f"/v1/stream?{QUERY}&also={many}").status_code == 422
