"""Incoming letters and dispositions over HTTP and on the stream, by people of a made city."""

from __future__ import annotations

import json
import uuid
from http.client import HTTPConnection
from typing import Any

import pytest

from tests.integration.gateway.office import ROOT, all_heard, listening, opened
from tests.integration.gateway.sse import Heard
from tests.unit.eoffice.documents import LOCKED_PDF, PDF

PDF_TYPE = "application/pdf"

ENTRY = {
    "number": "B-17/KP/III/2026",
    "sender": "Kantor Pos Wilayah",
    "subject": "Permohonan data genangan",
    "dated": "2026-03-01",
    "to": "WALI",
}
ORDER = {"to": ["SEKDA"], "instructions": ["follow-up"], "text": "Cek lapangan"}
TOPICS = (
    "eoffice.incoming_registered,eoffice.disposition_given,eoffice.disposition_read,"
    "eoffice.unit_registered"
)


def _registered(office: Any, **changes: Any) -> dict[str, Any]:
    answer = office.ask("sekda", "POST", "incoming", {**ENTRY, **changes})
    assert answer.status_code == 201, answer.text
    return dict(answer.json())


def _step(office: Any, name: str, path: str, one: dict[str, Any], **body: Any) -> dict[str, Any]:
    where, verb = path.split("/")
    said = {"version": one["version"], **body}
    answer = office.ask(name, "POST", f"{where}/{one['id']}/{verb}", said)
    assert answer.status_code in {200, 201}, answer.text
    return dict(answer.json())


def _given(office: Any, letter: dict[str, Any]) -> dict[str, Any]:
    read = _step(office, "walikota", "incoming/reading", letter)
    about = {"kind": "incoming", "id": letter["id"]}
    body = {**ORDER, "about": about, "version": read["version"]}
    answer = office.ask("walikota", "POST", "dispositions", body)
    assert answer.status_code == 201, answer.text
    return dict(answer.json()["items"][0])


@pytest.fixture(scope="module")
def office(bare_house):
    return opened(bare_house)


@pytest.fixture
def listen(office):
    with listening(office, TOPICS) as make:
        yield make


def test_a_letter_goes_from_the_register_over_dispositions_to_its_end(office):
    key = str(uuid.uuid4())
    made = office.ask("sekda", "POST", "incoming", ENTRY, key=key)
    again = office.ask("sekda", "POST", "incoming", ENTRY, key=key)
    assert (made.status_code, again.status_code) == (201, 200)
    assert made.headers["Location"] == f"{ROOT}/incoming/{made.json()['id']}"
    twin = _registered(office)
    assert made.json()["id"] in [one["id"] for one in twin["duplicates"]]
    letter = made.json()
    one = _given(office, letter)
    one = _step(office, "sekda", "dispositions/reading", one)
    one = _step(office, "sekda", "dispositions/start", one)
    passed = {**ORDER, "to": ["CAMAT"], "coordination": ["KADIS"]}
    [below, _] = _step(office, "sekda", "dispositions/passing-on", one, **passed)["items"]
    below = _step(office, "camat", "dispositions/reading", below)
    below = _step(office, "camat", "dispositions/report", below, report="sudah")
    below = _step(office, "sekda", "dispositions/giving-back", below, note="lampirkan foto")
    below = _step(office, "camat", "dispositions/report", below, report="dengan foto")
    path = f"dispositions/{one['id']}"
    one = office.ask("sekda", "GET", path).json()
    one = _step(office, "sekda", "dispositions/report", one, report="selesai")
    early = office.ask("walikota", "POST", f"{path}/acceptance", {"version": one["version"]})
    assert (early.status_code, early.json()["type"]) == (409, "duties-open")
    _step(office, "sekda", "dispositions/acceptance", below)
    assert _step(office, "walikota", "dispositions/acceptance", one)["state"] == "done"
    tree = office.ask("walikota", "GET", "dispositions/tree", params={"letter": letter["id"]})
    [node] = tree.json()["items"]
    assert (node["state"], [child["receiver"] for child in node["children"]]) == (
        "done", ["CAMAT", "KADIS"],
    )  # fmt: skip
    letter = office.ask("walikota", "GET", f"incoming/{letter['id']}").json()
    assert _step(office, "walikota", "incoming/closing", letter)["state"] == "done"
    acts = office.ask("walikota", "GET", f"{path}/history").json()["items"]
    assert acts[0]["what"] == "disposition_given"


def test_what_one_may_not_read_is_not_there(office):
    letter = _registered(office)
    one = _given(office, letter)
    for path in (f"incoming/{letter['id']}", f"dispositions/{one['id']}"):
        assert office.ask("sekda", "GET", path).status_code == 200
        for more in ("", "/history"):
            assert office.ask("kadis", "GET", path + more).status_code == 404
    query = {"letter": letter["id"]}
    assert office.ask("kadis", "GET", "dispositions/tree", params=query).status_code == 404
    assert office.ask("kadis", "GET", "dispositions", params=query).json()["items"] == []
    for role in ("viewer", "operator", "reporter", "verifier"):
        for path in ("incoming", "dispositions", "counters", "dispositions/instructions"):
            assert office.ask("sekda", "GET", path, role=role).status_code == 403


def test_a_scan_goes_up_and_comes_down_to_be_saved(office):
    letter = _registered(office)
    path = f"incoming/{letter['id']}/scan"
    version = {"version": letter["version"]}
    refused = office.ask("sekda", "PUT", path, params=version, files={"file": b"MZ"})
    assert (refused.status_code, refused.json()["type"]) == (415, "not-a-scan")
    huge = office.ask("sekda", "PUT", path, params=version, files={"file": bytes(11 << 20)})
    assert huge.status_code == 413
    kept = office.ask("sekda", "PUT", path, params=version, files={"file": ("../a.pdf", PDF)})
    assert (kept.status_code, kept.json()["scan"]["type"]) == (200, "application/pdf")
    saved = office.ask("walikota", "GET", path)
    assert (saved.content, saved.headers["Content-Type"]) == (PDF, "application/pdf")
    assert saved.headers["Content-Disposition"] == "attachment"
    assert office.ask("kadis", "GET", path).status_code == 404


def test_a_scan_of_200_mb_is_refused_before_it_is_sent(office):
    """The answer comes on the head of the request: nobody waits for what is not taken."""
    letter = _registered(office)
    asking = HTTPConnection("127.0.0.1", office.house.port, timeout=20)
    asking.putrequest("PUT", f"{ROOT}/incoming/{letter['id']}/scan?version={letter['version']}")
    headers = {"Authorization": f"Bearer {office.token('sekda')}", "Content-Type": PDF_TYPE}
    headers |= {"Content-Length": str(200 << 20), "Idempotency-Key": str(uuid.uuid4())}
    for name, value in headers.items():
        asking.putheader(name, value)
    asking.endheaders(b"%PDF-1.7 the beginning of it")
    answer = asking.getresponse()
    assert (answer.status, json.loads(answer.read())["type"]) == (413, "too-large")
    asking.close()


@pytest.mark.parametrize("data", [LOCKED_PDF, PDF[:-10]], ids=["locked", "cut off"])
def test_a_scan_that_nobody_could_read_is_refused_with_the_reason(office, data):
    letter = _registered(office)
    path, version = f"incoming/{letter['id']}/scan", {"version": letter["version"]}
    answer = office.ask("sekda", "PUT", path, params=version, files={"file": data})
    assert (answer.status_code, answer.json()["type"]) == (422, "scan-unreadable")
    assert answer.json()["detail"]


def test_an_entry_is_compared_corrected_and_told(office):
    letter = _registered(office, number="B-9/2026", to="KADIS")
    said = {name: letter[name] for name in ("number", "sender", "dated")}
    found = office.ask("sekda", "POST", "incoming/duplicates", said)
    assert (found.status_code, found.json()["items"][0]["agenda"]) == (200, letter["agenda"])
    assert office.ask("camat", "POST", "incoming/duplicates", said).json()["items"] == []
    entry = {name: letter[name] for name in ("number", "sender", "dated", "received")}
    body = {**entry, "subject": "<script>x</script>", "version": letter["version"]}
    path = f"incoming/{letter['id']}"
    assert office.ask("sekda", "PUT", path, body).json()["errors"][0]["field"] == "note"
    new = office.ask("sekda", "PUT", path, {**body, "note": "salah ketik"})
    assert (new.status_code, new.json()["subject"]) == (200, "<script>x</script>")
    again = office.ask("sekda", "PUT", path, {**body, "note": "salah ketik"})
    assert (again.status_code, again.json()["type"]) == (412, "incoming-letter-changed")
    wrong = office.ask("sekda", "PUT", path, {"version": 2, "sender": ""})
    assert {one["field"] for one in wrong.json()["errors"]} >= {"sender", "subject", "dated"}
    assert office.ask("camat", "PUT", path, {**body, "note": "x"}).status_code == 404


def test_a_giver_is_offered_positions_and_prints_the_sheet(office):
    found = office.ask("sekda", "GET", "dispositions/receivers", params={"q": "camat"}).json()
    first = found["items"][0]
    assert (first["code"], first["relation"]) == ("CAMAT", "below")
    letter = _registered(office)
    _given(office, letter)
    path, query = "dispositions/sheet.pdf", {"kind": "incoming", "letter": letter["id"]}
    sheet = office.ask("sekda", "GET", path, params=query)
    assert (sheet.content[:5], sheet.headers["Content-Type"]) == (b"%PDF-", PDF_TYPE)
    assert office.ask("kadis", "GET", path, params=query).status_code == 404
    assert office.ask("sekda", "GET", path, params=query, role="viewer").status_code == 403


def test_what_is_wrong_is_named(office):
    wrong = {**ENTRY, "sender": "", "security": "hidden", "colour": 1}
    answer = office.ask("sekda", "POST", "incoming", wrong)
    assert answer.status_code == 422
    fields = sorted(one["field"] for one in answer.json()["errors"])
    assert fields == ["colour", "security", "sender"]
    answer = office.ask("walikota", "POST", "dispositions", {"about": {"kind": "memo"}})
    assert answer.status_code == 422
    fields = sorted(one["field"] for one in answer.json()["errors"])
    assert fields == ["about.id", "about.kind", "version"]


def test_counters_and_lists_are_ones_own(office):
    before = office.ask("sekda", "GET", "counters").json()
    one = _given(office, _registered(office))
    after = office.ask("sekda", "GET", "counters").json()
    assert after["unread_dispositions"] == before["unread_dispositions"] + 1
    others = office.ask("asisten", "GET", "counters").json()
    details = others.pop("details")
    assert set(others.values()) == {0}
    assert all(one["oldest"] is None for one in details.values())
    query = {"box": "unread", "limit": 1, "overdue": "false"}
    newest = office.ask("sekda", "GET", "dispositions", params=query).json()["items"]
    assert [item["id"] for item in newest] == [one["id"]]
    assert newest[0]["about"]["subject"] == ENTRY["subject"]


def test_the_stream_tells_of_it_to_its_readers_alone(office, listen):
    heard = {name: listen(name) for name in ("walikota", "sekda", "kadis")}
    heard["admin"] = listen("admin", "admin")
    letter = _registered(office, security="secret")
    one = _given(office, letter)
    _step(office, "sekda", "dispositions/reading", one)
    things = {letter["id"], one["id"]}
    told = {name: _of_things(things, those) for name, those in all_heard(office, heard).items()}
    both = ["incoming_registered", "disposition_given", "disposition_read"]
    assert told == {"walikota": both, "sekda": both, "kadis": [], "admin": []}


def _of_things(things: set[str], heard: list[Heard]) -> list[str]:
    data = [(one.event.removeprefix("eoffice."), one.data["data"]) for one in heard]
    assert not any("readers" in one for _, one in data)
    return [event for event, one in data if things & {one.get("incoming"), one.get("disposition")}]
