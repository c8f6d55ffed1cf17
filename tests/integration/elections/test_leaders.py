"""A contest at a glance: who is late, who has no signal, what is contested."""

from __future__ import annotations

import pytest

from libs.kit.errors import Invalid
from libs.kit.principal import OutsideArea, Principal
from services.elections.domain import UnknownStation
from tests import asking
from tests.unit.elections.forms_of import WHOLE, changed

CODES = [f"19710{d}100{v}00{n}" for d in (1, 2) for v in (1, 2) for n in (1, 2, 3)]
LEADER = Principal("leader", "Camat", frozenset({"viewer"}), "197102")


@pytest.fixture
def count(call):
    call.stations(*CODES, dpt={"male": 250, "female": 250, "total": 500})
    call.submit(CODES[0], **WHOLE)
    call.submit(CODES[1], **changed(valid=300))
    call.submit(CODES[6], votes={"1": 10, "2": 20})
    call.submit(CODES[6], channel="operator", votes={"1": 10, "2": 21})
    call.fold()
    return call


def overview(call, **data):
    return call("get_overview", **{"election": "pilkada", "contest": "walikota", **data})


def signals(call, *rows):
    items = [{"tps": tps, "signal": said, "checked_on": "2024-11-20"} for tps, said in rows]
    return call("register_signals", election="pilkada", items=items)


def test_turnout_is_over_the_voters_of_stations_whose_users_are_known(count):
    told = overview(count)
    assert (told["users"], told["dpt_in"], told["turnout"]) == (554, 1000, 0.554)
    assert (told["tps_in"], told["tps_held"], told["tps_out"]) == (2, 1, 9)


def test_the_late_are_those_who_wait_for_the_most_stations(count):
    late = overview(count)["late"]
    assert [(one["area"]["code"], one["tps_out"]) for one in late["district"]] == [
        ("197102", 5),
        ("197101", 4),
    ]
    assert [(one["area"]["code"], one["tps_out"]) for one in late["village"]] == [
        ("1971011002", 3),
        ("1971021002", 3),
        ("1971021001", 2),
        ("1971011001", 1),
    ]
    assert late["village"][0]["last_received_at"] is None
    assert late["village"][2]["last_received_at"] is not None


def test_what_is_contested_is_counted_and_named(count):
    told = overview(count)["contested"]
    assert (told["conflicted"], told["quarantined"]) == (1, 0)
    assert told["findings"]["error"] > 0
    assert [(one["tps"], one["state"]) for one in told["items"]] == [
        (CODES[6], "conflicted"),
        (CODES[1], "consolidated"),
    ]
    assert told["could_change"] is False


def test_stations_without_signal_are_named_the_silent_ones_first(count):
    assert overview(count)["signal"]["checked"] == 0
    signals(
        count, (CODES[0], "none"), (CODES[2], "weak"), (CODES[3], "none"), (CODES[4], "covered")
    )
    told = overview(count)["signal"]
    assert (told["none"], told["weak"], told["silent"], told["checked"]) == (2, 1, 2, 4)
    assert [(one["tps"], one["heard"]) for one in told["items"]] == [
        (CODES[3], False),
        (CODES[2], False),
        (CODES[0], True),
    ]


def test_a_later_look_replaces_the_earlier_one_and_the_list_is_paged(count):
    signals(count, (CODES[0], "none"), (CODES[1], "none"))
    signals(count, (CODES[0], "covered"))
    page = count("list_signals", election="pilkada", limit=1)
    assert page["items"] == [{"tps": CODES[0], "signal": "covered", "checked_on": "2024-11-20"}]
    rest = count("list_signals", election="pilkada", limit=5, after=page["next"])
    assert [one["tps"] for one in rest["items"]] == [CODES[1]]


@pytest.mark.parametrize(
    ("item", "field"),
    [
        ({"tps": "1971", "signal": "none", "checked_on": "2024-11-20"}, "items.0.tps"),
        ({"tps": CODES[0], "signal": "gone", "checked_on": "2024-11-20"}, "items.0.signal"),
        ({"tps": CODES[0], "checked_on": "2024-11-20"}, "items.0.signal"),
        ({"tps": CODES[0], "signal": "none", "checked_on": "today"}, "items.0.checked_on"),
        ({"tps": "1972011001001", "signal": "none", "checked_on": "2024-11-20"}, "items.0.tps"),
    ],
)
def test_a_wrong_field_is_named(count, item, field):
    with pytest.raises(Invalid) as caught:
        count("register_signals", election="pilkada", items=[item])
    assert field in [one.field for one in caught.value.errors]


def test_a_station_that_is_not_registered_is_refused_whole(count):
    with pytest.raises(UnknownStation):
        signals(count, (CODES[0], "none"), ("1971031001001", "none"))
    assert count("list_signals", election="pilkada")["items"] == []


def test_a_leader_sees_his_own_area_alone(count):
    mine = count.by(LEADER)
    told = overview(mine)
    assert (told["area"]["code"], told["tps_expected"]) == ("197102", 6)
    assert told["late"]["district"] == []
    with pytest.raises(OutsideArea):
        overview(mine, area="197101")
    with pytest.raises(OutsideArea):
        signals(mine, (CODES[0], "none"))


def plan(call, tps, signal, plan, version=1):
    data = {"tps": tps, "signal": signal, "plan": plan, "state": plan and "proposed"}
    data |= {"reason": "no_signal", "version": version}
    with call.service.db.begin() as tx:
        call.service.on_station_plan_changed(
            tx, asking.told("gis", "station_plan_changed", tps, data)
        )


def test_the_late_say_how_their_result_is_planned_to_come(count):
    plan(count, CODES[3], "none", "radio", version=2)
    plan(count, CODES[3], "none", "move", version=1)  # came late: something newer is known
    plan(count, CODES[4], "covered", "online")
    plan(count, CODES[5], "unknown", None)
    plan(count, "9999999999999", "none", "radio")  # not of this election
    found = overview(count)["signal"]
    assert (found["none"], found["silent"], found["checked"]) == (1, 1, 2)
    [late] = found["items"]
    assert (late["tps"], late["plan"], late["reason"]) == (CODES[3], "radio", "no_signal")
    assert overview(count, area="197102")["signal"]["items"] == []


def late(call, **data):
    return call("list_late_stations", **{"election": "pilkada", "contest": "walikota", **data})


def test_the_late_are_listed_by_signal_with_their_plans(count):
    assert [one["tps"] for one in late(count)["items"]] == [
        one for one in CODES if one not in (CODES[0], CODES[1], CODES[6])
    ]
    plan(count, CODES[9], "none", "radio")
    plan(count, CODES[4], "covered", "online")
    plan(count, CODES[0], "none", "move")  # it is in
    signals(count, (CODES[5], "weak"), (CODES[4], "none"))
    found = late(count)["items"]
    assert [one["tps"] for one in found[:4]] == [CODES[4], CODES[9], CODES[5], CODES[2]]
    assert [(one["signal"], one["plan"], one["state"]) for one in found[:4]] == [
        ("none", "online", "proposed"),
        ("none", "radio", "proposed"),
        ("weak", None, None),
        (None, None, None),
    ]
    assert len(found) == 9
    pages, after = [], None
    while after is not None or not pages:
        page = late(count, limit=2, after=after)
        pages, after = [*pages, *page["items"]], page["next"]
    assert pages == found
    assert {one["tps"][:6] for one in late(count, area="197102")["items"]} == {"197102"}


def test_the_late_are_those_of_ones_own_area(count):
    mine = count.by(LEADER)
    assert {one["tps"][:6] for one in late(mine)["items"]} == {"197102"}
    with pytest.raises(OutsideArea):
        late(mine, area="197101")
    for after in ("7|1971011001001", "1971011001001", "0|x"):
        with pytest.raises(Invalid):
            late(mine, after=after)


def test_what_somebody_found_at_the_station_outranks_the_map(count):
    plan(count, CODES[3], "none", "radio")
    signals(count, (CODES[3], "weak"))
    [late] = overview(count)["signal"]["items"]
    assert (late["signal"], late["plan"]) == ("weak", "radio")
