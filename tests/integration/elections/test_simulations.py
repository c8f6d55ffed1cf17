import uuid
from threading import Event, Thread

import pytest

from libs.kit.errors import Conflict, Forbidden, Invalid, KendaliError, NotFound
from libs.kit.principal import Principal
from services.elections.simulations import removal_repository
from tests.unit.elections.forms_of import WHOLE

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


# ---- removed

ADMIN_HERE = Principal("admin-1", "Admin", frozenset({"admin"}), "1971")


def rows_of(database, election, keys):
    """Return how many rows of each table are of the election: by its id, or a contest's key."""
    columns = database.execute(
        "SELECT table_name, column_name, data_type FROM information_schema.columns"
        " WHERE table_schema = 'elections' AND column_name IN ('election', 'contest')"
    )
    found = {}
    for table, column, kind in columns:
        if table.startswith("audit_"):
            continue
        wanted = list(keys) if kind == "integer" else [election]
        query = f"SELECT count(*) FROM elections.{table} WHERE {column} = ANY(%s)"
        found[table] = found.get(table, 0) + database.execute(query, wanted)[0][0]
    return found


def keys_of(database, election):
    rows = database.execute("SELECT key FROM elections.contests WHERE election = %s", election)
    return [row[0] for row in rows]


def test_a_rehearsal_is_removed_with_all_that_it_left_and_nothing_else(
    hold, empty, call, database, monkeypatch
):
    monkeypatch.setattr(removal_repository, "ROWS", 7)
    call.stations("1971011004001")
    call.submit("1971011004001", **WHOLE)
    ended, other = hold(area="1971"), hold(area="1971", tps=3, seed=2)
    election, real = ended["election"], keys_of(database, "pilkada")
    keys, kept = keys_of(database, election), rows_of(database, "pilkada", real)
    empty("put_stage", election=election, id="coba", name="Coba")
    before = rows_of(database, election, keys)
    assert min(before[name] for name in ("results", "submissions", "tallies", "stations")) > 7
    answer = empty.by(ADMIN_HERE)("remove_simulation", id=ended["id"])["answer"]
    assert (answer["removing"], answer["state"]) == (True, "queued")
    empty.service.remove_simulations()
    assert {name: n for name, n in rows_of(database, election, keys).items() if n} == {}
    assert rows_of(database, "pilkada", real) == kept
    assert keys_of(database, other["election"])
    for method, data in (
        ("get_simulation", {"id": ended["id"]}),
        ("get_election", {"election": election}),
    ):
        with pytest.raises(NotFound):
            empty(method, **data)
    noted = database.execute(
        "SELECT who, subject FROM elections.audit_entries WHERE what = 'simulation_removed'"
    )
    assert noted == [("admin-1", election)]


def test_a_rehearsal_that_is_under_way_is_not_removed_and_one_that_was_stopped_is(empty, database):
    begun = empty.by(OPERATOR)("start_simulation", area="1971", tps=3)["answer"]
    with pytest.raises(Conflict) as caught:
        empty.by(ADMIN_HERE)("remove_simulation", id=begun["id"])
    assert caught.value.slug == "rehearsal-going"
    empty.by(OPERATOR)("cancel_simulation", id=begun["id"])
    with pytest.raises(Forbidden):
        empty.by(ELSEWHERE)("remove_simulation", id=begun["id"])
    empty.by(ADMIN_HERE)("remove_simulation", id=begun["id"])
    with pytest.raises(Conflict):
        empty.by(ADMIN_HERE)("remove_simulation", id=begun["id"])
    empty.by(ADMIN_HERE)("cancel_simulation", id=begun["id"])
    empty.by(ADMIN_HERE)("remove_simulation", id=begun["id"])
    empty.service.remove_simulations()
    assert database.execute("SELECT count(*) FROM elections.elections") == [(0,)]


def test_an_election_that_is_no_rehearsal_is_never_removed(hold, empty, call, database):
    ended = hold(area="1971", tps=3)
    database.execute(
        "UPDATE elections.simulations SET election = 'pilkada' WHERE id = %s", ended["id"]
    )
    with pytest.raises(Conflict) as caught:
        empty.by(ADMIN_HERE)("remove_simulation", id=ended["id"])
    assert caught.value.slug == "no-rehearsal"


def test_every_table_of_an_election_is_thought_of(database):
    columns = database.execute(
        "SELECT table_name FROM information_schema.columns"
        " WHERE table_schema = 'elections' AND column_name IN ('election', 'contest')"
    )
    tables = {row[0] for row in columns if not row[0].startswith("audit_")}
    thought_of = {name for name, _ in removal_repository.PARTS}
    assert tables - thought_of <= {"contests", "simulations"}
