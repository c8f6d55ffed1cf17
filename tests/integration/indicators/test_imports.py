"""Files of figures: asked, refused by row, remembered, taken over whole or not at all."""

import io
import uuid

import openpyxl
import pytest

from libs.files.errors import ImportNotReady, UnknownImport
from libs.kit.errors import Invalid
from libs.kit.jobs import JobEnded
from services.indicators import folding
from services.indicators.domain import NotKeeper, YearClosed
from services.indicators.imports.errors import ImportRefused
from tests.integration.indicators.asking import (
    ADMIN,
    KEEPER,
    VIEWER,
    call,
    fold,
    furnish,
    who,
)

ROAD = "kemantapan-jalan"
LONG = "Kecamatan;Bulan;Tahun;Nilai\nJati;November;2024;76,6\nRandublatung;November;2024;80,6\n"


@pytest.fixture
def house(indicators):
    furnish(indicators)
    return indicators


def send(house, text, code=ROAD, by=KEEPER, **more):
    """Send a file and have it read; returns the import as it is then."""
    made = call(house, "start_import", by, code=code, name="data.csv", **more)
    data = text if isinstance(text, bytes) else text.encode()
    half = max(1, len(data) // 2)
    for part, piece in enumerate((data[:half], data[half:])):
        call(house, "put_import_part", by, attachment=piece, id=made["id"], part=part)
    call(house, "preview_import", by, id=made["id"])
    return worked(house, made, by)


def worked(house, made, by=KEEPER):
    house.work_on_files()
    return call(house, "get_import", by, id=made["id"])


def standing(house, code=ROAD):
    found = call(house, "list_observations", VIEWER, code=code)["items"]
    return {(one["area"], one["period"]): one["value"] for one in found}


def test_a_file_is_previewed_applied_and_shown_with_its_source(house):
    seen = send(house, LONG)
    assert (seen["state"], seen["found"]["observations"], seen["found"]["added"]) == ("ready", 2, 2)
    assert seen["found"]["mapping"]["layout"] == "long"
    assert standing(house) == {}
    call(house, "apply_import", KEEPER, id=seen["id"])
    done = worked(house, seen)
    assert (done["state"], done["found"]["done"]["added"]) == ("applied", 2)
    assert standing(house) == {("331601", "2024-11"): 76.6, ("331602", "2024-11"): 80.6}
    [one, _] = call(house, "list_observations", VIEWER, code=ROAD)["items"]
    assert (one["source"]["origin"], one["source"]["note"]) == ("upload", "data.csv")
    fold(house)
    assert folding.check(house.db) == []
    again = send(house, LONG.replace("80,6", "81"))
    assert [again["found"][name] for name in ("added", "revised", "unchanged")] == [0, 1, 1]


def test_a_workbook_with_months_as_columns_is_taken(house):
    book = openpyxl.Workbook()
    for row in (
        ["Kemantapan jalan"],
        ["No", "Kecamatan", "Tahun 2024", None],
        [None, None, "Okt", "Nov"],
        [1, "Jati", 75, 76.6],
        [2, "Randublatung", "n/a", 80.6],
        [None, "Rata-rata", 75, 78.6],
    ):
        book.active.append(row)
    book.active.merge_cells("C2:D2")
    file = io.BytesIO()
    book.save(file)
    seen = send(house, file.getvalue())
    assert (seen["state"], seen["found"]["mapping"]["layout"]) == ("ready", "wide")
    assert [seen["found"][name] for name in ("observations", "missing", "totals")] == [3, 1, 1]


def test_an_open_question_is_asked_and_its_answer_remembered(house):
    text = "Kecamatan;Periode;Nilai\nJati;Nov 2024;1.234\n"
    seen = send(house, text, code="panjang-jalan")
    assert (seen["state"], seen["found"]["questions"][0]["field"]) == ("asked", "decimal")
    with pytest.raises(ImportNotReady):
        call(house, "apply_import", KEEPER, id=seen["id"])
    call(house, "map_import", KEEPER, id=seen["id"], mapping={"decimal": "comma"})
    seen = worked(house, seen)
    assert seen["found"]["sample"][0]["value"] == 1234
    call(house, "apply_import", KEEPER, id=seen["id"])
    worked(house, seen)
    later = send(house, text.replace("Nov", "Des"), code="panjang-jalan")
    assert (later["state"], later["found"]["sample"][0]["value"]) == ("ready", 1234)


def test_a_file_with_a_wrong_row_is_refused_whole_with_every_reason(house):
    seen = send(house, LONG + "Jatti;November;2024;1\nJati;Foo;2024;1\nJati;November;2024;9\n")
    assert seen["state"] == "refused"
    assert [(one["row"], one["code"]) for one in seen["found"]["problems"]] == [
        (4, "unknown-area"),
        (5, "not-a-period"),
    ]
    assert seen["found"]["problems"][0]["near"] == [{"code": "331601", "name": "Jati"}]
    with pytest.raises(ImportRefused):
        call(house, "apply_import", KEEPER, id=seen["id"])
    assert standing(house) == {}
    twice = send(house, LONG + "Jati;November;2024;9\n")
    assert [(one["row"], one["code"]) for one in twice["found"]["problems"]] == [(4, "twice")]


def test_an_area_outside_the_account_is_none(house):
    small = who("officer", area="331601", name=KEEPER.name)
    seen = send(house, LONG, by=small)
    assert [one["row"] for one in seen["found"]["problems"]] == [3]


def test_a_closed_year_is_said_before_and_refused_after(house):
    call(house, "close_years", code=ROAD, until=2024)
    seen = send(house, LONG)
    assert seen["found"]["closed_years"] == [2024]
    call(house, "apply_import", KEEPER, id=seen["id"])
    failed = worked(house, seen)
    assert (failed["state"], "closed" in failed["job"]["message"]) == ("failed", True)
    assert YearClosed.slug == "year-closed"
    seen = send(house, LONG, by=ADMIN, reason="audit BPK")
    call(house, "apply_import", id=seen["id"])
    assert worked(house, seen, ADMIN)["state"] == "applied"


def test_an_import_is_its_makers_and_can_be_cancelled(house):
    with pytest.raises(NotKeeper):
        call(house, "start_import", VIEWER, code=ROAD)
    seen = send(house, LONG)
    other = who("officer", area="3316", name="Dewi")
    for method in ("get_import", "apply_import", "cancel_import", "map_import"):
        with pytest.raises(UnknownImport):
            call(house, method, other, id=seen["id"], mapping={})
    assert call(house, "cancel_import", KEEPER, id=seen["id"])["state"] == "cancelled"
    with pytest.raises(ImportNotReady):
        call(house, "apply_import", KEEPER, id=seen["id"])
    seen = send(house, LONG)
    call(house, "apply_import", KEEPER, id=seen["id"])
    worked(house, seen)
    with pytest.raises(JobEnded):
        call(house, "cancel_import", KEEPER, id=seen["id"])


def test_a_mapping_is_checked(house):
    bad = {"area": 1, "decimal": "point", "colour": "red", "columns": {"a": 1}}
    with pytest.raises(Invalid) as caught:
        call(house, "start_import", KEEPER, code=ROAD, mapping=bad)
    assert [error.field for error in caught.value.errors] == [
        "mapping.area",
        "mapping.colour",
        "mapping.columns",
        "mapping.decimal",
    ]
    with pytest.raises(UnknownImport):
        call(house, "get_import", KEEPER, id=str(uuid.uuid4()))


@pytest.mark.parametrize("data", [b"PK\x03\x04 no zip", b"\xd0\xcf\x11\xe0old", b"a;b\n1;2\n"])
def test_what_is_no_table_says_so(house, data):
    seen = send(house, data)
    assert seen["state"] in ("refused", "asked")
    assert seen["found"].get("error") or seen["found"]["questions"]
