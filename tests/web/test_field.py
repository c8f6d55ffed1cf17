"""The field page as the gateway serves it, and its rules beside the server's."""

from __future__ import annotations

import json
import random
import re
import subprocess
from html import unescape
from pathlib import Path

import pytest

from services.elections.rules import defaults
from services.elections.sms import domain as sms
from services.gateway.web import field
from services.gateway.web.pages import FOLDER
from tests.web.test_pages import INLINE

MODULES = sorted((FOLDER / "static/js/field").glob("*.js"))
HERE = Path(__file__).parent
VOTES = ("votes.1", "votes.2", "votes.10")
CONTEST = {"id": "walikota", "candidates": [{"number": number} for number in (1, 2, 10)]}
ROWS = ("dpt", "users.dpt", "users.dptb", "users.dpk", "users.total", "disabled")


@pytest.fixture
def listed(client) -> list[str]:
    worker = client.get("/field/worker.js").text
    return json.loads(re.search(r"const FILES = (\[.*?\]);", worker)[1])


def _strings(page: str) -> dict:
    return json.loads(unescape(re.search(r'data-strings="([^"]*)"', page)[1]))


# Files


def test_the_page_is_open_to_all_and_has_no_inline_code(client):
    answer = client.get("/field")
    assert answer.status_code == 200
    assert not INLINE.search(answer.text)
    assert "worker-src 'self'" in answer.headers["Content-Security-Policy"]


def test_the_worker_keeps_exactly_what_the_page_needs(client, listed):
    needed = {"/field?lang=id", "/field?lang=en"}
    page = client.get("/field").text
    needed |= set(re.findall(r'(?:href|src)="(/(?:static|field/)[^"]+)"', page))
    tokens = (FOLDER / "static/css/tokens.css").read_text()
    needed |= set(re.findall(r'url\("(/static/[^"]+)"\)', tokens))
    needed |= {icon["src"] for icon in client.get("/field/manifest.webmanifest").json["icons"]}
    for module in MODULES:
        for name in re.findall(r'(?:from|import\() ?"([^"]+)"', module.read_text()):
            needed.add(name if name.startswith("/") else _address(name))
    assert set(listed) == needed
    assert len(listed) == len(needed)


def _address(name: str) -> str:
    if name.startswith("../"):
        return f"/static/js/{name.removeprefix('../')}"
    return f"/static/js/field/{name.removeprefix('./')}"


def test_every_file_that_the_worker_keeps_is_there(client, listed):
    for path in listed:
        with client.get(path) as answer:
            assert answer.status_code == 200, path


def test_the_version_changes_with_the_content(client, monkeypatch, tmp_path):
    def version() -> str:
        return re.search(r'const VERSION = "(\w+)"', client.get("/field/worker.js").text)[1]

    before = version()
    assert version() == before
    changed = tmp_path / "worker.js"
    changed.write_text(field.WORKER.read_text() + "\n")
    monkeypatch.setattr(field, "WORKER", changed)
    assert version() != before


def test_the_worker_may_hold_the_page_and_is_asked_for_anew(client):
    for query, module in (("", False), ("?type=module", True)):
        answer = client.get(f"/field/worker.js{query}")
        assert answer.headers["Service-Worker-Allowed"] == "/field"
        assert "no-cache" in answer.headers["Cache-Control"]
        assert ("import {" in answer.text) == module


def test_the_manifest_makes_it_installable(client):
    manifest = client.get("/field/manifest.webmanifest").json
    assert manifest["start_url"] == manifest["scope"] == "/field"
    assert manifest["display"] == "standalone"
    assert {icon["sizes"] for icon in manifest["icons"]} >= {"192x192", "512x512"}


def test_the_page_hangs_on_nothing_but_its_language(client):
    """The phone keeps one page for everybody: a cookie must not change it."""
    before = client.get("/field?lang=id").text
    client.set_cookie("kendali_lang", "en")
    assert client.get("/field?lang=id").text == before
    assert client.get("/field").text == before
    english = client.get("/field?lang=en").text
    assert '<html lang="en"' in english
    assert _strings(english).keys() == _strings(before).keys()


# Words


def test_every_word_that_a_module_asks_for_is_given(client):
    words = _strings(client.get("/field").text)
    asked = {
        name
        for path in MODULES
        for name in re.findall(r"(?<![/\w])words((?:\.\w+)+)", path.read_text())
    }
    assert len(asked) > 60
    for name in asked:
        place = words
        for part in name.removeprefix(".").split("."):
            assert isinstance(place, str) or part in place, name
            place = place[part] if isinstance(place, dict) else ""


def test_every_rule_of_the_server_has_its_words(client):
    words = _strings(client.get("/field").text)["findings"]
    assert {rule.id for rule in defaults.shipped()} <= set(words)


def test_no_colour_is_written_outside_the_tokens():
    sheet = (FOLDER / "static/css/field.css").read_text()
    assert not re.search(r"#[0-9a-f]{3,8}\b|rgb\(|hsl\(", sheet)
    assert min(map(float, re.findall(r"font-size: (\d*\.?\d+)rem", sheet))) >= 0.875


# Rules


def _form(rng: random.Random) -> dict[str, int]:
    """A form that is right, then wrong in some places, with some boxes left empty."""
    form: dict[str, int] = {}
    for row in ROWS:
        male, female = rng.randrange(200), rng.randrange(200)
        form |= {f"{row}.male": male, f"{row}.female": female, f"{row}.total": male + female}
    for sex in ("male", "female", "total"):
        parts = (form[f"{row}.{sex}"] for row in ("users.dpt", "users.dptb", "users.dpk"))
        form[f"users.total.{sex}"] = sum(parts)
    users = form["users.total.total"]
    votes = [rng.randrange(users // 3 + 1) for _ in VOTES]
    invalid = users - sum(votes)
    form |= dict(zip(VOTES, votes, strict=True))
    form |= {"valid": sum(votes), "invalid": invalid, "total": users}
    received = form["dpt.total"] + -(-form["dpt.total"] * 25 // 1000)
    unused = max(0, received - users - 2)
    form |= {"ballots.received": received, "ballots.used": users}
    form |= {"ballots.returned": 2, "ballots.unused": unused}
    for name in rng.sample(sorted(form), rng.randrange(5)):
        form[name] = rng.choice((0, form[name] + 1, form[name] + 10, rng.randrange(1200)))
    for name in rng.sample([n for n in sorted(form) if n not in VOTES], rng.randrange(4)):
        del form[name]
    return form


def test_the_phone_finds_what_the_server_finds():
    rng = random.Random(1971)
    forms = [_form(rng) for _ in range(400)]
    forms += [dict.fromkeys(VOTES, 0), dict.fromkeys(VOTES, 0) | {"invalid": 3}]
    asked = {"contest": CONTEST, "election": {"dpt_limit": 600, "reserve_percent": 2.5}}
    done = subprocess.run(
        ["node", "judge_forms.mjs"],
        cwd=HERE,
        input=json.dumps(asked | {"forms": forms}),
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    rules = defaults.compiled(VOTES, 600)
    heard = set()
    for form, found in zip(forms, json.loads(done.stdout), strict=True):
        wanted = {finding.rule for finding in rules.find(form)}
        assert set(found) == wanted, form
        heard |= wanted
    assert len(heard) > 13


# Text message


def test_the_phones_text_message_is_understood_as_it_was_meant():
    code = (
        'import { message } from "../../services/gateway/web/static/js/field/sms.js";'
        "const contest = { candidates: [{ number: 1 }, { number: 2 }] };"
        'const figures = { "votes.1": 152, "votes.2": 118, valid: 270, invalid: 11, total: 281, '
        '"dpt.total": 524, "users.total.total": 281 };'
        'process.stdout.write(message(2, "1971011004001", contest, figures));'
    )
    done = subprocess.run(
        ["node", "--input-type=module", "-e", code],
        cwd=HERE,
        capture_output=True,
        text=True,
        timeout=30,
        check=True,
    )
    read = sms.read(done.stdout)
    assert (read.problem, read.odd, read.ballot, read.tps) == ("", (), 2, "1971011004001")
    assert read.figures == {"A": 152, "B": 118, "S": 270, "T": 11, "J": 281, "M": 524, "P": 281}
    assert f"#{sms.check_letter(read)}" in done.stdout
