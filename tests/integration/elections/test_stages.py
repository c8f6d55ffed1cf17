"""Stages of an election, kept, told of, and never told of twice."""

from __future__ import annotations

import json
from datetime import date, timedelta
from zoneinfo import ZoneInfo

import pytest

from libs.kit import clock
from libs.kit.errors import NotFound
from libs.kit.principal import OutsideArea, Principal
from services.elections.stages.domain import StageHasParts, StagesExist, WrongParent
from tests.asking import at_once

ZONE = ZoneInfo("Asia/Jakarta")  # of a house that is told no other


def put(call, stage, **fields):
    given = {"name": stage.title(), **fields}
    return call("put_stage", election="pilkada", id=stage, **given)["answer"]


def ids(items):
    return [(one["id"], ids(one["children"])) for one in items]


def events(database, name):
    query = "SELECT envelope FROM elections.outbox WHERE event = %s ORDER BY id"
    return [json.loads(row[0])["data"] for row in database.execute(query, name)]


def day(left):
    return (clock.now().astimezone(ZONE).date() + timedelta(days=left)).isoformat()


def test_a_template_is_taken_over_and_moved_to_the_voting_day(call):
    done = call("load_stages", election="pilkada", template="pilkada-2024", shift_to="2025-08-27")
    assert done["answer"] == {"loaded": 21}
    found = call("get_stages", election="pilkada")
    assert [one["id"] for one in found["items"]] == ["persiapan", "penyelenggaraan"]
    voting = next(one for one in found["items"][1]["children"] if one["id"] == "pemungutan")
    assert (voting["starts"], voting["state"]) == ("2025-08-27", "over")


def test_a_template_does_not_overwrite_stages(call):
    put(call, "kampanye")
    with pytest.raises(StagesExist):
        call("load_stages", election="pilkada", template="pemilu-2024")


def test_an_unknown_template_names_those_that_there_are(call):
    with pytest.raises(NotFound, match="pemilu-2024, pilkada-2024"):
        call("load_stages", election="pilkada", template="x")
    listed = call("list_stage_templates")["items"]
    assert [(one["id"], one["stages"]) for one in listed] == [
        ("pemilu-2024", 20),
        ("pilkada-2024", 21),
    ]


def test_stages_are_nested_and_in_their_order(call):
    put(call, "b", place=2)
    put(call, "a", place=1)
    put(call, "c", parent="b")
    assert ids(call("get_stages", election="pilkada")["items"]) == [
        ("a", []),
        ("b", [("c", [])]),
    ]


def test_a_stage_is_changed_as_a_whole_and_the_log_has_both(call):
    put(call, "kampanye", starts="2024-09-25", body="KPU")
    put(call, "kampanye", starts="2024-09-26")
    (stage,) = call("get_stages", election="pilkada")["items"]
    assert (stage["starts"], stage["body"]) == ("2024-09-26", "")
    call.service.seal_audit_log()
    noted = call("list_audit_entries", what="stage_changed")["items"][0]
    assert noted["subject"] == "pilkada/kampanye"
    assert (noted["before"]["body"], noted["after"]["body"]) == ("KPU", "")


def test_a_stage_with_parts_is_not_deleted(call):
    put(call, "a")
    put(call, "b", parent="a")
    with pytest.raises(StageHasParts):
        call("delete_stage", election="pilkada", id="a")
    call("delete_stage", election="pilkada", id="b")
    call("delete_stage", election="pilkada", id="a")
    assert call("get_stages", election="pilkada")["items"] == []
    with pytest.raises(NotFound):
        call("delete_stage", election="pilkada", id="a")


def test_two_who_put_each_others_parts_below_themselves_make_no_ring(call, make_service):
    put(call, "a")
    put(call, "b")
    answers = at_once([lambda: put(call, "a", parent="b"), lambda: put(call, "b", parent="a")])
    assert sorted(isinstance(one, WrongParent) for one in answers) == [False, True]


def test_who_has_another_area_changes_nothing(call):
    other = call.by(Principal("o", "O", frozenset({"operator"}), "1972"))
    with pytest.raises(OutsideArea):
        put(other, "a")
    inside = call.by(Principal("o", "O", frozenset({"operator"}), "197101"))
    with pytest.raises(OutsideArea):
        put(inside, "a")


def test_the_calendar_is_of_this_election(call):
    put(call, "kampanye", starts="2024-09-25", ends="2024-11-23")
    feed = call("get_stage_calendar", election="pilkada")
    assert b"SUMMARY:Kampanye" in feed
    assert b"UID:pilkada.kampanye@" in feed
    assert b"VEVENT" not in empty_of(call)


def empty_of(call):
    call("delete_stage", election="pilkada", id="kampanye")
    return call("get_stage_calendar", election="pilkada")


def test_a_stage_that_begins_soon_is_told_of_once_for_each_warning(call, database):
    put(call, "kampanye", starts=day(5), ends=day(60), body="KPU")
    for _ in range(2):
        call.service.remind_of_stages()
    (told,) = events(database, "stage_due")
    assert (told["stage"], told["edge"], told["left"], told["body"]) == (
        "kampanye",
        "start",
        5,
        "KPU",
    )
    put(call, "kampanye", starts=day(1), ends=day(60))
    call.service.remind_of_stages()
    assert [one["left"] for one in events(database, "stage_due")] == [5, 1]


def test_many_processes_tell_it_once(call, make_service, database):
    put(call, "kampanye", starts=day(1))
    services = [make_service() for _ in range(3)]
    assert at_once([one.remind_of_stages for one in services]) == [None] * 3
    assert len(events(database, "stage_due")) == 1


def test_what_is_over_or_far_is_not_told_of(call, database):
    put(call, "lalu", starts=day(-9), ends=day(-1))
    put(call, "jauh", starts=day(8), ends=day(30))
    call.service.remind_of_stages()
    assert events(database, "stage_due") == []


def test_each_change_is_told(call, database):
    put(call, "a", starts=date(2024, 1, 1).isoformat())
    call("delete_stage", election="pilkada", id="a")
    assert events(database, "stages_changed") == [{"election": "pilkada", "area": "1971"}] * 2
