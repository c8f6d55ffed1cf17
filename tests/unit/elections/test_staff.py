import json
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from libs.kit.errors import Invalid
from services.elections.staff import domain, files, messages, watch
from tests.conventions import ROOT

KEY = b"k" * 32
JAKARTA, JAYAPURA = ZoneInfo("Asia/Jakarta"), ZoneInfo("Asia/Jayapura")


@pytest.mark.parametrize(
    ("text", "digits"),
    [
        ("1971011705900001", "1971011705900001"),
        ("1971 0157 0590 0001", "1971015705900001"),
        ("1971012902000001", "1971012902000001"),  # a leap day of 2000
        ("1971012902010001", None),  # neither 1901 nor 2001 has one
        ("1971013213900001", None),
        ("1971017205900001", None),
        ("1971010013900001", None),
        ("0971011705900001", None),
        ("1971011705900000", None),
        ("197101170590001", None),
        ("19710117059000011", None),
        ("19710117059000\u0660\u0661", None),
    ],
)
def test_a_nik_is_read_or_is_none(text, digits):
    assert domain.nik(text) == digits


def test_a_nik_is_judged_as_the_desk_judges_it():
    cases = json.loads((ROOT / "tests" / "web" / "staff_nik.json").read_text(encoding="utf-8"))
    assert all(domain.nik(text) for text in cases["right"])
    assert not any(domain.nik(text) for text in cases["wrong"])


@pytest.mark.parametrize(
    ("digits", "born", "agrees"),
    [
        ("1971011705900001", date(1990, 5, 17), True),
        ("1971015705900001", date(1990, 5, 17), True),
        ("1971011705050001", date(2005, 5, 17), True),
        ("1971011705900001", date(1990, 5, 18), False),
        ("1971011705900001", date(1990, 6, 17), False),
    ],
)
def test_the_date_of_birth_agrees_with_the_nik_of_men_and_women(digits, born, agrees):
    assert domain.agrees(digits, born) is agrees


def test_age_is_full_years_on_the_day():
    assert domain.age(date(2007, 11, 27), date(2024, 11, 27)) == 17
    assert domain.age(date(2007, 11, 28), date(2024, 11, 27)) == 16


@pytest.mark.parametrize(
    ("register", "service", "objection", "answer"),
    [
        (False, False, None, "not-registered"),
        (True, False, None, "registered"),
        (False, True, None, "registered"),
        (True, None, None, "registered"),
        (False, None, None, "unavailable"),
        (None, False, None, "unavailable"),
        (None, None, None, "unavailable"),
        (True, False, "filed", "objection-filed"),
        (True, False, "upheld", "objection-upheld"),
        (True, False, "rejected", "registered"),
        (False, None, "upheld", "unavailable"),
        (False, False, "filed", "not-registered"),
    ],
)
def test_a_source_that_is_silent_sets_nobody_free(register, service, objection, answer):
    assert domain.combined(register, service, objection) == answer


@pytest.mark.parametrize(
    ("at", "zone", "day"),
    [
        (datetime(2024, 11, 1, 9, 59, tzinfo=UTC), JAKARTA, date(2024, 10, 31)),
        (datetime(2024, 11, 1, 10, 0, tzinfo=UTC), JAKARTA, date(2024, 11, 1)),
        (datetime(2024, 11, 1, 8, 0, tzinfo=UTC), JAYAPURA, date(2024, 11, 1)),
        (datetime(2024, 11, 1, 20, 0, tzinfo=UTC), JAKARTA, date(2024, 11, 1)),
    ],
)
def test_the_recheck_is_due_at_17_in_the_local_zone(at, zone, day):
    assert watch.due_day(at, zone) == day


def test_sipols_file_is_read_with_its_own_column_names_and_without_names():
    text = 'NIK;Nama;Nama Parpol;Jabatan;Unit\n1971011705900001;Budi;"Partai  satu";Ketua;X\n'
    found = files.party_members(text, KEY)
    [row] = found["rows"]
    assert (row["party"], row["position"], row["place"], row["line"]) == (
        "PARTAI SATU",
        "Ketua",
        "X",
        2,
    )
    assert "Budi" not in str(found)
    assert "1971011705900001" not in str(found)


def test_a_register_with_a_bad_line_says_which_column_and_never_the_nik():
    found = files.party_members("nik,nama,partai\n1971013213900001,A,P\n,,\n", KEY)
    assert [(line, column) for line, column, _ in found["errors"]] == [(2, "nik"), (3, "nik")]
    assert "1971013213900001" not in str(found)


@pytest.mark.parametrize("text", ["", None, "nik,nama\n1,2", "nik,nama,partai\n"])
def test_what_is_no_register_is_refused(text):
    with pytest.raises(Invalid):
        files.party_members(text, KEY)


@pytest.mark.parametrize("said", ["1971011705900001", "NIK 1971-0117-0590-0001 salah"])
def test_nobody_writes_a_nik_into_a_reason(said):
    with pytest.raises(Invalid):
        messages.objection_in({"applicant": "0192f0c2-6d8e-7c11-9a55-2f6f0d6f3b10", "note": said})
