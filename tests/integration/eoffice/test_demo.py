"""The demo's organisation can be put at every start, and its accounts hold its positions."""

import csv
from datetime import date, timedelta

import pytest

from libs.kit.request import Request
from services.eoffice.demo import organisation, playing
from services.eoffice.mailbox.domain import COUNTERS
from services.gateway.demo import ACCOUNTS
from tests.integration.eoffice import signatories
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


def caller(eoffice):
    """Return what calls the service as an account."""

    def call(who, method, data, command, file):
        answer = getattr(eoffice, method)(Request(data, who, command, "r-1", "", "", file))
        return answer if command is None else answer["answer"]

    return call


def counts(eoffice, name):
    who = playing.account(name)
    found = eoffice.get_office_counters(Request({}, who, None, "r-1", "", ""))
    return {one for one in COUNTERS if found[one]}


def test_its_letters_fill_every_counter_and_are_put_once(eoffice):
    put(eoffice, eoffice.today())
    signers = next(one["sign"] for one in playing.script() if "sign" in one)
    signatories.found(eoffice.db, signers)
    eoffice.spawn = lambda do, *given: do(*given)
    for later in (0, 9):
        play = playing.Play(caller(eoffice), signatories.PASSPHRASE, first(eoffice, later))
        play.run()
        assert play.refused == []
        names = ("sekda", "walikota", "camat-rangkui", "kabag-umum", "lurah-melintang")
        seen = {name: counts(eoffice, name) for name in names}
        assert set().union(*seen.values()) == set(COUNTERS)
        assert all(seen.values()), seen
    asked = Request({"limit": 20}, playing.account("arsiparis"))
    [file] = eoffice.list_archive_files(asked)["items"]
    assert "(peragaan)" in file["title"]
    scanned = [one["number"] for one in eoffice.list_incoming(asked)["items"] if one["scanned"]]
    assert scanned == ["PR.02/118/BWS"]


def first(eoffice, later):
    return playing.first_day(caller(eoffice), eoffice.today() + timedelta(days=later))


def test_what_its_officials_say_is_labelled_and_has_days():
    day = date(2026, 11, 22)
    told = playing.said(
        {"subject": "Rapat", "fields": {"date": "{words+2}"}, "due": "{day-1}"}, day
    )
    assert told == {
        "subject": "Rapat (peragaan)",
        "fields": {"date": "24 November 2026"},
        "due": "2026-11-21",
    }


def test_its_steps_are_told_apart_and_name_no_account_that_is_not_there():
    steps = [one for one in playing.script() if "do" in one]
    assert len({playing.name(one) for one in steps}) == len(steps)
    assert {one["by"] for one in steps} <= set(ACCOUNTS)


def test_every_district_and_some_villages_are_there():
    lines = list(csv.DictReader(organisation(date(2026, 11, 22)).splitlines()))
    kinds = [line["kind"] for line in lines if line["row"] == "unit"]
    assert (kinds.count("district"), kinds.count("village")) == (7, 3)
