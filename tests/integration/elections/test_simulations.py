import uuid
from threading import Event, Thread

import pytest

from libs.kit.errors import Conflict, Forbidden, Invalid, KendaliError, NotFound
from libs.kit.principal import Principal

OPERATOR = Principal("meja-1", "Meja 1", frozenset({"operator"}), "1971")
ELSEWHERE = Principal("meja-9", "Meja 9", frozenset({"operator"}), "3316")


@pytest.fixture
def hold(empty):
    """Start a rehearsal and hold it to its end; returns it as it then is."""

    def start(**plan):
        asked = {"speed": 0, "tps": 20, "conflict_rate": 0.2, "error_rate": 0.2} | plan
        begun = empty.by(OPERATOR)("start_simulation", **asked)["answer"]
        empty.service.hold_simulations()
        return empty.by(OPERATOR)("get_simulation", id=begun["id"])

    return start


@pytest.fixture(autouse=True)
def folding(empty):
    """Fold beside the rehearsal, as the service's own loop does."""
    over = Event()

    def fold():
        while not over.is_set():
            empty.service.fold_tallies()
            over.wait(0.02)

    thread = Thread(target=fold)
    thread.start()
    yield
    over.set()
    thread.join()


def test_a_made_night_ends_with_exact_tallies_and_a_report(hold):
    ended = hold(area="1971")
    assert (ended["state"], ended["done"]) == ("done", ended["total"])
    report = ended["report"]
    assert [one["exact"] for one in report["contests"]] == [True, True]
    assert [one["tps_in"] for one in report["contests"]] == [20, 20]
    assert sum(hour["forms"] for hour in report["arrivals"]) == 40
    assert report["verifiers"]["made"] == report["kinds"]["decision"] > 0
    assert report["verifiers"]["waiting"] == 0
    assert report["broke"] == []
    assert report["latency"]["hand_in_ms"]["most"] >= report["latency"]["hand_in_ms"]["p50"] > 0


def test_without_verifiers_what_is_contested_waits_and_does_not_count(hold):
    report = hold(area="1971", verifiers=0)["report"]
    waiting = report["verifiers"]["waiting"]
    assert waiting == report["kinds"]["second-entry"] > 0
    assert sum(one["tps_in"] for one in report["contests"]) == 40 - waiting
    assert all(one["exact"] for one in report["contests"])


def test_a_rehearsal_of_an_election_leaves_that_election_alone(hold, call):
    call.stations("1971011004001", "1971011004002", "1971021001001")
    ended = hold(of="pilkada", tps=2)
    assert ended["election"] != "pilkada"
    shadow = call("get_election", election=ended["election"])
    assert shadow["rehearsal"] is True
    assert [one["id"] for one in shadow["contests"]] == ["walikota", "gubernur"]
    assert len(call("list_stations", election=ended["election"])["items"]) == 2
    assert call.tally()["tps_in"] == 0
    assert call("list_results", election="pilkada")["items"] == []


def test_an_election_with_the_rehearsal_running_is_still_what_a_wall_shows(hold, call):
    call.stations("1971011004001")
    ended = hold(of="pilkada")
    assert [one["id"] for one in call("snapshot")["elections"]] == ["pilkada"]
    asked = call("snapshot", election=ended["election"])
    assert [one["id"] for one in asked["elections"]] == [ended["election"]]


def test_an_outage_holds_its_area_back(hold):
    outage = {"area": "197101", "from_hour": 0, "to_hour": 9}
    report = hold(area="1971", outages=[outage])["report"]
    assert report["outages"] == [outage | {"held_back": report["outages"][0]["held_back"]}]
    assert report["outages"][0]["held_back"] > 0
    assert [hour["forms"] for hour in report["arrivals"][:9]] == [0] * 9


def test_it_goes_on_where_a_run_was_broken_off(hold, empty, database):
    ended = hold(area="1971")
    before = database.execute("SELECT count(*) FROM elections.submissions")[0][0]
    # As if the process had died after it told its progress the last time.
    ended_lease = "leased_until = now() - interval '1 s'"
    database.execute(f"UPDATE elections.jobs SET state = 'running', done = 5, {ended_lease}")
    empty.service.hold_simulations()
    again = empty("get_simulation", id=ended["id"])
    assert again["state"] == "done"
    assert database.execute("SELECT count(*) FROM elections.submissions")[0][0] == before
    assert all(one["exact"] for one in again["report"]["contests"])


def test_people_who_decide_first_are_told_apart(hold, empty):
    ended = hold(area="1971", verifiers=0)
    election = ended["election"]
    contested = [
        one
        for one in empty("list_results", election=election, limit=100)["items"]
        if one["state"] == "conflicted"
    ]
    verifier = Principal("v", "V", frozenset({"verifier"}), "1971")
    one = contested[0]
    empty.by(verifier)(
        "decide_result",
        election=election,
        contest=one["contest"],
        tps=one["tps"],
        version=one["version"],
        take="crew",
        reason="latihan",
    )
    result = empty("get_result", election=election, contest=one["contest"], tps=one["tps"])
    assert result["counted"] is True


def test_it_can_be_cancelled_before_it_begins_but_not_after_its_end(empty, hold):
    begun = empty.by(OPERATOR)("start_simulation", area="1971", tps=5)["answer"]
    cancelled = empty.by(OPERATOR)("cancel_simulation", id=begun["id"])["answer"]
    assert cancelled["state"] == "cancelled"
    empty.service.hold_simulations()
    assert empty("list_results", election=begun["election"])["items"] == []
    ended = hold(area="1971", tps=1)
    with pytest.raises(Conflict):
        empty.by(OPERATOR)("cancel_simulation", id=ended["id"])


def test_it_is_held_in_ones_own_area_only(empty):
    with pytest.raises(Forbidden):
        empty.by(ELSEWHERE)("start_simulation", area="1971", tps=5)
    begun = empty.by(OPERATOR)("start_simulation", area="1971", tps=5)["answer"]
    with pytest.raises(Forbidden):
        empty.by(ELSEWHERE)("get_simulation", id=begun["id"])
    assert empty.by(ELSEWHERE)("list_simulations")["items"] == []
    assert [one["id"] for one in empty.by(OPERATOR)("list_simulations")["items"]] == [begun["id"]]
    for unknown in (str(uuid.uuid4()), "abc"):
        with pytest.raises(NotFound):
            empty("get_simulation", id=unknown)
    with pytest.raises(Invalid):
        empty("list_simulations", after="abc")


def test_a_command_that_comes_again_starts_nothing_new(empty):
    command = str(uuid.uuid4())
    first = empty("start_simulation", command, area="1971", tps=5)
    again = empty("start_simulation", command, area="1971", tps=5)
    assert again == first | {"repeated": True}


def test_an_unknown_election_cannot_be_rehearsed(empty):
    with pytest.raises(KendaliError) as refused:
        empty("start_simulation", of="nowhere")
    assert refused.value.slug == "unknown-election"
