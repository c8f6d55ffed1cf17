"""Days off: what ships, and further years from a file."""

from __future__ import annotations

import json
from datetime import date

import pytest

from services.eoffice import days_off

CHRISTMAS = date(2026, 12, 25)


def test_the_holidays_of_2026_are_known():
    known = days_off.known()
    assert len(known) == 25
    assert {CHRISTMAS, date(2026, 8, 17), date(2026, 3, 20)} <= known


def test_a_file_adds_years_and_replaces_ours(tmp_path):
    path = tmp_path / "libur.json"
    told = {"2027": {"holidays": ["2027-01-01"]}, "2026": {"collective_leave": ["2026-12-26"]}}
    path.write_text(json.dumps(told))
    assert days_off.known(str(path)) == {date(2027, 1, 1), date(2026, 12, 26)}


@pytest.mark.parametrize(
    ("told", "why"),
    [
        ("{", "not JSON"),
        ("[]", "an object of years"),
        ('{"2027": []}', "2027 needs an object"),
        ('{"2027": {}}', "2027 names no day off"),
        ('{"2027": {"holidays": "2027-01-01"}}', "2027 needs an object"),
        ('{"2027": {"holidays": ["soon"]}}', "'soon' is not a day"),
        ('{"2027": {"holidays": ["2026-12-25"]}}', "2026-12-25 stands under 2027"),
    ],
)
def test_what_is_wrong_with_a_file_is_named(tmp_path, told, why):
    path = tmp_path / "libur.json"
    path.write_text(told)
    with pytest.raises(ValueError, match=why):
        days_off.known(str(path))
