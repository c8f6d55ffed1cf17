"""Letters from outside: registered, scanned, routed, read, closed; and who reads them."""

import json
from dataclasses import replace
from datetime import timedelta

import orjson
import pytest
from weasyprint import HTML

from libs.kit.errors import Forbidden, Invalid
from libs.kit.principal import OutsideArea, Principal
from libs.kit.request import Request
from services.eoffice.dispositions.domain import DutiesOpen
from services.eoffice.incoming import reading
from services.eoffice.incoming.domain import (
    IncomingChanged,
    IncomingState,
    NoScan,
    NotAScan,
    NotYourLetter,
    UnknownIncoming,
)
from services.eoffice.letters.domain import UnknownLetter
from services.eoffice.organisation.domain import NotYourPosition
from tests import offices
from tests.asking import at_once
from tests.integration.eoffice.disposing import ENTRY, PDF

PEOPLE = ("walikota", "sekda", "asisten", "kadis", "camat", "arsip-bi", "lurah", "nobody")


def _told(database):
    return [one for (one,) in database.execute("SELECT event FROM eoffice.outbox ORDER BY id")]


def test_a_letter_is_registered_routed_read_and_closed(desks, database):
    letter = desks.registered(to=None)
    assert (letter["state"], letter["agenda"], letter["duplicates"]) == (
        "recorded", f"1/{desks.today.year}", [],
    )  # fmt: skip
    letter = desks.step("sekda", "forward", letter, to="WALI")
    assert (letter["state"], letter["position"]) == ("forwarded", "WALI")
    letter = desks.step("walikota", "read", letter)
    letter = desks.step("walikota", "file", letter)
    letter = desks.step("walikota", "close", letter)
    assert (letter["state"], letter["version"]) == ("done", 5)
    acts = desks.city.see("walikota", "list_incoming_acts", incoming=letter["id"])["items"]
    assert [(one["what"], one["person"], one["position"]) for one in acts] == [
        ("incoming_registered", "sekda", "SEKDA"),
        ("incoming_forwarded", "sekda", "SEKDA"),
        ("incoming_read", "walikota", "WALI"),
        ("incoming_filed", "walikota", "WALI"),
        ("incoming_done", "walikota", "WALI"),
    ]
    assert (acts[1]["before"]["state"], acts[1]["after"]["state"]) == ("recorded", "forwarded")
    assert {one["origin"] for one in acts} == {"10.0.0.9"}
    assert _told(database) == [
        "incoming_registered", "incoming_forwarded", *["incoming_changed"] * 3
    ]  # fmt: skip
    query = "SELECT envelope FROM eoffice.outbox ORDER BY id"
    told = [json.loads(one)["data"] for (one,) in database.execute(query)]
    assert [one.get("what") for one in told] == [None, None, "read", "filed", "done"]
    assert [one["next"] for one in told] == [["SEKDA"], ["WALI"], ["WALI"], ["WALI"], []]


def test_units_have_agendas_of_their_own_and_secret_letters_theirs(desks):
    made = [
        desks.registered(),
        desks.registered(),
        desks.registered("arsip-bi", "CAMAT"),
        desks.registered(security="secret"),
    ]
    year = desks.today.year
    assert [one["agenda"] for one in made] == [f"1/{year}", f"2/{year}", f"1/{year}", f"R-1/{year}"]


def test_the_year_of_an_agenda_is_that_of_the_receipt(desks):
    last = desks.today.year - 1
    old = desks.registered(dated=f"{last}-12-30", received=f"{last}-12-31")
    assert [old["agenda"], desks.registered()["agenda"]] == [f"1/{last}", f"1/{last + 1}"]


def test_registrars_at_once_get_numbers_without_a_gap_and_hear_of_each_other(desks):
    found = at_once([desks.registered for _ in range(16)])
    assert sorted(one["n"] for one in found) == list(range(1, 17))
    assert sorted(len(one["duplicates"]) for one in found) == [*range(11), *[10] * 5]


def test_a_letter_that_is_there_already_is_taken_and_told(desks):
    first = desks.registered()
    again = desks.registered(sender=ENTRY["sender"].upper(), number=ENTRY["number"].lower())
    day = desks.today.isoformat()
    told = [{"id": first["id"], "agenda": first["agenda"], "received": day}]
    assert again["duplicates"] == told
    for change in ({"number": "lain"}, {"sender": "lain"}, {"dated": "2026-01-02"}):
        assert desks.registered(**change)["duplicates"] == []
    assert desks.registered("arsip-bi", "CAMAT")["duplicates"] == []
    assert desks.registered(security="secret")["duplicates"] == []


def test_a_secret_one_is_no_duplicate_of_which_others_hear(desks):
    desks.registered(security="secret")
    assert desks.registered()["duplicates"] == []


def test_a_registrar_holds_a_position_in_their_area(desks):
    entry = {**ENTRY, "dated": "2026-01-02"}
    with pytest.raises(NotYourPosition):
        desks.city.do("nobody", "register_incoming", **entry)
    service, key = desks.city.service, "01932e6a-7c00-7000-8000-0000000000a1"
    for area, role, error in (("3316", "officer", OutsideArea), ("1971", "viewer", Forbidden)):
        who = Principal("id-of-sekda", "sekda", frozenset({role}), area)
        with pytest.raises(error):
            service.register_incoming(_request(entry, who, key))


def _request(data, who, key):
    return Request(data, who, key)


def test_a_letter_goes_to_positions_that_there_are(desks):
    with pytest.raises(Invalid) as caught:
        desks.registered(to="NOBODY")
    assert [one.field for one in caught.value.errors] == ["to"]


def test_a_scan_is_kept_as_it_came_and_changed_by_the_registrar_alone(desks, database):
    letter = desks.registered()
    with pytest.raises(NoScan):
        desks.city.see("sekda", "get_incoming_scan", incoming=letter["id"])
    with pytest.raises(NotAScan):
        desks.scanned(letter, b"PK\x03\x04")
    with pytest.raises(NotYourLetter):
        desks.scanned(letter, PDF, "walikota")
    scanned = desks.scanned(letter, PDF)
    assert (scanned["scan"]["type"], scanned["scan"]["size"]) == ("application/pdf", len(PDF))
    for name in ("sekda", "walikota"):
        assert desks.city.see(name, "get_incoming_scan", incoming=letter["id"]) == PDF
    with pytest.raises(UnknownIncoming):
        desks.city.see("kadis", "get_incoming_scan", incoming=letter["id"])
    desks.scanned(desks.registered(), PDF)
    assert database.execute("SELECT count(*) FROM eoffice.incoming_scans") == [(1,)]


def test_nothing_of_a_secret_letter_lies_in_clear(desks, database):
    letter = desks.scanned(desks.registered(security="top_secret"), PDF)
    letter = desks.step("walikota", "read", letter)
    [one] = desks.given(letter, text="Rahasiakan genangan")
    read = desks.do("sekda", "read", one)
    desks.do("sekda", "report", read, report="genangan surut")
    tables = "SELECT tablename FROM pg_tables WHERE schemaname = 'eoffice'"
    for (table,) in database.execute(tables):
        [(text,)] = database.execute(
            f"SELECT coalesce(string_agg(t::text, ''), '') FROM eoffice.{table} t"
        )
        for word in ("genangan", "Kantor Pos", "B-17", PDF.decode()):
            assert word not in text, table
            assert word.encode().hex() not in text, table
    assert desks.city.see("sekda", "get_incoming_scan", incoming=letter["id"]) == PDF
    shown = desks.city.see("walikota", "get_incoming", incoming=letter["id"])
    assert shown["subject"] == ENTRY["subject"]
    opened = database.execute(
        "SELECT person FROM eoffice.acts WHERE what = 'secret_incoming_opened' ORDER BY id"
    )
    assert opened == [("sekda",), ("walikota",)]


def test_who_saw_another_version_changes_nothing(desks):
    letter = desks.registered()
    desks.step("walikota", "read", letter)
    with pytest.raises(IncomingChanged):
        desks.step("sekda", "forward", letter, to="KADIS")


def test_it_is_answered_by_a_letter_that_the_answerer_may_read(desks):
    letter = desks.read()
    ours = desks.city.drafted()
    with pytest.raises(UnknownLetter):
        desks.step("walikota", "answer", letter, letter=ours["id"])
    signed = desks.city.signed()
    answered = desks.step("walikota", "answer", letter, letter=signed["id"])
    assert (answered["state"], answered["answer"]) == ("answered", signed["id"])


def test_the_sending_of_its_reply_answers_it(desks):
    """Whoever sends it; what only refers to it, and what is past that, stays as it is."""
    letter, other = desks.registered(to="CAMAT"), desks.registered(to="CAMAT")
    closed = desks.step("camat", "file", desks.step("camat", "read", desks.registered(to="CAMAT")))
    for one in (letter, other):
        desks.step("camat", "read", one)
    about = [{"kind": "incoming", "id": one["id"]} for one in (letter, other, closed)]
    about[0]["answers"] = about[2]["answers"] = True
    ours = desks.city.sent(references=about)

    def state(one):
        found = desks.city.see("camat", "get_incoming", incoming=one["id"])
        return found["state"], found["answer"]

    assert state(letter) == ("answered", ours["id"])
    assert state(other) == ("read", None)
    assert state(closed) == ("filed", None)
    acts = desks.city.see("camat", "list_incoming_acts", incoming=letter["id"])["items"]
    assert (acts[-1]["what"], acts[-1]["person"]) == ("incoming_answered", "walikota")
    with pytest.raises(Invalid) as refused:
        desks.city.drafted(references=[{"kind": "letter", "id": ours["id"], "answers": True}])
    assert [one.field for one in refused.value.errors] == ["references.0.answers"]


def test_it_is_closed_when_nothing_given_on_it_is_open(desks):
    letter = desks.read()
    [one] = desks.given(letter)
    letter = desks.city.see("walikota", "get_incoming", incoming=letter["id"])
    with pytest.raises(DutiesOpen):
        desks.step("walikota", "close", letter)
    desks.do("walikota", "accept", desks.reported("sekda", one))
    assert desks.step("walikota", "close", letter)["state"] == "done"
    with pytest.raises(IncomingState):
        desks.scanned(desks.city.see("sekda", "get_incoming", incoming=letter["id"]), PDF)


# ---- who reads it


def _readers(desks, letter):
    """Return who opens the letter, having seen that the same people list, find and count it."""
    opens, lists = set(), set()
    for name in PEOPLE:
        items = desks.city.see(name, "list_incoming")["items"]
        lists |= {name} if letter["id"] in [one["id"] for one in items] else set()
        try:
            desks.city.see(name, "get_incoming", incoming=letter["id"])
        except UnknownIncoming:
            for method in ("list_incoming_acts", "get_incoming_scan"):
                with pytest.raises(UnknownIncoming):
                    desks.city.see(name, method, incoming=letter["id"])
            continue
        opens.add(name)
    assert opens == lists
    return opens


def test_only_registrar_records_and_addressees_read_a_letter(desks):
    letter = desks.registered("camat", "LURAH")
    assert _readers(desks, letter) == {"camat", "arsip-bi", "lurah"}
    letter = desks.step("camat", "forward", letter, to="KADIS")
    assert _readers(desks, letter) == {"camat", "arsip-bi", "lurah", "kadis"}


def test_a_secret_letter_is_read_by_its_registrar_and_addressees_alone(desks):
    letter = desks.registered("camat", "LURAH", security="secret")
    assert _readers(desks, letter) == {"camat", "lurah"}
    today = desks.today
    with desks.city.service.db.begin() as tx:
        offices.delegate(tx, "LURAH", "ASISTEN", today, today + timedelta(days=9))
    assert _readers(desks, letter) == {"camat", "lurah"}
    for name in PEOPLE:
        words = {"q": "genangan"}
        assert desks.city.see(name, "list_incoming", **words)["items"] == []
    [head] = desks.city.see("lurah", "list_incoming")["items"]
    assert (head["subject"], head["sender"], head["number"]) == (None, None, None)


def test_a_delegate_registers_what_is_not_secret(desks):
    today = desks.today
    with desks.city.service.db.begin() as tx:
        offices.delegate(tx, "CAMAT", "LURAH", today, today + timedelta(days=9))
    entry = {**ENTRY, "dated": today.isoformat(), "as": "CAMAT"}
    assert desks.city.do("lurah", "register_incoming", **entry)["registrar"] == "CAMAT"
    with pytest.raises(NotYourLetter):
        desks.city.do("lurah", "register_incoming", **entry, security="secret")


def test_who_does_not_read_it_takes_no_step_of_it(desks):
    letter = desks.registered("camat", "LURAH")
    for name in ("walikota", "sekda", "kadis"):
        for verb, data in (("read", {}), ("forward", {"to": "KADIS"}), ("file", {}), ("close", {})):
            with pytest.raises(UnknownIncoming):
                desks.step(name, verb, letter, **data)
        with pytest.raises(UnknownIncoming):
            desks.given(letter, name)


def test_a_list_is_filtered_and_paged(desks):
    made = [desks.registered(subject=f"Surat {n}")["id"] for n in range(5)]
    urgent = desks.registered(urgency="urgent", subject="50% selesai", classification="600.1")
    desks.registered("arsip-bi", "CAMAT")
    see = desks.city.see
    for query in (
        {"urgency": "urgent"}, {"q": "50%"}, {"q": "SELESAI"}, {"classification": "600.1"},
    ):  # fmt: skip
        items = see("walikota", "list_incoming", **query)["items"]
        assert [one["id"] for one in items] == [urgent["id"]], query
    assert see("walikota", "list_incoming", until="2020-01-01")["items"] == []
    assert len(see("walikota", "list_incoming", box="unread")["items"]) == 6
    assert see("sekda", "list_incoming", box="unread")["items"] == []
    assert len(see("sekda", "list_incoming", box="register")["items"]) == 6
    assert see("walikota", "list_incoming", box="register")["items"] == []
    found, after = [], None
    while True:
        page = see("walikota", "list_incoming", limit=2, after=after)
        found += [one["id"] for one in page["items"]]
        after = page["next"]
        if after is None:
            break
    assert found == [urgent["id"], *made[::-1]]


def _corrected(desks, letter, name="sekda", **changes):
    same = {one: letter[one] for one in ("dated", "received", "security")}
    seen = {"incoming": letter["id"], "version": letter["version"]}
    return desks.city.do(name, "correct_incoming", **seen, **{**ENTRY, **same, **changes})


def _history(desks, letter, name="sekda"):
    return desks.city.see(name, "list_incoming_acts", incoming=letter["id"])["items"]


def test_a_mistyped_entry_is_put_right_under_its_number(desks):
    letter = desks.registered(to=None)
    new = _corrected(desks, letter, sender="Kantor Pos Cabang", subject="Permohonan data")
    assert (new["sender"], new["agenda"], new["version"]) == (
        "Kantor Pos Cabang", letter["agenda"], 2,
    )  # fmt: skip
    last = _history(desks, letter)[-1]
    assert last["what"] == "incoming_corrected"
    assert last["before"]["entry"] == {"sender": ENTRY["sender"], "subject": ENTRY["subject"]}
    assert last["after"]["entry"]["sender"] == "Kantor Pos Cabang"
    same = _corrected(desks, new, sender=new["sender"], subject=new["subject"])
    assert same["version"] == 2  # what says the same changes nothing
    with pytest.raises(IncomingChanged):
        _corrected(desks, letter, sender="Kantor lain")


def test_what_others_have_seen_is_corrected_with_a_note(desks):
    letter = desks.registered(to="WALI")
    with pytest.raises(Invalid) as caught:
        _corrected(desks, letter, subject="Undangan")
    assert [one.field for one in caught.value.errors] == ["note"]
    new = _corrected(desks, letter, subject="Undangan", note="salah ketik")
    assert (new["state"], new["position"]) == ("forwarded", "WALI")
    assert _history(desks, new, "walikota")[-1]["after"]["note"] == "salah ketik"


def test_a_correction_leaves_the_agenda_as_it_is(desks):
    letter = desks.registered(to=None)
    last = desks.today.replace(year=desks.today.year - 1).isoformat()
    with pytest.raises(Invalid) as caught:
        _corrected(desks, letter, dated=last, received=last, security="secret")
    assert [one.field for one in caught.value.errors] == ["received", "security"]
    for name in ("walikota", "camat", "arsip-bi"):
        with pytest.raises((NotYourLetter, UnknownIncoming)):
            _corrected(desks, letter, name, subject="Undangan")
    done = desks.step("walikota", "file", desks.read())
    done = desks.step("walikota", "close", done)
    with pytest.raises(IncomingState):
        _corrected(desks, done, subject="Undangan", note="terlambat")


def test_what_a_secret_entry_said_before_is_kept_sealed(desks, database):
    letter = desks.registered(to=None, security="secret")
    new = _corrected(desks, letter, sender="Polres Contoh", note="salah pengirim")
    assert (new["sender"], new["duplicates"]) == (None, [])
    kept = str(database.execute("SELECT before, after FROM eoffice.acts"))
    assert "Polres" not in kept
    assert "Kantor Pos" not in kept
    assert "salah pengirim" not in kept
    last = _history(desks, letter)[-1]
    assert last["before"]["entry"] == {"sender": ENTRY["sender"]}
    assert last["after"]["entry"] == {"sender": "Polres Contoh", "note": "salah pengirim"}


def test_what_is_there_already_is_told_while_it_is_typed(desks):
    letter = desks.registered(to=None)
    said = {"number": "b-17/kp/iii/2026 ", "sender": ENTRY["sender"].upper()}
    said["dated"] = letter["dated"]
    ask = lambda name, **more: desks.city.see(  # noqa: E731
        name, "find_incoming_duplicates", **{**said, **more}
    )["items"]
    assert [one["id"] for one in ask("sekda")] == [letter["id"]]
    assert ask("sekda", number="B-18") == []
    assert ask("camat") == []  # another unit's register
    desks.registered(to=None, number="R-1", security="secret")
    assert ask("sekda", number="R-1") == []
    with pytest.raises(Invalid) as caught:
        ask("sekda", sender=" ", dated="kemarin")
    assert [one.field for one in caught.value.errors] == ["sender", "dated"]


SIGNED = PDF.replace(b"<< >>", b"<< /ByteRange [0 9 19 9] >>")


def _text(desks, letter, name="sekda"):
    answered = desks.city.see(name, "get_incoming", incoming=letter["id"])
    found = orjson.loads(orjson.dumps(answered))  # as it goes over the wire
    return found["text_state"], found["text"]


def test_a_scan_is_read_once_and_another_one_anew(desks):
    db = desks.city.service.db
    letter = desks.registered(to=None)
    assert not reading.read_next(db)
    letter = desks.scanned(letter, SIGNED)
    assert _text(desks, letter) == (None, None)
    assert [reading.read_next(db), reading.read_next(db)] == [True, False]
    assert _text(desks, letter) == ("signed", None)
    desks.scanned(letter, SIGNED + b"\n%%EOF\n")
    assert _text(desks, letter) == (None, None)
    assert reading.read_next(db)


def test_a_pdf_that_others_signed_is_kept_byte_for_byte(desks):
    letter = desks.scanned(desks.registered(to=None), SIGNED)
    assert reading.read_next(desks.city.service.db)
    assert desks.city.see("sekda", "get_incoming_scan", incoming=letter["id"]) == SIGNED


def test_a_secret_scan_is_read_by_no_machine(desks):
    desks.scanned(desks.registered(to=None, security="secret"), PDF)
    assert not reading.read_next(desks.city.service.db)


def test_scans_wait_where_reading_them_is_off(desks):
    service = desks.city.service
    service.settings = replace(service.settings, ocr=reading.OFF)
    desks.scanned(desks.registered(to=None), SIGNED)
    service.read_scans()
    assert reading.read_next(service.db)


def test_what_is_written_on_a_scan_is_shown_and_found(desks):
    service = desks.city.service
    pdf = HTML(string="<p>Undangan rapat koordinasi banjir</p>").write_pdf()
    letter = desks.scanned(desks.registered(to=None), pdf)
    service.read_scans()
    assert _text(desks, letter) == ("read", "Undangan rapat koordinasi banjir")
    query = "SELECT id FROM search_docs WHERE words @@ to_tsquery('indonesian', 'banjir')"
    with service.db.begin() as tx:
        found = tx.exec_driver_sql(query).scalars().all()
    assert [str(one) for one in found] == [letter["id"]]
