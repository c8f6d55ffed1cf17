"""What is handed out to the public, in each of its shapes."""

from __future__ import annotations

import io
import json
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest
from openpyxl import load_workbook

from services.elections import sirekap
from services.elections.domain import Ballot, Candidate, Contest, Election
from services.elections.forms import form_in
from services.elections.publication import cdf, report, sheet, sirekap_shape
from services.elections.publication.domain import COUNTED, HELD, OUT, StationRow, harmless, status
from services.elections.publication.words import WORDS, count, percent
from services.elections.publication.workbook import Book
from services.elections.tally import Line, Tally
from tests.unit.elections.forms_of import WHOLE
from tests.unit.elections.publication_shapes import trouble

NOW = datetime(2024, 11, 27, 12, 5, tzinfo=UTC)
CONTEST = Contest(
    "walikota",
    "Wali Kota",
    "1971",
    (
        Candidate(1, "KOLOM KOSONG", kolom_kosong=True, sirekap_id="1000529"),
        Candidate(2, "Pasangan Dua", sirekap_id="1000528"),
    ),
)
ELECTION = Election("pilkada", "Pilkada", date(2024, 11, 27), "1971", (CONTEST,))
BALLOT = Ballot(1, ELECTION, CONTEST)
FIGURES = form_in(WHOLE, CONTEST, [])
TPS = "1971011004001"
ROW = StationRow(
    TPS, "Bukit Intan", "Semabung Lama", COUNTED, None, 528, 3, False, NOW, FIGURES
)  # fmt: skip
HIDDEN = StationRow("1971011004002", "Bukit Intan", "Semabung Lama", HELD, None, 500)
TALLY = Tally(2, 1, 1, (150, 117), 10, 1028, 528, 277, held=1, votes_held=200)


def line(area: str, tally: Tally = TALLY, name: str | None = None) -> Line:
    return Line(area, name, 7, NOW, tally)


@pytest.mark.parametrize(
    ("counted", "votes_in", "said"),
    [(True, True, COUNTED), (False, True, HELD), (False, False, OUT), (True, False, OUT)],
)
def test_a_station_is_counted_held_or_out(counted, votes_in, said):
    assert status(counted=counted, votes_in=votes_in) == said


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1"])
def test_no_text_is_taken_for_a_formula(text):
    assert harmless(text) == f"'{text}"
    assert harmless("TPS 001 = balai") == "TPS 001 = balai"


# CSV


def test_the_csv_can_be_read_back_as_sirekaps():
    text = sheet.lines([sheet.head(CONTEST), sheet.cells(ROW, CONTEST)])
    [read] = sirekap.rows(text.encode(), "results.csv", CONTEST)
    assert isinstance(read, sirekap.Row)
    kept = {path: figure for path, figure in FIGURES.items() if path in read.figures}
    assert dict(read.figures) == kept
    assert {"votes.1", "votes.2", "valid", "invalid", "users.total.male"} <= kept.keys()
    assert (read.station.code, read.recorded_at) == (TPS, NOW)
    assert read.names == {"197101": "Bukit Intan", "1971011004": "Semabung Lama"}


def test_what_is_not_counted_has_no_figures_in_the_csv():
    cells = dict(zip(sheet.head(CONTEST), sheet.cells(HIDDEN, CONTEST), strict=True))
    assert (cells["status"], cells["suara_1"], cells["suara_sah"]) == ("held", None, None)


def test_a_name_that_is_a_formula_is_harmless_in_csv_and_xlsx():
    evil = StationRow(TPS, "=HYPERLINK(1)", "+6", OUT, "@cmd")
    assert sheet.cells(evil, CONTEST)[1:5] == ["'=HYPERLINK(1)", "'+6", "001", "'@cmd"]
    book = Book(CONTEST)
    book.stations([evil])
    cell = load_workbook(io.BytesIO(book.done()))["TPS"]["B2"]
    assert (cell.value, cell.data_type) == ("'=HYPERLINK(1)", "s")


def test_the_workbook_has_stations_and_areas():
    book = Book(CONTEST)
    book.stations([ROW, HIDDEN])
    book.areas([line("1971", name="Pangkalpinang"), line("197101", Tally(expected=3))])
    read = load_workbook(io.BytesIO(book.done()), read_only=True)
    stations = list(read["TPS"].values)
    assert stations[0] == tuple(sheet.head(CONTEST))
    assert stations[1][6:8] == (150, 117)
    areas = list(read["Wilayah"].values)
    assert areas[1][:9] == ("1971", "Pangkalpinang", "regency", 2, 1, 1, 200, 150, 117)
    assert areas[2][7:9] == (0, 0)


# Sirekap's shapes


def test_a_stations_document_has_sirekaps_names_and_is_read_back():
    document = sirekap_shape.station(ROW, CONTEST, ["https://x.example/1.jpg"])
    assert document["chart"] == {"1000529": 150, "1000528": 117, "null": None}
    assert document["administrasi"]["pengguna_non_dpt_j"] == 4
    assert (document["status_suara"], document["status_adm"]) == (True, True)
    assert (document["ts"], document["psu"]) == ("2024-11-27 19:05:00", "Reguler")
    [read] = sirekap.rows(json.dumps(document).encode(), f"{TPS}.json", CONTEST)
    assert read.figures["votes.1"] == 150


def test_a_station_that_is_not_counted_says_so_in_sirekaps_way():
    document = sirekap_shape.station(HIDDEN, CONTEST, [])
    assert (document["chart"], document["administrasi"]) == (None, None)
    assert (document["status_suara"], document["status_adm"], document["ts"]) == (
        False,
        False,
        None,
    )


def test_pilkadas_area_document_is_read_back_with_its_progress():
    lines = [line("1971"), line("197101"), line("197102", Tally(1, votes=(0, 0)))]
    document = sirekap_shape.area(BALLOT, lines)
    assert document["tungsura"]["chart"] == {
        "1000529": 150,
        "1000528": 117,
        "progres": {"total": 2, "progres": 1, "persen": 50.0},
    }
    assert document["progres"] == {"total": 2, "progres": 1}
    first, second = sirekap.published(json.dumps(document).encode(), CONTEST)
    assert first == sirekap.Published("197101", {1: 150, 2: 117}, 1, 2)
    assert (second.stations_in, document["tungsura"]["table"]["197102"]["status_progress"]) == (
        0,
        False,
    )


def test_pemilus_area_document_is_flat():
    pemilu = Election("p", "Pemilu", date(2024, 2, 14), "1971", (CONTEST,), dpt_limit=300)
    document = sirekap_shape.area(Ballot(1, pemilu, CONTEST), [line("1971"), line("197101")])
    assert document["chart"] == {"1000529": 150, "1000528": 117, "persen": 50.0}
    row = document["table"]["197101"]
    assert (row["persen"], row["psu"], row["status_progress"]) == (50.0, "Reguler", True)


def test_a_candidate_without_a_sirekap_id_goes_by_his_number():
    plain = Contest("c", "C", "1971", (Candidate(1, "Satu"),))
    assert sirekap_shape.ids(plain) == ["1"]


# NIST SP 1500-100r2


def whole_report(lines: list[Line], children: dict[str, list[str]]) -> dict:
    """Return the document as the parts put it together."""
    own = lines[0]
    nodes = [json.dumps(cdf.unit(one, children)) for one in lines]
    text = cdf.head(own, NOW, "Penerbit", test=False) + ",".join(nodes)
    text += cdf.election_head(BALLOT, own.area)
    text += ",".join(json.dumps(cdf.ballots(one)) for one in lines) + cdf.contest_head(BALLOT, own)
    for place, candidate in enumerate(CONTEST.candidates):
        text += "," * bool(place) + cdf.selection_head(candidate)
        text += ",".join(json.dumps(cdf.votes_of(place)(one)) for one in lines)
        text += cdf.SELECTION_TAIL
    return json.loads(text + cdf.TAIL)


def test_the_common_data_format_has_the_standards_shape():
    lines = [line("1971"), line("197101"), line("1971011004"), line(TPS, Tally(1, votes=()))]
    children = {"1971": ["197101"], "197101": ["1971011004"], "1971011004": [TPS]}
    document = whole_report(lines, children)
    assert trouble(document) == []
    units = {one["@id"]: one for one in document["GpUnit"]}
    assert units["area-1971"]["ComposingGpUnitIds"] == ["area-197101"]
    assert units["area-1971"]["Type"] == "county"
    assert "ComposingGpUnitIds" not in units[f"area-{TPS}"]
    assert document["Status"] == "unofficial-partial"
    [contest] = document["Election"][0]["Contest"]
    [first, second] = contest["ContestSelection"]
    assert [one["Count"] for one in first["VoteCounts"]] == [150, 150, 150, 0]
    assert second["VoteCounts"][0] == {
        "@type": "ElectionResults.VoteCounts",
        "GpUnitId": "area-1971",
        "Type": "total",
        "Count": 117,
    }
    assert document["Election"][0]["BallotCounts"][0]["BallotsRejected"] == 10


def test_a_report_of_everything_counted_is_complete():
    document = whole_report([line("1971", Tally(1, 1, 1, (1, 2)))], {})
    assert document["Status"] == "unofficial-complete"
    assert document["GpUnit"][0]["CountStatus"][0]["Status"] == "completed"


def test_a_document_out_of_shape_is_found():
    document = whole_report([line("1971")], {})
    document["GpUnit"][0]["Type"] = "kabupaten"
    document["GpUnit"][0]["Extra"] = 1
    del document["Issuer"]
    document["Election"][0]["BallotCounts"][0]["GpUnitId"] = "area-99"
    assert len(trouble(document)) == 4


# The report

ADDRESS = f"/hasil/{BALLOT.election.id}/walikota/1971<"


def made(language: str, **changes: object) -> str:
    given = {
        "ballot": BALLOT,
        "own": line("1971", name="Kota <b>"),
        "parts": [line("197101", name="Bukit Intan")],
        "stations": [ROW, HIDDEN],
        "holders": ["Kepulauan Bangka Belitung"],
        "left_out": 12345,
        "root": None,
        "made_at": NOW,
        "language": language,
        "imprint": report.Imprint("Kendali Kota <Uji>", ZoneInfo("Asia/Jakarta")),
    }
    return report.html(report.Report(**given | changes))


def test_the_report_says_what_is_not_counted_and_how_old_it_is():
    page = made("id")
    for text in (
        "TPS ditahan",
        "200 suara ditahan",
        "27-11-2024 19.05 WIB",
        "12.345 baris lagi",
        ADDRESS,
    ):
        assert text in page
    assert "Kota &lt;b&gt;" in page
    assert "56,18 %" in page


def test_the_report_speaks_english_too():
    page = made("en", root="ab12", left_out=0)
    assert "held back" in page
    assert "56.18 %" in page
    assert "ab12" in page


def test_every_word_of_the_report_has_its_english():
    assert WORDS["id"].keys() == WORDS["en"].keys()
    assert (count(48528, "id"), percent(None, "id")) == ("48.528", "-")
