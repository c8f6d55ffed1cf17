"""Dispositions as the service keeps and tells them, and who reads them."""

import subprocess
from datetime import timedelta

import pytest

from libs.kit.errors import Invalid
from services.eoffice.dispositions import overdue
from services.eoffice.dispositions.domain import (
    DispositionChanged,
    DispositionState,
    DutiesOpen,
    NotBelow,
    NotYourDisposition,
    UnknownDisposition,
)
from services.eoffice.dispositions.giving import SecretLetter
from services.eoffice.incoming.domain import IncomingState, UnknownIncoming
from services.eoffice.letters.domain import UnknownLetter, WrongState
from tests import offices
from tests.asking import at_once
from tests.servers import until
from tests.serving import serving

PEOPLE = ("walikota", "sekda", "asisten", "kadis", "camat", "arsip-bi", "lurah", "nobody")


def _told(database, event="disposition_%"):
    query = "SELECT event FROM eoffice.outbox WHERE event LIKE %s ORDER BY id"
    return [one for (one,) in database.execute(query, event)]


def test_a_disposition_goes_down_and_its_report_comes_up(desks, database):
    letter = desks.read()
    [top] = desks.given(letter)
    assert desks.city.see("sekda", "get_incoming", incoming=letter["id"])["state"] == "disposed"
    top = desks.do("sekda", "start", desks.do("sekda", "read", top))
    [mid] = desks.passed("sekda", top, to=["CAMAT"])
    mid = desks.do("camat", "read", mid)
    [low] = desks.passed("camat", mid, to=["LURAH"], coordination=["KADIS"])[:1]
    desks.do("camat", "accept", desks.reported("lurah", low))
    mid = desks.do("camat", "report", desks.seen("camat", mid), report="beres")
    desks.do("sekda", "accept", mid)
    top = desks.do("sekda", "report", desks.seen("sekda", top), report="selesai")
    done = desks.do("walikota", "accept", top)
    assert (done["state"], done["report"], done["version"]) == ("done", "selesai", 6)
    assert _told(database) == [
        "disposition_given", "disposition_read", "disposition_started", "disposition_passed_on",
        "disposition_given", "disposition_read", "disposition_passed_on", "disposition_given",
        "disposition_given", "disposition_read", "disposition_reported",
        "disposition_done", "disposition_reported", "disposition_done", "disposition_reported",
        "disposition_done",
    ]  # fmt: skip
    acts = desks.city.see("walikota", "list_disposition_acts", disposition=top["id"])["items"]
    assert [(one["what"], one["position"]) for one in acts] == [
        ("disposition_given", "WALI"),
        ("disposition_read", "SEKDA"),
        ("disposition_started", "SEKDA"),
        ("disposition_passed_on", "SEKDA"),
        ("disposition_reported", "SEKDA"),
        ("disposition_done", "WALI"),
    ]
    assert (acts[0]["before"], acts[0]["after"]["state"]) == (None, "sent")
    assert acts[5]["before"]["state"] == "reported"


def test_the_tree_of_a_letter_shows_everything_on_it(desks):
    letter = desks.read()
    first, second = desks.given(letter, to=["SEKDA", "KADIS"])
    [below] = desks.passed("sekda", desks.do("sekda", "read", first), to=["CAMAT"])
    tree = desks.city.see("kadis", "get_disposition_tree", kind="incoming", letter=letter["id"])
    assert [one["id"] for one in tree["items"]] == [first["id"], second["id"]]
    assert [one["id"] for one in tree["items"][0]["children"]] == [below["id"]]
    assert tree["items"][0]["children"][0]["giver_title"] == "Sekretaris Daerah"
    assert tree["items"][1]["children"] == []


def test_events_say_who_is_next_and_nothing_of_its_words(desks, database):
    [one] = desks.given(desks.read(), text="Rahasiakan banjir ini")
    [(data,)] = database.execute(
        "SELECT envelope::json->'data' FROM eoffice.outbox WHERE event = 'disposition_given'"
    )
    assert (data["disposition"], data["next"]) == (one["id"], ["SEKDA"])
    assert data["readers"] == ["SEKDA", "WALI"]
    for word in ("banjir", "genangan", "Kantor", "sekda"):
        assert word not in str(data)


def test_the_giver_takes_it_back_only_while_it_is_unread(desks):
    letter = desks.read()
    one, other = desks.given(letter, to=["SEKDA", "KADIS"])
    assert desks.do("walikota", "cancel", one, note="keliru")["state"] == "cancelled"
    with pytest.raises(DispositionState):
        desks.do("sekda", "read", desks.seen("sekda", one))
    read = desks.do("kadis", "read", other)
    with pytest.raises(DispositionState):
        desks.do("walikota", "cancel", read)


def test_of_cancelling_and_reading_at_once_one_comes_first(desks):
    for _ in range(5):
        [one] = desks.given(desks.read())
        outcome = at_once(
            [
                lambda one=one: desks.do("walikota", "cancel", one)["state"],
                lambda one=one: desks.do("sekda", "read", one)["state"],
            ]
        )
        refused = [one for one in outcome if isinstance(one, DispositionChanged)]
        assert len(refused) == 1, outcome


def test_a_report_given_back_comes_again(desks):
    [one] = desks.given(desks.read())
    reported = desks.reported("sekda", one)
    back = desks.do("walikota", "give_back", reported, note="lampirkan foto")
    assert (back["state"], back["note"]) == ("in_progress", "lampirkan foto")
    again = desks.do("sekda", "report", back, report="dengan foto")
    assert desks.do("walikota", "accept", again)["state"] == "done"


def test_it_is_accepted_only_when_duties_below_are_done(desks):
    [top] = desks.given(desks.read())
    [below] = desks.passed("sekda", desks.do("sekda", "read", top), to=["CAMAT"])
    top = desks.do("sekda", "report", desks.seen("sekda", top), report="menyusul")
    with pytest.raises(DutiesOpen) as caught:
        desks.do("walikota", "accept", top)
    assert caught.value.extra == {"positions": ["CAMAT"]}
    desks.do("sekda", "accept", desks.reported("camat", below))
    assert desks.do("walikota", "accept", top)["state"] == "done"


def test_it_goes_down_or_to_a_delegate_and_sideways_only_to_coordinate(desks):
    letter = desks.step("camat", "read", desks.registered("arsip-bi", "CAMAT"))
    for to in (["KADIS"], ["SEKDA"], ["CAMAT"]):
        with pytest.raises(NotBelow):
            desks.given(letter, "camat", to=to)
    with pytest.raises(NotBelow):
        desks.given(letter, "camat", to=[], coordination=["WALI"])
    with pytest.raises(Invalid) as caught:
        desks.given(letter, "camat", to=["LURAH", "GHOST"])
    assert [one.field for one in caught.value.errors] == ["to.1"]
    [beside] = desks.given(letter, "camat", to=[], coordination=["KADIS"])
    assert beside["duty"] is False
    letter = desks.city.see("camat", "get_incoming", incoming=letter["id"])
    today = desks.today
    with desks.city.service.db.begin() as tx:
        offices.delegate(tx, "CAMAT", "KADIS", today, today + timedelta(days=9))
    [duty] = desks.given(letter, "camat", to=["KADIS"])
    assert duty["duty"] is True


def test_a_letter_is_read_before_it_is_disposed_of_and_by_its_addressee(desks):
    letter = desks.registered()
    with pytest.raises(IncomingState):
        desks.given(letter)
    letter = desks.step("walikota", "read", letter)
    with pytest.raises(UnknownIncoming):
        desks.given(letter, "camat", to=["LURAH"])


def test_one_version_of_a_letter_is_disposed_of_once(desks):
    letter = desks.read()
    outcome = at_once([lambda: desks.given(letter)] * 4)
    assert sum(isinstance(one, list) for one in outcome) == 1


# ---- deadlines


def test_a_deadline_that_is_over_is_told_once(desks, database):
    due = desks.today + timedelta(days=2)
    letter = desks.read()
    one, done, beside = desks.given(
        letter, to=["SEKDA", "KADIS"], coordination=["CAMAT"], due=due.isoformat()
    )
    desks.do("walikota", "accept", desks.reported("kadis", done))
    db = desks.city.service.db
    assert overdue.tell_overdue(db, due) == 0
    assert overdue.tell_overdue(db, due + timedelta(days=1)) == 1
    assert overdue.tell_overdue(db, due + timedelta(days=2)) == 0
    assert _told(database, "disposition_overdue") == ["disposition_overdue"]
    [(data,)] = database.execute(
        "SELECT envelope::json->'data' FROM eoffice.outbox WHERE event = 'disposition_overdue'"
    )
    assert (data["disposition"], data["next"]) == (one["id"], ["SEKDA", "WALI"])
    assert beside["duty"] is False


def test_two_loops_tell_of_each_deadline_once(desks, database):
    due = desks.today + timedelta(days=1)
    desks.given(desks.read(), to=["SEKDA", "KADIS", "CAMAT", "LURAH"], due=due.isoformat())
    late, db = due + timedelta(days=1), desks.city.service.db
    counts = at_once([lambda: overdue.tell_overdue(db, late)] * 3)
    assert sum(counts) == 4
    assert len(_told(database, "disposition_overdue")) == 4


def test_the_running_service_tells_of_it_over_the_bus(desks, database, amqp_url, tmp_path):
    [one] = desks.given(desks.read(), due=(desks.today + timedelta(days=1)).isoformat())
    over = desks.today - timedelta(days=2)
    database.execute("UPDATE eoffice.dispositions SET due = %s WHERE id = %s", over, one["id"])
    with serving("eoffice", database, amqp_url, tmp_path) as (_, ears):
        told = until(lambda: _overdue(ears.next()))
    assert (told["disposition"], told["due"]) == (one["id"], over.isoformat())


def _overdue(envelope):
    return envelope["data"] if "disposition_overdue" in envelope["type"] else None


# ---- letters of ours


def test_a_letter_that_arrived_inside_is_disposed_of_by_its_recipient(desks):
    city = desks.city
    letter = city.sent(to=[{"kind": "position", "code": "CAMAT"}])
    with pytest.raises(WrongState):
        desks.given(letter, "camat", "letter", to=["LURAH"])
    city.do("camat", "read_letter", letter=letter["id"])
    [one] = desks.given(letter, "camat", "letter", to=["LURAH"])
    assert city.see("lurah", "get_letter", letter=letter["id"])["subject"] == letter["subject"]
    tree = city.see("lurah", "get_disposition_tree", kind="letter", letter=letter["id"])
    assert [item["id"] for item in tree["items"]] == [one["id"]]
    [head] = city.see("lurah", "list_dispositions")["items"]
    assert head["about"]["subject"] == letter["subject"]


def test_who_was_given_something_on_a_letter_reads_it_after_it_was_corrected(desks):
    city = desks.city
    letter = city.sent(to=[{"kind": "position", "code": "CAMAT"}])
    city.do("camat", "read_letter", letter=letter["id"])
    desks.given(letter, "camat", "letter", to=["LURAH"])
    other = city.sent(refers_to={"letter": letter["id"], "does": "corrects"})
    seen = city.see("lurah", "get_letter", letter=letter["id"])
    assert seen["corrected_by"] == other["id"]


def test_a_recipients_dispositions_are_none_of_anothers_business(desks):
    city = desks.city
    letter = city.sent(to=[{"kind": "position", "code": one} for one in ("CAMAT", "SEKDA")])
    city.do("camat", "read_letter", letter=letter["id"])
    [one] = desks.given(letter, "camat", "letter", to=["LURAH"])
    assert _reads(desks, one) == {"camat", "lurah"}
    tree = city.see("sekda", "get_disposition_tree", kind="letter", letter=letter["id"])
    assert tree["items"] == []


def test_who_is_no_recipient_and_who_reads_no_letter_gives_nothing_on_it(desks):
    letter = desks.city.sent()
    with pytest.raises(NotYourDisposition):
        desks.given(letter, "walikota", "letter")
    with pytest.raises(UnknownLetter):
        desks.given(letter, "sekda", "letter", to=["CAMAT"])


def test_a_secret_letter_of_ours_is_not_disposed_of(desks):
    city = desks.city
    letter = city.sent(security="secret", to=[{"kind": "position", "code": "CAMAT"}])
    city.do("camat", "read_letter", letter=letter["id"])
    with pytest.raises(SecretLetter):
        desks.given(letter, "camat", "letter", to=["LURAH"])


# ---- who reads it


def _reads(desks, one):
    """Return who opens it, having seen that the same people list it and no other takes a step."""
    opens, lists = set(), set()
    for name in PEOPLE:
        items = desks.city.see(name, "list_dispositions")["items"]
        lists |= {name} if one["id"] in [item["id"] for item in items] else set()
        try:
            desks.seen(name, one)
        except UnknownDisposition:
            _takes_no_step(desks, name, one)
            continue
        opens.add(name)
    assert opens == lists
    return opens


def _takes_no_step(desks, name, one):
    with pytest.raises(UnknownDisposition):
        desks.city.see(name, "list_disposition_acts", disposition=one["id"])
    if name == "nobody":
        return
    for verb, data in (
        ("read", {}), ("start", {}), ("cancel", {}), ("accept", {}),
        ("report", {"report": "x"}), ("give_back", {"note": "x"}),
    ):  # fmt: skip
        with pytest.raises(UnknownDisposition):
            desks.do(name, verb, one, **data)
    with pytest.raises(UnknownDisposition):
        desks.passed(name, one, to=["LURAH"])


def test_only_giver_receiver_and_readers_of_the_letter_know_of_it(desks):
    letter = desks.read()
    [one] = desks.given(letter)
    assert _reads(desks, one) == {"walikota", "sekda"}
    [below] = desks.passed("sekda", desks.do("sekda", "read", one), to=["CAMAT"])
    everybody = {"walikota", "sekda", "camat"}
    assert _reads(desks, desks.seen("sekda", one)) == everybody
    assert _reads(desks, below) == everybody
    for name in sorted({*PEOPLE} - everybody):
        with pytest.raises(UnknownIncoming):
            desks.city.see(name, "get_disposition_tree", kind="incoming", letter=letter["id"])


def test_of_a_secret_letter_nobody_knows_by_a_delegation(desks):
    [one] = desks.given(desks.read(security="secret"))
    today = desks.today
    with desks.city.service.db.begin() as tx:
        offices.delegate(tx, "SEKDA", "ASISTEN", today, today + timedelta(days=9))
    assert _reads(desks, one) == {"walikota", "sekda"}
    [head] = desks.city.see("sekda", "list_dispositions")["items"]
    assert (head["text"], head["about"]["subject"]) == (None, None)
    assert desks.seen("sekda", one)["text"] == "Cek lapangan"
    counts = desks.city.see("asisten", "get_office_counters")
    assert {n for name, n in counts.items() if name != "details"} == {0}


def test_a_position_that_ended_reads_nothing(desks, database):
    [one] = desks.given(desks.read())
    ended = desks.today - timedelta(days=2)
    database.execute("UPDATE eoffice.holdings SET ends = %s WHERE person = 'sekda'", ended)
    assert "sekda" not in _reads_only(desks, one)


def _reads_only(desks, one):
    found = set()
    for name in PEOPLE:
        items = desks.city.see(name, "list_dispositions")["items"]
        found |= {name} if one["id"] in [item["id"] for item in items] else set()
    return found


# ---- lists and counters


def test_boxes_hold_what_is_given_and_what_came(desks):
    letter = desks.read()
    one, beside = desks.given(letter, coordination=["CAMAT"])
    see = desks.city.see

    def box(name, **query):
        return [item["id"] for item in see(name, "list_dispositions", **query)["items"]]

    assert box("walikota", box="given") == [beside["id"], one["id"]]
    assert box("walikota", box="received") == []
    assert box("sekda", box="received") == box("sekda", box="unread") == [one["id"]]
    assert box("camat", box="unread") == [beside["id"]]
    assert box("camat", box="to_do") == []
    assert box("walikota", box="waiting") == [one["id"]]
    desks.reported("sekda", one)
    assert (box("sekda", box="to_do"), box("walikota", box="to_accept")) == ([], [one["id"]])
    assert box("walikota", state="reported", letter=letter["id"]) == [one["id"]]
    assert box("walikota", kind="letter") == box("walikota", overdue=True) == []
    assert box("sekda", box="given") == []


def test_an_overdue_one_is_marked_and_found(desks, database):
    one, _ = desks.given(
        desks.read(), to=["SEKDA", "KADIS"], due=(desks.today + timedelta(days=1)).isoformat()
    )
    yesterday = desks.today - timedelta(days=2)
    database.execute("UPDATE eoffice.dispositions SET due = %s WHERE id = %s", yesterday, one["id"])
    found = desks.city.see("walikota", "list_dispositions", overdue=True)["items"]
    assert [(item["id"], item["overdue"]) for item in found] == [(one["id"], True)]


def test_a_giver_is_offered_who_may_be_given_to(desks):
    def offered(name, **asked):
        found = desks.city.see(name, "list_disposition_receivers", **asked)["items"]
        return [(one["code"], one["relation"], one["direct"]) for one in found]

    assert offered("sekda", q="") == [
        ("ASISTEN", "below", True),
        ("CAMAT", "below", True),
        ("KADIS", "below", True),
        ("ARSIP-BI", "below", False),
        ("LURAH", "below", False),
    ]
    assert offered("camat", q="kominfo") == [("KADIS", "beside", False)]
    with desks.city.service.db.begin() as tx:
        offices.delegate(tx, "CAMAT", "KADIS", desks.today, desks.today)
    assert offered("camat", q="KADIS") == [("KADIS", "delegate", False)]
    assert offered("camat", q="%") == []
    assert "WALI" not in [code for code, _, _ in offered("lurah")]


def test_the_sheet_of_a_letter_is_printed_with_its_whole_tree(desks):
    letter = desks.read(subject="Permohonan <b>data</b> genangan")
    [top] = desks.given(letter, due=desks.today.isoformat())
    low = {"to": ["CAMAT"], "coordination": ["KADIS"], "due": desks.today.isoformat()}
    desks.passed("sekda", desks.do("sekda", "read", top), **low)
    asked = {"kind": "incoming", "letter": letter["id"]}
    said = words(desks.city.see("kadis", "print_dispositions", **asked))
    for text in (
        "LEMBAR DISPOSISI", "Permohonan <b>data</b> genangan", letter["agenda"], "☒ Tindak lanjuti",
        "☐ Siapkan jawaban", "1. Sekretaris Daerah", "(koordinasi)", "1.2",
    ):  # fmt: skip
        assert text in said, text
    with pytest.raises(UnknownIncoming):
        desks.city.see("lurah", "print_dispositions", **asked)
    with pytest.raises(UnknownDisposition):
        desks.city.see("sekda", "print_dispositions", letter=desks.registered()["id"])


def test_the_sheet_of_a_letter_of_ours_has_what_its_desk_gave(desks):
    letter = desks.city.sent()
    desks.city.do("lurah", "read_letter", letter=letter["id"])
    desks.given(letter, "lurah", "letter", to=[], coordination=["ARSIP-BI"])
    asked = {"kind": "letter", "letter": letter["id"]}
    said = words(desks.city.see("arsip-bi", "print_dispositions", **asked))
    assert letter["number"] in said
    assert "Wali Kota Contoh" in said


def words(pdf: bytes) -> str:
    """Return the text of a PDF as poppler reads it, its lines joined."""
    read = subprocess.run(
        ["pdftotext", "-layout", "-", "-"], input=pdf, capture_output=True, check=True, timeout=30
    )
    return " ".join(read.stdout.decode().split())
