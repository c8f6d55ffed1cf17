"""Decisions, quarantine, final and reopening on the real database, with real races."""

import uuid
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from threading import Barrier

import pytest

from libs.kit import clock
from libs.kit.errors import Invalid, KendaliError, PreconditionFailed
from libs.kit.principal import OutsideArea, Principal
from services.elections import intake
from services.elections.domain import (
    NoResult,
    ResultAlreadyFinal,
    ResultNotFinal,
    ResultNotReady,
    Submission,
)
from services.elections.verification.domain import (
    NoEntry,
    OwnEntry,
    OwnRequest,
    ReopeningDecided,
    ReopeningOpen,
)
from tests.integration.elections.test_results import events
from tests.servers import until
from tests.unit.elections.forms_of import WHOLE, changed

TPS, OTHER = "1971011004001", "1971021001001"
A, B = {"1": 150, "2": 117}, {"1": 117, "2": 150}
OPERATOR = Principal("ani", "Ani", frozenset({"operator"}), "1971")
SECOND = Principal("budi", "Budi", frozenset({"operator"}), "1971")
VERIFIER = Principal("vera", "Vera", frozenset({"verifier"}), "1971")
ANOTHER = Principal("wati", "Wati", frozenset({"verifier"}), "1971")
AT = {"election": "pilkada", "contest": "walikota", "tps": TPS}


@pytest.fixture
def stations(call):
    call.stations(TPS, OTHER, dpt={"male": 262, "female": 266, "total": 528})
    return call


@pytest.fixture
def verifier(stations):
    return stations.by(VERIFIER)


@pytest.fixture
def conflict(stations):
    """Two operators that differ; returns the record."""
    stations.by(OPERATOR).submit(TPS, channel="operator", votes=A)
    return stations.by(SECOND).submit(TPS, channel="operator", votes=B)["answer"]


def decide(caller, version, **said):
    return caller("decide_result", **AT, version=version, reason="foto C.Hasil", **said)["answer"]


def hold(caller, version, scope, tps=TPS):
    where = AT | {"tps": tps, "version": version, "scope": scope, "reason": "foto tak terbaca"}
    return caller("quarantine_result", **where)["answer"]


def shown(caller, tps=TPS):
    return caller("get_result", **AT | {"tps": tps})


# ---- decisions


def test_two_operators_that_differ_wait_for_a_decision(stations, verifier, conflict, database):
    assert (conflict["state"], conflict["counted"]) == ("conflicted", False)
    seen = shown(verifier)
    assert [one["source"] for one in seen["entries"]] == ["operator:ani", "operator:budi"]
    assert seen["conflicts"] == ["votes.1", "votes.2"]
    assert [one["rule"] for one in seen["findings"]] == ["entries-differ"]
    stations.fold()
    tally = stations.tally(depth=0)
    assert (tally["tps_in"], tally["tps_held"], tally["votes_held"]) == (0, 1, 267)

    answer = decide(verifier, seen["version"], take="operator:budi")
    assert (answer["state"], answer["counted"], answer["findings"]) == ("consolidated", True, [])
    assert answer["form"]["votes"] == B
    stations.fold()
    tally = stations.tally(depth=0)
    assert (tally["tps_in"], tally["tps_held"]) == (1, 0)
    assert [one["votes"] for one in tally["candidates"]] == [117, 150]
    last = shown(verifier)["submissions"][-1]
    assert (last["channel"], last["who"], last["reason"]) == ("verifier", "vera", "foto C.Hasil")
    assert [event["change"] for event in events(database, "record_changed")] == ["decided"]
    assert stations.differences() == []


def test_a_decision_may_correct_an_entry_or_be_read_off_the_form(stations, verifier):
    stations.submit(TPS, votes=A, invalid=3)
    answer = decide(verifier, 1, take="crew", form={"votes": {"1": 151}})
    assert (answer["form"]["votes"], answer["form"]["invalid"]) == ({"1": 151, "2": 117}, 3)
    empty = AT | {"tps": OTHER, "version": 0, "reason": "dibaca dari foto"}
    read = verifier("decide_result", **empty, form={"votes": A})["answer"]
    assert (read["state"], read["version"]) == ("consolidated", 1)
    assert stations.differences() == []


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({}, "take"),
        ({"form": {"votes": {"1": 150}}}, "form.votes.2"),
        ({"form": {"votes": {"9": 150}}}, "form.votes.9"),
        ({"take": "crew", "reason": " "}, "reason"),
        ({"take": "crew", "verdict": True}, "verdict"),
    ],
)
def test_a_decision_that_is_wrong_names_the_field(stations, verifier, said, field):
    stations.submit(TPS, votes=A)
    data = AT | {"version": 1, "reason": "foto"} | said
    with pytest.raises(Invalid) as caught:
        verifier("decide_result", **data)
    assert [one.field for one in caught.value.errors] == [field]


def test_nobody_decides_on_an_entry_of_his_own(stations, conflict):
    both = Principal("ani", "Ani", frozenset({"operator", "verifier"}), "1971")
    for method, more in (
        ("decide_result", {"take": "operator:budi", "reason": "x"}),
        ("quarantine_result", {"scope": "all", "reason": "x"}),
        ("finalise_result", {}),
    ):
        with pytest.raises(OwnEntry):
            stations.by(both)(method, **AT, version=conflict["version"], **more)


def test_a_decision_is_about_what_was_seen(stations, verifier, conflict):
    with pytest.raises(PreconditionFailed):
        decide(verifier, conflict["version"] - 1, take="operator:ani")
    with pytest.raises(NoEntry):
        decide(verifier, conflict["version"], take="crew")


def test_a_verifier_acts_in_his_area_only(stations):
    stations.submit(TPS, votes=A)
    elsewhere = stations.by(Principal("v", "V", frozenset({"verifier"}), "197102"))
    for method in ("decide_result", "quarantine_result", "finalise_result", "request_reopening"):
        with pytest.raises(OutsideArea):
            elsewhere(method, **AT, version=1, reason="x", take="crew", scope="all")
    with pytest.raises(OutsideArea):
        elsewhere("finalise_results", election="pilkada", contest="walikota", area="1971")


def test_a_reporter_hands_in_as_itself_only(stations):
    crew = stations.by(Principal("kpps", "KPPS", frozenset({"reporter"}), TPS))
    assert crew.submit(TPS, votes=A)["answer"]["counted"]
    for channel in ("operator", "radio", "sms", "import"):
        with pytest.raises(Invalid):
            crew.submit(TPS, votes=A, channel=channel)
    with pytest.raises(OutsideArea):
        crew.submit(OTHER, votes=A)
    with pytest.raises(OutsideArea):
        shown(crew, OTHER)


# ---- quarantine


def test_a_quarantine_of_the_results_holds_the_votes_and_leaves_the_turnout(
    stations, verifier, database
):
    stations.submit(TPS, **WHOLE)
    held = hold(verifier, 1, "results")
    assert (held["state"], held["counted"], held["quarantine"]) == (
        "consolidated",
        False,
        "results",
    )
    stations.fold()
    tally = stations.tally(depth=0)
    assert (tally["valid"], tally["users"], tally["votes_held"]) == (0, 277, 267)
    assert hold(verifier, 2, "all")["version"] == 3
    stations.fold()
    assert stations.tally(depth=0)["users"] == 0
    assert stations.differences() == []
    assert hold(verifier, 3, "none")["counted"]
    stations.fold()
    tally = stations.tally(depth=0)
    assert (tally["valid"], tally["users"], tally["tps_held"]) == (267, 277, 0)
    changes = [event["change"] for event in events(database, "record_changed")]
    assert changes == ["quarantined", "quarantined", "released"]
    seen = shown(verifier)["changes"]
    assert [one["scope"] for one in seen] == ["results", "all", "none"]
    assert {(one["who"], one["reason"]) for one in seen} == {("vera", "foto tak terbaca")}
    assert stations.differences() == []


def test_what_is_not_in_can_not_be_held_and_what_is_held_not_be_closed(stations, verifier):
    with pytest.raises(NoResult):
        hold(verifier, 0, "all")
    stations.submit(TPS, votes=A)
    hold(verifier, 1, "results")
    with pytest.raises(ResultNotReady):
        verifier("finalise_result", **AT, version=2)


def test_a_correction_keeps_a_record_in_quarantine(stations, verifier):
    stations.submit(TPS, votes=A)
    hold(verifier, 1, "results")
    answer = stations.submit(TPS, votes=B)["answer"]
    assert (answer["version"], answer["quarantine"], answer["counted"]) == (3, "results", False)
    stations.fold()
    assert stations.differences() == []


# ---- the alert


def test_the_alert_follows_the_votes_held_and_the_margin(stations, verifier, database):
    stations.submit(TPS, votes={"1": 300, "2": 100})
    stations.submit(OTHER, votes={"1": 50, "2": 100})
    stations.fold()
    assert events(database, "held_votes_changed") == []
    hold(verifier, 1, "results", OTHER)  # 150 held, the leader is 200 ahead
    stations.fold()
    assert events(database, "held_votes_changed") == []
    stations.submit(OTHER, votes={"1": 50, "2": 250})  # 300 held against a margin of 200
    stations.fold()
    (event,) = events(database, "held_votes_changed")
    assert (event["held"], event["tps_held"], event["margin"]) == (300, 1, 200)
    assert event["could_change"] is True
    assert stations.tally(depth=0)["could_change"] is True
    stations.submit(TPS, invalid=3)  # nothing about it changes: nothing is told
    stations.fold()
    assert len(events(database, "held_votes_changed")) == 1
    hold(verifier, 3, "none", OTHER)
    stations.fold()
    told = events(database, "held_votes_changed")
    assert [one["could_change"] for one in told] == [True, False]


# ---- final and reopening


def test_a_final_record_is_closed_until_two_people_reopen_it(stations, verifier, database):
    stations.submit(TPS, votes=A)
    closed = verifier("finalise_result", **AT, version=1)["answer"]
    assert (closed["state"], closed["counted"], closed["version"]) == ("final", True, 2)
    with pytest.raises(ResultAlreadyFinal):
        stations.submit(TPS, votes=B)
    with pytest.raises(ResultAlreadyFinal):
        decide(verifier, 2, take="crew")
    with pytest.raises(ResultAlreadyFinal):
        hold(verifier, 2, "all")
    asked = verifier("request_reopening", **AT, reason="salah salin")["answer"]
    with pytest.raises(ReopeningOpen):
        verifier("request_reopening", **AT, reason="lagi")
    verdict = {"election": "pilkada", "id": asked["id"], "approve": True, "reason": "benar"}
    with pytest.raises(OwnRequest):
        verifier("decide_reopening", **verdict)
    done = stations.by(ANOTHER)("decide_reopening", **verdict)["answer"]
    assert (done["state"], done["decided_by"]) == ("approved", "wati")
    with pytest.raises(ReopeningDecided):
        stations.by(ANOTHER)("decide_reopening", **verdict)
    opened = stations.submit(TPS, votes=B)["answer"]
    assert (opened["state"], opened["version"], opened["form"]["votes"]) == ("consolidated", 4, B)
    assert [one["change"] for one in events(database, "record_changed")] == [
        "finalised",
        "reopened",
    ]
    stations.fold()
    assert stations.differences() == []


def test_a_refused_request_leaves_the_record_final_and_another_may_be_made(stations, verifier):
    stations.submit(TPS, votes=A)
    with pytest.raises(ResultNotFinal):
        verifier("request_reopening", **AT, reason="salah salin")
    verifier("finalise_result", **AT, version=1)
    asked = verifier("request_reopening", **AT, reason="salah salin")["answer"]
    verdict = {"election": "pilkada", "id": asked["id"], "approve": False, "reason": "tidak"}
    assert stations.by(ANOTHER)("decide_reopening", **verdict)["answer"]["state"] == "refused"
    assert shown(verifier)["state"] == "final"
    verifier("request_reopening", **AT, reason="salah salin lagi")
    listed = verifier("list_reopenings", election="pilkada", limit=1)
    rest = verifier("list_reopenings", election="pilkada", after=listed["next"])
    states = [one["state"] for page in (listed, rest) for one in page["items"]]
    assert states == ["refused", "open"]
    assert len(verifier("list_reopenings", election="pilkada", state="open")["items"]) == 1
    far = stations.by(Principal("v", "V", frozenset({"verifier"}), "197102"))
    assert far("list_reopenings", election="pilkada")["items"] == []


def test_an_area_is_closed_but_for_what_is_not_ready_or_ones_own(stations, verifier, database):
    codes = [f"1971031001{number:03}" for number in range(1, 6)]
    stations.stations(*codes)
    for code in codes[:3]:
        stations.submit(code, votes=A)
    stations.submit(codes[3], **changed(valid=260))  # errors are open
    stations.by(VERIFIER).submit(codes[2], votes=A)
    stations.submit(TPS, votes=A)  # outside the area
    where = {"election": "pilkada", "contest": "walikota", "area": "197103"}
    counts = verifier("count_records", **where)
    assert (counts["expected"], counts["ready"], counts["with_errors"]) == (5, 3, 1)
    assert (counts["states"]["consolidated"], counts["states"]["empty"]) == (4, 1)
    assert [one["area"]["code"] for one in counts["parts"]] == ["1971031001"]
    with pytest.raises(OutsideArea):
        stations.by(Principal("v", "V", frozenset({"viewer"}), "197102"))("count_records", **where)
    done = verifier("finalise_results", **where)["answer"]
    assert done == {"finalised": 2, "final": 2, "expected": 5, "more": False}
    final = verifier("list_results", election="pilkada", state="final")["items"]
    assert [one["tps"] for one in final] == codes[:2]
    told = events(database, "record_changed")
    assert [(one["tps"], one["version"], one["state"]) for one in told] == [
        (codes[0], 2, "final"),
        (codes[1], 2, "final"),
    ]
    assert stations.by(ANOTHER)("finalise_results", **where)["answer"]["finalised"] == 1
    stations.fold()
    assert stations.differences() == []


# ---- races


def race(*calls):
    """Run the calls at once; returns their answers, or the errors in their place."""
    start = Barrier(len(calls))

    def one(call):
        start.wait()
        try:
            return call()
        except KendaliError as error:
            return error

    with ThreadPoolExecutor(len(calls)) as pool:
        return list(pool.map(one, calls))


def test_of_two_verifiers_who_decide_at_once_one_does(stations, make_service, conflict):
    service = make_service(4)
    both = [type(stations)(service, who) for who in (VERIFIER, ANOTHER)]
    for _ in range(10):
        version = shown(stations)["version"]
        answers = race(
            partial(decide, both[0], version, take="operator:ani"),
            partial(decide, both[1], version, take="operator:budi"),
        )
        lost = [one for one in answers if isinstance(one, PreconditionFailed)]
        assert len(lost) == 1
        (won,) = (one for one in answers if not isinstance(one, KendaliError))
        stands = shown(stations)
        assert (stands["version"], stands["form"]) == (won["version"], won["form"])
    stations.fold()
    assert stations.differences() == []


def test_a_submission_that_races_a_decision_or_final_is_before_it_or_sees_it(
    stations, make_service
):
    service = make_service(6)
    crew, vera, wati = (type(stations)(service, who) for who in (OPERATOR, VERIFIER, ANOTHER))
    codes = [f"1971031001{number:03}" for number in range(1, 13)]
    stations.stations(*codes)
    for number, code in enumerate(codes):
        crew.submit(code, votes=A)
        at = AT | {"tps": code, "version": 1}
        close = number % 2
        answers = race(
            partial(crew.submit, code, votes=B),
            partial(wati, "finalise_result", **at)
            if close
            else partial(vera, "decide_result", **at, take="crew", reason="foto"),
        )
        stands = shown(stations, code)
        if close and isinstance(answers[0], ResultAlreadyFinal):
            assert (stands["state"], stands["form"]["votes"]) == ("final", A)
        elif isinstance(answers[1], PreconditionFailed):
            assert (stands["state"], stands["form"]["votes"]) == ("consolidated", B)
        else:  # decided upon the first entry: the second speaks against it and changes nothing
            assert not close
            assert stands["form"]["votes"] == A
            assert [one["rule"] for one in stands["findings"]] == ["entries-differ"]
    stations.fold()
    assert stations.differences() == []


WAITING = "SELECT pid FROM pg_locks WHERE locktype = 'transactionid' AND NOT granted"


def test_who_waited_for_a_record_sees_what_the_one_before_found(stations, make_service, database):
    stations.by(OPERATOR).submit(TPS, channel="operator", votes=A)
    (ballot,) = (one for one in stations.ballots() if one.contest.id == "walikota")
    differing = {f"votes.{number}": votes for number, votes in B.items()}
    other = type(stations)(make_service(1), SECOND)
    with ThreadPoolExecutor(1) as pool:
        with stations.service.db.begin() as tx:
            row = (str(uuid.uuid4()), TPS, "operator", "budi", clock.now(), None, differing)
            told = intake.submit(tx, ballot, Submission(*row))
            assert [one["rule"] for one in told["findings"]] == ["entries-differ"]
            corrected = pool.submit(other.submit, TPS, channel="operator", votes=A)
            until(lambda: database.execute(WAITING), message="nobody waits for the record")
        answer = corrected.result()["answer"]
    assert (answer["state"], answer["findings"]) == ("consolidated", [])
    assert shown(stations)["findings"] == []
    stations.fold()
    assert stations.differences() == []


def attempt(call, *words, **data):
    """Return the answer, or None where somebody else was quicker."""
    try:
        return call(*words, **data)
    except (PreconditionFailed, ResultAlreadyFinal, ResultNotReady, NoResult):
        return None


def hand_in(caller, codes, seed):
    for number in range(24):
        votes = {"1": number % 3 + 1, "2": 7}
        attempt(caller.submit, codes[(number * 5 + seed) % 8], votes=votes, channel="operator")


def verify(caller, codes):
    for number in range(24):
        code = codes[(number * 3) % 8]
        seen = attempt(shown, caller, code)
        if seen is None:
            continue
        at, version = AT | {"tps": code, "reason": "x"}, seen["version"]
        take, scope = seen["entries"][0]["source"], ("none", "results", "all")[number % 3]
        attempt(caller, "decide_result", **at, version=version, take=take)
        attempt(caller, "quarantine_result", **at, version=version + 1, scope=scope)
        if number > 18:
            at.pop("reason")
            attempt(caller, "finalise_result", **at, version=version + 2)


def test_the_tally_is_exact_while_people_hand_in_decide_hold_and_close(stations, make_service):
    codes = [f"1971031001{number:03}" for number in range(1, 9)]
    stations.stations(*codes)

    def caller(who):
        return type(stations)(make_service(1), who)

    people = [partial(verify, caller(who), codes) for who in (VERIFIER, ANOTHER)]
    people += [partial(hand_in, caller(who), codes, n) for n, who in enumerate((OPERATOR, SECOND))]
    with ThreadPoolExecutor(len(people)) as pool:
        running = [pool.submit(job) for job in people]
        while not all(one.done() for one in running):
            stations.fold()
            assert stations.differences() == []
        for one in running:
            one.result()
    stations.fold()
    assert stations.differences() == []


def test_a_recount_repairs_states_quarantine_and_what_is_held(stations, verifier, database):
    stations.submit(TPS, votes=A)
    hold(verifier, 1, "results")
    stations.submit(OTHER, votes=A)
    verifier("finalise_result", **AT | {"tps": OTHER}, version=1)
    stations.fold()
    database.execute("UPDATE elections.results SET quarantine = 'none', counted = true")
    database.execute("UPDATE elections.results SET state = 'partial' WHERE tps = %s", OTHER)
    found = {(one.kind, one.area) for one in stations.differences()}
    assert {("record", TPS), ("record", OTHER)} <= found
    stations.repair()
    assert stations.differences() == []
    assert (shown(stations)["quarantine"], shown(stations, OTHER)["state"]) == ("results", "final")


def test_a_repeated_decision_gives_the_first_answer(stations, verifier, conflict):
    command_id = str(uuid.uuid4())
    data = AT | {"version": conflict["version"], "take": "operator:ani", "reason": "foto"}
    first = verifier("decide_result", command_id, **data)
    again = verifier("decide_result", command_id, **data)
    assert again == {"answer": first["answer"], "repeated": True}
