"""Figures of chosen dimension values: exact where they are kept, said where they are not."""

from datetime import date
from decimal import Decimal

import pytest

from libs.kit.errors import Invalid
from services.indicators import splitting
from services.indicators.reading_repository import Asked
from services.indicators.repository import Catalogue
from services.indicators.splitting_repository import Parts
from tests.integration.indicators.asking import (
    ADMIN,
    KEEPER,
    PEOPLE,
    ROADS,
    VIEWER,
    call,
    cell,
    fold,
    furnish,
    push,
)

SEX = {"name": "sex", "codes": {"L": "Laki-laki", "P": "Perempuan"}}
TARGETS = {"2023": 900, "2024": 1000}


@pytest.fixture
def house(indicators, monkeypatch):
    furnish(indicators)
    call(indicators, "put_indicator", **(PEOPLE | {"targets": TARGETS}))
    monkeypatch.setattr(indicators, "_today", lambda: date(2025, 1, 10))
    return indicators


def _people(house):
    """Two villages of a district, another district by itself; two years."""
    rows = []
    for year, more in (("2023", 0), ("2024", 5)):
        for area, start in (("3316012001", 10), ("3316012002", 20), ("331602", 100)):
            for place, (sex, age) in enumerate((s, a) for s in "LP" for a in ("0-14", "15-64")):
                named = {"sex": sex, "age": age}
                rows.append(cell(area, year, start + place + more, dimensions=named))
    push(house, "penduduk", *rows, by=ADMIN)
    fold(house)


def _ask(house, method, **asked):
    return call(house, method, VIEWER, **({"code": "penduduk", "area": "3316"} | asked))


def test_a_headline_is_of_the_chosen_values_and_has_no_target(house):
    _people(house)
    whole = _ask(house, "get_headline")
    women = _ask(house, "get_headline", dimension="sex:P")
    assert (whole["value"], whole["target"]) == (598, 1000)
    men = _ask(house, "get_headline", dimension="sex:L")
    assert women["value"] + men["value"] == whole["value"]
    assert (women["value"], women["before"], women["target"]) == (305, 275, None)
    assert (women["dimension"], women["rolls_up"]) == ({"sex": "P"}, True)
    one = _ask(house, "get_headline", dimension="sex:P;age:0-14")
    assert (one["value"], [step["value"] for step in one["trend"]]) == (151, [136, 151])


def test_ranking_series_and_page_agree_with_it(house):
    _people(house)
    ranked = _ask(house, "get_ranking", level="district", dimension="sex:P")
    assert [(row["area"], row["value"], row["before"]) for row in ranked["items"]] == [
        ("331602", 215, 205),
        ("331601", 90, 70),
    ]
    series = _ask(house, "get_series", dimension="sex:P")["items"]
    assert [(row["period"], row["value"]) for row in series] == [("2023", 275), ("2024", 305)]
    late = _ask(house, "get_series", dimension="sex:P", **{"from": "2024"})["items"]
    assert [(row["value"], row["before"]) for row in late] == [(305, 275)]
    page = call(house, "get_item", VIEWER, item="population", area="3316", dimension="sex:P")
    assert (page["headlines"][0]["value"], page["target"]) == (305, None)
    assert page["maps"][-1]["areas"] == {row["area"]: row["value"] for row in ranked["items"]}
    assert (page["maps"][-1]["value"], page["maps"][-2]["value"]) == (305, 275)
    assert [row["value"] for row in page["ranking"]] == [row["value"] for row in ranked["items"]]
    assert (page["dimension"], page["years"]) == ({"sex": "P"}, [2023, 2024])
    inside = call(
        house, "get_item", VIEWER, item="population", area="331601", dimension="sex:P", year=2023
    )
    assert [row["area"] for row in inside["ranking"]] == ["3316012002", "3316012001"]


def test_an_own_value_of_a_group_comes_before_its_parts(house):
    _people(house)
    push(house, "penduduk", cell("331601", "2024", 7, dimensions={"sex": "P"}), by=ADMIN)
    fold(house)
    ranked = _ask(house, "get_ranking", level="district", dimension="sex:P")["items"]
    assert {row["area"]: row["value"] for row in ranked}["331601"] == 7


def test_a_weighted_mean_has_only_what_areas_say_themselves(house):
    call(house, "put_indicator", **(ROADS | {"dimensions": [SEX]}))
    cells = [cell(area, "2024-11", 70, dimensions={"sex": "L"}) for area in ("331601", "331602")]
    push(house, "kemantapan-jalan", *cells, by=KEEPER)
    fold(house)
    asked = {"code": "kemantapan-jalan", "dimension": "sex:L"}
    head = _ask(house, "get_headline", **asked)
    assert (head["value"], head["rolls_up"], head["trend"]) == (None, False, [])
    assert [row["value"] for row in _ask(house, "get_ranking", **asked)["items"]] == [70, 70]
    call(house, "put_indicator", **(ROADS | {"dimensions": [SEX], "weight": None}))
    assert _ask(house, "get_headline", **asked)["value"] == 70


def test_what_is_no_dimension_is_said(house):
    _people(house)
    for method in ("get_headline", "get_ranking", "get_series"):
        with pytest.raises(Invalid) as refused:
            _ask(house, method, dimension="topic:air")
        assert refused.value.errors[0].field == "dimensions.topic"
    with pytest.raises(Invalid):
        call(house, "get_item", VIEWER, item="population", area="3316", dimension="sex:X")
    nothing = _ask(house, "get_headline", dimension="age:65+")
    assert (nothing["value"], nothing["period"]) == (None, None)


def test_more_than_can_be_made_at_once_is_refused(house, monkeypatch):
    _people(house)
    monkeypatch.setattr("services.indicators.splitting_repository.MOST_CELLS", 5)
    with pytest.raises(Invalid, match="not valid") as refused:
        _ask(house, "get_headline", dimension="sex:P")
    assert refused.value.errors[0].field == "dimension"


def test_all_groups_together_are_the_whole(house):
    _people(house)
    with house.db.begin() as tx:
        this = Catalogue(tx).get("penduduk")
        asked = Asked(this.key, date(2023, 1, 1), date(2024, 12, 31), "3316", {"sex": "L"})
        own = Parts(tx).own(asked, "sex=L", 2, summed=True)
        assert own[date(2024, 1, 1)]["3316012001"] == Decimal(15 + 16)
        sums = []
        for sex in "LP":
            _, store = splitting.of(tx, this, {"sex": sex}, "3316", date(2024, 12, 31))
            sums.append(store.heads([this.key], "3316", date(2024, 12, 31))[this.key][-1].value)
    assert sum(sums) == _ask(house, "get_headline")["value"]
