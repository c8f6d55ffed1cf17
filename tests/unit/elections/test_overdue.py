"""When what has not come is late, and when that is told."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from services.elections.overdue.domain import Progress, Told, full_hour, is_late, is_news, watched

DAY, WIB = date(2024, 11, 27), ZoneInfo("Asia/Jakarta")
EIGHT = datetime(2024, 11, 27, 20, tzinfo=WIB)
NONE = Progress(0, 0)


@pytest.mark.parametrize(
    ("now", "known"),
    [
        (EIGHT - timedelta(hours=20, seconds=1), False),
        (EIGHT - timedelta(hours=20), True),
        (EIGHT + timedelta(hours=51, minutes=59), True),
        (EIGHT + timedelta(hours=52), False),
    ],
)
def test_stations_are_waited_for_on_the_voting_day_and_two_more(now, known):
    assert watched(DAY, now, WIB) == known


def test_the_hour_is_of_the_regions_zone_and_may_lie_on_the_next_day():
    assert is_late(DAY, EIGHT, WIB, 20, None, NONE)
    assert not is_late(DAY, EIGHT - timedelta(seconds=1), WIB, 20, None, NONE)
    assert not is_late(DAY, EIGHT, ZoneInfo("America/New_York"), 20, None, NONE)
    assert not is_late(DAY, EIGHT, WIB, 36, None, NONE)
    assert is_late(DAY, EIGHT + timedelta(hours=16), WIB, 36, None, NONE)


def test_the_share_makes_the_others_late_before_the_hour():
    noon = EIGHT - timedelta(hours=8)
    assert is_late(DAY, noon, WIB, 20, 90, Progress(100, 10))
    assert not is_late(DAY, noon, WIB, 20, 90, Progress(100, 11))
    assert not is_late(DAY, noon, WIB, None, None, Progress(100, 1))


@pytest.mark.parametrize(
    ("out", "told", "news"),
    [
        (3, None, True),
        (0, None, False),
        (3, Told(3, full_hour(EIGHT)), False),
        (2, Told(3, full_hour(EIGHT)), False),
        (0, Told(3, full_hour(EIGHT)), True),
        (0, Told(0, full_hour(EIGHT)), False),
        (3, Told(3, full_hour(EIGHT) - timedelta(hours=1)), True),
        (1, Told(0, full_hour(EIGHT)), False),
    ],
)
def test_it_is_told_once_in_an_hour_and_at_once_when_the_last_one_is_in(out, told, news):
    assert is_news(out, told, EIGHT + timedelta(minutes=59)) == news
