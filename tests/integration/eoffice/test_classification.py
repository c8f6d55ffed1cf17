"""Codes of classification: ours, or a list that was imported."""

import pytest

from libs.kit.errors import Forbidden, Invalid
from libs.kit.principal import OutsideArea
from tests.asking import ask

LIST = 'kode;uraian\n600;Pekerjaan umum\n600.1;Jalan\n600.1.2;"Jembatan; jalan layang"\n'


def _take(city, text=LIST, role="admin", area=""):
    request = ask({"text": text}, name="admin", role=role, area=area)
    return city.service.import_classifications(request)["answer"]


def _codes(city, **query):
    return [one["code"] for one in city.see("camat", "list_classifications", **query)["items"]]


def test_without_an_import_there_are_the_main_groups(city):
    assert {"000", "100", "900", "000.8.3.3"} <= set(_codes(city))
    assert len([code for code in _codes(city) if len(code) == 3]) == 10
    assert _codes(city, q="reformasi") == ["000.8.6.2"]


def test_a_letter_takes_any_code_below_a_main_group_until_there_is_a_list(city):
    assert city.ready(classification="600.9")["state"] == "ready_to_sign"
    with pytest.raises(Invalid) as caught:
        city.ready(classification="150")
    assert [one.field for one in caught.value.errors] == ["classification"]


def test_an_imported_list_stands_in_their_place(city):
    assert _take(city) == {"lines": 3}
    assert _codes(city) == ["600", "600.1", "600.1.2"]
    assert _codes(city, under="600.") == ["600.1", "600.1.2"]
    assert city.ready()["state"] == "ready_to_sign"
    with pytest.raises(Invalid):
        city.ready(classification="600.9")
    assert _take(city, "code,title\n600.9,Lain\n600,Umum\n") == {"lines": 2}
    first = city.see("camat", "list_classifications", limit=1)
    assert first == {"items": [{"code": "600", "title": "Umum"}], "next": "600"}
    assert _codes(city, after="600.1.2") == ["600.9"]


@pytest.mark.parametrize(
    ("text", "fields"),
    [
        ("", ["file"]),
        ("code,title\n", ["file"]),
        ("code,name\n600,x\n", ["file"]),
        ('code,title\n600,"x', ["file"]),
        ("code,title\n600,Jalan\n6x0,Y\n700,\n", ["lines.3.code", "lines.4.title"]),
    ],
)
def test_a_list_that_is_none_is_refused_whole(city, database, text, fields):
    with pytest.raises(Invalid) as caught:
        _take(city, text)
    assert [one.field for one in caught.value.errors] == fields
    assert database.execute("SELECT count(*) FROM eoffice.classifications") == [(0,)]


def test_an_administrator_of_the_region_imports(city):
    with pytest.raises(Forbidden):
        _take(city, role="officer")
    with pytest.raises(OutsideArea):
        _take(city, area="1971")
