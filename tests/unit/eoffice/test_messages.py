import pytest

from libs.kit import contracts
from libs.kit.errors import Invalid
from services.eoffice import messages
from services.eoffice.domain import Registered

BODY = {"code": "1971.SETDA", "name": " Sekretariat Daerah ", "kind": "secretariat", "area": "1971"}


def test_a_unit_is_read_and_fits_the_contract_of_its_event():
    unit = messages.parse_unit(BODY | {"parent": "1971"}, "01932e6a-7c00-7000-8000-000000000001")
    event = messages.to_event(Registered(unit))
    contracts.get("eoffice", event.type, event.version).validate(event.data)
    assert event.subject == "1971.SETDA"
    assert event.data["name"] == "Sekretariat Daerah"


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"code": ""}, "code"),
        ({"code": "1971 SETDA"}, "code"),
        ({"name": "  "}, "name"),
        ({"name": "x" * 201}, "name"),
        ({"kind": "ministry"}, "kind"),
        ({"parent": 7}, "parent"),
        ({"area": "19710"}, "area"),
    ],
)
def test_what_is_wrong_with_a_unit_is_named(change, field):
    with pytest.raises(Invalid) as caught:
        messages.parse_unit(BODY | change, "x")
    assert [e.field for e in caught.value.errors] == [field]


def test_everything_that_is_missing_is_named_at_once():
    with pytest.raises(Invalid) as caught:
        messages.parse_unit({}, "x")
    assert [e.field for e in caught.value.errors] == ["code", "name", "kind", "area"]


def test_a_query_for_an_impossible_parent_is_refused():
    with pytest.raises(Invalid):
        messages.parse_query({"parent": "a b"})
