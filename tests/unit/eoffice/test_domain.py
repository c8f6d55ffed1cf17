from dataclasses import replace

import pytest

from libs.kit.errors import Invalid
from services.eoffice.domain import Registered, Unit, UnitTaken, register

CITY = Unit("a", "1971", "Kota Pangkalpinang", "leadership", None, "1971")
OFFICE = Unit("b", "1971.SETDA", "Sekretariat Daerah", "secretariat", "1971", "1971")


def test_a_unit_joins_under_its_parent():
    assert register(OFFICE, CITY, None) == Registered(OFFICE)


def test_a_unit_at_the_top_needs_no_parent():
    assert register(CITY, None, None) == Registered(CITY)


def test_the_same_unit_again_changes_nothing():
    assert register(replace(OFFICE, id="c"), CITY, OFFICE) is None


def test_another_unit_with_the_same_code_is_refused():
    with pytest.raises(UnitTaken):
        register(replace(OFFICE, name="Dinas Kominfo"), CITY, OFFICE)


def test_a_parent_must_be_there():
    with pytest.raises(Invalid) as caught:
        register(OFFICE, None, None)
    assert [e.field for e in caught.value.errors] == ["parent"]


def test_a_unit_serves_no_area_outside_its_parents():
    with pytest.raises(Invalid) as caught:
        register(replace(OFFICE, area="3316"), CITY, None)
    assert [e.field for e in caught.value.errors] == ["area"]
