"""An organisation from CSV files: all or nothing, and again."""

import pytest

from libs.kit.errors import Invalid
from tests.integration.eoffice.test_organisation import do

HEAD = (
    "row,code,name,kind,parent,area,unit,title,level,above,records,"
    "position,person,capacity,starts,ends,decree\n"
)
ALL = f"""{HEAD}holding,,,,,,,,,,,SEKDA,asisten,plh,2026-11-20,2026-11-30,SP-1
holding,,,,,,,,,,,SEKDA,sekda,definitive,2026-01-05,,SK-1
position,SEKDA,,,,,S,Sekretaris Daerah,high,WALI,,,,,,,
position,WALI,,,,,K,Wali Kota,leader,,,,,,,,
unit,S,Setda,secretariat,K,1971,,,,,,,,,,,
unit,K,Kota Contoh,leadership,,1971,,,,,,,,,,,
"""
UNITS = "kode;nama;jenis;induk;wilayah\nK;Kota Contoh;leadership;;1971\n"
POSITIONS = "kode;kode_unit;jabatan;jenjang;atasan;arsiparis\nWALI;K;Wali Kota;leader;;tidak\n"
HOLDINGS = "kode_jabatan;akun;kedudukan;mulai;berakhir;sk\nWALI;walikota;;20/2/2025;;SK-9\n"


def put(eoffice, text, *, partial=False, **who):
    return do(eoffice.import_organisation, {"text": text, "partial": partial}, **who)


def refused(eoffice, text, **who):
    with pytest.raises(Invalid) as caught:
        put(eoffice, text, **who)
    return [(one.field, one.message) for one in caught.value.errors]


def counts(database):
    tables = ("units", "positions", "holdings", "acts", "outbox")
    return [database.execute(f"SELECT count(*) FROM eoffice.{one}")[0][0] for one in tables]


def test_one_file_brings_all_of_it_in_any_order_and_again_nothing(eoffice, database):
    told = put(eoffice, ALL)
    assert told == {"units": 2, "positions": 2, "holdings": 2, "unchanged": 0, "refused": []}
    assert counts(database) == [2, 2, 2, 6, 8]  # and who holds each of the two positions
    again = put(eoffice, ALL)
    assert again == {"units": 0, "positions": 0, "holdings": 0, "unchanged": 6, "refused": []}
    assert counts(database) == [2, 2, 2, 6, 8]


def test_three_files_bring_the_same(eoffice, database):
    for text in (UNITS, POSITIONS, HOLDINGS):
        put(eoffice, text)
    assert database.execute("SELECT person, capacity, starts::text FROM eoffice.holdings") == [
        ("walikota", "definitive", "2025-02-20")
    ]


def test_a_corrected_file_changes_what_differs(eoffice, database):
    put(eoffice, ALL)
    text = ALL.replace("Setda,", "Sekretariat Daerah,").replace("Sekretaris Daerah,", "Sekda,")
    text = text.replace("2026-11-20,2026-11-30", "2026-11-20,2026-11-25")
    told = put(eoffice, text)
    assert told | {"unchanged": 3} == told
    assert database.execute("SELECT name FROM eoffice.units WHERE code = 'S'") == [
        ("Sekretariat Daerah",)
    ]
    assert database.execute("SELECT ends::text FROM eoffice.holdings WHERE capacity = 'plh'") == [
        ("2026-11-25",)
    ]
    [(known, told)] = database.execute(
        "SELECT u.id::text, envelope::json->'data'->>'id' FROM eoffice.outbox, eoffice.units u"
        " WHERE event = 'unit_changed' AND u.code = 'S'"
    )
    assert known == told


BAD = f"""{HEAD}unit,K,Kota Contoh,leadership,,1971,,,,,,,,,,,
unit,B,Blora,leadership,,3316,,,,,,,,,,,
unit,X,,kantor,Q,1971,,,,,,,,,,,
position,A,,,,,K,Atas,high,B,,,,,,,
position,B,,,,,K,Bawah,high,A,,,,,,,
position,WALI,,,,,K,Wali Kota,raja,,mungkin,,,,,,
position,WAKIL,,,,,K,Wakil,leader,,,,,,,,
holding,,,,,,,,,,,WAKIL,wakil,definitive,kemarin,,
holding,,,,,,,,,,,WAKIL,wakil,plt,2026-01-01,2027-06-01,
holding,,,,,,,,,,,TIADA,wakil,,2026-01-01,,
"""
WHY = [
    (3, "", "this account may act in 1971…, and 3316 lies outside"),
    (4, "kind", "is not one of leadership, secretariat, agency, division, district, village"),
    (4, "name", "needs 1 to 200 characters"),
    (5, "above", "there is no position B"),
    (6, "above", "there is no position A"),
    (
        7,
        "level",
        "needs one of leader, high, administrator, supervisor, functional, staff, village",
    ),
    (7, "records", "needs true or false"),
    (9, "starts", "needs a date such as 2024-11-27"),
    (10, "ends", "a Plt lasts 12 months at most, here to 2026-12-31"),
    (11, "position", "there is no position TIADA"),
]


def test_a_file_with_anything_wrong_is_refused_with_every_line_column_and_reason(eoffice, database):
    told = refused(eoffice, BAD)
    assert told == [(f"lines.{line}.{col}".rstrip("."), why) for line, col, why in WHY]
    assert counts(database) == [0, 0, 0, 0, 0]


def test_if_asked_the_good_lines_are_put(eoffice, database):
    told = put(eoffice, BAD, partial=True)
    assert [(one["line"], one["column"], one["reason"]) for one in told["refused"]] == WHY
    assert (told["units"], told["positions"], told["holdings"]) == (1, 1, 0)
    assert counts(database)[:3] == [1, 1, 0]


def test_a_unit_keeps_its_area_and_stands_in_no_circle(eoffice):
    put(eoffice, ALL)
    head = "code,name,kind,parent,area\n"
    assert refused(eoffice, f"{head}S,Setda,secretariat,K,197101\n") == [
        ("lines.2.area", "a unit keeps its area, 1971")
    ]
    assert refused(eoffice, f"{head}K,Kota Contoh,leadership,S,1971\n") == [
        ("lines.2.parent", "stands below K")
    ]


def test_a_line_that_comes_twice_is_refused(eoffice):
    text = "code,name,kind,area\nK,Kota,leadership,1971\nK,Kota Lain,leadership,1971\n"
    assert refused(eoffice, text) == [("lines.2.code", "stands in a later line too")]


def test_nobody_appoints_themselves_by_a_file(eoffice):
    put(eoffice, UNITS)
    put(eoffice, POSITIONS)
    assert refused(eoffice, HOLDINGS, name="walikota") == [
        ("lines.2", "have somebody else appoint you")
    ]
