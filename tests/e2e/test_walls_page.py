"""Walls in browsers: a scene laid out by keys and pointer, by two at once, and called to a wall."""

from __future__ import annotations

import re
import uuid
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, expect

from tests import factories
from tests.conventions import ROOT
from tests.e2e.conftest import Running
from tests.e2e.desk import Desk, desk

pytestmark = pytest.mark.timeout(240)


class Lobby:
    """A scene and a wall of their own, which are gone afterwards."""

    def __init__(self, running: Running) -> None:
        self.running, name = running, uuid.uuid4().hex[:6]
        self.scene, self.wall, self.title = f"lobi-{name}", f"layar-{name}", f"Lobi {name}"
        self.admin = running.api("admin")

    def read(self) -> dict[str, Any]:
        return dict(self.admin.read(f"/v1/wall/scenes/{self.scene}"))

    def panels(self) -> dict[str, tuple[int, ...]]:
        return {one["id"]: tuple(one[n] for n in "xywh") for one in self.read()["panels"]}

    def open(self, at: Desk) -> None:
        at.page.goto(f"{at.url}/console/walls")
        at.page.wait_for_selector('#view-walls[data-state="ready"]')

    def edit(self, at: Desk) -> None:
        at.page.goto(f"{at.url}/console/walls?scene={self.scene}")
        at.page.wait_for_selector('#editor[data-state="open"]')

    def end(self) -> None:
        for path in (f"/v1/wall/walls/{self.wall}", f"/v1/wall/scenes/{self.scene}"):
            self.admin.session.delete(
                self.running.url + path,
                headers={"Idempotency-Key": str(uuid.uuid4()), "If-Match": "*"},
                timeout=30,
            )


@pytest.fixture
def lobby(running: Running) -> Iterator[Lobby]:
    made = Lobby(running)
    yield made
    made.end()


def add(at: Desk, kind: str) -> None:
    at.page.select_option('#add [name="kind"]', kind)
    at.page.click("#add button")


def saved(at: Desk, version: int) -> None:
    at.page.click("#save")
    expect(at.page.locator("#scene-version")).to_have_text(f"versi {version}")
    expect(at.page.locator("#editor")).to_have_attribute("data-dirty", "false")


def lay_out(at: Desk, lobby: Lobby) -> None:
    """Make the scene: panels by keys, one by the pointer, mistakes told and taken back."""
    page, fits = at.page, at.page.locator('#fits [data-slot="text"]')
    page.click("#tab-scenes")
    page.click("#new-scene")
    page.fill("#scene-title", lobby.title)
    expect(page.locator("#scene-code")).to_have_value(lobby.scene)
    add(at, "text")
    expect(fits).to_have_text("text-1: isi Teks")
    at.press("ArrowRight", "ArrowRight", "ArrowDown", "Shift+ArrowRight", "Shift+ArrowUp")
    page.fill('#fields [name="option-text"]', "Selamat datang")
    text = page.locator('#grid > [data-key="text-1"]')
    expect(text).to_have_attribute(
        "aria-label", "Teks Selamat datang: kolom 3, baris 2, lebar 7, tinggi 3"
    )
    add(at, "web")
    page.fill('#fields [name="option-url"]', "https://evil.example/")
    expect(page.locator("#fields .walls-judged")).to_contain_text("evil.example belum diizinkan")
    web = page.locator('#grid > [data-key="web-1"]')
    web.focus()
    at.press("Delete")
    expect(web).to_have_count(0)
    at.press("Control+z")
    expect(web).to_have_count(1)
    at.press("Control+y")
    expect(web).to_have_count(0)
    add(at, "clock")
    drag(at, "clock-1", (-6, 1))
    expect(fits).to_have_text("text-1 dan clock-1 bertumpuk")
    expect(page.locator("#save")).to_be_disabled()
    drag(at, "clock-1", (10, 6))
    expect(fits).to_have_text("Semua panel pada tempatnya")
    preview(at)
    saved(at, 1)


def preview(at: Desk) -> None:
    """See the scene as it would stand on a wall, before it is saved, and while it changes."""
    at.page.locator('#grid > [data-key="text-1"]').focus()
    text = at.page.locator('#fields [name="option-text"]')
    with at.page.context.expect_page() as opened:
        at.page.click("#look")
    shown = opened.value.locator("#stage .scene").last
    expect(shown).to_contain_text("Selamat datang")
    text.fill("Belum disimpan")
    expect(shown).to_contain_text("Belum disimpan")
    text.fill("Selamat datang")
    opened.value.close()


def drag(at: Desk, panel: str, cells: tuple[int, int]) -> None:
    """Take the panel by its middle and put it so many columns and rows away."""
    grid = at.page.locator("#grid").bounding_box()
    box = at.page.locator(f'#grid > [data-key="{panel}"]').bounding_box()
    assert grid
    assert box
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    at.page.mouse.move(x, y)
    at.page.mouse.down()
    by = cells[0] * grid["width"] / 24, cells[1] * grid["height"] / 12
    at.page.mouse.move(x + by[0] / 2, y + by[1] / 2)
    at.page.mouse.move(x + by[0], y + by[1])
    at.page.mouse.up()


def bring_together(one: Desk, two: Desk, lobby: Lobby) -> None:
    """Have two change the scene: the second sees what the first did, and both changes stand."""
    lobby.edit(two)
    one.page.locator('#grid > [data-key="text-1"]').focus()
    one.press("ArrowLeft")
    saved(one, 2)
    two.page.locator('#grid > [data-key="clock-1"]').focus()
    two.press("Shift+ArrowRight")
    two.page.click("#save")
    conflict = two.page.locator("#conflict")
    expect(conflict).to_contain_text("admin menyimpan versi 2")
    expect(conflict.locator("li")).to_have_text(["text-1 dipindahkan"])
    two.page.click("#merge")
    expect(conflict).to_contain_text("Perubahan keduanya digabung")
    saved(two, 3)
    two.excuse("412")
    found = lobby.panels()
    assert found["text-1"] == (1, 1, 7, 3)
    assert found["clock-1"][2] == 7


def turn(at: Desk, lobby: Lobby) -> None:
    """Make a wall that turns the scene and another."""
    lobby.open(at)
    at.page.click("#new-wall")
    for name, value in (("title", lobby.title), ("code", lobby.wall)):
        at.page.fill(f'#wall-dialog [name="{name}"]', value)
    for place, scene in enumerate((lobby.scene, "ringkasan")):
        at.page.click("#more-turns")
        row = at.page.locator("#turning > li").nth(place)
        row.locator("select").select_option(scene)
        row.locator('[name="seconds"]').fill("3600")
    at.page.click("#wall-dialog [data-save]")
    expect(at.page.locator("#wall-dialog")).to_be_hidden()


def test_a_scene_is_laid_out_by_two_and_called_to_a_wall(lobby: Lobby, browser: Browser) -> None:
    url = lobby.running.url
    with desk(browser, url, "admin") as one, desk(browser, url, "admin") as two:
        one.folder = ROOT / "artifacts" / "walls"
        lobby.open(one)
        lay_out(one, lobby)
        bring_together(one, two, lobby)
        for size in ("desk", "phone"):
            two.resize(size)
            assert two.overflow() <= 0, size
            assert two.serious() == [], size
        one.photograph("walls-editor")
        turn(two, lobby)
        with desk(browser, url, "operator") as operator:
            operator.folder = one.folder
            lobby.open(operator)
            seen = two.page.locator(f'#walls > [data-key="{lobby.wall}"]')
            card = operator.page.locator(f'#walls > [data-key="{lobby.wall}"]')
            expect(card).to_have_attribute("data-shows", lobby.scene)
            expect(card).to_have_attribute("data-why", "rotation")
            card.locator('[name="note"]').fill("Tamu datang")
            card.locator('[data-slot="scenes"] > [data-key="ruang"] button').click()
            expect(seen).to_have_attribute("data-shows", "ruang")
            expect(seen.locator('[data-slot="why"]')).to_contain_text("Dipanggil operator")
            expect(seen.locator('[data-slot="note"]')).to_have_text("Tamu datang")
            assert seen.locator('[data-slot="remove"]').is_visible()
            assert not card.locator('[data-slot="edit"]').is_visible()
            past = seen.locator('[data-slot="past"]')
            past.locator("summary").press("Enter")
            expect(past.locator("li")).to_have_count(1)
            expect(past.locator("li")).to_contain_text("operator; sampai dilepas")
            expect(past.locator("li")).to_contain_text("Tamu datang")
            operator.photograph("walls")
            card.locator('[data-slot="release"]').click()
            expect(seen).to_have_attribute("data-why", "rotation")
            expect(past.locator("li b")).to_have_text(["Kembali bergilir", re.compile("Ruang")])
            assert two.serious() == []


def test_the_election_of_a_panel_is_looked_for_by_its_words(lobby: Lobby, browser: Browser) -> None:
    sought, word = f"cari-{lobby.scene}", lobby.scene.removeprefix("lobi-")
    name = f"Pemilihan dicari {word}"
    body = factories.election(sought, date="2013-06-05") | {"name": name}
    assert lobby.admin.insist("/v1/elections", body, str(uuid.uuid4())).ok
    with desk(browser, lobby.running.url, "admin") as at:
        at.folder = ROOT / "artifacts" / "walls"
        lobby.open(at)
        at.page.click("#tab-scenes")
        at.page.click("#new-scene")
        at.page.fill("#scene-title", lobby.title)
        add(at, "tally")
        chosen = at.page.locator('#fields [data-slot="chosen"]')
        expect(chosen).to_have_text("yang terbaru")
        at.page.get_by_role("combobox", name="Cari pemilihan").focus()
        at.page.keyboard.type(f"dicari {word}")
        options = at.page.locator('#elections-found [role="option"]')
        expect(options).to_have_text([re.compile(f"{name}.*2013")])
        assert at.serious() == []
        at.photograph("walls-election")
        at.press("Enter")
        expect(chosen).to_have_text(name)
        saved(at, 1)
        assert lobby.read()["panels"][0]["options"] == {"election": sought}
        lobby.edit(at)
        at.page.locator('#grid > [data-key="tally-1"]').focus()
        expect(chosen).to_have_text(name)
        at.page.get_by_role("button", name="Pakai yang terbaru").press("Enter")
        expect(chosen).to_have_text("yang terbaru")
        expect(at.page.get_by_role("combobox", name="Cari pemilihan")).to_be_focused()
        at.page.keyboard.type("tidak-ada-yang-begini")
        expect(options).to_have_text([re.compile("Tidak ada pemilihan yang cocok")])
        at.resize("phone")
        assert (at.overflow() <= 0, at.serious()) == (True, [])
        at.press("Escape")
        saved(at, 2)
        assert lobby.read()["panels"][0]["options"] == {}
