import uuid
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
import sqlalchemy as sa

from libs.kit.commands import CommandIdReused
from libs.kit.errors import Invalid
from libs.kit.principal import OutsideArea, Principal
from services.elections.domain import (
    ElectionDiffers,
    NoResult,
    UnknownContest,
    UnknownElection,
    UnknownStation,
)
from tests.integration.elections.conftest import CREW, ELECTION
from tests.unit.elections.forms_of import WHOLE, changed

TPS = "1971011004001"
OTHER = "1971021001001"


@pytest.fixture
def stations(call):
    names = [{"code": "197101", "name": "Bukit Intan"}, {"code": "1971011004", "name": "Semabung"}]
    call("register_areas", election="pilkada", items=names)
    call.stations(TPS, OTHER, dpt={"male": 262, "female": 266, "total": 528})
    return call


def events(database, name):
    rows = database.execute(
        "SELECT envelope::jsonb -> 'data' FROM elections.outbox WHERE event = %s ORDER BY id", name
    )
    return [row[0] for row in rows]


def test_the_same_election_again_changes_nothing_and_another_is_refused(call, database):
    again = call("register_election", **ELECTION)
    assert again["repeated"] is True
    assert again["answer"] == call("get_election", election="pilkada")
    assert len(events(database, "election_registered")) == 1
    with pytest.raises(ElectionDiffers):
        call("register_election", **ELECTION | {"name": "Another"})


def test_elections_are_listed_the_newest_first_in_pages(call):
    for year in (2020, 2025):
        another = ELECTION | {"id": f"pilkada-{year}", "date": f"{year}-11-27"}
        call("register_election", **another)
    first = call("list_elections", limit=2)
    assert [one["id"] for one in first["items"]] == ["pilkada-2025", "pilkada"]
    rest = call("list_elections", limit=2, after=first["next"])
    assert [one["id"] for one in rest["items"]] == ["pilkada-2020"]
    assert rest["next"] is None
    with pytest.raises(Invalid):
        call("list_elections", after="nonsense")


def test_elections_are_found_by_words_of_name_id_and_date(call):
    for year in (2015, 2020):
        body = {"id": f"pilbup-{year}", "date": f"{year}-12-09", "name": f"Bupati {year} 100%"}
        call("register_election", **ELECTION | body)

    def found(q, **page):
        return [one["id"] for one in call("list_elections", q=q, **page)["items"]]

    assert found("bupati") == ["pilbup-2020", "pilbup-2015"]
    assert found("2015 BUPATI") == found("2015-12-09") == ["pilbup-2015"]
    assert found("bupati wali") == found("10_%") == []
    assert found("100%") == ["pilbup-2020", "pilbup-2015"]
    first = call("list_elections", q="bupati", limit=1)
    assert found("bupati", after=first["next"]) == ["pilbup-2015"]
    stranger = call.by(Principal("v", "V", frozenset({"viewer"}), "1972"))
    assert stranger("list_elections", q="bupati")["items"] == []


def test_an_election_is_seen_from_its_area_and_no_other(call):
    def seen(area):
        viewer = call.by(Principal("v", "V", frozenset({"viewer"}), area))
        return [one["id"] for one in viewer("list_elections")["items"]]

    assert seen("") == seen("19") == seen("1971") == seen("197101") == ["pilkada"]
    assert seen("1972") == seen("18") == []
    with pytest.raises(OutsideArea):
        call.by(Principal("v", "V", frozenset(), "1972"))("get_election", election="pilkada")


def test_a_result_is_kept_with_its_findings(stations, database):
    given = stations.submit(TPS, **changed(valid=260))
    answer = given["answer"]
    assert given["repeated"] is False
    assert (answer["version"], answer["state"], answer["channel"]) == (1, "consolidated", "crew")
    assert (answer["complete"], answer["counted"], answer["quarantine"]) == (True, True, "none")
    assert answer["form"]["votes"] == {"1": 150, "2": 117}
    assert {one["rule"] for one in answer["findings"]} == {"votes-sum", "total-sum"}
    shown = stations("get_result", election="pilkada", contest="walikota", tps=TPS)
    assert {name: shown[name] for name in answer} == answer
    assert len(shown["submissions"]) == 1
    (event,) = events(database, "result_submitted")
    assert event["votes"] == {"1": 150, "2": 117}
    assert event["findings"] == {"error": 2, "warning": 0}
    assert [area["name"] for area in event["areas"]] == ["Bukit Intan", "Semabung"]


def test_a_figure_that_was_handed_in_by_mistake_is_withdrawn_by_null(stations, database):
    stations.submit(TPS, **WHOLE)
    stations.fold()
    assert stations.tally()["tps_in"] == 1
    body = {"votes": {"2": None}, "dpt": {"male": None}, "users": None, "invalid": 9}
    answer = stations.submit(TPS, **body)["answer"]
    assert (answer["version"], answer["state"], answer["complete"]) == (2, "partial", False)
    assert answer["form"]["votes"] == {"1": 150}
    assert answer["form"]["dpt"] == {name: WHOLE["dpt"][name] for name in ("female", "total")}
    assert (answer["form"]["users"], answer["form"]["invalid"]) == (WHOLE["users"], 9)
    shown = stations("get_result", election="pilkada", contest="walikota", tps=TPS)
    first, second = (one["form"] for one in shown["submissions"])
    assert first["votes"] == {"1": 150, "2": 117}
    assert second == {"votes": {"2": None}, "dpt": {"male": None}, "invalid": 9}
    [noted] = database.execute(
        "SELECT after -> 'form' -> 'votes' FROM elections.audit_entries"
        " WHERE what = 'result_submitted' ORDER BY id DESC LIMIT 1"
    )
    assert noted[0] == {"2": None}
    stations.fold()
    tally = stations.tally()
    assert (tally["tps_in"], tally["tps_held"], tally["valid"]) == (0, 0, 0)
    assert stations.differences() == []
    again = stations.submit(TPS, votes={"2": 117})["answer"]
    assert (again["state"], again["form"]["votes"]) == ("consolidated", {"1": 150, "2": 117})


def test_nothing_is_withdrawn_where_nothing_was_said(stations):
    with pytest.raises(Invalid) as raised:
        stations.submit(TPS, votes={"1": None})
    assert [one.field for one in raised.value.errors] == ["votes"]
    with pytest.raises(NoResult):
        stations("get_result", election="pilkada", contest="walikota", tps=TPS)


def test_parts_are_laid_over_one_another_and_all_are_kept(stations):
    stations.submit(TPS, votes={"1": 150, "2": 117})
    stations.submit(TPS, **changed(votes=None, valid=260))
    last = stations.submit(TPS, valid=267, channel="radio")["answer"]
    assert (last["version"], last["complete"], last["findings"]) == (3, True, [])
    assert last["form"] == WHOLE
    shown = stations("get_result", election="pilkada", contest="walikota", tps=TPS)
    assert [one["version"] for one in shown["submissions"]] == [1, 2, 3]
    assert shown["submissions"][2]["form"] == {"valid": 267}
    assert shown["findings"] == []


def test_the_same_id_gives_the_same_answer_and_another_body_is_refused(stations, database):
    command_id = str(uuid.uuid4())
    first = stations.submit(TPS, command_id, votes={"1": 1, "2": 2})
    again = stations.submit(TPS, command_id, votes={"1": 1, "2": 2})
    assert again == {"answer": first["answer"], "repeated": True}
    with pytest.raises(CommandIdReused):
        stations.submit(TPS, command_id, votes={"1": 1, "2": 3})
    assert len(events(database, "result_submitted")) == 1


@pytest.mark.parametrize(
    ("change", "error"),
    [
        ({"election": "none"}, UnknownElection),
        ({"contest": "none"}, UnknownContest),
        ({"tps": "1971011004999"}, UnknownStation),
        ({"tps": "1972011004001"}, OutsideArea),
        ({"votes": {"1": -1}}, Invalid),
    ],
)
def test_what_can_not_be_kept_is_refused_and_leaves_nothing(stations, database, change, error):
    data = {"election": "pilkada", "contest": "walikota", "tps": TPS, "votes": {"1": 1, "2": 2}}
    with pytest.raises(error):
        stations.by(CREW)("submit_result", **data | change)
    assert database.execute("SELECT count(*) FROM elections.submissions") == [(0,)]
    assert events(database, "result_submitted") == []


def test_a_clean_form_takes_three_messages_to_the_database(stations):
    """The lock with all that is needed to judge; the record; and what goes with the COMMIT."""
    stations.submit(OTHER, **WHOLE)  # fills what a process keeps
    sent = []
    engine = stations.service.db.engine
    sa.event.listen(engine, "before_cursor_execute", lambda *about: sent.append(about[2]))
    stations.submit(TPS, **WHOLE)
    sent = [text for text in sent if "pg_notify" not in text]  # the waker's, on its own connection
    assert [text.split(maxsplit=1)[0] for text in sent[:2]] == ["SELECT", "WITH"]
    assert (len(sent), sent[2].endswith("COMMIT")) == (3, True)


def test_a_station_without_a_result_has_none(stations):
    with pytest.raises(NoResult):
        stations("get_result", election="pilkada", contest="walikota", tps=TPS)


def test_submissions_for_one_station_race_and_all_are_kept(stations, make_service, database):
    clients = 8
    start = Barrier(clients)
    service = make_service(clients)

    def client(number):
        start.wait()
        caller = type(stations)(service)
        for step in range(5):
            caller.submit(TPS, votes={"1": number, "2": step})

    with ThreadPoolExecutor(clients) as pool:
        list(pool.map(client, range(clients)))
    kept = database.execute("SELECT version FROM elections.submissions ORDER BY version")
    assert [row[0] for row in kept] == list(range(1, 5 * clients + 1))
    sent = [event["version"] for event in events(database, "result_submitted")]
    assert sent == list(range(1, 5 * clients + 1))
    assert stations.differences() == []


def test_one_command_raced_by_many_is_done_once(stations, make_service, database):
    clients = 8
    start = Barrier(clients)
    service, command_id = make_service(clients), str(uuid.uuid4())

    def client(_number):
        start.wait()
        return type(stations)(service).submit(TPS, command_id, votes={"1": 3, "2": 4})

    with ThreadPoolExecutor(clients) as pool:
        answers = list(pool.map(client, range(clients)))
    assert sum(not one["repeated"] for one in answers) == 1
    assert all(one["answer"] == answers[0]["answer"] for one in answers)
    assert database.execute("SELECT count(*) FROM elections.submissions") == [(1,)]


def test_results_are_listed_in_pages_by_area_and_by_findings(stations):
    stations.submit(TPS, **WHOLE)
    stations.submit(OTHER, **changed(valid=260))
    stations.submit(OTHER, contest="gubernur", **WHOLE)

    def listed(**query):
        page = stations("list_results", election="pilkada", **query)
        return [(one["contest"], one["tps"]) for one in page["items"]], page["next"]

    everything = [("walikota", TPS), ("walikota", OTHER), ("gubernur", OTHER)]
    assert listed() == (everything, None)
    first, following = listed(limit=2)
    assert first == everything[:2]
    assert listed(after=following) == (everything[2:], None)
    assert listed(contest="walikota", area="197101") == ([("walikota", TPS)], None)
    assert listed(findings=True) == ([("walikota", OTHER)], None)
    assert listed(findings=False, contest="walikota") == ([("walikota", TPS)], None)
    page = stations("list_results", election="pilkada", findings=True)
    assert {one["rule"] for one in page["items"][0]["findings"]} == {"votes-sum", "total-sum"}
    with pytest.raises(Invalid):
        listed(after="nonsense/x")


def test_lists_show_only_the_principals_area(stations):
    for tps in (TPS, OTHER):
        stations.submit(tps, **WHOLE)
    village = stations.by(Principal("v", "V", frozenset({"viewer"}), "1971011004"))
    results = village("list_results", election="pilkada")["items"]
    assert [one["tps"] for one in results] == [TPS]
    assert [one["code"] for one in village("list_stations", election="pilkada")["items"]] == [TPS]
    with pytest.raises(OutsideArea):
        village("list_results", election="pilkada", area="1971")
    with pytest.raises(OutsideArea):
        village("get_result", election="pilkada", contest="walikota", tps=OTHER)


def test_a_station_that_registers_again_keeps_what_is_not_given(stations, database):
    before = len(events(database, "station_registered"))
    again = stations.stations(TPS, point=[106.1, -2.1])["answer"]
    assert again == {"registered": 1, "changed": 1}
    (station,) = stations("list_stations", election="pilkada", area="197101")["items"]
    assert station["dpt"] == {"male": 262, "female": 266, "total": 528}
    assert station["point"] == [106.1, -2.1]
    assert len(events(database, "station_registered")) == before + 1
    assert stations.stations(TPS)["answer"]["changed"] == 0


def test_stations_are_listed_in_pages(stations):
    first = stations("list_stations", election="pilkada", limit=1)
    rest = stations("list_stations", election="pilkada", limit=1, after=first["next"])
    assert [first["items"][0]["code"], rest["items"][0]["code"]] == [TPS, OTHER]
    assert rest["next"] is None
