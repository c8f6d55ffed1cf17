"""Spreadsheets as agencies have them: marks, dates, areas, headers, and each row's reason."""

import dataclasses
from datetime import date
from decimal import Decimal

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.indicators.domain import Dimension, Indicator
from services.indicators.imports import dates, layout, numbers, sheet, taking
from services.indicators.imports.numbers import COMMA, DOT
from services.indicators.imports.places import Places, UnknownArea, plain
from services.indicators.imports.sheet import SheetRefused

AREAS = {
    "3316": "Kabupaten Blora",
    "331601": "Jati",
    "331602": "Randublatung",
    "331603": "Kradenan",
    "3316012001": "Jati",
    "3316022003": "Sumberejo",
    "3316032004": "Sumberejo",
}


def indicator(**more):
    facts = {"code": "x", "item": "social", "title": "Kemiskinan", "title_en": "Poverty"}
    texts = {"definition": "", "definition_en": "", "unit": "%", "owner": "A", "source": ""}
    return Indicator(**(facts | texts | {"rhythm": "month"} | more))


def take(rows, this=None, **mapping):
    """Read rows as a file is read; returns (mapping, questions, observations, taken)."""
    this = this or indicator()
    head = layout.header(rows)
    assert head is not None
    made, asked = layout.guess(this, head)
    if mapping:
        made = dataclasses.replace(made, **mapping)
        asked = layout.questions(made, head)
    marks, more = taking.decide(head, made, rows[head.first :])
    if asked or more:
        return made, [*asked, *more], [], None
    reading = taking.Reading(this, head, made, marks, AREAS)
    return made, [], [one for _, one in reading.all(rows[head.first :])], reading.taken


# ---- numbers


@pytest.mark.parametrize(
    ("cells", "mark"),
    [
        (["1,5", "2.000,25", "7"], COMMA),
        (["1.5", "2,000.25"], DOT),
        (["1.234", "0,5"], COMMA),
        (["1.234.567"], COMMA),
        (["12,345,678"], DOT),
        (["1.234", "56.789"], None),
        (["1,5", "2.5"], None),
        (["12", "7"], DOT),
    ],
)
def test_a_column_says_by_all_its_cells_what_its_mark_is(cells, mark):
    column = numbers.Column()
    for row, cell in enumerate(cells, 2):
        column.look(cell, row)
    assert column.mark == mark


@given(st.decimals(-(10**9), 10**9, places=3))
def test_a_number_is_read_as_either_country_writes_it(value):
    english = f"{value:,.3f}"
    indonesian = english.translate(str.maketrans(",.", ".,"))
    assert numbers.parse(english, DOT) == numbers.parse(indonesian, COMMA) == value


@pytest.mark.parametrize(
    ("text", "value"),
    [("Rp 1.250.000,50", "1250000.5"), ("(3,5)", "-3.5"), ("52,87 %", "52.87"), ("1 234", "1234")],
)
def test_money_percent_and_brackets_are_numbers(text, value):
    assert numbers.parse(text, COMMA) == Decimal(value)


@pytest.mark.parametrize("text", ["abc", "1.23.4", "1,2,3", "--5", "1e5", "0x1", "9" * 40])
def test_what_is_no_number_is_refused(text):
    with pytest.raises(ValueError, match=r"."):
        numbers.parse(text, COMMA)


@pytest.mark.parametrize("text", ["n/a", "N/A", " - ", "", "…", "Tidak Ada", "\u2013"])
def test_a_missing_value_is_none_of_them(text):
    assert numbers.is_missing(text)


# ---- times


@pytest.mark.parametrize(
    "text",
    [
        *["Nov 2024", "November 2024", "25/11/2024", "2024-11", "11/2024", "NOPEMBER-2024"],
        *["202411", "Bulan November Tahun 2024", "1 Nov 2024", "2024 Nov", date(2024, 11, 30)],
    ],
)
def test_a_month_is_read_as_people_write_it(text):
    assert dates.read(text, "month") == date(2024, 11, 1)


@pytest.mark.parametrize(
    ("text", "rhythm", "first"),
    [
        ("Triwulan III 2024", "quarter", date(2024, 7, 1)),
        ("TW3 2024", "quarter", date(2024, 7, 1)),
        ("2024 Q3", "quarter", date(2024, 7, 1)),
        ("Semester 2 Tahun 2024", "semester", date(2024, 7, 1)),
        ("Tahun 2024", "year", date(2024, 1, 1)),
        ("31/12/2024", "year", date(2024, 1, 1)),
        ("5 Agustus 2024", "day", date(2024, 8, 5)),
    ],
)
def test_each_rhythm_has_its_words(text, rhythm, first):
    assert dates.read(text, rhythm) == first


@pytest.mark.parametrize(
    ("text", "rhythm"),
    [
        ("2024", "month"),
        ("Nov 2024", "year"),
        ("31/11/2024", "day"),
        ("Foo 2024", "month"),
        ("", "year"),
    ],
)
def test_another_time_is_refused(text, rhythm):
    with pytest.raises(ValueError, match=r"."):
        dates.read(text, rhythm)


# ---- areas


def test_areas_are_found_by_code_and_by_name():
    places = Places(AREAS, 6)
    assert places.find("33.16.02") == "331602"
    assert places.find("Kec. RANDUBLATUNG") == "331602"
    assert places.find("jati") == "331601"
    assert Places(AREAS, 10).find("Desa Sumberejo", "331603") == "3316032004"
    assert plain("Kabupaten Blora") == "blora"


def test_a_wrong_name_has_near_ones():
    with pytest.raises(UnknownArea, match="Randublatug") as caught:
        Places(AREAS, 6).find("Randublatug")
    assert caught.value.near == [("331602", "Randublatung")]
    with pytest.raises(UnknownArea, match="2 areas"):
        Places(AREAS, 10).find("Sumberejo")
    with pytest.raises(UnknownArea, match="331699"):
        Places(AREAS).find("33.16.99")


# ---- layouts


def test_a_long_file_is_read():
    rows = [
        ["Angka Kemiskinan Kabupaten Blora"],
        [],
        ["No", "Kecamatan", "Bulan", "Tahun", "Nilai (%)"],
        [1, "Jati", "November", 2024, "10,5"],
        [2, "Randublatung", "November", 2024, "n/a"],
        ["", "Jumlah", "", "", "99,9"],
        ["Sumber: BPS"],
    ]
    mapping, asked, found, taken = take(rows)
    assert (mapping.layout, asked, mapping.period) == ("long", [], ("Bulan", "Tahun"))
    assert [(o.area, o.period, o.value) for o in found] == [
        ("331601", date(2024, 11, 1), Decimal("10.5"))
    ]
    assert (taken.missing, taken.totals, taken.notes, taken.refused) == (1, 1, 1, 0)


def test_a_wide_file_under_merged_headers_is_read():
    rows = [
        ["Kode", "Kecamatan", "2023", None, "2024", None],
        [None, None, "Nov", "Des", "Nov", "Des"],
        ["33.16.01", "Jati", 1, 2.5, "3", None],
        ["33.16.02", "Randublatung", 4, 5, 6, 7],
    ]
    mapping, _, found, taken = take(rows)
    assert list(mapping.columns) == ["2023 Nov", "2023 Des", "2024 Nov", "2024 Des"]
    assert [(o.area, o.period.isoformat(), o.value) for o in found][:3] == [
        ("331601", "2023-11-01", 1),
        ("331601", "2023-12-01", Decimal("2.5")),
        ("331601", "2024-11-01", 3),
    ]
    assert (len(found), taken.missing) == (7, 1)


def test_dimensions_are_read_by_code_and_title():
    sex = Dimension("sex", {"L": "Laki-laki", "P": "Perempuan"})
    this = indicator(rhythm="year", dimensions=(sex,))
    rows = [
        ["Kecamatan", "Jenis Kelamin", "Tahun", "Jumlah"],
        ["Jati", "L", "2024", "5"],
        ["Jati", "perempuan", "2024", "6"],
        ["Jati", "Total", "2024", "11"],
        ["Jati", "Lainnya", "2024", "1"],
    ]
    _, _, found, taken = take(rows, this)
    assert [o.dims for o in found] == ["sex=L", "sex=P", ""]
    assert (taken.problems[0].row, taken.problems[0].code) == (5, "unknown-code")


def test_every_refused_row_has_its_number_and_reason():
    rows = [
        ["Kecamatan", "Periode", "Nilai"],
        ["Jatti", "Nov 2024", "1"],
        ["Jati", "13/2024", "1"],
        ["Jati", "Nov 2024", "sepuluh"],
        ["", "Nov 2024", "1"],
    ]
    _, _, found, taken = take(rows)
    assert found == []
    assert [(one.row, one.column, one.code) for one in taken.problems] == [
        (2, "Kecamatan", "unknown-area"),
        (3, "Periode", "not-a-period"),
        (4, "Nilai", "not-a-number"),
        (5, "Kecamatan", "no-area"),
    ]
    assert taken.problems[0].near == (("331601", "Jati"),)


@pytest.mark.parametrize(
    ("head", "cells", "field"),
    [
        (["Kecamatan", "Periode", "Nilai"], ["1.234", "2.345"], "decimal"),
        (["Kecamatan", "Periode", "Nilai"], ["1,5", "2.5"], "decimal"),
        (["Kecamatan", "Periode", "A", "B"], ["1", "2"], "value"),
        (["Kecamatan", "Nilai"], ["1", "2"], "fixed"),
    ],
)
def test_what_is_open_is_asked(head, cells, field):
    filler = ["Jati", "Nov 2024"][: 2 if "Periode" in head else 1]
    rows = [head, *([*filler, *[cell] * (len(head) - len(filler))] for cell in cells)]
    _, asked, _, _ = take(rows)
    assert [one.field for one in asked] == [field]


def test_an_answer_settles_it():
    rows = [["Kecamatan", "Nilai"], ["Jati", "1.234"]]
    for mark, value in ((COMMA, 1234), (DOT, Decimal("1.234"))):
        _, asked, found, _ = take(rows, decimal=mark, fixed="2024-11")
        assert (asked, [one.value for one in found]) == ([], [value])


def test_a_file_without_an_area_has_no_header():
    assert layout.header([["a", "b"], ["1", "2"]]) is None


# ---- files


@pytest.mark.parametrize("mark", [";", ",", "\t"])
def test_a_csv_of_any_mark_and_encoding_is_read(tmp_path, mark):
    path = tmp_path / "x.csv"
    path.write_bytes(f"\ufeffKecamatan{mark}Nilai\nJati{mark}5\n".encode())
    assert list(sheet.rows(path)) == [["Kecamatan", "Nilai"], ["Jati", "5"]]
    path.write_bytes(f"Kecamatan{mark}Caf\u00e9\n".encode("cp1252"))
    assert list(sheet.rows(path)) == [["Kecamatan", "Caf\u00e9"]]


def test_a_workbook_is_read_and_a_bomb_is_not(tmp_path, monkeypatch):
    path = tmp_path / "of-any-name"
    book = openpyxl.Workbook()
    book.active.append(["Kecamatan", "Nov 2024"])
    book.active.append(["Jati", 1.5])
    book.active.append([None, None])
    book.save(path)
    assert list(sheet.rows(path))[:2] == [["Kecamatan", "Nov 2024"], ["Jati", 1.5]]
    monkeypatch.setattr(sheet, "MOST_UNZIPPED", 100)
    with pytest.raises(SheetRefused, match="unpacked"):
        list(sheet.rows(path))


@pytest.mark.parametrize("data", [b"", b"PK\x03\x04zzz", b"\xd0\xcf\x11\xe0", b"a\0b"])
def test_what_is_no_table_is_refused(tmp_path, data):
    path = tmp_path / "x"
    path.write_bytes(data)
    with pytest.raises(SheetRefused):
        list(sheet.rows(path))
