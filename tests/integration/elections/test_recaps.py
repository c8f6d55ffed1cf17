"""Recapitulation against the real database: kept, compared, told of, within an area."""

from __future__ import annotations

import pytest

from libs.kit.principal import OutsideArea, Principal
from tests.unit.elections.forms_of import WHOLE

CODES = [f"19710110{v:02}001" for v in (1, 2)] + ["1971021001001"]
VERIFIER = Principal("verifier", "Pemeriksa", frozenset({"verifier"}), "197101")
RIGHT = {"votes": {"1": 300, "2": 234}, "valid": 534, "invalid": 20, "users": 554}


@pytest.fixture
def count(call):
    """Three stations counted: two of one district, in a village each, and one of another."""
    call("register_areas", election="pilkada", items=[{"code": "197101", "name": "Bukit Intan"}])
    call.stations(*CODES)
    for code in CODES:
        call.submit(code, **WHOLE)
    call.fold()
    return call


def ask(call, method, **data):
    return call(method, **{"election": "pilkada", "contest": "walikota", **data})


def enter(call, area="197101", **figures):
    done = ask(call, "enter_recap", area=area, figures=figures)
    return done["answer"]


def test_what_agrees_with_our_sums_has_no_difference(count):
    told = enter(count, **RIGHT)
    assert (told["area"]["name"], told["differences"], told["tps_in"]) == ("Bukit Intan", [], 2)
    assert told["ours"]["votes"] == {"1": 300, "2": 234}
    assert told["recap"]["slips"] == []


def test_a_difference_names_the_villages_and_stations_that_explain_it(count):
    enter(count, **RIGHT | {"votes": {"1": 310, "2": 234}})
    enter(count, "1971011001", votes={"1": 157, "2": 117})
    enter(count, CODES[0], votes={"1": 157, "2": 117})
    told = ask(count, "get_recap", area="197101")
    [one] = told["differences"]
    assert (one["field"], one["difference"], one["unexplained"]) == ("votes.1", 10, 3)
    assert [(part["area"]["code"], part["difference"]) for part in one["parts"]] == [
        ("1971011001", 7)
    ]
    assert told["recap"]["slips"] == [{"field": "valid", "difference": -10}]
    assert [(part["entered"], part["differences"]) for part in told["parts"]] == [
        (True, 1),
        (False, 0),
    ]
    [below] = ask(count, "get_recap", area="1971011001")["differences"]
    assert below["parts"][0]["area"]["code"] == CODES[0]


def test_a_later_version_stands_and_all_are_kept(count, database):
    enter(count, **RIGHT | {"invalid": 21})
    assert enter(count, **RIGHT)["recap"]["version"] == 2
    told = ask(count, "get_recap", area="197101")
    assert [one["version"] for one in told["versions"]] == [2, 1]
    assert told["differences"] == []
    rows = database.execute(
        "SELECT envelope::jsonb -> 'data' FROM elections.outbox WHERE event = 'recap_entered'"
        " ORDER BY id"
    )
    assert [row[0]["differences"] for row in rows] == [1, 0]


def test_a_repeated_command_is_entered_once(count):
    key = "0190a6f0-0000-7000-8000-000000000001"
    data = {"election": "pilkada", "contest": "walikota", "area": "197101", "figures": RIGHT}
    first = count("enter_recap", key, **data)
    again = count("enter_recap", key, **data)
    assert (first["repeated"], again["repeated"]) == (False, True)
    assert len(ask(count, "get_recap", area="197101")["versions"]) == 1


def test_an_area_that_nobody_entered_shows_our_sums_alone(count):
    told = ask(count, "get_recap", area="197102")
    assert (told["recap"], told["differences"], told["ours"]["valid"]) == (None, [], 267)


def test_the_list_is_paged_and_holds_what_stands(count):
    for area in ("1971", "197101", "197102"):
        enter(count, area, dpt=1)
        enter(count, area, dpt=2)
    first = ask(count, "list_recaps", limit=2)
    assert [one["area"]["code"] for one in first["items"]] == ["1971", "197101"]
    assert first["items"][0]["differences"][0]["theirs"] == 2
    last = ask(count, "list_recaps", limit=2, after=first["next"])
    assert ([one["area"]["code"] for one in last["items"]], last["next"]) == (["197102"], None)


def test_nobody_enters_or_reads_outside_his_area(count):
    mine = count.by(VERIFIER)
    assert enter(mine, **RIGHT)["differences"] == []
    for method in ("enter_recap", "get_recap", "list_recaps"):
        with pytest.raises(OutsideArea):
            ask(mine, method, area="197102", figures={"dpt": 1})
    enter(count, "197102", dpt=1)
    assert [one["area"]["code"] for one in ask(mine, "list_recaps")["items"]] == ["197101"]
