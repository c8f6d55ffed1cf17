"""Late stations are told for each sub-district once an hour, by one of two replicas."""

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import orjson
import pytest

from services.elections.overdue import watching
from tests.integration.elections.conftest import ELECTION
from tests.unit.elections.forms_of import WHOLE

WIB = ZoneInfo("Asia/Jakarta")
LATE = datetime(2024, 11, 27, 20, 5, tzinfo=WIB)
CODES = [f"1971{d}1001{n:03}" for d in ("01", "02") for n in range(1, 25)]


@pytest.fixture
def night(call):
    call.stations(*CODES)
    call("register_areas", election="pilkada", items=[{"code": "197101", "name": "Rangkui"}])
    return call


def told(database):
    query = "SELECT envelope FROM elections.outbox WHERE event = 'station_overdue' ORDER BY id"
    return [orjson.loads(text)["data"] for (text,) in database.execute(query)]


def look(call, now):
    watching.run(call.service.db, now, WIB)


def test_each_sub_district_is_told_once_an_hour_with_a_bounded_list(night, database):
    look(night, LATE - timedelta(minutes=6))
    assert told(database) == []
    look(night, LATE)
    look(night, LATE + timedelta(minutes=50))
    first, second = told(database)
    assert (first["area"], first["area_name"], first["out"], first["expected"]) == (
        "197101",
        "Rangkui",
        24,
        24,
    )
    assert first["tps"] == CODES[:20]
    assert (second["area"], second["area_name"]) == ("197102", "197102")
    look(night, LATE + timedelta(hours=1))
    assert len(told(database)) == 4


def test_a_station_is_out_until_all_its_contests_are_in_and_the_last_one_ends_it(night, database):
    night.submit(CODES[0], **WHOLE)
    look(night, LATE)
    assert told(database)[0]["out"] == 24
    for code in CODES[:24]:
        for contest in ("walikota", "gubernur"):
            night.submit(code, contest=contest, votes={"1": 1, "2": 2})
    look(night, LATE + timedelta(minutes=1))
    ended = told(database)[2:]
    assert [(one["area"], one["out"], one["tps"]) for one in ended] == [("197101", 0, [])]


def test_the_share_of_the_options_makes_the_others_late_early(night, database):
    night("put_options", election="pilkada", version=0, overdue_hour=None, overdue_share=50)
    look(night, LATE)
    assert told(database) == []
    for code in CODES[:24]:
        for contest in ("walikota", "gubernur"):
            night.submit(code, contest=contest, votes={"1": 1, "2": 2})
    look(night, LATE - timedelta(hours=4))
    assert [one["area"] for one in told(database)] == ["197102"]


def test_a_rehearsal_is_never_told_of(empty, database):
    empty("register_election", **ELECTION | {"rehearsal": True})
    empty.stations(*CODES)
    look(empty, LATE)
    assert told(database) == []


def test_of_two_replicas_one_tells(night, make_service, database):
    others = [make_service() for _ in range(4)]
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda one: watching.run(one.db, LATE, WIB), others * 3))
    assert [one["area"] for one in told(database)] == ["197101", "197102"]
