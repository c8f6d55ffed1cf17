"""Letters over HTTP and on the stream, by people of a made city."""

from __future__ import annotations

import uuid
from typing import Any

import pytest
import requests

from tests.integration.gateway.office import DRAFT, ROOT, all_heard, listening, opened
from tests.integration.gateway.sse import Heard
from tests.unit.eoffice.documents import PDF

TOPICS = "eoffice.letter_submitted,eoffice.letter_cancelled,eoffice.unit_registered"


@pytest.fixture(scope="module")
def office(bare_house):
    return opened(bare_house)


@pytest.fixture
def listen(office):
    with listening(office, TOPICS) as make:
        yield make


def test_a_letter_is_written_handed_up_and_read_by_who_may(office):
    key = str(uuid.uuid4())
    made = office.ask("camat", "POST", "letters", DRAFT, key=key)
    again = office.ask("camat", "POST", "letters", DRAFT, key=key)
    assert (made.status_code, again.status_code) == (201, 200)
    assert made.headers["Location"] == f"{ROOT}/letters/{made.json()['id']}"
    assert again.json() == made.json()
    letter = office.step("camat", made.json(), "submission")
    assert letter["state"] == "ready_to_sign"
    path = f"letters/{letter['id']}"
    assert office.ask("walikota", "GET", path).json()["subject"] == DRAFT["subject"]
    assert office.ask("lurah", "GET", path).status_code == 404
    assert office.ask("walikota", "GET", "letters/counts").json()["to_sign"] >= 1
    drafts = office.ask("camat", "GET", f"{path}/drafts").json()["items"]
    assert [one["draft"] for one in drafts] == [1]
    assert office.ask("camat", "GET", f"{path}/drafts/1").json()["subject"] == DRAFT["subject"]
    assert office.ask("camat", "GET", f"{path}/drafts/x").status_code == 422
    acts = office.ask("camat", "GET", f"{path}/history").json()["items"]
    assert [one["what"] for one in acts] == ["letter_drafted", "letter_submitted"]


def test_an_older_version_is_refused_with_the_one_that_stands(office):
    letter = office.drafted()
    office.step("camat", letter, "submission")
    answer = office.ask("camat", "POST", f"letters/{letter['id']}/cancellation", {
        "version": 1, "note": "batal",
    })  # fmt: skip
    assert (answer.status_code, answer.json()["type"]) == (412, "letter-changed")


@pytest.mark.parametrize(
    ("body", "fields"),
    [
        ({}, ["kind"]),
        ({**DRAFT, "security": "hidden", "colour": 1}, ["colour", "security"]),
        ({**DRAFT, "to": [{"kind": "friend"}]}, ["to.0.kind"]),
        ({**DRAFT, "signer": "RAJA"}, ["signer"]),
    ],
)
def test_what_is_wrong_is_named(office, body, fields):
    answer = office.ask("camat", "POST", "letters", body)
    assert answer.status_code == 422
    assert sorted(one["field"] for one in answer.json()["errors"]) == fields


def test_letters_are_for_officials(office):
    for role in ("viewer", "operator", "reporter", "verifier"):
        assert office.ask("camat", "GET", "letters", role=role).status_code == 403
    url = f"{office.house.url}{ROOT}/letters"
    assert requests.get(url, timeout=10).status_code == 401


def test_rules_of_numbers_are_an_administrators(office):
    rule = {"template": "{n:02}/{unit}", "scope": "unit", "unit": "1971.AI"}
    assert office.ask("camat", "PUT", "number-rules", rule).status_code == 403
    assert office.ask("admin", "PUT", "number-rules", rule, role="admin").status_code == 200
    assert (
        office.ask("camat", "GET", "number-rules").json()["items"][0]["template"] == "{n:02}/{unit}"
    )
    assert office.ask("camat", "GET", "numbers", params={"year": 2026}).status_code == 403


def test_a_file_goes_up_with_its_name_and_comes_down_to_be_saved(office):
    letter = office.drafted()
    path = f"letters/{letter['id']}/attachments"
    version = {"version": letter["version"]}
    form = {"file": ("../peta é.pdf", PDF, "text/html")}
    added = office.ask("camat", "POST", path, params=version, files=form)
    assert (added.status_code, added.json()["name"]) == (201, "peta é.pdf")
    where = added.headers["Location"].removeprefix(f"{ROOT}/")
    assert where == f"{path}/{added.json()['id']}"
    saved = office.ask("camat", "GET", where)
    assert (saved.content, saved.headers["Content-Type"]) == (PDF, "application/pdf")
    assert saved.headers["Content-Disposition"] == "attachment; filename*=UTF-8''peta%20%C3%A9.pdf"
    assert saved.headers["X-Content-Type-Options"] == "nosniff"
    assert office.ask("lurah", "GET", where).status_code == 404
    refused = office.ask("camat", "POST", path, params={"version": 2}, files={"file": b"MZ"})
    assert (refused.status_code, refused.json()["type"]) == (415, "not-an-attachment")
    removed = office.ask("camat", "DELETE", where, params={"version": 2})
    assert (removed.status_code, removed.json()["version"]) == (200, 3)
    assert office.ask("camat", "GET", path).json()["items"] == []


def test_the_stream_tells_of_a_letter_to_its_readers_alone(office, listen):
    heard = {name: listen(name) for name in ("camat", "walikota", "lurah", "kadis")}
    heard["admin"] = listen("admin", "admin")
    letter = office.step("camat", office.drafted(security="secret"), "submission")
    office.step("camat", letter, "cancellation", note="batal")
    told = {name: _of_letter(letter, those) for name, those in all_heard(office, heard).items()}
    both = ["eoffice.letter_submitted", "eoffice.letter_cancelled"]
    assert told == {"camat": both, "walikota": both, "lurah": [], "kadis": [], "admin": []}


def _of_letter(letter: dict[str, Any], heard: list[Heard]) -> list[str]:
    assert not any("readers" in one.data["data"] for one in heard)
    return [one.event for one in heard if one.data["data"].get("letter") == letter["id"]]


def test_a_list_of_codes_is_imported_by_an_administrator(office):
    file = {"file": ("kode.csv", b"kode;uraian\n600;Pekerjaan umum\n600.1;Jalan\n", "text/csv")}
    assert office.ask("camat", "POST", "classifications", files=file).status_code == 403
    put = office.ask("admin", "POST", "classifications", files=file, role="admin")
    assert (put.status_code, put.json()) == (200, {"lines": 2})
    found = office.ask("camat", "GET", "classifications", params={"under": "600."}).json()
    assert found == {"items": [{"code": "600.1", "title": "Jalan"}], "next": None}
    wrong = {"file": ("kode.csv", b"kode;uraian\n6;x\n", "text/csv")}
    refused = office.ask("admin", "POST", "classifications", files=wrong, role="admin")
    assert refused.status_code == 422
    assert [one["field"] for one in refused.json()["errors"]] == ["lines.2.code"]


@pytest.mark.parametrize("path", ["letters", "classifications", "positions", "incoming"])
def test_what_no_database_can_look_for_is_refused(office, path):
    answer = office.ask("camat", "GET", f"{path}?q=a%00b")
    assert answer.status_code == 422, answer.text
    assert [one["field"] for one in answer.json()["errors"]] == ["q"]
