"""The API's description: whole, true, and about nothing outside of itself."""

from __future__ import annotations

import json
import re

import pytest
from openapi_spec_validator import validate

from libs.kit.errors import Invalid
from services.gateway import routing
from services.gateway.checking import Checker
from services.gateway.schemas import COMPONENTS
from tests import factories


@pytest.fixture
def document(client):
    return json.loads(client.get("/openapi.json").data)


def test_it_is_openapi(document):
    assert document["openapi"].startswith("3.1")
    validate(document)


def test_it_refers_to_nothing_outside(document):
    text = json.dumps(document)
    assert all(ref.startswith("#/") for ref in re.findall(r'"\$ref": "([^"]+)"', text))


def test_every_operation_of_the_api_is_in_it(app, document):
    for operation in routing.operations(app).values():
        if operation.rule.startswith("/v1/") and operation.summary:
            one = document["paths"][operation.template][operation.method.lower()]
            assert one["operationId"] == f"{operation.tag}_{operation.name}"
            open_to_all = operation.allow.public
            assert ({} in one["security"] or not one["security"]) is open_to_all


def test_operations_have_names_of_their_own(document):
    names = [o["operationId"] for path in document["paths"].values() for o in path.values()]
    assert len(names) == len(set(names))


def test_commands_say_that_they_need_a_key(document):
    posted = document["paths"]["/v1/elections/{election}/results"]["post"]
    assert "Idempotency-Key" in [p["name"] for p in posted["parameters"]]
    assert posted["responses"].keys() >= {"200", "201", "default"}


def test_a_stream_says_whose_state_it_begins_with(document):
    asked = document["paths"]["/v1/stream"]["get"]["parameters"]
    (election,) = [one for one in asked if one["name"] == "election"]
    assert "three newest elections" in election["schema"]["description"]


def test_every_api_route_of_ours_is_summed_up(app):
    for operation in routing.operations(app).values():
        if operation.rule.startswith("/v1/") and operation.tag != "trouble":
            assert operation.summary, operation.rule
            assert operation.answers, operation.rule


def test_a_reader_finds_it_on_a_page_without_scripts(client):
    answer = client.get("/docs")
    assert answer.status_code == 200
    assert "/v1/elections/{election}/results" in answer.text
    assert "<script" not in answer.text
    assert not re.search(r'(src|href)="(https?:)?//', answer.text)


# What is described is what is checked


@pytest.fixture(scope="module")
def result():
    return Checker(COMPONENTS["ResultIn"])


def test_a_whole_form_is_let_in(result):
    result.check(factories.form("1971011001001", "walikota"))


def test_parts_are_let_in(result):
    result.check({"contest": "walikota", "tps": "1971011001001", "votes": {"1": 5, "2": None}})
    result.check({"contest": "walikota", "tps": "1971011001001", "dpt": None, "valid": None})


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"tps": "19710110"}, "tps"),
        ({"tps": 1971011001001}, "tps"),
        ({"contest": "Wali Kota"}, "contest"),
        ({"valid": -1}, "valid"),
        ({"valid": 100_000}, "valid"),
        ({"valid": 1.5}, "valid"),
        ({"valid": True}, "valid"),
        ({"valid": "5"}, "valid"),
        ({"votes": {"1": -1}}, "votes.1"),
        ({"votes": {"x": 1}}, "votes.x"),
        ({"users": {"dpt": {"male": "a"}}}, "users.dpt.male"),
        ({"users": {"dpt": {"boys": 1}}}, "users.dpt.boys"),
        ({"recorded_at": "yesterday"}, "recorded_at"),
        ({"channel": "carrier pigeon"}, "channel"),
        ({"vaild": 5}, "vaild"),
    ],
)
def test_what_is_wrong_is_named(result, change, field):
    form = factories.form("1971011001001", "walikota") | change
    with pytest.raises(Invalid) as raised:
        result.check(form)
    assert [e.field for e in raised.value.errors] == [field]


def test_all_that_is_wrong_is_named_at_once(result):
    with pytest.raises(Invalid) as raised:
        result.check({"valid": -1, "invalid": "x", "extra": 1})
    named = {e.field for e in raised.value.errors}
    assert named == {"contest", "tps", "valid", "invalid", "extra"}


def test_an_item_of_a_list_is_named_by_its_place():
    checker = Checker(COMPONENTS["StationsIn"])
    items = factories.stations(factories.station_codes(3))
    items[1]["dpt"]["male"] = -5
    with pytest.raises(Invalid) as raised:
        checker.check({"items": items})
    assert [e.field for e in raised.value.errors] == ["items.1.dpt.male"]


def test_what_is_no_object_is_told_so(result):
    with pytest.raises(Invalid) as raised:
        result.check([1])
    assert raised.value.errors[0].field == "body"


def test_an_election_is_let_in():
    Checker(COMPONENTS["ElectionIn"]).check(factories.election())
