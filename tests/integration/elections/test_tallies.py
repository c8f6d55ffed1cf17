import itertools
import random
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from threading import Event

import pytest

from libs.kit.errors import Invalid
from libs.kit.principal import OutsideArea, Principal
from services.elections import folding, recount
from services.elections.repository import Elections
from tests.integration.elections.conftest import ELECTION
from tests.unit.elections.forms_of import WHOLE, changed

CODES = [f"19710{d}100{v}00{n}" for d in (1, 2) for v in (1, 2) for n in (1, 2, 3)]


@pytest.fixture
def stations(call):
    call.stations(*CODES, dpt={"male": 250, "female": 250, "total": 500})
    call.fold()
    return call


def told(database, contest="walikota"):
    rows = database.execute(
        "SELECT envelope::jsonb FROM elections.outbox WHERE event = 'tally_changed'"
        " AND envelope::jsonb -> 'data' ->> 'contest' = %s ORDER BY id",
        contest,
    )
    return [row[0]["data"] for row in rows]


def test_a_contest_without_stations_has_an_empty_tally(call):
    tally = call.tally()
    assert (tally["tps_expected"], tally["version"], tally["children"]) == (0, 0, [])
    assert tally["candidates"][0] == {
        "number": 1,
        "name": "KOLOM KOSONG",
        "votes": 0,
        "share": None,
    }


def test_registered_stations_are_expected_with_their_voters(stations):
    tally = stations.tally(depth=0)
    assert (tally["tps_in"], tally["tps_expected"], tally["dpt"]) == (0, 12, 6000)
    assert (tally["valid"], tally["turnout"]) == (0, None)


def test_a_result_shows_at_every_level(stations):
    stations.submit(CODES[0], **WHOLE)
    stations.fold()
    tally = stations.tally(depth=3)
    district = tally["children"][0]
    village = district["children"][0]
    station = village["children"][0]
    assert [node["area"]["level"] for node in (tally, district, village, station)] == [
        "regency",
        "district",
        "village",
        "station",
    ]
    assert station["area"]["name"] == "TPS 001"
    for node in (tally, district, village, station):
        assert [one["votes"] for one in node["candidates"]] == [150, 117]
        assert node["candidates"][0]["share"] == pytest.approx(150 / 267, abs=1e-6)
        assert (node["tps_in"], node["tps_complete"], node["users"]) == (1, 1, 277)
        assert node["turnout"] == pytest.approx(277 / 500)
    assert [node["tps_expected"] for node in (tally, district, village, station)] == [12, 6, 3, 1]
    assert tally["children"][1]["tps_in"] == 0
    assert stations.tally(contest="gubernur")["tps_in"] == 0


def test_a_correction_moves_the_tally_by_the_difference(stations):
    stations.submit(CODES[0], **WHOLE)
    stations.fold()
    stations.submit(CODES[0], votes={"1": 50, "2": 217}, users={"total": {"total": 300}})
    stations.fold()
    tally = stations.tally(depth=0)
    assert [one["votes"] for one in tally["candidates"]] == [50, 217]
    assert (tally["tps_in"], tally["users"]) == (1, 300)
    assert stations.differences() == []


def test_voters_registered_later_reach_the_tally(stations):
    stations.submit(CODES[0], **WHOLE)
    stations.stations(CODES[0], dpt={"male": 300, "female": 300, "total": 600})
    stations.fold()
    tally = stations.tally(depth=0)
    assert tally["dpt"] == 6100
    assert tally["turnout"] == pytest.approx(277 / 600, abs=1e-6)
    assert stations.differences() == []


def test_a_tally_is_seen_within_the_principals_area_only(stations):
    viewer = stations.by(Principal("v", "V", frozenset({"viewer"}), "197101"))
    assert viewer.tally()["area"]["code"] == "197101"
    assert viewer("get_progress", election="pilkada")["contests"][0]["tps_expected"] == 6
    for outside in ("1971", "197102", "1971021001"):
        with pytest.raises(OutsideArea):
            viewer.tally(area=outside)
    for wrong in ("19710", "x"):
        with pytest.raises(Invalid):
            stations.tally(area=wrong)
    with pytest.raises(Invalid):
        stations.tally(depth=4)


def test_progress_tells_findings_and_the_last_arrival(stations):
    stations.submit(CODES[0], **changed(valid=260, ballots__used=276))
    stations.submit(CODES[1], votes={"1": 1, "2": 2})
    stations.fold()
    progress = stations("get_progress", election="pilkada")
    mayor, governor = progress["contests"]
    assert (mayor["tps_in"], mayor["tps_complete"], mayor["tps_expected"]) == (2, 1, 12)
    assert mayor["findings"] == {"error": 3, "warning": 1}
    assert datetime.fromisoformat(mayor["last_received_at"]).tzinfo
    assert (governor["tps_in"], governor["last_received_at"]) == (0, None)


def test_a_name_that_changes_shows_at_once(stations):
    before = stations.tally()["children"][0]["area"]
    names = [{"code": before["code"], "name": "Nama Baru"}]
    stations("register_areas", election="pilkada", items=names)
    assert stations.tally()["children"][0]["area"] == before | {"name": "Nama Baru"}


def test_an_event_carries_what_changed_down_to_the_village(stations, database):
    before = len(told(database))
    stations.submit(CODES[0], **WHOLE)
    stations.submit(CODES[1], **WHOLE)
    stations.fold()
    (event,) = told(database)[before:]
    assert [row["area"] for row in event["areas"]] == ["1971", "197101", "1971011001"]
    assert event["areas"][0]["votes"] == {"1": 300, "2": 234}
    assert event["version"] == stations.tally()["version"]
    assert event["as_of"] == stations.tally()["as_of"]


def test_a_fold_of_nothing_new_tells_nothing(stations, database):
    before = len(told(database))
    stations.submit(CODES[0], disabled={"total": 1})
    stations.fold()
    assert len(told(database)) == before + 1  # the last arrival moved
    stations.stations(CODES[0], point=[106.1, -2.1])
    stations.fold()
    assert len(told(database)) == before + 1


def test_the_version_of_an_area_stands_still_while_nothing_in_it_moves(stations):
    stations.submit(CODES[0], **WHOLE)
    stations.fold()
    other = stations.tally(area="197102")["version"]
    stations.submit(CODES[0], votes={"1": 1, "2": 1})
    stations.fold()
    assert stations.tally(area="197102")["version"] == other < stations.tally()["version"]


def test_a_contest_is_told_of_at_most_four_times_a_second(stations, make_service, database):
    before = len(told(database))
    folder = make_service().db
    end = time.monotonic() + 1.5
    number = 0
    while time.monotonic() < end:
        stations.submit(random.choice(CODES), votes={"1": (number := number + 1), "2": 1})
        folding.fold_due(folder)
    moments = [datetime.fromisoformat(one["as_of"]) for one in told(database)[before:]]
    gaps = [(b - a).total_seconds() for a, b in itertools.pairwise(moments)]
    assert 4 <= len(moments) <= 8
    assert min(gaps) >= 0.249


def test_the_tally_is_exact_at_any_moment_under_submissions_and_folders(
    stations, make_service, database
):
    over = Event()

    def submit(seed):
        rolls, caller = random.Random(seed), type(stations)(make_service(1))
        for number in range(60):
            form = {"votes": {"1": rolls.randrange(300), "2": rolls.randrange(300)}}
            if number % 3 == 0:
                form = {"valid": rolls.randrange(600), "users": {"total": {"total": number}}}
            caller.submit(
                rolls.choice(CODES), contest=rolls.choice(("walikota", "gubernur")), **form
            )
            if number % 20 == 0:
                voters = {"male": number, "female": number, "total": 2 * number}
                caller.stations(rolls.choice(CODES), dpt=voters)

    def fold():
        db = make_service(1).db
        while not over.wait(0.005):
            with db.begin() as tx:
                # As if time flew: every folder may fold at once, which is what is tested.
                tx.exec_driver_sql(
                    "UPDATE tally_states SET folded_at = folded_at - interval '1 s' WHERE contest ="
                    " (SELECT contest FROM tally_states ORDER BY random() LIMIT 1"
                    " FOR UPDATE SKIP LOCKED)"
                )
            folding.fold_due(db)

    def check():
        caller, looks = type(stations)(make_service(1)), 0
        while not over.is_set() or looks < 5:
            assert caller.differences() == []
            looks += 1
        return looks

    with ThreadPoolExecutor(12) as pool:
        others = [pool.submit(fold) for _ in range(3)] + [pool.submit(check)]
        try:
            list(pool.map(submit, range(4)))
        finally:
            over.set()
        for other in others:
            other.result()
    stations.fold()
    assert database.execute("SELECT count(*) FROM elections.tally_changes") == [(0,)]
    assert stations.differences() == []
    versions = [event["version"] for event in told(database)]
    assert versions == sorted(set(versions))


def test_a_recount_finds_what_is_wrong_and_repairs_it(stations, database):
    for code in CODES[:4]:
        stations.submit(code, **WHOLE)
    stations.fold()
    assert stations.differences() == []
    database.execute("UPDATE elections.tallies SET users = users + 1 WHERE area = '197101'")
    database.execute("DELETE FROM elections.tallies WHERE area = %s", CODES[5])
    database.execute(
        "UPDATE elections.results SET figures = '{}' WHERE contest = 1 AND tps = %s", CODES[0]
    )
    found = {(one.kind, one.area) for one in stations.differences()}
    assert ("record", CODES[0]) in found
    assert ("sum", "197101") in found
    assert ("station", CODES[5]) in found
    with stations.service.db.begin() as tx:
        ballots = Elections(tx).ballots("pilkada").values()
    for ballot in ballots:
        recount.repair(stations.service.db, ballot)
    assert stations.differences() == []
    assert stations.tally(depth=0)["users"] == 4 * 277


def test_the_snapshot_holds_what_a_wall_shows(stations):
    stations.submit(CODES[0], **changed(valid=260))
    stations.submit(CODES[7], **WHOLE)
    stations.fold()
    seen = stations("snapshot")
    assert [one["id"] for one in seen["elections"]] == ["pilkada"]
    assert [one["contest"] for one in seen["tallies"]] == ["walikota", "gubernur"]
    assert len(seen["tallies"][0]["children"][0]["children"]) == 2
    assert seen["progress"][0]["contests"][0]["tps_in"] == 2
    assert [one["tps"] for one in seen["results"]] == [CODES[7], CODES[0]]
    assert {one["rule"] for one in seen["findings"]} == {"votes-sum", "total-sum"}
    viewer = stations.by(Principal("v", "V", frozenset({"viewer"}), "197102"))
    less = viewer("snapshot", election="pilkada")
    assert less["tallies"][0]["area"]["code"] == "197102"
    assert [one["tps"] for one in less["results"]] == [CODES[7]]
    assert less["findings"] == []


def test_a_busy_election_does_not_hide_the_news_of_another(stations):
    stations.submit(CODES[0], **WHOLE)
    stations("register_election", **ELECTION | {"id": "ulang", "date": "2025-08-27"})
    items = [{"code": code} for code in CODES]
    stations("register_stations", election="ulang", items=items)
    for code in CODES:
        stations("submit_result", **WHOLE, election="ulang", contest="walikota", tps=code)
    told_of = {one["election"] for one in stations("snapshot")["results"]}
    assert told_of == {"pilkada", "ulang"}


def test_the_snapshot_holds_older_elections_that_are_named(stations):
    for year in range(2025, 2028):
        stations("register_election", **ELECTION | {"id": f"e{year}", "date": f"{year}-08-27"})
    newest = ["e2027", "e2026", "e2025"]
    assert [one["id"] for one in stations("snapshot")["elections"]] == newest
    stations.submit(CODES[0], **WHOLE)
    stations.fold()
    seen = stations("snapshot", also=["none-such", "e2025", "pilkada"])
    assert [one["id"] for one in seen["elections"]] == [*newest, "pilkada"]
    counted = {(one["election"], one["contest"]): one["tps_in"] for one in seen["tallies"]}
    assert (counted["pilkada", "walikota"], counted["e2027", "walikota"]) == (1, 0)
    assert [one["election"] for one in seen["results"]] == ["pilkada"]
    alone = stations("snapshot", election="e2026", also=["pilkada"])
    assert [one["id"] for one in alone["elections"]] == ["e2026", "pilkada"]


def test_naming_an_election_shows_it_to_nobody_else(stations):
    stranger = stations.by(Principal("v", "V", frozenset({"viewer"}), "3301"))
    assert stranger("snapshot", also=["pilkada"])["elections"] == []
    for wrong in ("pilkada", [f"e{n}" for n in range(10)], [7]):
        with pytest.raises(Invalid) as refused:
            stations("snapshot", also=wrong)
        assert [one.field for one in refused.value.errors] == ["also"]
