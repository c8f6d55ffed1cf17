"""Reading from the other side: what is not one's own can't be listed, opened, searched, guessed.

For each route of the gateway's table below /v1/office, and each of those who lie nearest to a
letter without a part in it. A new route is asked by itself; one that the matrix can't ask fails.
"""

import subprocess
import uuid

import pytest
import requests

from tests.integration.eoffice.disposing import ENTRY, PDF
from tests.integration.gateway.office import ROOT, all_heard, listening, opened
from tests.integration.gateway.outside import (
    THINGS,
    city,
    least,
    names_thing,
    operations,
    outsiders,
    path_of,
    things,
)

OPERATIONS = operations()
SECURITY = ("ordinary", "secret")
# Who has no part in any of it: another unit's head and records officer, somebody of the same unit
# who is not on a letter's way, a former holder of every position of it, and roles without one.
STRANGERS = {
    "kadis": "officer", "arsip-kom": "officer", "staf-bi": "officer", "mantan": "officer",
    "admin": "admin", "viewer": "viewer", "ops": "ops",
}  # fmt: skip
# Who reads it for a unit or by a delegation as long as it is not secret.
TRUSTED = {"arsip-bi": "officer", "arsip-setda": "officer", "wakil": "officer"}
INSIDERS = {"letter": "walikota", "incoming": "walikota", "disposition": "walikota"}
# Parameters beside a thing's own; what else an address may name is no letter, or has tests of its
# own: archive files and lists, agenda books (test_office_archive), kept searches, groups, jobs.
BESIDE = {"draft": "1", "place": "0", "kind": "letter"}
OTHERS = {"file", "list", "job", "group", "search", "unit", "position", "holding", "delegation"}
# Commands that name no letter: what they do is in tests of their own.
NAMELESS = {
    "appoint", "register_unit", "delegate", "put_position", "end_holding", "end_delegation",
    "import_organisation", "import_classifications", "put_number_rule", "put_recipient_group",
    "delete_recipient_group", "create_letter", "register_incoming", "keep_search", "open_search",
    "delete_search", "put_letter_template", "put_letter_kind", "put_letterhead",
    "stop_signing",
}  # fmt: skip
# What bodies need that their schemas don't say; a command that reads is asked as a list is.
GIVEN = {"to": ["LURAH"], "text": "x"}
BODIES = {"give_disposition": GIVEN, "pass_on_disposition": GIVEN}
READING = {"find_incoming_duplicates": {"number": ENTRY["number"]}}
# Answered before the letters are looked at: each of them fails in the job, and says nothing.
QUEUED = {"sign_letters"}


@pytest.fixture(scope="module")
def office(bare_house):
    made = opened(bare_house)
    made.house.launch("notifications", "rpc").ready()
    return made


@pytest.fixture(scope="module")
def made(office):
    database = office.house.database
    with city(database) as found:
        outsiders(database, found)
        yield found


@pytest.fixture(scope="module")
def there(office, made):
    return {one: things(office.house.database, made, one) for one in SECURITY}


class Asker:
    """Somebody with a connection that is kept, as a thousand questions are asked."""

    def __init__(self, office, name, role):
        self.name, self.url = name, f"{office.house.url}{ROOT}/"
        self.session = requests.Session()
        self.session.headers["Authorization"] = f"Bearer {office.token(name, role)}"

    def ask(self, one, found):
        window = {"place": str(uuid.uuid4())} if one.name == "sit_at_letter" else {}
        others = {**BESIDE, **window, **dict.fromkeys(OTHERS, str(uuid.uuid4()))}
        known = {**others, **vars(found)}
        body = None if one.body is None else least(one.body, vars(found))
        more = {**BODIES, **READING}.get(one.name, {})
        body = {**body, **more} if more else body
        if one.name in READING:
            body |= {"dated": found.day, "sender": f"Kantor {found.mark}"}
        query = {"q": found.mark} if "q" in one.query else {}
        query |= {"letter": found.letter} if "letter" in one.query else {}
        query |= {"kind": "letter"} if {"letter", "kind"} <= one.query.keys() else {}
        wanted = {"version", *({"before", "after"} if "before" in one.query else set())}
        query |= dict.fromkeys(wanted & one.query.keys(), "1")
        query |= {"name": "x.pdf"} if one.upload and "name" in one.query else {}
        file = {"data": PDF, "headers": {"Content-Type": "application/pdf"}}
        asked = file if one.upload else {"json": body}
        headers = {"Idempotency-Key": str(uuid.uuid4()), **asked.pop("headers", {})}
        url = self.url + path_of(one, known)
        return self.session.request(
            one.method, url, params=query, headers=headers, timeout=120, **asked
        )


def _is_reading(one):
    return one.method == "GET" or one.name in READING


def _leads_to_thing(one):
    return bool({*one.path_parameters} & {*THINGS}) or names_thing(one.body)


def _label(one):
    return f"{one.method} {one.rule}"


def test_every_route_can_be_asked_by_the_matrix():
    unknown = {_label(one): {*one.path_parameters} - {*THINGS, "attachment", *BESIDE, *OTHERS}
               for one in OPERATIONS}  # fmt: skip
    assert not {name: left for name, left in unknown.items() if left}
    commands = {one.name for one in OPERATIONS if not _is_reading(one) and not _leads_to_thing(one)}
    other = {one for one in commands if one not in NAMELESS}
    rules = [one for one in OPERATIONS if one.name in other and not {*one.path_parameters} & OTHERS
             and not one.rule.startswith(("/v1/office/archive/", "/v1/office/books"))]  # fmt: skip
    assert [_label(one) for one in rules] == []
    assert len([one for one in OPERATIONS if _leads_to_thing(one)]) > 40


@pytest.mark.parametrize("security", SECURITY)
def test_who_has_a_part_in_it_gets_in(office, there, security):
    for one in OPERATIONS:
        thing = next((name for name in THINGS if name in one.path_parameters), None)
        if thing is None or not _is_reading(one) or "drafts" in one.rule:
            continue
        answer = Asker(office, INSIDERS[thing], "officer").ask(one, there[security])
        assert answer.status_code not in {403, 404}, (_label(one), answer.text)


def _leaks(asker, found, security):
    """Return what somebody gets at who should get at nothing."""
    leaks = []
    for one in OPERATIONS:
        if not _leads_to_thing(one) and not _is_reading(one):
            continue
        answer = asker.ask(one, found)
        if asker.name == "admin" and one.rule.endswith("/history.pdf"):
            leaks += _audited(answer, found, security)
        elif not _says_nothing(one, answer, found):
            leaks.append(f"{_label(one)}, {security}: {answer.status_code} {answer.text[:300]}")
    return leaks


def _says_nothing(one, answer, found):
    if found.mark.encode() in answer.content or answer.status_code >= 500:
        return False
    if _leads_to_thing(one) and one.name not in QUEUED:
        return answer.status_code in {403, 404}
    return bool({"letter"} & one.query.keys()) or not [
        an_id for an_id in found.ids if an_id in answer.text
    ]


def _audited(answer, found, security):
    """An administrator prints a history, as auditors have them do; of a secret letter no word."""
    text = subprocess.run(
        ["pdftotext", "-", "-"], input=answer.content, capture_output=True, check=True
    ).stdout
    told = security == "secret" and found.mark.encode() in text
    return ["history.pdf of a secret letter tells its words"] if told else []


@pytest.mark.parametrize(("name", "role"), STRANGERS.items())
def test_a_stranger_gets_at_nothing(office, there, name, role):
    asker = Asker(office, name, role)
    assert "\n".join(leak for one in SECURITY for leak in _leaks(asker, there[one], one)) == ""


@pytest.mark.parametrize(("name", "role"), TRUSTED.items())
def test_who_is_trusted_with_the_rest_gets_at_nothing_secret(office, there, name, role):
    asker = Asker(office, name, role)
    assert "\n".join(_leaks(asker, there["secret"], "secret")) == ""


@pytest.mark.parametrize("name", [*STRANGERS, *TRUSTED])
def test_counters_and_searches_of_a_stranger_know_nothing(office, there, name):
    role = {**STRANGERS, **TRUSTED}[name]
    if role not in {"officer", "admin"}:
        for path in ("counters", "inbox", "search", "searches"):
            assert office.ask(name, "GET", path, role=role).status_code == 403
        return
    counters = office.ask(name, "GET", "counters", role=role).json()
    counters.pop("details")
    secret_alone = name in STRANGERS
    assert (not any(counters.values())) or not secret_alone
    items = office.ask(
        name, "GET", "search", role=role, params={"q": there["ordinary"].mark}
    ).json()["items"]
    ids = {one["id"] for one in items}
    assert not ids & {*there["secret"].ids}
    if secret_alone:
        assert not ids


def test_the_stream_tells_outsiders_nothing(office, made):
    topics = "eoffice.unit_registered," + ",".join(
        f"eoffice.{one}"
        for one in ("letter_submitted", "letter_sent", "letter_received", "letter_read",
                    "incoming_registered", "disposition_given", "disposition_read",
                    "disposition_reported", "disposition_done")
    )  # fmt: skip
    askers = {**STRANGERS, **TRUSTED}
    with listening(office, topics) as listen:
        streams = {name: listen(name, role) for name, role in askers.items()
                   if role in {"officer", "admin"}}  # fmt: skip
        found = {one: things(office.house.database, made, one) for one in SECURITY}
        heard = all_heard(office, streams)
    ids = {one: found[one].ids for one in SECURITY}
    for name, those in heard.items():
        told = "\n".join(str(one.data) for one in those)
        assert not [one for one in ids["secret"] if one in told], name
        if name in STRANGERS:
            assert not [one for one in ids["ordinary"] if one in told], name
