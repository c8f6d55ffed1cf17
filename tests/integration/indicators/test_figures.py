"""Observations become figures: revisions kept, rolled up exactly, shown with what judges them."""

from datetime import date
from decimal import Decimal

import pytest

from libs.kit.errors import Forbidden, Invalid
from libs.kit.principal import OutsideArea
from services.indicators import folding, lateness
from services.indicators.domain import (
    IndicatorOwned,
    NotKeeper,
    Observation,
    UnknownIndicator,
    YearClosed,
)
from services.indicators.repository import Catalogue
from services.indicators.writing_repository import Batch, Counts, Staged, copied
from tests.integration.indicators.asking import (
    ADMIN,
    AGENCY,
    KEEPER,
    LENGTH,
    PEOPLE,
    ROADS,
    VIEWER,
    call,
    cell,
    fold,
    furnish,
    push,
    who,
)

ROAD = "kemantapan-jalan"


@pytest.fixture
def house(indicators):
    furnish(indicators)
    return indicators


def _two_years(house):
    lengths = [cell("331601", "2023-01", 30), cell("331602", "2023-01", 10)]
    push(house, "panjang-jalan", *lengths)
    push(house, ROAD, cell("331601", "2023-11", "70.0"), cell("331602", "2023-11", "74.0"))
    push(house, ROAD, cell("331601", "2024-10", "75"), cell("331602", "2024-10", "79"))
    push(house, ROAD, cell("331601", "2024-11", "76.6"), cell("331602", "2024-11", "80.6"))
    fold(house)


def _at(monkeypatch, house, day):
    monkeypatch.setattr(house, "_today", lambda: day)


def test_a_headline_has_value_target_trend_and_last_year(house, monkeypatch):
    _two_years(house)
    _at(monkeypatch, house, date(2024, 11, 25))
    head = call(house, "get_headline", VIEWER, code=ROAD, area="3316")
    assert (head["period"], head["value"], head["parts"]) == ("2024-11", 77.6, 2)
    assert (head["before"], head["change"], head["better"]) == (71, 6.6, True)
    assert (head["target"], head["to_target"], head["reached"]) == (82, -4.4, False)
    assert [one["value"] for one in head["trend"]] == [71, 76, 77.6]
    assert (head["late"], head["missing"], head["quality"]["score"]) == (False, 0, 100)
    assert head["days_late"] == 0
    assert head["last_source"]["origin"] == "push"
    old = call(house, "get_headline", VIEWER, code=ROAD, area="3316", period="2023-12")
    assert (old["period"], old["value"], old["before"]) == ("2023-11", 71, None)


def test_a_weight_that_changes_changes_the_means_after_it(house):
    _two_years(house)
    push(house, "panjang-jalan", cell("331601", "2024-11", 10))
    fold(house)
    [old, _, new] = call(house, "get_series", VIEWER, code=ROAD, area="3316")["items"]
    assert (old["value"], new["value"]) == (71, 78.6)
    assert folding.check(house.db) == []


def test_a_ranking_is_by_direction_and_knows_last_year(house):
    _two_years(house)
    found = call(house, "get_ranking", VIEWER, code=ROAD, area="3316", level="district")
    assert [(one["rank"], one["name"], one["value"], one["change"]) for one in found["items"]] == [
        (1, "Randublatung", 80.6, 6.6),
        (2, "Jati", 76.6, 6.6),
    ]
    call(house, "put_indicator", **(ROADS | {"direction": "down"}))
    turned = call(house, "get_ranking", VIEWER, code=ROAD, area="3316")
    assert [one["name"] for one in turned["items"]] == ["Jati", "Randublatung"]


def test_a_page_of_an_item_has_all_that_it_shows(house, monkeypatch):
    _two_years(house)
    _at(monkeypatch, house, date(2024, 11, 25))
    page = call(house, "get_item", VIEWER, item="infrastructure", area="3316", indicator=ROAD)
    assert [one["code"] for one in page["headlines"]] == [ROAD, "panjang-jalan"]
    assert (page["chosen"], page["period"], page["target"]) == (ROAD, "2024-11", 82)
    assert [one["value"] for one in page["series"]] == [76, 77.6]
    assert page["series"][1]["before"] == 71
    assert [one["period"] for one in page["last_year"]] == ["2023-11"]
    assert [one["year"] for one in page["maps"]] == [2020, 2021, 2022, 2023, 2024]
    assert page["maps"][4] == {
        "year": 2024,
        "value": 77.6,
        "areas": {"331601": 76.6, "331602": 80.6},
    }
    assert call(house, "get_item", VIEWER, item="health", area="3316")["headlines"] == []


def test_every_revision_is_kept_and_the_last_one_stands(house, database):
    one = cell("331601", "2024-11", "76.6", status="provisional")
    assert push(house, ROAD, one) == {"added": 1, "revised": 0, "unchanged": 0}
    assert push(house, ROAD, one)["unchanged"] == 1
    assert push(house, ROAD, one | {"status": "final"})["revised"] == 1
    push(house, ROAD, cell("331601", "2024-11", "77.1"), reason="ruas baru", source="Survei II")
    found = call(house, "list_revisions", VIEWER, code=ROAD, area="331601", period="2024-11")[
        "items"
    ]
    assert [(row["value"], row["status"]) for row in found] == [
        (77.1, "revised"),
        (76.6, "final"),
        (76.6, "provisional"),
    ]
    assert (found[0]["source"]["reason"], found[0]["source"]["note"]) == ("ruas baru", "Survei II")
    [standing] = call(house, "list_observations", VIEWER, code=ROAD)["items"]
    assert (standing["value"], standing["revision"]) == (77.1, 3)
    fold(house)
    assert database.execute("SELECT value FROM indicators.figures WHERE area = '331601'") == [
        (Decimal("77.1"),)
    ]


def test_observations_come_in_pages_by_area_period_and_dimension(house):
    rows = [
        cell("3316012001", "2023", 10 + place, dimensions={"sex": sex, "age": age})
        for place, (sex, age) in enumerate((s, a) for s in "LP" for a in ("0-14", "15-64"))
    ]
    push(house, "penduduk", *rows, cell("331602", "2024", 500), by=ADMIN)
    asked = {"code": "penduduk", "limit": 3}
    first = call(house, "list_observations", VIEWER, **asked)
    rest = call(house, "list_observations", VIEWER, **asked, after=first["next"])
    assert (len(first["items"]), len(rest["items"]), rest["next"]) == (3, 2, None)
    women = call(house, "list_observations", VIEWER, code="penduduk", dimension="sex:P")
    assert [one["dimensions"]["age"] for one in women["items"]] == ["0-14", "15-64"]
    inside = call(house, "list_observations", VIEWER, code="penduduk", area="331601", to="2023")
    assert len(inside["items"]) == 4
    whole = call(house, "list_observations", VIEWER, code="penduduk", dimension="")
    assert [one["value"] for one in whole["items"]] == [500]
    fold(house)  # dimensions add up where nobody gave the whole
    found = call(house, "get_series", VIEWER, code="penduduk", area="3316")["items"]
    assert [one["value"] for one in found] == [46, 500]


def test_folding_at_once_and_in_any_order_is_exact(house, database):
    _two_years(house)
    push(house, ROAD, cell("331603", "2024-11", 50), cell("3316012001", "2024-11", 60))
    fold(house)
    assert folding.check(house.db) == []
    database.execute("UPDATE indicators.figures SET value = 1 WHERE area = '3316'")
    wrong = folding.repair(house.db)
    assert {one.area for one in wrong} == {"3316"}
    assert folding.check(house.db) == []


def test_all_of_a_push_is_taken_or_nothing(house):
    with pytest.raises(Invalid) as caught:
        push(
            house,
            ROAD,
            cell("331601", "2024-11", 70),
            cell("331601", "2024", "n/a", dimensions={"sex": "L"}),
        )
    assert {error.field for error in caught.value.errors} == {
        "items.1.period",
        "items.1.value",
        "items.1.dimensions.sex",
    }
    with pytest.raises(Invalid, match="twice"):
        push(house, ROAD, cell("331601", "2024-11", 70), cell("331601", "2024-11", 71))
    assert call(house, "list_observations", VIEWER, code=ROAD)["items"] == []


def test_two_agencies_cannot_have_one_indicator(house):
    call(house, "set_keepers", agency="3316.DINKES", accounts=["Citra"])
    citra = who("officer", area="3316", name="Citra")
    with pytest.raises(IndicatorOwned) as caught:
        call(house, "put_indicator", citra, **(ROADS | {"owner": "3316.DINKES"}))
    assert (caught.value.status, caught.value.extra) == (409, {"owner": AGENCY})
    with pytest.raises(NotKeeper):
        push(house, ROAD, cell("331601", "2024-11", 1), by=citra)
    mine = ROADS | {"code": "jalan-lain", "owner": "3316.DINKES", "weight": None}
    assert call(house, "put_indicator", citra, **mine)["owner"] == "3316.DINKES"


@pytest.mark.parametrize("role", ["viewer", "operator", "officer", "verifier", "reporter"])
def test_who_keeps_nothing_writes_nothing(house, role):
    other = who(role, name="Dewi")
    with pytest.raises(NotKeeper):
        push(house, ROAD, cell("331601", "2024-11", 1), by=other)
    with pytest.raises(NotKeeper):
        call(house, "put_indicator", other, **PEOPLE)
    for method, data in (
        ("set_keepers", {"agency": AGENCY, "accounts": ["Dewi"]}),
        ("put_areas", {"items": [{"code": "3316", "name": "X"}]}),
        ("close_years", {"code": ROAD, "until": 2023}),
    ):
        with pytest.raises(Forbidden):
            call(house, method, other, **data)


def test_nobody_reads_or_writes_outside_the_area(house):
    _two_years(house)
    small = who("officer", area="331601", name=KEEPER.name)
    with pytest.raises(Invalid, match="observations are not valid"):
        push(house, ROAD, cell("331602", "2024-12", 1), by=small)
    assert {one["area"] for one in call(house, "list_observations", small, code=ROAD)["items"]} == {
        "331601"
    }
    for method in ("get_headline", "get_ranking", "get_series", "list_observations"):
        with pytest.raises(OutsideArea):
            call(house, method, small, code=ROAD, area="3316")
    with pytest.raises(OutsideArea):
        call(house, "get_item", small, item="infrastructure", area="331602")
    crew = who("reporter", name="Kpps")
    for method in ("get_headline", "list_indicators", "get_item", "list_late"):
        with pytest.raises(Forbidden):
            call(house, method, crew, code=ROAD, item="infrastructure", area="3316")


def test_a_closed_year_is_revised_by_an_administrator_with_a_reason(house):
    _two_years(house)
    call(house, "close_years", code=ROAD, until=2023)
    late = cell("331601", "2023-11", 60)
    with pytest.raises(YearClosed):
        push(house, ROAD, late, reason="audit")
    with pytest.raises(YearClosed):
        push(house, ROAD, late, by=ADMIN)
    assert push(house, ROAD, late, by=ADMIN, reason="audit BPK")["revised"] == 1


def test_an_agency_that_is_late_is_listed_and_told_once(house, database, monkeypatch):
    _two_years(house)
    _at(monkeypatch, house, date(2025, 1, 14))
    assert [one["code"] for one in call(house, "list_late", VIEWER)["items"]] == ["panjang-jalan"]
    _at(monkeypatch, house, date(2025, 1, 15))
    late = {one["code"]: one for one in call(house, "list_late", VIEWER, owner=AGENCY)["items"]}
    assert (late[ROAD]["period"], late[ROAD]["missing"]) == ("2024-12", 1)
    head = call(house, "get_headline", VIEWER, code=ROAD, area="3316")
    assert (head["late"], head["quality"]["fresh"]["score"]) == (True, 50)
    assert head["days_late"] == 1
    house.tell_late()
    house.tell_late()
    told = database.execute(
        "SELECT envelope::json -> 'data' ->> 'code' FROM indicators.outbox"
        " WHERE envelope::json -> 'data' ->> 'missing' IS NOT NULL"
    )
    assert sorted(told) == [(ROAD,), ("panjang-jalan",)]
    with house.db.begin() as tx:
        assert lateness.tell(tx, date(2025, 2, 20)) == 2
    push(house, ROAD, cell("331601", "2025-01", 60))
    fold(house)
    with house.db.begin() as tx:
        assert lateness.tell(tx, date(2025, 2, 20)) == 1  # what was missing came
        assert lateness.tell(tx, date(2025, 2, 20)) == 0


def test_what_is_said_of_an_indicator_is_checked(house):
    bad = ROADS | {"item": "sport", "rhythm": "week", "targets": {"x": 1}, "decimals": 99}
    with pytest.raises(Invalid) as caught:
        call(house, "put_indicator", **bad)
    fields = {error.field for error in caught.value.errors}
    assert fields == {"item", "rhythm", "targets.x", "decimals"}
    with pytest.raises(Invalid, match="weight"):
        call(house, "put_indicator", **(ROADS | {"code": "lain", "weight": ROAD}))
    with pytest.raises(Invalid, match="rhythm"):
        call(house, "put_indicator", **(ROADS | {"rhythm": "year"}))
    with pytest.raises(UnknownIndicator):
        call(house, "get_indicator", VIEWER, code="tidak-ada")
    found = call(house, "list_indicators", VIEWER, q="jalan mantap")["items"]
    assert [one["code"] for one in found] == [ROAD]
    assert found[0]["standard"]["definition"].startswith("Panjang jalan")


def test_rows_are_staged_alike_without_copy(house):
    """The rpc and events roles are cooperative, where the driver knows no COPY."""
    rows = [Observation("331601", date(2024, month, 1), Decimal(month)) for month in range(1, 13)]
    with house.db.begin() as tx:
        this = Catalogue(tx).get(ROAD, lock=True)
        staged = Staged(tx, this.key)
        assert staged.put(enumerate(rows)) == 12
        assert staged.write(Batch("push", "Budi")) == Counts(12, 0, 0)
        assert staged.copy(copied(row, one) for row, one in enumerate(rows)) == 12
        assert staged.compare() == Counts(0, 0, 12)


def test_a_page_of_an_earlier_year_is_as_it_was(house, monkeypatch):
    _two_years(house)
    _at(monkeypatch, house, date(2024, 11, 25))
    asked = {"item": "infrastructure", "area": "3316", "indicator": ROAD}
    page = call(house, "get_item", VIEWER, **asked, year=2023)
    assert (page["period"], page["headlines"][0]["value"], page["target"]) == ("2023-11", 71, 78)
    assert [one["year"] for one in page["maps"]] == [2019, 2020, 2021, 2022, 2023]
    assert page["years"] == [2023, 2024]
    assert [one["code"] for one in page["areas"]] == ["3316", "331601", "331602", "331603"]
    inside = call(house, "get_item", who("viewer", area="331601"), item="infrastructure")
    assert (inside["area"], inside["areas"]) == ("331601", [{"code": "331601", "name": "Jati"}])
    with pytest.raises(OutsideArea):
        call(house, "get_item", who("viewer", area="331601"), **asked)


def test_what_adds_up_has_a_target_for_the_regency_alone(house):
    call(house, "put_indicator", **(LENGTH | {"targets": {"2024": 50}}))
    push(house, "panjang-jalan", cell("331601", "2024-11", 30), cell("331602", "2024-11", 10))
    fold(house)
    asked = {"item": "infrastructure", "indicator": "panjang-jalan"}
    whole = call(house, "get_item", VIEWER, **asked, area="3316")
    assert (whole["target"], whole["target_inside"]) == (50, None)
    head = call(house, "get_headline", VIEWER, code="panjang-jalan", area="331601")
    assert (head["target"], head["reached"]) == (None, None)


def test_the_nine_have_how_many_and_how_late_they_are(house, monkeypatch):
    _two_years(house)
    _at(monkeypatch, house, date(2025, 1, 15))
    told = call(house, "list_items", VIEWER, area="3316")
    found = {one["item"]: one for one in told["items"]}
    assert (len(found), told["name"]) == (9, "Kabupaten Blora")
    roads = found["infrastructure"]
    assert (roads["count"], roads["late"]) == (2, 2)
    assert [one["code"] for one in roads["headlines"]] == [ROAD, "panjang-jalan"]
    assert found["health"] == {"item": "health", "count": 0, "late": 0, "headlines": []}


def test_groups_add_up_over_areas_and_an_areas_own_comes_first(house):
    women = {"dimensions": {"sex": "P", "age": "0-14"}}
    men = {"dimensions": {"sex": "L", "age": "0-14"}}
    old = cell("331601", "2022", 7, **women)
    villages = [cell(f"331601200{one}", "2023", 10 * one, **women) for one in (1, 2)]
    own = [cell("331602", "2023", 5, **women), cell("331602", "2023", 6, **men)]
    push(house, "penduduk", old, *villages, *own, by=ADMIN)
    fold(house)
    told = call(house, "list_groups", VIEWER, code="penduduk", area="3316", period="2023")
    found = {one["dimensions"]["sex"]: (one["value"], one["before"]) for one in told["items"]}
    assert found == {"P": (35, 7), "L": (6, None)}
    push(house, "penduduk", cell("331601", "2023", 40, **women), by=ADMIN)
    told = call(house, "list_groups", VIEWER, code="penduduk", area="331601", period="2023")
    assert [one["value"] for one in told["items"]] == [40]
    village = call(house, "list_groups", VIEWER, code="penduduk", area="3316012001", period="2023")
    assert [one["value"] for one in village["items"]] == [10]


def test_that_figures_changed_is_told_once_for_a_fold_and_bears_none(house, database):
    push(house, ROAD, cell("331601", "2024-10", 75), cell("331601", "2024-11", 76))
    fold(house)
    query = "SELECT envelope::json -> 'data' FROM indicators.outbox"
    told = {"indicator": ROAD, "item": "infrastructure", "first": "2024-10", "last": "2024-11"}
    assert database.execute(query) == [(told | {"parts": False},)]
    push(house, ROAD, cell("331601", "2024-11", 76, status="provisional"))
    fold(house)
    assert len(database.execute(query)) == 1


def test_a_correction_among_parts_is_told_though_the_whole_stands(house, database):
    women, men = {"dimensions": {"sex": "P"}}, {"dimensions": {"sex": "L"}}

    def told_of(*pair: int) -> list[dict]:
        """Fold the two values; return the events of that."""
        before = database.execute("SELECT count(*) FROM indicators.outbox")[0][0]
        both = zip(pair, (women, men), strict=True)
        cells = [cell("331602", "2023", value, **dims) for value, dims in both]
        push(house, "penduduk", *cells, by=ADMIN)
        fold(house)
        query = "SELECT envelope::json -> 'data' FROM indicators.outbox ORDER BY id OFFSET %s"
        return [row for (row,) in database.execute(query, before)]

    assert len(told_of(5, 6)) == 1
    assert told_of(5, 6) == []
    told = {"indicator": "penduduk", "item": "population", "first": "2023", "last": "2023"}
    assert told_of(6, 5) == [told | {"parts": True}]
