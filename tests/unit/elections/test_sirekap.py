from collections import Counter

import orjson
import pytest

from services.elections import sirekap
from services.elections.domain import Candidate, Contest, votes
from services.elections.rules import defaults
from services.elections.sirekap import BadRow, Row
from tests.shared import SHARED, needs_shared
from tests.unit.elections.forms_of import TPS, president

FOLDER = SHARED / "data" / "elections"
HEAD = "kode_tps,kecamatan,desa,no_tps,suara_1,suara_2,suara_3,pemilih_dpt_j,suara_sah,ts\n"


def csv(*lines: str) -> bytes:
    return (HEAD + "\n".join(lines)).encode()


def station_document(**change):
    administration = {"suara_sah": 6, "suara_total": 7, "pemilih_dpt_j": 9}
    administration |= {"pemilih_dpt_l": 4, "pemilih_dpt_p": 5}
    return {
        "mode": "hhcw",
        "chart": {"100026": 2, "100025": 1, "100027": 3, "null": None},
        "images": [f"https://photos.example/x/{TPS}-20240214-202435--a.jpg", None, None],
        "administrasi": administration,
        "ts": "2024-02-21 02:00:00",
    } | change


def read(document, name=f"{TPS}.json"):
    return sirekap.rows(orjson.dumps(document), name, president())


def test_a_row_is_read_by_the_paths_of_the_form():
    line = f"{TPS},BUKIT INTAN,SEMABUNG LAMA,001,3,112,75,263,190,2024-02-15 15:00:29"
    (row,) = sirekap.rows(csv(line), "x.csv", president())
    assert row.figures == {
        "votes.1": 3,
        "votes.2": 112,
        "votes.3": 75,
        "dpt.total": 263,
        "valid": 190,
    }
    assert row.names == {"197101": "Bukit Intan", "1971011004": "Semabung Lama"}
    assert row.recorded_at.isoformat() == "2024-02-15T08:00:29+00:00"


def test_an_empty_cell_is_not_entered():
    (row,) = sirekap.rows(csv(f"{TPS},A,B,001,,,,,,"), "x.csv", president())
    assert row.figures == {}


@pytest.mark.parametrize(
    ("line", "word"),
    [
        ("19710110,A,B,001,1,2,3,4,5,", "13 digits"),
        (f"{TPS},A,B,001,x,2,3,4,5,", "suara_1"),
        (f"{TPS},A,B,001,-1,2,3,4,5,", "suara_1"),
        (f"{TPS},A,B,001,1_0,2,3,4,5,", "suara_1"),
        (f"{TPS},A,B,001,1,2.5,3,4,5,", "suara_2"),
        (f"{TPS},A,B,001,1,2,\u0663,4,5,", "suara_3"),
        (f"{TPS},A,B,001,{'9' * 5000},2,3,4,5,", "suara_1 is not"),
        (f"{TPS},A,B,001,1,2,3,4,5,yesterday", "ts"),
    ],
)
def test_a_row_that_can_not_be_read_says_why_and_stops_no_other(line, word):
    good = f"{TPS},A,B,001,1,2,3,4,5,"
    bad, after = sirekap.rows(csv(line, good), "x.csv", president())
    assert isinstance(bad, BadRow)
    assert bad.place == 2
    assert word in bad.reason
    assert isinstance(after, Row)


@pytest.mark.parametrize("payload", [b"", b"\xff\xfe", b"a,b\n1,2\n", b"{", b"{}[]", b'{"chart":1'])
def test_what_is_no_document_of_sirekap_is_refused(payload):
    with pytest.raises(sirekap.NotSirekap):
        sirekap.rows(payload, "x", president())


def test_columns_for_other_candidates_are_refused():
    two = Contest("c", "C", "", (Candidate(1, "A"), Candidate(2, "B")))
    with pytest.raises(sirekap.NotSirekap, match="not those of"):
        sirekap.rows(csv(f"{TPS},A,B,001,1,2,3,4,5,"), "x.csv", two)


@pytest.mark.parametrize("name", [f"{TPS}.json", "download.json"])
def test_a_stations_document_is_named_by_its_file_or_its_photos(name):
    (row,) = read(station_document(), name)
    assert row.station.code == TPS
    assert row.station.dpt == {"male": 4, "female": 5, "total": 9}
    assert [row.figures[f"votes.{number}"] for number in (1, 2, 3)] == [1, 2, 3]


def test_a_stations_document_of_nothing_yet_has_no_figures():
    (row,) = read(station_document(chart=None, administrasi=None))
    assert row.figures == {}


def test_a_document_that_names_no_station_is_a_bad_row():
    (row,) = read(station_document(images=[None]), "download.json")
    assert isinstance(row, BadRow)


@pytest.mark.parametrize("wrong", [2.5, True, "x", [1], {"a": 1}])
def test_a_figure_of_a_document_is_a_whole_number_or_a_bad_row(wrong):
    (row,) = read(station_document(chart={"100025": wrong}))
    assert isinstance(row, BadRow)
    assert row.reason == "100025 is not a whole number"


def test_candidates_nobody_knows_are_a_bad_row():
    (row,) = read(station_document(chart={"100099": 3}))
    assert isinstance(row, BadRow)
    assert "100099" in row.reason


@pytest.mark.parametrize("deep", [True, False])
def test_a_villages_table_holds_its_stations(deep):
    votes_of = {"100025": 1, "100026": 2, "100027": 3, "psu": "Reguler", "status_progress": True}
    table = {"table": {TPS: votes_of, "1971011004002": {"psu": None}}}
    first, second = read({"mode": "hhcw", **({"tungsura": table} if deep else table)})
    assert first.figures == {"votes.1": 1, "votes.2": 2, "votes.3": 3}
    assert (second.station.code, second.figures) == ("1971011004002", {})


# ---- the real files


def real_rows(name):
    path = FOLDER / f"pilpres2024_{name}_tps.csv"
    return sirekap.rows(path.read_bytes(), path.name, president())


KNOWN = {
    "pangkalpinang": (
        (622, 413, 302, (24_824, 46_727, 14_496)),
        {"sex-sum": 10, "users-sum": 3, "users-above-dpt": 3, "votes-sum": 5, "total-sum": 0}
        | {"total-above-users": 4, "total-not-users": 11},
    ),
    "bener_meriah": (
        (498, 476, 366, (57_206, 37_178, 4_174)),
        {"sex-sum": 19, "users-sum": 22, "users-above-dpt": 2, "votes-sum": 14, "total-sum": 5}
        | {"total-above-users": 33, "total-not-users": 48},
    ),
}


@needs_shared
@pytest.mark.parametrize("name", KNOWN)
def test_the_real_file_has_the_known_totals(name):
    rows = real_rows(name)
    counted = [cast for row in rows if (cast := votes(row.figures, president()))]
    administered = sum("users.total.total" in row.figures for row in rows)
    totals = tuple(map(sum, zip(*counted, strict=True)))
    assert (len(rows), len(counted), administered, totals) == KNOWN[name][0]


@needs_shared
@pytest.mark.parametrize("name", KNOWN)
def test_the_real_file_has_the_known_findings(name):
    rules = defaults.compiled(president().vote_fields, 300)
    stations = Counter(
        rule
        for row in real_rows(name)
        for rule in {finding.rule for finding in rules.find(row.figures)}
    )
    known = KNOWN[name][1]
    assert {rule: stations[rule] for rule in known} == known


@needs_shared
def test_a_regencys_document_holds_totals_in_the_ballots_order():
    payload = (FOLDER / "pilkada2024" / "pkwkk_1971.json").read_bytes()
    empty = Candidate(1, "KOLOM KOSONG", kolom_kosong=True, sirekap_id="1000529")
    contest = Contest("walikota", "", "1971", (empty, Candidate(2, "Dua", sirekap_id="1000528")))
    with pytest.raises(sirekap.NoStations):
        sirekap.rows(payload, "pkwkk_1971.json", contest)
    totals = sirekap.published(payload, contest)
    assert [one.area for one in totals] == [f"19710{n}" for n in range(1, 8)]
    assert sum(one.votes[1] for one in totals) == 48_528
    assert sum(one.votes[2] for one in totals) == 35_177
    assert sum(one.expected for one in totals) == 311
