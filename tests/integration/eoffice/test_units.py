import pytest

from libs.kit.errors import Invalid
from libs.kit.principal import OutsideArea
from services.eoffice.domain import UnitTaken
from tests.asking import ask, at_once

CITY = {"code": "1971", "name": "Kota Pangkalpinang", "kind": "leadership", "area": "1971"}
OFFICE = {
    "code": "1971.SETDA",
    "name": "Sekretariat Daerah",
    "kind": "secretariat",
    "parent": "1971",
    "area": "1971",
}
VILLAGE = {
    "code": "1971.BI",
    "name": "Kecamatan Bukit Intan",
    "kind": "district",
    "parent": "1971",
    "area": "197101",
}


def _register(eoffice, unit, **asked):
    return eoffice.register_unit(ask(unit, **asked))["answer"]


def _codes(eoffice, area="", **query):
    found = eoffice.list_units(ask(query, area=area))
    return [unit["code"] for unit in found["items"]], found["next"]


def test_a_tree_is_registered_and_listed_by_parent(eoffice):
    for unit in (CITY, OFFICE, VILLAGE):
        _register(eoffice, unit)
    assert _codes(eoffice) == (["1971", "1971.BI", "1971.SETDA"], None)
    assert _codes(eoffice, parent="1971") == (["1971.BI", "1971.SETDA"], None)
    assert _codes(eoffice, parent="1971.SETDA") == ([], None)


def test_a_registered_unit_is_told_of_once(eoffice, database):
    unit = _register(eoffice, CITY)
    assert _register(eoffice, CITY) == unit
    query = "SELECT event, envelope::json->'data' FROM eoffice.outbox"
    assert database.execute(query) == [("unit_registered", unit)]


def test_a_unit_with_a_code_that_is_taken_is_refused(eoffice):
    _register(eoffice, CITY)
    with pytest.raises(UnitTaken):
        _register(eoffice, CITY | {"name": "Kota Lain"})


def test_a_unit_under_a_parent_that_is_not_there_is_refused(eoffice):
    with pytest.raises(Invalid):
        _register(eoffice, OFFICE)


def test_pages_bring_every_unit_once(eoffice):
    for unit in (CITY, OFFICE, VILLAGE):
        _register(eoffice, unit)
    first, following = _codes(eoffice, limit=2)
    assert (first, _codes(eoffice, after=following)) == (
        ["1971", "1971.BI"],
        (["1971.SETDA"], None),
    )


def test_everybody_sees_their_regency_and_registers_in_their_own_area_only(eoffice):
    for unit in (CITY, VILLAGE, CITY | {"code": "3316", "area": "3316"}):
        _register(eoffice, unit)
    assert _codes(eoffice, area="197101") == (["1971", "1971.BI"], None)
    with pytest.raises(OutsideArea):
        _register(eoffice, OFFICE, area="197101")


def test_of_many_registrations_of_a_code_at_once_one_stands(eoffice, database):
    calls = [lambda n=n: _register(eoffice, CITY | {"name": f"Kota {n}"}) for n in range(8)]
    answers = at_once(calls)
    refused = [answer for answer in answers if isinstance(answer, UnitTaken)]
    [stands] = [answer for answer in answers if not isinstance(answer, Exception)]
    assert len(refused) == 7
    assert database.execute("SELECT name FROM eoffice.units") == [(stands["name"],)]
    assert database.execute("SELECT count(*) FROM eoffice.outbox") == [(1,)]
