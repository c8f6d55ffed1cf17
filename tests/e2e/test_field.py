"""The field page in a real browser with its network cut: nothing is lost, nothing counts twice."""

from __future__ import annotations

import csv
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Route

from tests.e2e.conftest import Running
from tests.e2e.fielding import FORM, TPS, VOTES, Phone, Place, photo
from tests.e2e.line import Line
from tests.servers import until


@pytest.fixture
def place(running: Running) -> Place:
    return Place(running)


@pytest.fixture
def line(running: Running) -> Iterator[Line]:
    made = Line(int(running.url.rpartition(":")[2]))
    yield made
    made.cut()


@pytest.fixture
def phone(browser: Browser, line: Line, tmp_path) -> Iterator[Phone]:
    made = Phone(browser.browser_type, tmp_path / "profile", line.url)
    yield made
    made.close()
    assert made.troubles == []


def test_two_forms_written_without_a_signal_arrive_once_each(place, phone, line, tmp_path):
    phone.open().photograph("masuk")
    assert phone.serious() == []
    phone.enrol(place.code())
    phone.context.set_offline(True)
    line.cut()
    phone.type(FORM).until("#net", "Tidak ada sinyal")
    phone.until("#says-II", "Beda 10 lembar. 281 + 2 + 265 = 548, sedangkan diterima 538.")
    phone.until("#says-II", "Mungkin angka 265 seharusnya 255.")
    phone.page.set_input_files("input[type=file] >> nth=0", photo(tmp_path / "hal1.jpg"))
    phone.until(".pages", "Hal. 1, tajam")
    phone.page.evaluate("document.querySelector('#part-II').scrollIntoView()")
    phone.photograph("isi")
    phone.photograph("isi-penuh", whole=True)
    assert phone.serious() == []
    phone.send().until("#done", "menunggu sinyal")
    phone.photograph("tersimpan")
    assert phone.serious() == []
    phone.go("#form/gubernur").type(VOTES).send()
    phone.go("#form/gubernur").type({"invalid": 3})  # not sent: a draft
    phone.close()

    phone.open(offline=True)  # the phone was restarted, still without a signal
    phone.go("#queue").until("#done", "Hasil Wali Kota")
    assert phone.states() == ["Menunggu"] * 3
    phone.go("#form/gubernur")
    assert phone.page.input_value("[name='votes.2']") == "118"
    assert phone.page.input_value("[name='invalid']") == "3"
    phone.go("#queue")
    phone.context.set_offline(False)  # a signal, and no gateway behind it
    phone.until("#net", "Belum tersambung")
    line.mend()
    phone.page.get_by_text("Coba kirim sekarang").click()
    phone.show("receipt").go("#queue")
    assert phone.settled().states() == ["Diterima"] * 3

    for contest in ("walikota", "gubernur"):
        [kept] = place.record(contest)["submissions"]
        proof = place.signature(kept["id"])
        assert (proof["valid"], proof["agrees"], proof["key"]["tps"]) == (True, True, TPS)
    assert place.record("walikota")["form"]["ballots"]["unused"] == 265
    assert place.record("gubernur")["form"] == {"votes": {"1": 152, "2": 118}}
    [sent] = place.admin.read(f"{place.path}/contests/walikota/results/{TPS}/photos")["items"]
    proof = place.admin.read(f"/v1/elections/photos/{sent['id']}/signature")
    assert (proof["valid"], proof["agrees"], proof["key"]["id"]) == (True, True, sent["signed_by"])
    assert (sent["page"], sent["taken_at"][:10]) == (1, "2024-11-27")
    assert max(sent["width"], sent["height"]) == 2000
    assert sent["height"] > sent["width"]  # upright

    phone.page.get_by_role("link", name="Hasil Wali Kota").click()
    phone.show("receipt").until("#done", "Surat suara diterima tidak sama dengan penggunaannya.")
    phone.photograph("diterima")
    assert phone.serious() == []
    phone.go("#form/walikota").until(".pages", "Hal. 1, diterima, ditandatangani")


def test_one_that_fails_at_the_server_holds_nothing_up(place, phone):
    phone.open().enrol(place.code())
    body = {"type": "internal", "title": "Unexpected error", "status": 500}

    def fail(route: Route) -> None:
        if route.request.post_data_json["contest"] == "walikota":
            route.fulfill(status=500, json=body, content_type="application/problem+json")
        else:
            route.continue_()

    phone.context.route("**/results", fail)
    phone.type(VOTES).send().until("#net", "Belum tersambung")
    phone.go("#form/gubernur").type(VOTES).send().until(".q", "Diterima")
    assert sorted(phone.states()) == ["Diterima", "Menunggu"]
    phone.context.unroute("**/results")
    phone.page.get_by_text("Coba kirim sekarang").click()
    phone.show("receipt")
    assert len(place.record("walikota")["submissions"]) == 1


def test_an_answer_that_got_lost_is_asked_for_again_with_the_same_id(place, phone):
    phone.open().enrol(place.code())
    lost = []

    def lose(route: Route) -> None:
        if not lost:
            lost.append(route.fetch().status)
        route.abort()

    phone.context.route("**/results", lose)
    phone.type(VOTES).send().until("#net", "Belum tersambung")
    phone.context.unroute("**/results")
    phone.page.get_by_text("Coba kirim sekarang").click()
    phone.show("receipt")
    assert lost == [201]
    assert len(place.record("walikota")["submissions"]) == 1


def test_what_is_refused_says_what_to_do_and_holds_nothing_up(place, phone):
    phone.open().enrol(place.code()).type(VOTES).send().show("receipt")
    record = f"{place.path}/contests/walikota/results/{TPS}"
    place.command(f"{record}/final", {"version": place.record("walikota")["version"]})
    phone.context.set_offline(True)
    phone.go("#form/walikota").type({"votes.1": 153}).send()
    phone.go("#form/gubernur").type(VOTES).send()
    phone.context.set_offline(False)
    phone.until(".q", "Mintalah PPK membukanya kembali")
    phone.go("#queue").until(".q", "Perbaikan Wali Kota")
    phone.settled()
    assert sorted(phone.states()) == ["Diterima", "Diterima", "Ditolak"]
    assert place.record("gubernur")["form"]["votes"] == {"1": 152, "2": 118}
    phone.photograph("ditolak")
    assert phone.serious() == []


def test_a_figure_sent_by_mistake_is_emptied_by_a_correction(place, phone):
    phone.open().enrol(place.code()).type(FORM).send().show("receipt")
    assert until(lambda: place.record("walikota")["counted"])
    phone.go("#form/walikota").type({"votes.2": "", "disabled.male": ""})
    phone.until("#send", "Akan dikosongkan di pusat kendali: 2 angka")
    phone.photograph("kosongkan")
    assert phone.serious() == []
    phone.send().show("receipt").until("#done", "Angka dikosongkan")
    record = place.record("walikota")
    assert (record["state"], record["counted"]) == ("partial", False)
    assert (record["form"]["votes"], record["form"]["disabled"]) == (
        {"1": 152},
        {"female": 2, "total": 3},
    )
    proof = place.signature(record["submissions"][-1]["id"])
    assert (proof["valid"], proof["agrees"]) == (True, True)
    phone.go("#form/walikota").type({"votes.2": 118}).send().show("receipt")
    record = place.record("walikota")
    assert (record["counted"], record["form"]["votes"]) == (True, {"1": 152, "2": 118})
    assert record["submissions"][-1]["form"].get("disabled") == {"female": 2, "total": 3}


def test_a_revoked_phone_goes_on_with_a_new_code_and_signing_out_wipes_it(place, phone):
    phone.open().enrol(place.code())
    [key] = place.admin.read(f"{place.path}/crews/keys")["items"]
    place.command(f"{place.path}/crews/keys/{key['id']}/revocation", {"reason": "hilang"})
    phone.type(VOTES).send().until("#done", "Kunci ponsel ini tidak berlaku lagi.")
    phone.page.get_by_text("Masukkan kode baru").click()
    phone.show("enrol")
    phone.page.fill("#code", "0000-00000-0")
    phone.page.click("#enrol [type=submit]")
    phone.until("#code-trouble", "Kode ini tidak dikenal")
    phone.enrol(place.code()).turn("#queue").until("#done", "Diterima").go("#queue")
    [kept] = place.record("walikota")["submissions"]
    assert place.signature(kept["id"])["key"]["id"] != key["id"]
    phone.page.click("#leave")
    phone.page.click("#leave-yes")
    phone.show("enrol")
    counts = """async () => {
      const { all } = await import('/static/js/field/store.js');
      const kept = await Promise.all(['meta', 'drafts', 'items', 'photos'].map(all));
      return kept.map((rows) => rows.length);
    }"""
    assert phone.page.evaluate(counts) == [0, 0, 0, 0]


def test_a_printed_code_is_taken_from_the_address_and_english_is_kept(
    running, place, phone, tmp_path
):
    out = tmp_path / "kode.csv"
    words = ("elections", "crew-codes", "--election", place.id, "--out", str(out))
    made = running.kendali(*words)
    assert made.returncode == 0, made.stderr
    assert out.stat().st_mode & 0o077 == 0
    [row] = csv.DictReader(out.read_text().splitlines())
    assert (row["tps"], row["place"]) == (TPS, "Semabung Lama, Bukit Intan")
    phone.open(place=f"?lang=en#code={row['code']}").until("#enrol", "Sign in as KPPS")
    assert phone.page.input_value("#code") == row["code"]
    assert row["code"] not in phone.page.url
    phone.page.click("#enrol [type=submit]")
    phone.show("form").until("#part-II", "Use of ballot papers")
    phone.type(FORM).until("#says-II", "Off by 10 papers. 281 + 2 + 265 = 548, but received")
    assert phone.serious() == []
    phone.send().show("receipt").until("#done", "Accepted by the command centre")
    [kept] = place.record("walikota")["submissions"]
    words = ("elections", "verify-signature", kept["id"], "--election", place.id)
    checked = running.kendali(*words)
    assert checked.returncode == 0, checked.stdout + checked.stderr
    assert "signature is right" in checked.stdout
    phone.close()
    phone.open().show("form").until("#part-II", "Use of ballot papers")


def test_a_browser_without_background_sync_sends_by_itself(place, phone):
    """As Firefox and Safari are: the page sends when the signal is back, and nobody presses."""
    phone.open()
    phone.context.add_init_script(
        "delete window.SyncManager; delete ServiceWorkerRegistration.prototype.sync"
    )
    phone.page.reload()
    phone.page.wait_for_selector("body[data-view='enrol']")
    assert phone.page.evaluate("'SyncManager' in window") is False
    phone.enrol(place.code())
    phone.context.set_offline(True)
    phone.type(VOTES).send().until("#done", "menunggu sinyal")
    phone.context.set_offline(False)
    phone.show("receipt", seconds=30)
    [kept] = place.record("walikota")["submissions"]
    assert place.signature(kept["id"])["valid"]


def test_the_worker_sends_with_the_page_closed(place, phone):
    phone.open().enrol(place.code())
    phone.context.set_offline(True)
    phone.type(VOTES).send().until("#done", "menunggu sinyal")
    phone.page.goto("about:blank")
    phone.context.set_offline(False)
    phone.wake("send")
    until(lambda: place.submissions("walikota"), 30)
    [kept] = place.record("walikota")["submissions"]
    assert place.signature(kept["id"])["valid"]
