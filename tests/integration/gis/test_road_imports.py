"""Surveys come in CSV files: all of it or none, and each refused line is told with its reason."""

import pytest

from libs.kit.errors import Invalid
from tests.integration.gis.layering import call, ids, listed
from tests.integration.gis.roading import CLERK, put_road

HEAD = "code,sta_from,sta_to,iri,sdi,surface,date\n"
GOOD = "R-1,0+000,1+000,3.5,,asphalt,2023-06-01\nR-1,1+000,2+000,,120,asphalt,2023-06-01\n"


def _put(gis, text, **more):
    return call(gis, "import_surveys", CLERK, text=text, **more)


def _refused(gis, text):
    with pytest.raises(Invalid) as caught:
        _put(gis, text)
    return {error.field: error.message for error in caught.value.errors}


def _conditions(gis, road="R-1"):
    return [one["condition"] for one in call(gis, "get_road", CLERK, road=road)["segments"]]


def test_a_file_is_put_by_road_and_day(gis):
    put_road(gis)
    put_road(gis, "R-2")
    more = "R-2,0,500.5,13,,,2023-06-01\nR-1,0,2000,2,,,2021-06-01\n"
    answer = _put(gis, HEAD + GOOD + more, source="Survei 2023")
    assert (answer["surveys"], answer["segments"], answer["refused"]) == (3, 4, [])
    assert _conditions(gis) == ["good", "light"]
    assert _conditions(gis, "R-2") == ["heavy"]
    surveys = call(gis, "get_road", CLERK, road="R-1")["surveys"]
    assert [one["source"] for one in surveys] == ["Survei 2023"] * 2


def test_a_file_as_an_indonesian_office_saves_it_is_read(gis):
    put_road(gis)
    text = "Kode Ruas;STA Awal;STA Akhir;IRI;Perkerasan;Kondisi;Tanggal\r\n"
    text += "R-1;0+000;1+000;3,5;Aspal;;2023-06-01\r\n"
    text += "R-1;1+000;1+500;;Kerikil;Rusak Ringan;2023-06-01\r\n"
    _put(gis, text)
    found = call(gis, "get_road", CLERK, road="R-1")["segments"]
    assert [(one["iri"], one["surface"], one["condition"]) for one in found] == [
        (3.5, "asphalt", "good"),
        (None, "gravel", "light"),
    ]


def test_lines_are_refused_by_number_column_and_reason(gis):
    put_road(gis)
    lines = "R-1,0,1000,bumpy,,asphalt,2023-06-01\n\nR-9,0,100,3,,,2023-06-01\n"
    lines += "R-1,0,100,3,,,yesterday\nR-1,0,100,3,,glass,2022-06-01\n"
    lines += "R-1,0,100,3,,,2020-06-01\nR-1,50,9000,3,,,2020-06-01\n"
    found = _refused(gis, HEAD + lines)
    assert set(found) == {
        "lines.2.iri",
        "lines.4.code",
        "lines.5.date",
        "lines.6.surface",
        "lines.8.sta_from",
        "lines.8.sta_to",
    }
    assert found["lines.8.sta_from"] == "begins at 0+050, before line 7 ends at 0+100"
    assert ids(listed(gis, layer="road_segments")) == []


def test_what_is_good_may_be_put_without_the_rest(gis):
    put_road(gis)
    answer = _put(gis, HEAD + GOOD + "R-9,0,100,3,,,2023-06-01\n", partial=True)
    assert answer["surveys"] == 1
    assert [(one["line"], one["column"]) for one in answer["refused"]] == [(4, "code")]
    assert _conditions(gis) == ["good", "light"]


@pytest.mark.parametrize(
    "text",
    ["", HEAD, "code,date\nR-1,2023-06-01\n", "code,code\n", HEAD + '"R-1,0', "a,b\n1,2\n", None],
)
def test_what_is_no_such_file_is_told(gis, text):
    assert set(_refused(gis, text)) == {"file"}
