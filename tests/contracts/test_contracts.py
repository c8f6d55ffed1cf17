import json
from pathlib import Path

import pytest

from libs.kit import contracts
from tests import conventions
from tests.contracts import guards

SERVICES = {p.parent.name for p in (contracts.ROOT.parents[1] / "services").glob("*/__init__.py")}
GOOD = {
    "$schema": guards.DIALECT,
    "description": "A boat left.",
    "x-producer": "harbour",
    "x-consumers": ["lighthouse"],
    "type": "object",
    "required": ["boat"],
    "properties": {
        "boat": {"description": "Its name.", "type": "string"},
        "crew": {
            "description": "Who is on it.",
            "type": "array",
            "items": {"properties": {"name": {"description": "Name.", "type": "string"}}},
        },
    },
}
EXAMPLE = {"boat": "Bintang", "crew": [{"name": "Ali"}]}


def _look(folder: Path, schema=GOOD, example=EXAMPLE, name="boat_left.v1"):
    (folder / "harbour").mkdir()
    (folder / "harbour" / f"{name}.json").write_text(json.dumps(schema))
    if example is not None:
        (folder / "harbour" / f"{name}.example.json").write_text(json.dumps(example))
    return guards.problems(folder, {"harbour", "lighthouse"})


def test_every_contract_is_whole():
    assert guards.problems(contracts.ROOT, SERVICES) == []
    assert conventions.contracts()


def test_the_guards_find_nothing_wrong_with_a_good_contract(tmp_path):
    assert _look(tmp_path) == []


@pytest.mark.parametrize(
    ("change", "word"),
    [
        ({"$schema": "https://json-schema.org/draft/2020-12/schema"}, "draft-07"),
        ({"description": ""}, "not described"),
        ({"type": "array"}, "not an object"),
        ({"required": []}, "not an object"),
        ({"x-producer": "lighthouse"}, "not its folder"),
        ({"x-producer": "ferry"}, "no service"),
        ({"x-consumers": ["ferry"]}, "consumer ferry"),
        ({"x-consumers": None}, "does not name its consumers"),
        ({"properties": {"boat": {"type": "string"}}}, "boat is not described"),
        ({"properties": {"boat": {"description": "Name.", "type": "integer"}}}, "does not fit"),
        ({"required": ["boat", "captain"]}, "does not fit"),
    ],
)
def test_the_guards_find_what_is_wrong(tmp_path, change, word):
    assert any(word in line for line in _look(tmp_path, GOOD | change))


def test_the_guards_look_into_lists(tmp_path):
    inner = {"type": "array", "description": "Who.", "items": {"properties": {"name": {}}}}
    changed = GOOD | {"properties": GOOD["properties"] | {"crew": inner}}
    assert "harbour/boat_left.v1.json: crew.items.name is not described" in _look(tmp_path, changed)


@pytest.mark.parametrize(
    ("example", "word"),
    [(None, "no example"), ({"boat": 7}, "does not fit"), ({"boat": "x"}, "does not show crew")],
)
def test_the_guards_look_at_the_example(tmp_path, example, word):
    assert any(word in line for line in _look(tmp_path, example=example))


def test_the_guards_find_a_name_without_a_version(tmp_path):
    assert any("is not named" in line for line in _look(tmp_path, name="boat_left"))


def test_the_guards_find_an_example_of_nothing(tmp_path):
    (tmp_path / "harbour").mkdir()
    (tmp_path / "harbour" / "boat_sank.v1.example.json").write_text("{}")
    assert guards.problems(tmp_path, {"harbour"}) == [
        "harbour/boat_sank.v1.example.json: an example of nothing"
    ]


@pytest.mark.parametrize("contract", conventions.contracts(), ids=lambda c: c.name)
def test_a_contract_refuses_what_lacks_a_required_field_and_names_itself(contract):
    for name in contract.schema["required"]:
        broken = {k: v for k, v in contract.example().items() if k != name}
        with pytest.raises(contracts.BrokenContract, match=contract.name):
            contract.validate(broken)


@pytest.mark.parametrize("contract", conventions.contracts(), ids=lambda c: c.name)
def test_a_contract_lets_a_new_field_pass(contract):
    contract.validate(contract.example() | {"a_field_of_tomorrow": 1})


def test_an_unknown_contract_is_an_error_of_its_own():
    with pytest.raises(contracts.UnknownContract):
        contracts.get("gis", "layer_changed", 99)
