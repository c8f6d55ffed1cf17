"""A letter from its draft to its recipients, as the service keeps and tells it."""

import pytest

from libs.kit.errors import Invalid
from services.eoffice.letters.domain import LetterChanged, NotYourStep, UnknownLetter, WrongState
from services.eoffice.letters.sealing import NoKey, Vault
from services.eoffice.numbering.domain import NumberUsed
from services.eoffice.organisation.domain import NotYourPosition
from tests.asking import at_once
from tests.integration.eoffice.lettering import DOCUMENT, DRAFT, ask


def _fields(caught):
    return sorted(one.field for one in caught.value.errors)


def _told(database):
    return [one for (one,) in database.execute("SELECT event FROM eoffice.outbox ORDER BY id")]


def test_a_letter_goes_from_its_draft_to_its_recipient(city, database):
    letter = city.submitted()
    assert (letter["state"], letter["next"]) == ("review", ["SEKDA"])
    letter = city.step("sekda", "initial_letter", letter)
    assert letter["state"] == "ready_to_sign"
    begun, number = city.begun(letter)
    assert (begun.state, begun.number) == ("signing", number.text)
    city.finished(letter["id"])
    letter = city.see("camat", "get_letter", letter=letter["id"])
    assert (letter["state"], letter["document"]) == ("signed", DOCUMENT)
    letter = city.step("camat", "send_letter", letter)
    states = [(one["position"], one["copy"], one["state"]) for one in letter["deliveries"]]
    assert states == [
        ("LURAH", False, "delivered"),
        (None, False, "waiting"),
        ("KADIS", True, "delivered"),
        (None, True, "waiting"),
    ]
    assert city.do("lurah", "read_letter", letter=letter["id"])["state"] == "read"
    done = city.do("lurah", "follow_up_letter", letter=letter["id"], note="pompa dipasang")
    assert (done["state"], done["note"]) == ("followed_up", "pompa dipasang")
    assert _told(database) == [
        "letter_submitted", "letter_initialled", "letter_signed", "letter_sent", "letter_received",
        "letter_received", "letter_read", "letter_followed_up",
    ]  # fmt: skip


def test_events_say_who_is_next_and_nothing_of_what_the_letter_says(city, database):
    letter = city.submitted()
    [(data,)] = database.execute("SELECT envelope::json->'data' FROM eoffice.outbox")
    assert (data["letter"], data["next"]) == (letter["id"], ["SEKDA"])
    assert data["readers"] == ["CAMAT", "SEKDA", "WALI"]
    for word in ("genangan", "Balai", "hormat", "camat"):
        assert word not in str(data)


def test_a_command_that_comes_again_is_answered_the_same(city, database):
    request = ask(DRAFT, "camat")
    first = city.service.create_letter(request)
    again = city.service.create_letter(request)
    assert (again["repeated"], again["answer"]) == (True, first["answer"])
    assert database.execute("SELECT count(*) FROM eoffice.letters") == [(1,)]


def test_what_is_wrong_with_a_draft_is_named_all_at_once(city):
    wrong = {
        "kind": "surat-dinas",
        "subject": "x" * 501,
        "classification": "abc",
        "security": "hidden",
        "to": [{"kind": "friend", "name": "x"}, {"kind": "position"}],
        "colour": "red",
    }
    with pytest.raises(Invalid) as caught:
        city.do("camat", "create_letter", **wrong)
    assert _fields(caught) == [
        "classification", "colour", "security", "subject", "to.0.kind", "to.1.code",
    ]  # fmt: skip


def test_positions_that_are_not_there_are_named(city):
    draft = DRAFT | {"signer": "RAJA", "ladder": ["X"], "coordination": ["Y"]}
    draft["to"] = [{"kind": "position", "code": "Z"}]
    with pytest.raises(Invalid) as caught:
        city.do("camat", "create_letter", **draft)
    assert _fields(caught) == ["coordination", "ladder", "signer", "to.0.code"]


def test_no_position_gets_a_letter_twice(city):
    lurah = {"kind": "position", "code": "LURAH"}
    for draft in ({"copies": [lurah]}, {"to": [lurah, {**lurah, "name": "Lurah"}]}):
        with pytest.raises(Invalid) as caught:
            city.do("camat", "create_letter", **{**DRAFT, **draft})
        assert _fields(caught) == ["copies"]
    assert len(city.drafted(to=[lurah, lurah])["to"]) == 1


def test_a_letter_of_a_kind_with_fields_needs_them_when_it_is_handed_up(city):
    letter = city.drafted(kind="undangan", fields={"venue": "Aula"})
    with pytest.raises(Invalid) as caught:
        city.step("camat", "submit_letter", letter)
    assert _fields(caught) == ["fields.agenda", "fields.date", "fields.time"]


def test_nobody_signs_on_behalf_of_a_position_that_is_not_above(city):
    with pytest.raises(Invalid) as caught:
        city.submitted(form="on_behalf")
    assert _fields(caught) == ["form"]
    letter = city.submitted(form="on_behalf", signer="SEKDA", ladder=[])
    assert letter["state"] == "ready_to_sign"


def test_what_a_body_brings_beside_text_is_left_out(city):
    body = (
        '<p onclick="x()" style="color:red">Isi <b>tebal</b></p><script>steal()</script>'
        '<img src="http://evil.example/x.png"><a href="javascript:x()">tautan</a>'
        '<table><tr><td colspan="2" class="x">sel</td></tr></table>'
    )
    kept = city.drafted(body=body)["body"]
    assert kept == (
        "<p>Isi <b>tebal</b></p>tautan"
        '<table><tbody><tr><td colspan="2">sel</td></tr></tbody></table>'
    )


def test_a_subject_stays_the_text_that_it_is(city):
    letter = city.drafted(subject="<script>alert(1)</script>")
    assert letter["subject"] == "<script>alert(1)</script>"


def test_of_two_who_change_a_draft_the_second_learns_of_the_first(city):
    letter = city.drafted()
    city.step("camat", "change_letter", letter, **DRAFT)
    with pytest.raises(LetterChanged) as caught:
        city.step("camat", "change_letter", letter, **DRAFT)
    assert caught.value.extra == {"version": 2}


def test_of_many_who_judge_at_once_one_does(city):
    letter = city.submitted()
    steps = [("initial_letter", {}), ("refuse_letter", {"note": "tidak"})] * 4
    answers = at_once(
        [lambda m=method, d=data: city.step("sekda", m, letter, **d) for method, data in steps]
    )
    failed = [one for one in answers if isinstance(one, LetterChanged)]
    assert len(failed) == len(answers) - 1


def test_drafts_are_kept_and_held_side_by_side(city):
    letter = city.submitted(to=[{"kind": "position", "code": "LURAH"}])
    letter = city.step("sekda", "send_back_letter", letter, note="sebut lokasinya")
    assert (letter["state"], letter["note"]) == ("revision", "sebut lokasinya")
    further = DRAFT | {"body": "<p>Dengan hormat, jalan Mawar tergenang.</p><p>Segera.</p>"}
    letter = city.step("camat", "change_letter", letter, **further)
    where = {"letter": letter["id"]}
    found = city.see("camat", "list_letter_drafts", **where)["items"]
    assert [(one["draft"], one["position"]) for one in found] == [(1, "CAMAT"), (2, "CAMAT")]
    first = city.see("camat", "get_letter_draft", draft=1, **where)
    assert (first["body"], first["note"]) == (DRAFT["body"], "sebut lokasinya")
    compared = city.see("camat", "compare_letter_drafts", before=1, after=2, **where)
    assert compared["body"] == [
        {
            "change": "changed",
            "parts": [
                ["same", "Dengan hormat, jalan"],
                ["added", "Mawar"],
                ["same", "tergenang."],
            ],
        },
        {"change": "added", "parts": [["added", "Segera."]]},
    ]
    assert list(compared["others"]) == ["to"]
    with pytest.raises(UnknownLetter):
        city.see("camat", "get_letter_draft", draft=3, **where)


def test_a_letter_that_is_not_there_is_not_found(city):
    for wanted in ("nonsense", "01932e6a-7c00-7000-8000-000000000002"):
        with pytest.raises(UnknownLetter):
            city.see("camat", "get_letter", letter=wanted)


def test_a_failed_signing_keeps_the_number_and_a_void_gives_it_up(city, database):
    letter = city.ready()
    _, first = city.begun(letter)
    city.failed(letter["id"])
    city.failed(letter["id"])
    letter = city.see("walikota", "get_letter", letter=letter["id"])
    assert (letter["state"], letter["note"]) == ("signing_failed", "BSrE does not answer")
    _, second = city.begun(letter)
    assert second == first
    city.failed(letter["id"])
    letter = city.see("walikota", "get_letter", letter=letter["id"])
    with pytest.raises(Invalid):
        city.step("walikota", "void_letter", letter, note="")
    city.step("walikota", "void_letter", letter, note="naskah ganda")
    rows = database.execute("SELECT n, state, reason FROM eoffice.numbers")
    assert rows == [(1, "void", "naskah ganda")]
    _, other = city.begun(city.ready())
    assert other.n == 2


def test_a_letter_is_signed_once(city):
    letter = city.ready()
    city.begun(letter)
    city.finished(letter["id"])
    assert city.finished(letter["id"]).state == "signed"
    with pytest.raises(WrongState):
        city.finished(letter["id"], "cd" * 32)
    with pytest.raises(WrongState):
        city.failed(letter["id"])


def test_two_who_sign_the_same_letter_take_one_number(city, database):
    letter = city.ready()
    answers = at_once([lambda: city.begun(letter) for _ in range(4)])
    assert sum(isinstance(one, Exception) for one in answers) == 3
    assert database.execute("SELECT count(*) FROM eoffice.numbers") == [(1,)]


def test_a_sent_letter_is_corrected_and_withdrawn_by_another_letter(city, database):
    earlier = city.sent()
    for does, marked in (("corrects", "corrected"), ("withdraws", "withdrawn")):
        mark = f"{marked}_by"
        later = city.sent(refers_to={"letter": earlier["id"], "does": does})
        assert city.see("lurah", "get_letter", letter=earlier["id"])[mark] == later["id"]
        told = f"SELECT envelope::json->'data' FROM eoffice.outbox WHERE event = 'letter_{marked}'"
        [(data,)] = database.execute(told)
        assert (data["letter"], data["by_letter"]) == (earlier["id"], later["id"])
        assert "LURAH" in data["readers"]
    draft = DRAFT | {"refers_to": {"letter": earlier["id"], "does": "withdraws"}}
    with pytest.raises(Invalid):
        city.do("lurah", "create_letter", **draft)


def test_who_refers_to_a_letter_may_read_it(city):
    draft = DRAFT | {"refers_to": {"letter": city.drafted()["id"], "does": "reply"}}
    with pytest.raises(UnknownLetter):
        city.do("kadis", "create_letter", **draft)


def test_only_who_holds_a_position_acts_as_it(city):
    letter = city.submitted()
    with pytest.raises(NotYourPosition):
        city.step("camat", "initial_letter", letter, **{"as": "SEKDA"})
    with pytest.raises(NotYourPosition):
        city.do("nobody", "create_letter", **DRAFT)
    with pytest.raises(NotYourStep):
        city.step("camat", "initial_letter", letter)


def test_a_group_stands_for_its_members_when_a_letter_is_written(city):
    members = [{"kind": "position", "code": "LURAH"}, {"kind": "name", "name": "Ketua RT"}]
    group = city.do("camat", "put_recipient_group", name="Semua lurah", members=members)
    letter = city.drafted(to=[{"kind": "group", "group": group["id"]}, *members])
    assert [(one["kind"], one["name"]) for one in letter["to"]] == [
        ("position", "Lurah Air Itam"),
        ("name", "Ketua RT"),
    ]
    again = city.do("camat", "put_recipient_group", name="Semua lurah", members=members[:1])
    assert again["id"] == group["id"]
    assert len(city.see("camat", "list_recipient_groups")["items"]) == 1
    assert city.see("sekda", "list_recipient_groups")["items"] == []
    to = {"to": [{"kind": "group", "group": group["id"]}]}
    with pytest.raises(Invalid) as caught:
        city.do("sekda", "create_letter", **DRAFT | to)
    assert _fields(caught) == ["to.0.group"]
    city.do("camat", "delete_recipient_group", group=group["id"])
    assert city.see("camat", "list_recipient_groups")["items"] == []


def test_what_goes_out_arrives_when_its_sender_says_so(city):
    letter = city.sent()
    place = {"letter": letter["id"], "place": 1, "note": "resi 17"}
    with pytest.raises(NotYourStep):
        city.do("lurah", "arrive_letter", **place)
    assert city.do("camat", "arrive_letter", **place)["state"] == "delivered"
    with pytest.raises(WrongState):
        city.do("camat", "arrive_letter", **place)


def test_every_step_stands_in_the_history(city):
    letter = city.step("sekda", "initial_letter", city.submitted())
    acts = city.see("walikota", "list_letter_acts", letter=letter["id"])["items"]
    assert [(one["what"], one["person"], one["position"]) for one in acts] == [
        ("letter_drafted", "camat", "CAMAT"),
        ("letter_submitted", "camat", "CAMAT"),
        ("letter_initialled", "sekda", "SEKDA"),
    ]
    last = acts[-1]
    assert (last["origin"], last["before"]["state"], last["after"]["state"]) == (
        "10.0.0.9",
        "review",
        "ready_to_sign",
    )
    assert last["before"]["hash"] == last["after"]["hash"]
    assert "genangan" not in str(acts)


# Secret letters


def test_what_a_secret_letter_says_is_sealed_and_its_opening_noted(city, database):
    letter = city.sent(security="secret")
    rows = database.execute("SELECT content, sealed FROM eoffice.letter_drafts")
    assert rows[0][0] is None
    whole = str(database.execute("SELECT * FROM eoffice.letters"))
    for word in ("genangan", "tergenang"):
        assert word.encode() not in bytes(rows[0][1])
        assert word not in whole
    assert city.see("lurah", "get_letter", letter=letter["id"])["subject"] == DRAFT["subject"]
    opened = "SELECT person, position FROM eoffice.acts WHERE what = 'secret_letter_opened'"
    assert ("lurah", "LURAH") in database.execute(opened)


def test_nothing_of_a_secret_letter_stands_in_clear_in_any_table(city, database):
    members = [{"kind": "name", "name": "Ketua RT Melati"}]
    draft = {"security": "secret", "subject": "Operasi Anggrek", "to": members}
    letter = city.submitted(body="<p>Serbuan subuh</p>", **draft)
    letter = city.step("sekda", "send_back_letter", letter, note="Catatan Kenanga")
    assert "subject" not in letter
    further = {**DRAFT, **draft, "body": "<p>Serbuan malam</p>"}
    city.step("camat", "change_letter", letter, **further)
    given_up = city.ready(**draft)
    city.begun(given_up)
    city.failed(given_up["id"])
    given_up = city.see("walikota", "get_letter", letter=given_up["id"])
    city.step("walikota", "void_letter", given_up, note="Batal karena Kenanga")
    tables = "SELECT tablename FROM pg_tables WHERE schemaname = 'eoffice'"
    for (table,) in database.execute(tables):
        rows = str(database.execute(f"SELECT t::text FROM eoffice.{table} t"))
        for word in ("Anggrek", "Serbuan", "Kenanga", "Melati"):
            assert word not in rows, table
            assert word.encode().hex() not in rows, table


def test_an_earlier_draft_is_sealed_when_a_letter_becomes_secret(city, database):
    letter = city.step("sekda", "send_back_letter", city.submitted(), note="rahasiakan")
    city.step("camat", "change_letter", letter, **DRAFT | {"security": "top_secret"})
    found = database.execute("SELECT content FROM eoffice.letter_drafts")
    assert found == [(None,), (None,)]
    first = city.see("camat", "get_letter_draft", letter=letter["id"], draft=1)
    assert first["subject"] == DRAFT["subject"]


def test_without_a_key_nobody_writes_a_secret_letter():
    with pytest.raises(NoKey):
        Vault(b"").seal({}, "x")


def test_a_used_number_is_not_given_up(city):
    letter = city.signed()
    with pytest.raises((WrongState, NumberUsed)):
        city.step("walikota", "void_letter", letter, note="x")
