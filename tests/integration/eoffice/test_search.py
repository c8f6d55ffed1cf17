"""Full-text search: what is found by which words, by whom, and in which order."""

import uuid
from datetime import timedelta

import pytest

from libs.kit import clock
from libs.kit.errors import Invalid
from libs.kit.request import Request
from services.eoffice.search import repository
from services.eoffice.search.saved_repository import UnknownSearch
from tests import offices
from tests.integration.eoffice.lettering import DRAFT

PEOPLE = ("walikota", "sekda", "asisten", "kadis", "camat", "arsip-bi", "lurah", "nobody")
PDF = b"%PDF-1.7\n1 0 obj\n<< >>\nendobj\ntrailer\n<< /Root 1 0 R >>\n%%EOF\n"


def search(city, name, q=None, **asked):
    asked |= {} if q is None else {"q": q}
    return city.see(name, "search_office", **asked)


def found(city, name, q=None, **asked):
    return [one["id"] for one in search(city, name, q, **asked)["items"]]


def hits(parts):
    return [text for text, hit in parts if hit]


def test_a_letter_is_found_by_whatever_it_says(city):
    letter = city.sent(
        subject="Perbaikan jembatan Selogabus",
        body="<p>Dengan hormat, tiang penyangga <b>retak</b> &amp; lapuk.</p>",
    )
    said = ("jembatan", "SELOGABUS", "perbaikan jembatan", "penyangga", "retak", "lapuk")
    told = ("Balai Jalan", "wali kota", "Bukit Intan", "lurah", "arsip")
    for words in (*said, *told, letter["number"]):
        assert found(city, "camat", words) == [letter["id"]], words
    for words in ("jembatan gantung", "strong", "amp"):
        assert found(city, "camat", words) == [], words


def test_words_are_found_by_their_stems_and_the_last_one_by_its_beginning(city):
    letter = city.drafted(subject="Permohonan perbaikan", body="<p>Jalan tergenang</p>")
    for words in ("perbaiki", "genangan", "perbai", "perbaikan permoh", "menggenangi jalan"):
        assert found(city, "camat", words) == [letter["id"]], words
    for words in ("perbai permohonan", "pe", "jal"):
        assert found(city, "camat", words) == ([letter["id"]] if words == "jal" else []), words


def test_accents_do_not_count(city):
    letter = city.drafted(subject="Kunjungan ke Café Ésok")
    assert found(city, "camat", "cafe ésok") == [letter["id"]]


@pytest.mark.parametrize(
    "words",
    ["600.1.9/187/KEC.MLO", "600.1.9", "187", "kec.mlo", "KEC.ML", "mlo", "600.1.9/18", "187/kec"],
)
def test_a_number_is_found_by_its_parts(desks, words):
    one = desks.registered(number="600.1.9/187/KEC.MLO", to="WALI")
    desks.registered(number="600.2.1/21/KEC.TRC", to="WALI")
    assert found(desks.city, "walikota", words) == [one["id"]]


def test_an_incoming_letter_is_found_by_sender_agenda_number_and_what_was_read_on_its_scan(
    desks, database
):
    one = desks.registered(sender="Balai Besar Sungai", subject="Undangan rapat")
    for words in ("sungai", "undang", one["agenda"]):
        assert found(desks.city, "walikota", words, kind="incoming") == [one["id"]], words
    assert found(desks.city, "walikota", "bendungan") == []
    database.execute(
        "UPDATE eoffice.incoming SET text = 'Tinggi muka air bendungan' WHERE id = %s", one["id"]
    )
    database.execute("SELECT file_incoming(%s)", one["id"], service="eoffice")
    assert found(desks.city, "walikota", "bendungan") == [one["id"]]


def test_a_disposition_is_found_by_what_it_says_and_what_was_reported(desks):
    letter = desks.read()
    one = desks.given(letter, text="Periksa pintu air")[0]
    read = desks.do("sekda", "read", desks.seen("sekda", one))
    desks.do("sekda", "report", read, report="Engsel sudah dilumasi")
    for name in ("walikota", "sekda"):
        for words in ("pintu air", "engsel"):
            hit = search(desks.city, name, words)["items"]
            assert [(h["kind"], h["id"]) for h in hit] == [("disposition", one["id"])]
            assert hit[0]["about"] == {"kind": "incoming", "id": letter["id"]}
            assert hit[0]["subject"] == "Permohonan data genangan"
    assert found(desks.city, "kadis", "engsel") == []


def test_attachments_are_found_by_their_names_until_they_are_taken_off(city):
    letter = city.drafted()
    added = city.service.add_letter_attachment(_upload(letter, "denah-embung.pdf", PDF))["answer"]
    assert found(city, "camat", "denah embung") == [letter["id"]]
    seen = {"letter": letter["id"], "version": letter["version"] + 1, "attachment": added["id"]}
    city.do("camat", "remove_letter_attachment", **seen)
    assert found(city, "camat", "embung") == []


def _upload(letter, name, data):
    asked = {"letter": letter["id"], "version": letter["version"], "name": name}
    return Request(asked, offices.person("camat"), str(uuid.uuid4()), attachment=data)


def test_nothing_secret_stands_in_the_index(desks, database):
    city = desks.city
    letter = city.sent(security="secret", subject="Operasi malam")
    registered = desks.read(security="top_secret", subject="Operasi fajar")
    desks.given(registered, text="Rahasiakan operasi")
    for name in PEOPLE:
        assert found(city, name, "operasi") == []
        assert found(city, name, security="secret") == []
    assert database.execute("SELECT count(*) FROM eoffice.search_docs") == [(0,)]
    draft = city.drafted(subject="Operasi pasar")
    assert found(city, "camat", "operasi") == [draft["id"]]
    changed = DRAFT | {"subject": "Operasi pasar", "security": "secret"}
    city.step("camat", "change_letter", draft, **changed)
    assert found(city, "camat", "operasi") == []
    assert letter["id"] not in str(database.execute("SELECT id FROM eoffice.search_docs"))


def test_results_are_ranked_marked_and_escape_nothing_themselves(city):
    body = city.drafted(subject="Laporan <b>bulanan</b>", body="<p>Di hulu ada genangan air.</p>")
    head = city.drafted(subject="Genangan di <i>hulu</i>", body="<p>Kering.</p>")
    answer = search(city, "camat", "genangan hulu")
    assert [one["id"] for one in answer["items"]] == [head["id"], body["id"]]
    first, second = (one["marks"] for one in answer["items"])
    assert first["subject"] == [
        ["Genangan", True],
        [" di <i>", False],
        ["hulu", True],
        ["</i>", False],
    ]
    assert hits(second["excerpt"]) == ["hulu", "genangan"]
    assert "".join(text for text, _ in second["excerpt"]) == "Di hulu ada genangan air."
    newest = search(city, "camat", "genangan hulu", sort="newest")["items"]
    assert [one["id"] for one in newest] == [head["id"], body["id"]]


def test_results_are_filtered(desks):
    city = desks.city
    letter = city.sent(urgency="urgent")
    incoming = desks.registered(subject="Laporan genangan", to="LURAH")
    one = desks.given(
        desks.step("lurah", "read", incoming), "lurah", to=[], coordination=["KADIS"],
        text="Soal genangan",
    )[0]  # fmt: skip
    expected = {
        "kind": {
            "letter": {letter["id"]}, "incoming": {incoming["id"]}, "disposition": {one["id"]},
        },
        "box": {
            "in": {letter["id"], incoming["id"]}, "copies": set(), "out": set(),
            "given": {one["id"]}, "received": set(),
        },
        "unit": {"1971.BI": {letter["id"]}, "1971.SETDA": {incoming["id"]}},
        "classification": {"600": {letter["id"]}, "600.1": {letter["id"]}, "60": set()},
        "urgency": {"urgent": {letter["id"]}},
        "state": {"sent": {letter["id"], one["id"]}, "disposed": {incoming["id"]}},
        "type": {"surat-dinas": {letter["id"]}},
        "since": {"2020-01-01": {letter["id"], incoming["id"], one["id"]}, "2099-01-01": set()},
        "until": {"2020-01-01": set(), "2099-01-01": {letter["id"], incoming["id"], one["id"]}},
    }  # fmt: skip
    for name, values in expected.items():
        for value, ids in values.items():
            assert set(found(city, "lurah", "genangan", **{name: value})) == ids, (name, value)
    assert set(found(city, "kadis", "genangan", box="copies")) == {letter["id"]}
    assert set(found(city, "kadis", "genangan", box="received")) == {one["id"]}
    assert set(found(city, "walikota", "genangan", box="out")) == {letter["id"]}
    assert set(found(city, "lurah", kind="letter")) == {letter["id"]}


def test_pages_bring_every_hit_once(city):
    made = {city.drafted(subject=f"Laporan {n}")["id"] for n in range(5)}
    page = search(city, "camat", "laporan", limit=2)
    seen, total = [one["id"] for one in page["items"]], page["total"]
    while page["next"]:
        page = search(city, "camat", "laporan", limit=2, after=page["next"])
        seen += [one["id"] for one in page["items"]]
    assert (len(seen), set(seen), total, page["more"]) == (5, made, 5, False)


@pytest.fixture(params=[repository.MUCH, -1], ids=["reads_little", "reads_much"])
def how_much_is_read(request, monkeypatch):
    """Both ways to search, one after the other: who reads more than so much gets the second."""
    monkeypatch.setattr(repository, "MUCH", request.param)


@pytest.mark.usefixtures("how_much_is_read")
def test_what_lies_in_any_window_of_time_is_found_once(city, database):
    weeks = (0, 1, 2, 11, 12, 59, 60, 61, 300)
    letters = [city.drafted(subject="Jendela waktu")["id"] for _ in weeks]
    for letter, ago in zip(letters, weeks, strict=True):
        filed(database, letter, clock.now() - timedelta(weeks=ago))
    assert found(city, "camat", "jendela", sort="newest") == letters
    asked = {"since": str(clock.now().date() - timedelta(weeks=59, days=1)), "sort": "newest"}
    assert found(city, "camat", "jendela", **asked) == letters[:6]
    asked |= {"until": str(clock.now().date() - timedelta(weeks=10))}
    assert found(city, "camat", "jendela", **asked) == letters[3:6]
    asked |= {"since": "2099-01-01"}
    assert found(city, "camat", "jendela", **asked) == []


def filed(database, letter, at):
    database.execute(
        "UPDATE eoffice.search_docs SET at = %s, weeks = ARRAY[eoffice.week_of(%s)] WHERE id = %s",
        at, at, letter,
    )  # fmt: skip


@pytest.mark.usefixtures("how_much_is_read")
def test_of_more_than_may_be_ranked_the_newest_are(city, database, monkeypatch):
    monkeypatch.setattr(repository, "MOST", 2)
    made = [city.drafted(subject=f"Laporan {n}")["id"] for n in range(4)]
    for letter in made[:2]:
        filed(database, letter, clock.now() - timedelta(weeks=30))
    answer = search(city, "camat", "laporan")
    assert {one["id"] for one in answer["items"]} < set(made)
    assert (answer["total"], answer["more"]) == (2, True)


def test_who_reads_much_is_known_by_the_statistics(city, database, monkeypatch):
    one = city.drafted(subject="Laporan")["id"]
    with city.service.db.look() as tx:
        monkeypatch.setattr(repository, "FRESH", 0)
        assert repository.reads(tx, ["NOBODY"]) == 0
    monkeypatch.undo()
    database.execute(
        "INSERT INTO eoffice.search_docs SELECT gen_random_uuid(), kind, subject, %s, words,"
        " weeks, at, unit, state, type, security, urgency, classification"
        " FROM eoffice.search_docs, generate_series(1, 400) WHERE id = %s",
        ["HEAVY"], one,
    )  # fmt: skip
    database.execute("ANALYZE eoffice.search_docs")
    with city.service.db.look() as tx:
        assert repository.reads(tx, ["HEAVY", "NOBODY"]) == 0  # as a moment ago
        monkeypatch.setattr(repository, "FRESH", 0)
        assert repository.reads(tx, ["HEAVY", "NOBODY"]) == pytest.approx(400, rel=0.1)


@pytest.mark.parametrize(
    ("asked", "field"),
    [
        ({}, "q"), ({"q": "!?"}, "q"), ({"q": "a", "kind": "memo"}, "kind"),
        ({"q": "a", "box": "bin"}, "box"), ({"q": "a", "since": "soon"}, "since"),
        ({"q": "a", "after": "x"}, "after"), ({"q": "a" * 201}, "q"),
    ],
)  # fmt: skip
def test_a_search_that_is_none_is_refused(city, asked, field):
    with pytest.raises(Invalid) as refused:
        search(city, "camat", **asked)
    assert [one.field for one in refused.value.errors] == [field]


@pytest.mark.parametrize("q", ["' | 'x", "a:* & b", "%", "\\", "(((", "'", "!jalan", "<->", "ü☃"])
def test_signs_of_the_query_language_are_no_more_than_signs(city, q):
    city.drafted()
    if any(one.isalnum() for one in q):
        assert isinstance(search(city, "camat", q)["items"], list)
    else:
        with pytest.raises(Invalid):
            search(city, "camat", q)


def test_the_inbox_is_searched_by_the_same_words(desks):
    letter = desks.registered(subject="Undangan rapat", number="B-9/XX")
    desks.registered()
    for q in ("undang", "b-9", "rapat und"):
        items = desks.city.see("walikota", "list_inbox", q=q)["items"]
        assert [one["id"] for one in items] == [letter["id"]]


# ---- searches that are kept


def test_a_search_is_kept_for_a_person_as_a_position_and_counts_what_is_new(city):
    kept = city.do("camat", "keep_search", name="Genangan", query={"q": "genangan", "kind": ""})
    assert (kept["query"], kept["new"], kept["more"]) == ({"q": "genangan"}, 0, False)
    city.drafted()
    listed = city.see("camat", "list_searches")["items"]
    assert [(one["id"], one["new"]) for one in listed] == [(kept["id"], 1)]
    city.do("camat", "open_search", search=kept["id"])
    assert [one["new"] for one in city.see("camat", "list_searches")["items"]] == [0]
    assert city.see("sekda", "list_searches")["items"] == []
    for method in ("open_search", "delete_search"):
        with pytest.raises(UnknownSearch):
            city.do("sekda", method, search=kept["id"])
    city.do("camat", "delete_search", search=kept["id"])
    assert city.see("camat", "list_searches")["items"] == []


def test_a_search_of_the_same_name_takes_the_place_of_the_earlier_one(city):
    first = city.do("camat", "keep_search", name="A", query={"q": "satu"})
    second = city.do("camat", "keep_search", name="A", query={"q": "dua"})
    assert second["id"] == first["id"]
    assert [one["query"] for one in city.see("camat", "list_searches")["items"]] == [{"q": "dua"}]


def test_what_is_wrong_with_a_search_to_be_kept_is_named(city):
    for query, field in (({"q": "?"}, "query.q"), ({"colour": "x"}, "query.colour")):
        with pytest.raises(Invalid) as refused:
            city.do("camat", "keep_search", name="A", query=query)
        assert [one.field for one in refused.value.errors] == [field]
