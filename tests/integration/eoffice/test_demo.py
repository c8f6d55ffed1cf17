"""The demo's organisation can be put at every start, and its accounts hold its positions."""

import csv
from datetime import date

import pytest

from services.eoffice.demo import organisation
from services.gateway.demo import ACCOUNTS
from tests.integration.eoffice.test_organisation import ask, do, find

DAYS = [date(2026, 1, 1), date(2028, 2, 29), date(2026, 6, 30), date(2026, 12, 31)]


def put(eoffice, day):
    body = {"text": organisation(day), "partial": True}
    return do(eoffice.import_organisation, body, role="admin", name="system")


@pytest.mark.parametrize("day", DAYS, ids=str)
def test_it_is_put_whole_and_again_nothing(eoffice, day):
    told = put(eoffice, day)
    assert told["refused"] == []
    again = put(eoffice, day)
    assert (again["units"], again["positions"], again["holdings"]) == (0, 0, 0)
    assert again["refused"] == []


def test_it_is_put_in_the_next_quarter_and_the_next_year(eoffice):
    for day in (date(2026, 11, 22), date(2027, 1, 1), date(2027, 4, 1)):
        assert put(eoffice, day)["refused"] == []


def test_everybody_who_holds_a_position_has_an_account_that_serves_its_area(eoffice):
    put(eoffice, eoffice.today())
    for held in eoffice.list_holdings(ask({"limit": 1000}))["items"]:
        account = ACCOUNTS[held["person"]]
        standing = held["capacity"] != "definitive"
        assert standing or account.area == held["area"], held


def test_it_shows_a_vacancy_a_plt_and_a_plh(eoffice):
    put(eoffice, eoffice.today())
    assert find(eoffice, "1971.ASISTEN3")["vacant"]
    assert find(eoffice, "1971.KADISPUPR")["holders"][0]["capacity"] == "plt"
    assert find(eoffice, "1971.CAMAT.GB")["holders"][1]["reports_to"] == "camat-gabek"


def test_every_district_and_some_villages_are_there():
    lines = list(csv.DictReader(organisation(date(2026, 11, 22)).splitlines()))
    kinds = [line["kind"] for line in lines if line["row"] == "unit"]
    assert (kinds.count("district"), kinds.count("village")) == (7, 3)
