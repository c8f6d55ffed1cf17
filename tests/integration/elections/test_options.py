"""An election's options: versions, what they change of records that are there, and closing time."""

from concurrent.futures import ThreadPoolExecutor
from functools import partial
from threading import Barrier

import pytest

from libs.kit.errors import Invalid, PreconditionFailed
from libs.kit.principal import OutsideArea, Principal
from services.elections.options import ElectionClosed
from tests.integration.elections.test_imports import GOOD, HEAD, start, work
from tests.integration.elections.test_results import events

CODES = [f"1971011004{number:03}" for number in range(1, 7)]
A, B = {"1": 150, "2": 117}, {"1": 117, "2": 150}
DOUBLE_ENTRY = {"trusted": [], "equal": 2}
OPERATORS = [Principal(one, one, frozenset({"operator"}), "1971") for one in ("ani", "budi")]
VERIFIER = Principal("vera", "Vera", frozenset({"verifier"}), "1971")


@pytest.fixture
def stations(call):
    call.stations(*CODES)
    return call


def put(call, **options):
    answer = call("put_options", election="pilkada", **options)["answer"]
    call.service.work_on_imports()
    return answer


def test_an_election_has_the_defaults_until_somebody_sets_something(call):
    options = call("get_options", election="pilkada")
    assert (options["version"], options["published"], options["closes_at"]) == (0, False, None)
    assert options["consolidation"] == {
        "trusted": ["crew", "operator", "import"],
        "equal": 2,
        "compare": "votes",
    }


def test_what_is_not_given_stays_and_what_is_the_same_is_no_new_version(call):
    assert put(call, published=True)["version"] == 1
    after = put(call, photo_pages=4)
    assert (after["version"], after["published"], after["photo_pages"]) == (2, True, 4)
    assert put(call, photo_pages=4)["version"] == 2
    assert call("get_options", election="pilkada") == after
    with pytest.raises(PreconditionFailed):
        put(call, version=1, photo_pages=5)


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"consolidation": {"trusted": ["witness"]}}, "consolidation.trusted"),
        ({"consolidation": {"equal": 0}}, "consolidation.equal"),
        ({"consolidation": {"compare": "some"}}, "consolidation.compare"),
        ({"consolidation": {"quorum": 3}}, "consolidation.quorum"),
        ({"closes_at": "tonight"}, "closes_at"),
        ({"reserve_percent": 101}, "reserve_percent"),
        ({"colour": "red"}, "colour"),
        ({"version": "1"}, "version"),
    ],
)
def test_an_option_that_is_wrong_names_the_field(call, given, field):
    with pytest.raises(Invalid) as caught:
        put(call, **given)
    assert [one.field for one in caught.value.errors] == [field]


def test_options_belong_to_those_whose_area_the_election_is(call):
    inside = call.by(Principal("a", "A", frozenset({"admin"}), "197101"))
    with pytest.raises(OutsideArea):
        inside("put_options", election="pilkada", published=True)
    assert inside("get_options", election="pilkada")["version"] == 0


def test_double_entry_counts_only_what_two_people_say(stations):
    put(stations, consolidation=DOUBLE_ENTRY)
    first, second = (stations.by(one) for one in OPERATORS)
    one = first.submit(CODES[0], channel="operator", votes=A)["answer"]
    assert (one["state"], one["counted"]) == ("entered", False)
    two = second.submit(CODES[0], channel="operator", votes=A)["answer"]
    assert (two["state"], two["counted"]) == ("consolidated", True)
    stations.fold()
    assert stations.differences() == []


def test_changed_rules_are_applied_to_what_is_in_but_not_to_what_is_final(stations, database):
    for code in CODES[:3]:
        stations.by(OPERATORS[0]).submit(code, channel="operator", votes=A)
    closed = {"election": "pilkada", "contest": "walikota", "tps": CODES[2], "version": 1}
    stations.by(VERIFIER)("finalise_result", **closed)
    stations.fold()
    assert stations.tally(depth=0)["tps_in"] == 3
    put(stations, consolidation=DOUBLE_ENTRY)
    stations.fold()
    tally = stations.tally(depth=0)
    assert (tally["tps_in"], tally["tps_held"], tally["could_change"]) == (1, 2, True)
    told = [one for one in events(database, "record_changed") if one["change"] == "consolidated"]
    assert [(one["tps"], one["state"], one["version"]) for one in told] == [
        (CODES[0], "entered", 2),
        (CODES[1], "entered", 2),
    ]
    assert stations.differences() == []
    put(stations, consolidation={"trusted": ["operator"]})
    stations.fold()
    assert stations.tally(depth=0)["tps_in"] == 3
    assert stations.differences() == []


def test_results_that_come_while_the_rules_change_end_under_the_new_ones(stations, make_service):
    service, start_line = make_service(6), Barrier(5)

    def hand_in(seed):
        caller = type(stations)(service, OPERATORS[0])
        start_line.wait()
        for number in range(18):
            votes = {"1": number + 1, "2": seed}
            caller.submit(CODES[(number + seed) % 6], channel="operator", votes=votes)

    def change():
        start_line.wait()
        for equal in (3, 2):
            put(type(stations)(service), consolidation={"trusted": [], "equal": equal})

    with ThreadPoolExecutor(5) as pool:
        running = [pool.submit(partial(hand_in, seed)) for seed in range(4)] + [pool.submit(change)]
        for one in running:
            one.result()
    stations.service.work_on_imports()
    stations.fold()
    assert stations.differences() == []
    listed = stations("list_results", election="pilkada")["items"]
    assert {one["state"] for one in listed} == {"entered"}
    assert stations.tally(depth=0)["tps_in"] == 0


def test_after_closing_time_only_a_verifier_changes_a_record(stations):
    stations.submit(CODES[0], votes=A)
    put(stations, closes_at="2024-11-28T00:00:00+07:00")
    with pytest.raises(ElectionClosed):
        stations.submit(CODES[0], votes=B)
    at = {"election": "pilkada", "contest": "walikota", "tps": CODES[0], "version": 1}
    decided = stations.by(VERIFIER)("decide_result", **at, form={"votes": B}, reason="foto")
    assert decided["answer"]["form"]["votes"] == B
    put(stations, closes_at=None)
    assert stations.submit(CODES[1], votes=B)["answer"]["counted"]


def test_an_import_names_the_rows_it_may_not_bring_in_any_more(stations):
    election = stations("get_election", election="pilkada")
    other = election | {"id": "satu", "contests": election["contests"][:1]}
    stations("register_election", **other)
    head, row = HEAD.replace(",suara_3", ""), GOOD.replace(",3,112,75,", ",3,112,")
    assert work(stations, start(stations, "satu", head + row))["errors"] == []
    at = {"election": "satu", "contest": "walikota", "tps": CODES[0], "version": 1}
    stations.by(VERIFIER)("finalise_result", **at)
    more = "1971011004002,BUKIT INTAN,SEMABUNG LAMA,4,112,134,129,263\n"
    job = work(stations, start(stations, "satu", head + row.replace(",3,", ",9,") + more))
    assert job["message"] == "1 results handed in, 1 rows refused"
    (error,) = job["errors"]
    assert (error["place"], error["code"]) == (2, CODES[0])
    assert "final" in error["reason"]
