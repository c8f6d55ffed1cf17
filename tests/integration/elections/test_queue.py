"""The verifiers' queue: who gets which record, and that nobody gets another one's."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest

from libs.kit.principal import OutsideArea, Principal
from services.elections.domain import OwnEntry, UnknownStation
from services.elections.queue.domain import EARLY, LeasedByOther, NotLeased
from tests.integration.elections.conftest import ADMIN, CREW, Caller
from tests.unit.elections.forms_of import WHOLE, changed

RACERS, RECORDS = 20, 300
OBSERVER = Principal("observer", "Pengamat", frozenset({"reporter"}))
ONE, TWO = (
    Principal(f"verifier-{n}", f"Meja {n}", frozenset({"verifier"}), "1971") for n in (1, 2)
)


def code(district: int, number: int) -> str:
    return f"1971{district:02}1001{number:03}"


def votes(one: int, two: int) -> dict[str, int]:
    return {"1": one, "2": two}


@pytest.fixture
def desk(call):
    """An election with stations 1 to 9 of three sub-districts, whose observers nobody trusts."""
    call.stations(*(code(district, n) for district in (1, 2, 3) for n in range(1, 10)))
    return call


def observed(desk: Caller, tps: str, contest: str = "walikota", **form: object) -> None:
    """Hand in what no rule lets count by itself."""
    form = form or {"votes": votes(10, 20)}
    desk.by(OBSERVER).submit(tps, contest=contest, channel="observer", **form)


def observed_by_crew(desk: Caller, tps: str) -> None:
    """Hand in what lets the record count, so that it asks for nobody any more."""
    desk.by(CREW).submit(tps, votes=votes(10, 20))


def lease(desk: Caller, who: Principal = ONE, **wanted: object) -> dict | None:
    return desk.by(who)("lease_record", election="pilkada", **wanted)["answer"]["record"]


def place(record: dict | None) -> tuple[str, str] | None:
    return record and (record["contest"], record["tps"])


def release(desk: Caller, record: dict, who: Principal = ONE, **more: object) -> dict:
    where = {"election": "pilkada", "contest": record["contest"], "tps": record["tps"]}
    return desk.by(who)("release_record", **where, **more)["answer"]


def queued(desk: Caller, who: Principal = ONE, **wanted: object) -> list[tuple[str, str]]:
    answer = desk.by(who)("list_queue", election="pilkada", **wanted)
    return [place(item) for item in answer["items"]]


def decide(desk: Caller, record: dict, who: Principal = ONE, **more: object) -> None:
    where = {"election": "pilkada", "contest": record["contest"], "tps": record["tps"]}
    version = desk("get_result", **where)["version"]
    what = {"take": None, "form": {"votes": votes(10, 20)}, "reason": "dibaca dari foto"}
    desk.by(who)("decide_result", **where, version=version, **what | more)


def test_twenty_verifiers_and_three_hundred_records_and_no_record_twice(make_service, call):
    codes = [code(1 + n % 7, 1 + n // 7) for n in range(RECORDS)]
    call.stations(*codes)
    for tps in codes:
        observed(call, tps)
    callers = [Caller(make_service(1)) for _ in range(RACERS)]
    start = Barrier(RACERS)

    def work(number: int) -> list[str]:
        who = Principal(f"verifier-{number}", f"Meja {number}", frozenset({"verifier"}))
        found: list[str] = []
        start.wait()
        while record := lease(callers[number], who):
            found.append(record["tps"])
            observed_by_crew(callers[number], record["tps"])
            assert release(callers[number], record, who)["outcome"] == "done"
        return found

    with ThreadPoolExecutor(RACERS) as threads:
        shares = list(threads.map(work, range(RACERS)))
    assert sorted(tps for share in shares for tps in share) == sorted(codes)
    assert sum(bool(share) for share in shares) > RACERS / 2


def test_leases_alone_keep_them_apart(make_service, call):
    """Twenty ask at the same moment while nothing is finished: each gets another record."""
    codes = [code(1, n) for n in range(1, RACERS + 1)]
    call.stations(*codes)
    for tps in codes:
        observed(call, tps)
    callers = [Caller(make_service(1)) for _ in range(RACERS)]
    start = Barrier(RACERS)

    def ask(number: int) -> str:
        start.wait()
        who = Principal(f"verifier-{number}", f"Meja {number}", frozenset({"verifier"}))
        record = lease(callers[number], who)
        assert record is not None
        return str(record["tps"])

    with ThreadPoolExecutor(RACERS) as threads:
        assert sorted(threads.map(ask, range(RACERS))) == codes


def test_what_counts_without_a_finding_asks_for_nobody(desk):
    desk.by(CREW).submit(code(1, 1), **WHOLE)
    assert queued(desk) == []
    assert lease(desk) is None


def test_a_part_of_a_form_asks_for_nobody(desk):
    desk.by(CREW).submit(code(1, 1), votes={"1": 3})
    assert queued(desk) == []


def test_every_sub_district_gets_its_early_results_in_turn(desk):
    for district in (1, 2, 3):
        for number in (1, 2):
            observed(desk, code(district, number))
    order = [tps[4:6] for _, tps in _taken(desk, 6)]
    assert sorted(order[:3]) == sorted(order[3:]) == ["01", "02", "03"]


def test_the_sub_district_with_the_fewest_results_comes_first(desk):
    for number in (1, 2, 3):
        desk.by(CREW).submit(code(1, number), **WHOLE)
    desk.by(CREW).submit(code(2, 1), **WHOLE)
    desk.fold()
    for district in (1, 2, 3):
        observed(desk, code(district, 9))
    assert [tps[4:6] for _, tps in queued(desk)] == ["03", "02", "01"]


def _taken(desk: Caller, count: int) -> list[tuple[str, str]]:
    """Lease as so many persons, one after the other."""
    persons = [
        Principal(f"v{n}", f"Meja {n}", frozenset({"verifier"}), "1971") for n in range(count)
    ]
    return [place(lease(desk, who)) for who in persons]


def test_after_that_conflicts_come_first_and_then_what_most_votes_hang_on(desk):
    small = changed(total=WHOLE["total"] + 3)
    large = changed(total=WHOLE["total"] + 90)
    for number in range(1, EARLY + 1):
        desk.by(CREW).submit(code(1, number), **WHOLE)
    desk.by(CREW).submit(code(1, 6), **small)
    desk.by(CREW).submit(code(1, 7), **large)
    desk.by(CREW).submit(code(1, 8), **WHOLE)
    desk.by(ADMIN).submit(code(1, 8), channel="operator", votes=votes(1, 2))
    observed(desk, code(1, 9))
    desk.fold()
    found = desk.by(ONE)("list_queue", election="pilkada")["items"]
    assert [item["tps"] for item in found] == [code(1, n) for n in (8, 7, 6, 9)]
    conflict, first, second, plain = (item["stake"] for item in found)
    assert conflict == sum(WHOLE["votes"].values())
    assert (first, second, plain) == (90, 3, 0)


def test_nobody_gets_an_entry_of_his_own(desk):
    both = Principal("observer", "Pengamat", frozenset({"verifier"}), "1971")
    observed(desk, code(1, 1))
    assert queued(desk, both) == []
    assert lease(desk, both) is None
    with pytest.raises(OwnEntry):
        lease(desk, both, tps=code(1, 1))
    assert lease(desk, ONE) is not None


def test_the_area_of_the_account_bounds_the_queue(desk):
    here = Principal("camat", "Meja 1", frozenset({"verifier"}), "197101")
    observed(desk, code(1, 1))
    observed(desk, code(2, 1))
    assert queued(desk, here) == [("walikota", code(1, 1))]
    assert queued(desk, ONE, area="197102") == [("walikota", code(2, 1))]
    assert lease(desk, here)["tps"] == code(1, 1)
    for wanted in ({"tps": code(2, 1)}, {"area": "197102"}):
        with pytest.raises(OutsideArea):
            lease(desk, here, **wanted)


def test_a_contest_can_be_asked_for(desk):
    observed(desk, code(1, 1))
    observed(desk, code(1, 1), contest="gubernur")
    assert place(lease(desk, contest="gubernur")) == ("gubernur", code(1, 1))


def test_a_lease_keeps_others_away_and_is_renewed_and_released(desk, database):
    observed(desk, code(1, 1))
    record = lease(desk)
    assert record["mine"]
    assert place(lease(desk)) == place(record)  # who comes back finds what he has in hand
    assert lease(desk, TWO) is None
    with pytest.raises(LeasedByOther, match="Meja 1"):
        lease(desk, TWO, tps=code(1, 1))
    [seen] = desk.by(TWO)("list_queue", election="pilkada")["items"]
    assert not seen["mine"]
    assert seen["lease"]["name"] == "Meja 1"
    where = {"election": "pilkada", "contest": "walikota", "tps": code(1, 1)}
    database.execute("UPDATE elections.queue SET leased_until = now() + interval '1 s'")
    until = desk.by(ONE)("renew_lease", **where)["answer"]["until"]
    assert until > record["lease"]["until"]
    with pytest.raises(NotLeased):
        desk.by(TWO)("renew_lease", **where)
    with pytest.raises(NotLeased):
        release(desk, record, TWO)
    assert release(desk, record)["outcome"] == "released"
    assert lease(desk, TWO) is not None


def test_a_lease_ends_by_time(desk, database):
    observed(desk, code(1, 1))
    record = lease(desk)
    database.execute("UPDATE elections.queue SET leased_until = now() - interval '1 s'")
    assert place(lease(desk, TWO)) == place(record)
    with pytest.raises(NotLeased):
        release(desk, record)


def test_a_record_left_to_a_second_verifier_comes_back_to_everybody_else(desk):
    observed(desk, code(1, 1))
    record = lease(desk)
    assert release(desk, record, **{"pass": True})["outcome"] == "passed"
    assert queued(desk) == []
    second = lease(desk, TWO)
    assert second["passed"] == 1
    release(desk, second, TWO)
    observed(desk, code(1, 1), votes=votes(11, 20))
    assert queued(desk) == [("walikota", code(1, 1))]  # it is another one now


def test_a_decision_takes_the_record_out_and_is_counted_for_the_person(desk):
    observed(desk, code(1, 1))
    record = lease(desk)
    decide(desk, record)
    assert queued(desk, TWO) == []
    done = release(desk, record)
    assert done["outcome"] == "done"
    assert done["you"]["checked"] == 1
    assert done["you"]["seconds"] >= 0
    assert desk.by(TWO)("list_queue", election="pilkada")["you"]["checked"] == 0


def test_a_decision_with_an_open_finding_is_not_asked_for_again_until_something_new_comes(desk):
    odd = changed(total=WHOLE["total"] + 5)
    desk.by(CREW).submit(code(1, 1), **odd)
    record = lease(desk)
    decide(desk, record, form=odd)
    assert queued(desk, TWO) == []
    desk.by(CREW).submit(code(1, 1), invalid=7)
    assert queued(desk, TWO) == [("walikota", code(1, 1))]


def test_what_is_put_in_quarantine_waits_for_something_new(desk):
    observed(desk, code(1, 1))
    lease(desk)
    where = {"election": "pilkada", "contest": "walikota", "tps": code(1, 1)}
    desk.by(ONE)("quarantine_result", **where, version=1, scope="results", reason="foto buram")
    assert queued(desk, TWO) == []
    observed(desk, code(1, 1), votes=votes(12, 20))
    assert queued(desk, TWO) == [("walikota", code(1, 1))]


def test_a_change_from_outside_the_service_keeps_the_queue_right_too(desk, database):
    """Whoever repairs a record by hand has another search path."""
    observed(desk, code(1, 1))
    database.execute("UPDATE elections.results SET state = 'partial' WHERE state = 'entered'")
    assert queued(desk) == []


def test_the_list_comes_in_pages(desk):
    for number in range(1, 6):
        observed(desk, code(1, number))
    first = desk.by(ONE)("list_queue", election="pilkada", limit=3)
    rest = desk.by(ONE)("list_queue", election="pilkada", limit=3, after=first["next"])
    assert (first["total"], rest["total"]) == (5, 5)
    assert len({item["tps"] for item in first["items"] + rest["items"]}) == 5
    assert rest["next"] is None


def test_a_record_that_asks_for_nobody_cannot_be_leased(desk):
    with pytest.raises(UnknownStation):
        lease(desk, tps=code(1, 1))


def test_the_same_command_again_gives_the_same_record(desk):
    observed(desk, code(1, 1))
    observed(desk, code(2, 1))
    one = desk.by(ONE)("lease_record", "7d9f2a8e-3c1b-4f5a-9e8d-1a2b3c4d5e6f", election="pilkada")
    two = desk.by(ONE)("lease_record", "7d9f2a8e-3c1b-4f5a-9e8d-1a2b3c4d5e6f", election="pilkada")
    assert two["repeated"] is True
    assert one["answer"] == two["answer"]
