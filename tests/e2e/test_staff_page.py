"""The desk for ad-hoc staff in a real browser: who serves, who applies, files, the party check."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.e2e import desk as desks
from tests.e2e.conftest import Running
from tests.e2e.desk import Desk
from tests.e2e.fielding import TPS
from tests.e2e.recruiting import HEAD, LISTED, MEMBERS, OTHER, Recruitment, nik

BOTH = pytest.mark.parametrize(("size", "lang"), [("desk", "id"), ("phone", "en")])


def said(lang: str, indonesian: str, english: str) -> str:
    return {"id": indonesian, "en": english}[lang]


def open_at(desk: Desk, place: Recruitment, view: str, lang: str = "id") -> None:
    desk.page.goto("about:blank")  # the same page with another hash is not loaded anew
    desk.show(f"/console/staff?election={place.id}&lang={lang}#{view}")


def clean(desk: Desk, name: str) -> None:
    """Take its photograph, and see that the page fits and is accessible."""
    desk.photograph(name, whole=True)
    assert desk.serious() == []
    assert desk.overflow() <= 0


def printed(desk: Desk) -> None:
    """Print, where the printer is a mark on the page."""
    desk.page.evaluate("window.print = () => { document.body.dataset.printed = 'yes' }")
    desk.page.click("#print")
    desk.page.wait_for_selector("body[data-printed]")


@BOTH
def test_an_applicant_is_typed_and_his_nik_is_never_shown_back(
    running: Running, browser: Browser, size, lang
):
    place = Recruitment(running)
    with desks.desk(browser, running.url, "operator", size) as desk:
        open_at(desk, place, "people", lang)
        page, form = desk.page, "#apply "
        page.fill(form + "[name=area]", TPS[:10])
        page.fill(form + "[name=name]", "Pelamar 2")
        page.fill(form + "[name=nik]", "1971013213900001")
        page.click(form + "[type=submit]")
        desk.until("#apply-nik", said(lang, "bukan tanggal", "are no date"))
        desk.until("#apply-area", "13")
        desk.until("#apply-birth", "2024-11-27")
        assert page.get_attribute(form + "[name=nik]", "aria-invalid") == "true"
        clean(desk, f"staff-apply-wrong-{size}-{lang}")
        assert place.applicants() == []
        page.fill(form + "[name=area]", TPS)
        page.fill(form + "[name=name]", "Pelamar")
        page.fill(form + "[name=nik]", "197101 170590 0001")
        page.fill(form + "[name=birth_date]", "1990-05-18")
        desk.until("#apply-birth", said(lang, "tidak sama", "not the one"))
        page.fill(form + "[name=birth_date]", "1990-05-17")
        page.check(form + "[name=no_party]")
        page.click(form + "[type=submit]")
        desk.until("#people", "Pelamar …0001")
        desk.until("#people", said(lang, "Semua syarat terpenuhi", "All requirements met"))
        assert page.input_value(form + "[name=nik]") == ""
        assert nik(1) not in page.content()
        clean(desk, f"staff-people-{size}-{lang}")
        page.fill(form + "[name=nik]", nik(1))
        page.fill(form + "[name=name]", "Pelamar")
        page.fill(form + "[name=birth_date]", "1990-05-17")
        page.click(form + "[type=submit]")
        desk.until("#said", said(lang, "sudah melamar", "has applied"))
        desk.excuse("409")
    assert [one["nik_tail"] for one in place.applicants()] == ["0001"]


@BOTH
def test_applicants_are_decided_by_keyboard_and_fill_a_gap(
    running: Running, browser: Browser, size, lang
):
    place = Recruitment(running)
    place.add("Pelamar", nik(1))
    place.add("Penyusul", nik(2))
    with desks.desk(browser, running.url, "operator", size) as desk:
        open_at(desk, place, "people", lang)
        desk.until("#people", "Penyusul")
        desk.page.locator("#people tr").first.focus()
        desk.press("t")
        desk.until("#people tr:first-child", said(lang, "Diterima", "Accepted"))
        desk.press("ArrowDown", "x")
        desk.page.fill("#refuse [name=reason]", "berkas tidak lengkap")
        desk.press("Enter")
        desk.until("#people tr:nth-child(2)", "berkas tidak lengkap")
        open_at(desk, place, "roster", lang)
        desk.until("#bodies", "1/7")
        assert "Pelamar" in desk.text(f"#bodies tr[data-key='{TPS}']")
        assert f"TPS 001 Semabung Lama {TPS}" in desk.text("#bodies tr")
        desk.until("#sums", said(lang, "kurang 13 orang", "13 people missing"))
        clean(desk, f"staff-roster-{size}-{lang}")
        desk.page.select_option("#filter [name=body]", "pps")
        desk.until("#bodies", f"Semabung Lama {TPS[:10]} 0/3 3")
        desk.page.fill("#filter [name=area]", TPS[:6])
        desk.page.select_option("#filter [name=body]", "kpps")
        desk.until("#bodies", "1/7")
        printed(desk)
        desk.page.click("#bodies tr:first-child [data-slot=people]")
        desk.page.wait_for_selector("#people tr:nth-child(2)")
        assert desk.page.input_value("#filter [name=area]") == TPS
    states = {one["name"]: one["state"] for one in place.applicants()}
    assert states == {"Pelamar": "accepted", "Penyusul": "refused"}


def test_a_roster_goes_out_as_a_file_and_on_paper_and_a_verifier_sees_nothing_else(
    running: Running, browser: Browser
):
    place = Recruitment(running)
    place.accept(place.add("Pelamar", nik(1)))
    with desks.desk(browser, running.url, "verifier") as desk:
        open_at(desk, place, "people")
        desk.until("#bodies", "Pelamar")
        assert desk.page.locator("#views, #apply, #check, #people").count() == 0
        with desk.page.expect_download() as found:
            desk.page.click("#csv")
        text = Path(found.value.path()).read_text(encoding="utf-8").splitlines()
        assert text[1] == f"{TPS},Semabung Lama,KPPS,1,Pelamar,not-registered"
        assert len(text) == 15
        desk.page.check("#filter [name=lacking]")
        printed(desk)
        desk.page.emulate_media(media="print")
        assert not desk.page.is_visible("#filter")
        assert not desk.page.is_visible(".appbar")
        assert desk.page.is_visible("#bodies")
        desk.photograph("staff-print", whole=True)


@BOTH
def test_a_file_says_which_rows_are_wrong_and_takes_the_good_ones_only_when_asked(
    running: Running, browser: Browser, tmp_path, size, lang
):
    place = Recruitment(running)
    file = tmp_path / "pelamar.csv"
    good = [f"{nik(n)},Pelamar,1990-05-17,{TPS},ya" for n in (1, 2)]
    bad = [f"12,Pelamar,1990-05-17,{TPS},ya", f"{nik(3)},P4,17-5-1990,{OTHER}9,ya"]
    bad.append(f"{nik(1)},Pelamar,1990-05-17,{OTHER},ya")
    file.write_text("\n".join([HEAD, *good, *bad]), encoding="utf-8")
    with desks.desk(browser, running.url, "operator", size) as desk:
        open_at(desk, place, "files", lang)
        desk.page.set_input_files("#many [name=file]", file)
        desk.page.click("#many [type=submit]")
        desk.page.wait_for_selector("#job-keep:visible")
        assert said(lang, "3 dari 5 baris salah", "3 of 5 rows are wrong") in desk.text("#job-said")
        rows = [desk.text(f"#refusals tr:nth-child({n})") for n in (1, 2, 3)]
        assert rows[0].startswith(said(lang, "4 NIK perlu 16 angka", "4 NIK needs 16 digits"))
        assert rows[1].startswith("5 ")
        assert said(lang, "tanggal lahir: perlu tanggal", "date of birth: needs a date") in rows[1]
        assert said(lang, "NIK di baris 2", "NIK of row 2") in rows[2]
        assert nik(3) not in desk.page.content()
        assert place.applicants() == []
        clean(desk, f"staff-files-{size}-{lang}")
        desk.page.click("#job-keep")
        desk.until("#job-said", said(lang, "2 pelamar tercatat, 3", "2 applicants recorded, 3"))
        clean(desk, f"staff-files-done-{size}-{lang}")
    assert [one["nik_tail"] for one in place.applicants()] == ["0001", "0002"]


def test_a_register_comes_in_and_a_file_without_its_columns_is_refused_at_once(
    running: Running, browser: Browser, tmp_path
):
    place = Recruitment(running)
    place.accept(place.add("Pelamar", nik(1)))
    wrong, right = tmp_path / "salah.csv", tmp_path / "sipol.csv"
    wrong.write_text("a,b\n1,2\n", encoding="utf-8")
    lines = [f"{one},Anggota,Partai Dua,Anggota,Rangkui" for one in (nik(1), nik(5))]
    right.write_text("\n".join([MEMBERS, *lines]), encoding="utf-8")
    with desks.desk(browser, running.url, "operator") as desk:
        open_at(desk, place, "files")
        desk.page.set_input_files("#sipol [name=file]", wrong)
        desk.page.click("#sipol [type=submit]")
        desk.until("#job-said", "tidak punya kolom nik")
        desk.excuse("422")
        desk.page.set_input_files("#sipol [name=file]", right)
        desk.page.click("#sipol [type=submit]")
        desk.until("#job-said", "2 anggota dari 1 partai")
        open_at(desk, place, "party")
        desk.until("#parties", "PARTAI DUA 2")
        desk.until("#hits", "Pelamar …0001 KPPS")
        clean(desk, "staff-party-desk-id")


@BOTH
def test_a_look_up_and_an_objection_from_filed_to_upheld(
    running: Running, browser: Browser, size, lang
):
    place = Recruitment(running)
    place.add("Tercatut", LISTED)
    with desks.desk(browser, running.url, "operator", size) as desk:
        open_at(desk, place, "party", lang)
        desk.page.fill("#check [name=nik]", LISTED[:15])
        desk.page.click("#check [type=submit]")
        desk.until("#check-wrong", said(lang, "16 angka", "16 digits"))
        desk.page.fill("#check [name=nik]", LISTED)
        desk.page.click("#check [type=submit]")
        desk.until("#answer", said(lang, "…0002: Terdaftar di partai", "…0002: Registered"))
        desk.until("#listings", "PARTAI SATU")
        assert LISTED not in desk.page.content()
        assert desk.page.input_value("#check [name=nik]") == ""
        clean(desk, f"staff-check-{size}-{lang}")
        open_at(desk, place, "people", lang)
        desk.page.click("#people tr:first-child [data-slot=more]")
        desk.page.fill("#object [name=note]", f"bukan anggota {LISTED}")
        desk.page.click("#object [type=submit]")
        desk.until("#person-wrong", said(lang, "tidak boleh memuat NIK", "must not have a NIK"))
        desk.excuse("422")
        desk.page.fill("#object [name=note]", "tidak pernah menjadi anggota")
        desk.page.click("#object [type=submit]")
        desk.until("#objections", said(lang, "Sanggahan diajukan", "Objection filed"))
        clean(desk, f"staff-objection-{size}-{lang}")
        desk.page.fill("#judge [name=reason]", "surat partai terlampir")
        desk.page.click("#judge [value=uphold]")
        desk.until("#objections", "surat partai terlampir")
        desk.page.click("#person-close")
        desk.until("#people", said(lang, "Sanggahan diterima", "Objection upheld"))
    [one] = place.applicants()
    assert (one["party"], one["objections"][0]["state"]) == ("objection-upheld", "upheld")


def test_a_member_whom_a_new_register_lists_appears_on_an_open_page(
    running: Running, browser: Browser
):
    place = Recruitment(running)
    place.accept(place.add("Muncul", nik(77)))
    with desks.desk(browser, running.url, "operator") as desk:
        open_at(desk, place, "party", "id")
        desk.page.wait_for_selector("#hits-none:not([hidden])")
        place.register(nik(77))
        desk.until("#hits", "Muncul")
        assert desk.text("#said") == "Seorang anggota badan ad hoc tercatat di daftar partai."


@BOTH
def test_a_person_who_asks_is_erased_after_a_question_and_who_serves_is_not(
    running: Running, browser: Browser, size, lang
):
    place = Recruitment(running)
    place.add("Pemohon", nik(1))
    place.accept(place.add("Bertugas", nik(2)))
    with desks.desk(browser, running.url, "admin", size) as desk:
        open_at(desk, place, "people", lang)
        for name, after in (("Bertugas", "#person-wrong"), ("Pemohon", "#said")):
            desk.page.locator("#people tr", has_text=name).locator("[data-slot=more]").click()
            desk.page.click("#person-erase")
            desk.until("#erase", said(lang, "Tetap ada:", "What stays:"))
            clean(desk, f"staff-erase-{size}-{lang}")
            desk.page.check("#erase [name=sure]")
            desk.page.click("#erase [value=yes]")
            expected = {
                "Bertugas": said(lang, "Masa kerjanya belum berakhir", "The term is not over"),
                "Pemohon": said(lang, "sudah dihapus", "were erased"),
            }
            desk.until(after, expected[name])
            desk.page.click("#person-close")
        desk.excuse("409")
        desk.until("#people", said(lang, "Nama dihapus", "Name erased"))
        assert "Pemohon" not in desk.text("#people")
    told = json.dumps(place.applicants())
    assert re.findall("Pemohon|Bertugas", told) == ["Bertugas"]


@BOTH
def test_a_round_is_opened_at_the_desk(running: Running, browser: Browser, size, lang):
    place = Recruitment(running)
    with desks.desk(browser, running.url, "admin", size) as desk:
        open_at(desk, place, "rounds", lang)
        form = desk.page.locator("#open")
        form.locator("[name=body]").select_option("pps")
        form.locator("[name=area]").fill(TPS[:6])
        for name, day in (("opens", "2026-01-05"), ("closes", "2026-01-09")):
            form.locator(f"[name={name}]").fill(day)
        form.locator("[name=term_ends]").fill("2026-01-31")
        form.locator("[type=submit]").click()
        desk.until("#rounds", f"PPS {TPS[:6]}")
        clean(desk, f"staff-rounds-{size}-{lang}")
        desk.page.click("#rounds [data-slot=erase]:visible")
        desk.page.check("#erase [name=sure]")
        desk.page.click("#erase [value=yes]")
        desk.until("#rounds", said(lang, "Nama dihapus", "Name erased"))
