"""Numbers of letters: consecutive under a race, kept, put in later, and none without a reason."""

from datetime import timedelta

import pytest

from libs.kit.db import Database
from libs.kit.errors import Forbidden, Invalid
from libs.kit.principal import OutsideArea
from services.eoffice.letters.domain import WrongState
from services.eoffice.numbering.domain import (
    ROMAN,
    NotRecords,
    NumberTaken,
    UnknownNumber,
    YearClosed,
)
from tests.asking import ask, at_once

RACERS = 64
RULE = {"unit": "1971.BI", "template": "{classification}/{n:02}/BI", "scope": "unit"}


def _rule(city, area="", role="admin", **changes):
    request = ask({**RULE, **changes}, name="admin", role=role, area=area)
    return city.service.put_number_rule(request)["answer"]


def _year(city):
    return city.office.today().year


def test_64_parallel_signers_get_64_consecutive_numbers(city, database):
    letters = [city.ready() for _ in range(RACERS)]
    usual = city.service.db
    city.service.db = Database(database.url("eoffice"), RACERS)
    try:
        answers = at_once([lambda one=one: city.begun(one) for one in letters])
    finally:
        city.service.db.close()
        city.service.db = usual
    numbers = sorted(number.n for _, number in answers)
    assert numbers == list(range(1, RACERS + 1))
    texts = {letter.number for letter, _ in answers}
    assert len(texts) == RACERS
    counts = "SELECT count(DISTINCT text), count(DISTINCT letter) FROM eoffice.numbers"
    rows = database.execute(counts)
    assert rows == [(RACERS, RACERS)]


def test_a_number_looks_as_the_rule_says(city):
    _rule(city)
    _, first = city.begun(city.ready())
    assert first.text == "600.1/01/BI"
    _rule(city, kind="nota-dinas", template="ND/{n}", scope="unit_kind")
    _, note = city.begun(city.ready(kind="nota-dinas"))
    assert (note.text, note.n) == ("ND/1", 1)
    _, second = city.begun(city.ready())
    assert second.text == "600.1/02/BI"


def test_without_a_rule_ours_stands(city):
    _, number = city.begun(city.ready())
    roman = ROMAN[city.office.today().month - 1]
    assert number.text == f"600.1/001/1971.BI/{roman}/{_year(city)}"


def test_secret_letters_count_in_a_series_of_their_own(city):
    city.begun(city.ready())
    _, secret = city.begun(city.ready(security="secret"))
    assert (secret.n, secret.text[:6]) == (1, "R-001/")


def test_a_series_begins_anew_with_the_year(city, database):
    city.begun(city.ready())
    last = _year(city) - 1
    for table in ("numbers", "number_counters"):
        database.execute(f"UPDATE eoffice.{table} SET year = %s", last)
    _, number = city.begun(city.ready())
    assert (number.n, number.year) == (1, last + 1)


def test_an_administrator_of_the_area_sets_rules(city):
    _rule(city, area="197101")
    with pytest.raises(OutsideArea):
        _rule(city, area="197101", unit="1971.SETDA")
    with pytest.raises(OutsideArea):
        _rule(city, area="1971", unit="")
    with pytest.raises(Forbidden):
        _rule(city, role="officer")
    with pytest.raises(UnknownNumber):
        _rule(city, unit="1971.X")
    with pytest.raises(Invalid):
        _rule(city, template="{n}/{secret}")
    found = city.see("camat", "list_number_rules")["items"]
    assert found == [{**RULE, "kind": "", "secret": False}]


# A number put in later


def _put_in(city, letter, name="arsip-bi", **changes):
    asked = {"behind": 1, "day": city.office.today().isoformat(), "reason": "terlambat dicatat"}
    return city.step(name, "put_number_in", letter, **{**asked, **changes})


def test_a_records_officer_puts_a_number_in_and_the_letter_is_signed_with_it(city):
    _rule(city)
    city.begun(city.ready())
    city.begun(city.ready())
    letter = city.ready()
    assert _put_in(city, letter)["text"] == "600.1/01a/BI"
    begun, number = city.begun(letter)
    assert (begun.number, number.suffix) == ("600.1/01a/BI", "a")
    assert _put_in(city, city.ready())["text"] == "600.1/01b/BI"
    _, following = city.begun(city.ready())
    assert following.n == 3


def test_who_is_no_records_officer_of_the_unit_puts_none_in(city):
    city.begun(city.ready())
    for name in ("camat", "walikota"):
        with pytest.raises(NotRecords):
            _put_in(city, city.ready(), name)


def test_a_number_is_put_in_behind_one_that_is_there_and_on_a_day_between(city, database):
    today = city.office.today()
    with pytest.raises(UnknownNumber):
        _put_in(city, city.ready())
    city.begun(city.ready())
    for day in (today - timedelta(days=1), today + timedelta(days=1)):
        with pytest.raises(Invalid) as caught:
            _put_in(city, city.ready(), day=day.isoformat())
        assert [one.field for one in caught.value.errors] == ["day"]
    with pytest.raises(Invalid):
        _put_in(city, city.ready(), reason=" ")
    letter = city.ready()
    _put_in(city, letter)
    with pytest.raises(NumberTaken):
        _put_in(city, letter)
    with pytest.raises(WrongState):
        _put_in(city, city.signed())


def test_a_letter_bears_the_number_that_was_put_in_before_it_is_signed(city):
    city.begun(city.ready())
    letter = city.ready()
    made = _put_in(city, letter)
    for name in ("camat", "walikota", "arsip-bi"):
        seen = city.see(name, "get_letter", letter=letter["id"])
        assert seen["number"] == made["text"]
        assert "put_number_in" not in seen["may"]
    sent_back = city.step("walikota", "send_back_letter", letter, note="perbaiki")
    assert city.see("camat", "get_letter", letter=sent_back["id"])["number"] is None


def test_a_number_of_a_closed_year_is_put_in_no_more(city):
    city.begun(city.ready())
    year = city.office.today().year - 2
    with pytest.raises(YearClosed):
        _put_in(city, city.ready(), day=f"{year}-12-31")


def test_many_who_put_in_at_once_get_a_suffix_each(city):
    city.begun(city.ready())
    letters = [city.ready() for _ in range(4)]
    answers = at_once([lambda one=one: _put_in(city, one) for one in letters])
    assert sorted(one["suffix"] for one in answers) == ["a", "b", "c", "d"]


# What became of each number


def test_every_number_is_used_reserved_or_void_with_a_reason(city):
    _rule(city)
    used = city.signed()
    reserved = city.ready()
    city.begun(reserved)
    gone = city.ready()
    city.begun(gone)
    city.failed(gone["id"])
    gone = city.see("walikota", "get_letter", letter=gone["id"])
    city.step("walikota", "void_letter", gone, note="naskah ganda")
    city.begun(city.ready(security="secret"))
    [series] = city.see("arsip-bi", "report_numbers", year=_year(city))["items"]
    assert (series["last"], series["missing"]) == (3, [])
    assert series["counts"] == {"used": 1, "reserved": 1, "void": 1}
    told = [(one["text"], one["state"], one["reason"]) for one in series["unused"]]
    assert told == [
        ("600.1/02/BI", "reserved", ""),
        ("600.1/03/BI", "void", "naskah ganda"),
    ]
    assert used["number"] == "600.1/01/BI"


def test_a_number_that_is_lost_is_reported(city, database):
    city.begun(city.ready())
    city.begun(city.ready())
    database.execute("DELETE FROM eoffice.numbers WHERE n = 1")
    [series] = city.see("arsip-bi", "report_numbers", year=_year(city))["items"]
    assert series["missing"] == [1]


def test_the_report_is_for_records_officers(city):
    city.begun(city.ready())
    for name in ("camat", "walikota", "nobody"):
        with pytest.raises(NotRecords):
            city.see(name, "report_numbers", year=_year(city))
    with pytest.raises(Invalid):
        city.see("arsip-bi", "report_numbers", year="2026")


def test_nothing_is_reserved_by_a_signing_that_is_refused(city, database):
    letter = city.submitted()
    with pytest.raises(WrongState):
        city.begun(letter)
    assert database.execute("SELECT count(*) FROM eoffice.numbers") == [(0,)]
