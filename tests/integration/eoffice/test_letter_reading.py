"""Who reads a letter, seen from the other side: what somebody may not read is not there for them.

For each stage of a letter and each person: they open it, find it in lists and by its words and
number, and count it, or none of that.
"""

from datetime import timedelta

import pytest

from libs.kit import clock
from services.eoffice.letters.domain import NotYourStep, UnknownLetter
from services.eoffice.organisation.domain import NotYourPosition
from tests import offices
from tests.asking import ask
from tests.integration.eoffice.lettering import DRAFT

PEOPLE = ("walikota", "sekda", "asisten", "kadis", "camat", "arsip-bi", "lurah", "nobody")
INSIDE = ("list_letter_drafts", "list_letter_acts")
MINE = {"camat", "sekda", "walikota"}
# Who reads a letter of the district to the village, with a copy to an agency, at each stage.
STAGES = [
    ("drafted", {}, {"camat"}),
    ("submitted", {}, MINE),
    ("ready", {}, {"camat", "walikota", "arsip-bi"}),
    ("signed", {}, {"camat", "walikota", "arsip-bi"}),
    ("sent", {}, {"camat", "walikota", "arsip-bi", "lurah", "kadis"}),
    ("drafted", {"security": "secret"}, {"camat"}),
    ("submitted", {"security": "secret"}, MINE),
    ("ready", {"security": "top_secret"}, {"camat", "walikota"}),
    ("signed", {"security": "top_secret"}, {"walikota"}),
    ("sent", {"security": "secret"}, {"walikota", "lurah", "kadis"}),
]


def _opens(city, name, letter):
    try:
        return city.see(name, "get_letter", letter=letter["id"])["id"] == letter["id"]
    except UnknownLetter:
        return False


def _lists(city, name, letter, **query):
    items = city.see(name, "list_letters", **query)["items"]
    return letter["id"] in [one["id"] for one in items]


@pytest.mark.parametrize(("stage", "changes", "readers"), STAGES)
def test_only_its_readers_open_list_and_find_a_letter(city, stage, changes, readers):
    letter = getattr(city, stage)(**changes)
    assert {name for name in PEOPLE if _opens(city, name, letter)} == readers
    assert {name for name in PEOPLE if _lists(city, name, letter)} == readers
    secret = bool(changes)
    found = {name for name in PEOPLE if _lists(city, name, letter, q="genangan")}
    assert found == (set() if secret else readers)
    if letter["number"]:
        said = {"q": letter["number"]}
        assert {name for name in PEOPLE if _lists(city, name, letter, **said)} == readers


@pytest.mark.parametrize(("stage", "changes", "readers"), STAGES)
def test_nobody_else_sees_its_drafts_or_history_or_takes_a_step(city, stage, changes, readers):
    letter = getattr(city, stage)(**changes)
    outside = {name for name in PEOPLE if name not in readers} | {"lurah", "kadis"}
    for name in sorted(outside):
        for method in INSIDE:
            with pytest.raises(UnknownLetter):
                city.see(name, method, letter=letter["id"])
    holders = {name for name in PEOPLE if name not in readers} - {"nobody"}
    for name in sorted(holders):
        for method in ("submit_letter", "initial_letter", "send_letter"):
            with pytest.raises(UnknownLetter):
                city.step(name, method, letter)
        with pytest.raises(UnknownLetter):
            city.do(name, "read_letter", letter=letter["id"])


@pytest.mark.parametrize("box", ["drafts", "to_initial", "to_sign", "to_send", "outbox", "inbox"])
def test_a_box_holds_nothing_of_others(city, box):
    for security in ("ordinary", "secret"):
        for stage in ("drafted", "submitted", "ready", "signed", "sent"):
            getattr(city, stage)(security=security)
    for name in ("asisten", "nobody"):
        assert city.see(name, "list_letters", box=box)["items"] == []


def test_counts_are_of_ones_own_letters(city):
    for stage in ("drafted", "submitted", "ready", "signed", "sent"):
        getattr(city, stage)()
    city.sent(security="secret")
    counts = {name: city.see(name, "count_letters") for name in PEOPLE}
    none = dict.fromkeys(counts["nobody"], 0)
    assert counts == {
        "walikota": none | {"to_sign": 1, "to_send": 1},
        "sekda": none | {"to_initial": 1},
        "asisten": none,
        "kadis": none | {"unread_copies": 2},
        "camat": none | {"drafts": 1, "to_send": 1},
        "arsip-bi": none,
        "lurah": none | {"unread": 2, "to_follow_up": 2},
        "nobody": none,
    }


def test_a_recipient_sees_what_was_sent_and_nothing_of_how_it_came_about(city):
    letter = city.step("sekda", "initial_letter", city.submitted())
    city.begun(letter)
    city.finished(letter["id"])
    letter = city.see("camat", "get_letter", letter=letter["id"])
    city.step("camat", "send_letter", letter)
    inside = city.see("camat", "get_letter", letter=letter["id"])
    assert [one["person"] for one in inside["initials"]] == ["sekda"]
    assert len(inside["deliveries"]) == 4
    seen = city.see("lurah", "get_letter", letter=letter["id"])
    assert (seen["initials"], seen["note"], seen["ladder"]) == ([], "", None)
    assert [one["position"] for one in seen["deliveries"]] == ["LURAH"]


def test_a_position_that_ended_yesterday_reads_nothing_today(city, database):
    letter = city.sent()
    yesterday = (clock.now() - timedelta(days=2)).date()
    database.execute("UPDATE eoffice.holdings SET ends = %s WHERE person = 'lurah'", yesterday)
    assert not _opens(city, "lurah", letter)
    assert city.see("lurah", "list_letters")["items"] == []


def test_a_delegate_reads_what_is_not_secret(city):
    letters = {one: city.sent(security=one) for one in ("ordinary", "secret")}
    today = clock.now().date()
    with city.service.db.begin() as tx:
        offices.delegate(tx, "LURAH", "ASISTEN", today, today + timedelta(days=9))
        offices.delegate(tx, "ARSIP-BI", "ASISTEN", today, today + timedelta(days=9))
    assert _opens(city, "asisten", letters["ordinary"])
    assert not _opens(city, "asisten", letters["secret"])
    assert not _lists(city, "asisten", letters["secret"])
    assert "records:1971.BI" not in city.see("asisten", "my_reader_keys")


def test_an_administrator_reads_no_letter_by_being_one(city):
    letter = city.sent()
    assert city.service.list_letters(_as_admin({}))["items"] == []
    with pytest.raises(UnknownLetter):
        city.service.get_letter(_as_admin({"letter": letter["id"]}))


def _as_admin(data):
    return ask(data, name="admin", role="admin")


def test_pages_bring_every_letter_once_the_newest_first(city):
    made = [city.drafted(subject=f"Surat {n}")["id"] for n in range(5)]
    first = city.see("camat", "list_letters", limit=2)
    found, after = [one["id"] for one in first["items"]], first["next"]
    while after:
        page = city.see("camat", "list_letters", limit=2, after=after)
        found += [one["id"] for one in page["items"]]
        after = page["next"]
    assert found == made[::-1]


def test_a_list_is_filtered(city):
    urgent = city.drafted(urgency="urgent", kind="nota-dinas", subject="50% selesai")
    city.drafted()
    for query in ({"urgency": "urgent"}, {"kind": "nota-dinas"}, {"q": "50%"}, {"q": "SELESAI"}):
        items = city.see("camat", "list_letters", **query)["items"]
        assert [one["id"] for one in items] == [urgent["id"]], query
    assert city.see("camat", "list_letters", state="sent")["items"] == []
    assert city.see("camat", "list_letters", until="2020-01-01")["items"] == []
    assert len(city.see("camat", "list_letters", since="2020-01-01")["items"]) == 2


def test_a_list_says_what_the_drafter_and_the_signer_are_called(city):
    city.drafted(signer="")
    city.drafted()
    heads = city.see("camat", "list_letters")["items"]
    named = [(one["drafter_title"], one["signer_title"]) for one in heads]
    assert named == [("Camat Bukit Intan", "Wali Kota Contoh"), ("Camat Bukit Intan", None)]


def test_who_holds_two_positions_reads_as_one_or_as_both(city):
    letter = city.drafted()
    with city.service.db.begin() as tx:
        offices.hold(tx, "ASISTEN", "camat")
    asked = {"letter": letter["id"]}
    assert city.see("camat", "get_letter", **asked)["id"] == letter["id"]
    assert city.see("camat", "get_letter", **asked, **{"as": "CAMAT"})["id"] == letter["id"]
    with pytest.raises(UnknownLetter):
        city.see("camat", "get_letter", **asked, **{"as": "ASISTEN"})
    assert city.see("camat", "list_letters", **{"as": "ASISTEN"})["items"] == []
    with pytest.raises(NotYourPosition):
        city.see("camat", "list_letters", **{"as": "WALI"})


def test_a_records_officer_sends_and_receives_for_the_unit_but_nothing_secret(city):
    letter = city.step("arsip-bi", "send_letter", city.signed())
    assert letter["state"] == "sent"
    secret = city.signed(security="secret")
    with pytest.raises(UnknownLetter):
        city.step("arsip-bi", "send_letter", secret)
    to_camat = DRAFT | {"signer": "SEKDA", "to": [{"kind": "position", "code": "CAMAT"}]}
    made = city.do("sekda", "create_letter", **to_camat | {"copies": []})
    made = city.step("sekda", "submit_letter", made)
    city.begun(made, "sekda")
    city.finished(made["id"])
    made = city.see("sekda", "get_letter", letter=made["id"])
    assert not _opens(city, "arsip-bi", made)
    city.step("sekda", "send_letter", made)
    seen = city.see("arsip-bi", "get_letter", letter=made["id"])
    assert [one["position"] for one in seen["deliveries"]] == ["CAMAT"]
    with pytest.raises(NotYourStep):
        city.do("arsip-bi", "read_letter", letter=made["id"])


def test_a_reader_is_told_what_they_may_do_and_what_positions_are_called(city):
    letter = city.sent()
    drafter = city.see("camat", "get_letter", letter=letter["id"])
    assert drafter["may"] == ["arrive", "archive", "correct", "withdraw"]
    assert drafter["titles"]["CAMAT"] == "Camat Bukit Intan"
    recipient = city.see("lurah", "get_letter", letter=letter["id"])
    assert recipient["may"] == ["read", "follow_up", "reply"]
    assert set(recipient["titles"]) == {"CAMAT", "WALI", "LURAH"}


def test_a_note_with_an_initial_is_for_those_on_the_way_and_sealed_of_a_secret_letter(
    city, database
):
    for security in ("ordinary", "secret"):
        letter = city.submitted(ladder=["SEKDA"], security=security)
        given = city.step("sekda", "initial_letter", letter, note="jam dimajukan")
        assert given["initials"][0]["note"] == ("" if security == "secret" else "jam dimajukan")
        seen = city.see("walikota", "get_letter", letter=letter["id"])
        assert seen["initials"][0]["note"] == "jam dimajukan"
    clear = "SELECT count(*) FROM eoffice.letter_drafts WHERE content::text LIKE '%dimajukan%'"
    assert database.execute(clear) == [(1,)]
