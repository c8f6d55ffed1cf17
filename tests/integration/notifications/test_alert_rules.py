"""Who is told of alerts: rules, gathering, what holds back, chains across replicas and kills."""

import os
import signal
import subprocess
import sys
from datetime import timedelta

import pytest

from libs.kit import clock
from libs.kit.errors import Forbidden, Invalid, PreconditionFailed
from services.notifications.alerts import tending
from services.notifications.alerts.rules import RulesInACircle
from tests import recipients
from tests.alerting import (
    DEWI,
    ROOT,
    later,
    raised,
    sent_to,
    set_chain,
    set_rule,
    shown,
    step,
    whats,
)
from tests.asking import at_once
from tests.incidents import call, who
from tests.servers import until

BUDI = who(name="budi")


def hours(number):
    return clock.to_text(clock.now() + timedelta(hours=number))


def test_two_rules_that_reach_one_person_tell_them_once(notifications, database):
    set_rule(notifications, "one", stop=False)
    set_rule(notifications, "two")
    raised(notifications)
    notifications.tend_alerts()
    assert len(sent_to(database)) == 1


def test_defaults_stay_when_the_first_rule_is_set_and_one_is_taken_away(notifications):
    before = [one["code"] for one in call(notifications, "list_routing_rules", ROOT)["items"]]
    set_rule(notifications)
    rules = {one["code"]: one for one in call(notifications, "list_routing_rules", ROOT)["items"]}
    assert set(rules) == {"everything", *before}
    info = rules["info"]
    call(notifications, "remove_routing_rule", ROOT, code="info", version=info["version"])
    after = [one["code"] for one in call(notifications, "list_routing_rules", ROOT)["items"]]
    assert set(after) == {"everything", *before} - {"info"}


def test_the_second_who_sets_a_rule_hears_of_the_first(notifications):
    rule = set_rule(notifications)
    body = {name: rule[name] for name in ("code", "name", "order", "match", "targets", "stop")}
    asks = [
        lambda name=name: call(
            notifications,
            "change_routing_rule",
            who("admin", "", name),
            **{**body, "name": name, "version": rule["version"]},
        )
        for name in ("sari", "budi")
    ]
    answers = at_once(asks)
    [refused] = [one for one in answers if isinstance(one, PreconditionFailed)]
    [kept] = [one for one in answers if isinstance(one, dict)]
    assert refused.extra["changed_by"] == kept["name"]


def test_a_rule_that_would_route_in_a_circle_is_refused_by_its_path(notifications):
    set_rule(notifications, "a")
    set_rule(notifications, "b", pass_to=["a"])
    rule = {"code": "a", "name": "a", "order": 0, "pass_to": ["b"], "version": 1}
    with pytest.raises(RulesInACircle, match="a → b → a"):
        call(notifications, "change_routing_rule", ROOT, **rule)
    with pytest.raises(Invalid, match="valid") as caught:
        set_rule(notifications, "c", pass_to=["nowhere"], chain="none")
    assert [one.field for one in caught.value.errors] == ["pass_to", "chain"]
    with pytest.raises(Invalid):
        call(notifications, "remove_routing_rule", ROOT, code="a", version=1)


def test_a_rule_that_tells_a_group_which_is_not_there_is_refused_by_its_place(notifications):
    told = [{"kind": kind, "code": "siaga"} for kind in ("person", "group", "position")]
    with pytest.raises(Invalid) as caught:
        set_rule(notifications, targets=told)
    [wrong] = caught.value.errors
    assert (wrong.field, wrong.message) == ("targets.1.code", "there is no group siaga")
    members = [{"kind": "person", "code": "dewi"}]
    group = {"code": "siaga", "name": "Siaga", "area": "1971", "members": members}
    call(notifications, "add_recipient_group", ROOT, **group)
    rule = set_rule(notifications, targets=told)
    gone = [{"kind": "group", "code": "lama"}]
    with pytest.raises(Invalid, match="valid") as caught:
        call(notifications, "change_routing_rule", ROOT, **_again(rule, targets=gone))
    assert [one.field for one in caught.value.errors] == ["targets.0.code"]


def test_a_chain_that_tells_a_group_which_is_not_there_is_refused_by_its_place(notifications):
    lost = [{"kind": "person", "code": "nobody-yet"}, {"kind": "group", "code": "lama"}]
    with pytest.raises(Invalid) as caught:
        set_chain(notifications, step("eka"), step("", 5, targets=lost))
    [wrong] = caught.value.errors
    assert (wrong.field, wrong.message) == ("steps.1.targets.1.code", "there is no group lama")
    chains = call(notifications, "list_escalation_chains", ROOT)["items"]
    assert "urgent" not in [one["code"] for one in chains]
    assert set_chain(notifications, step("eka"), step("", 5, targets=lost[:1]))["version"] == 1


def test_defaults_can_be_set_anew_where_there_is_no_group(notifications):
    assert call(notifications, "list_recipient_groups", ROOT)["items"] == []
    for kind in ("routing_rule", "escalation_chain"):
        for one in call(notifications, f"list_{kind}s", ROOT)["items"]:
            # the first that is set keeps all as version 1
            seen = {each["code"]: each["version"] for each in _all(notifications, kind)}
            body = _again(one, version=seen[one["code"]])
            found = call(notifications, f"change_{kind}", ROOT, **body)
            assert found["version"] == 2, one["code"]


def _all(notifications, kind):
    return call(notifications, f"list_{kind}s", ROOT)["items"]


def _again(one, **changes):
    """Return what is set as a body that sets it anew."""
    kept = {name: value for name, value in one.items() if name not in {"set_by", "set_at"}}
    return {**kept, **changes}


def test_rules_are_for_administrators_without_an_area(notifications):
    for someone in (BUDI, who("admin", "1971"), DEWI):
        with pytest.raises(Forbidden):
            call(notifications, "add_routing_rule", someone, code="x", name="x", order=1)
    with pytest.raises(Forbidden):
        call(notifications, "list_routing_rules", DEWI)


def test_what_is_gathered_comes_as_one_message_when_it_is_due(notifications, database):
    set_rule(notifications, group={"by": ["topic"], "wait_seconds": 60})
    made = [
        raised(notifications, key=f"k{n}", severity="minor", headline=f"H{n}") for n in range(3)
    ]
    other = raised(notifications, key="fire", topic="incident.fire", severity="minor")
    over = raised(notifications, key="gone", severity="minor", headline="selesai")
    call(notifications, "resolve_alert", ROOT, alert=over)
    assert sent_to(database) == []
    later(database, "due_at", 2, "alert_gathered")
    at_once([notifications.tend_alerts] * 3)
    assert sorted(sent_to(database)) == ["3 peringatan: H0", "Air pasang masuk TPS"]
    assert whats(notifications, made[0])[-1] == whats(notifications, other)[-1] == "gathered"


def test_a_silence_keeps_from_telling_and_what_still_stands_is_told_after_it(
    notifications, database
):
    set_rule(notifications)
    silence = call(
        notifications,
        "add_silence",
        BUDI,
        match={"topic": "incident.flood", "area": "1971", "most": "major"},
        ends=hours(1),
        why="latihan pompa",
    )
    alert = raised(notifications, severity="major")
    loud = raised(notifications, key="test/2", severity="critical", topic="incident.fire")
    assert len(sent_to(database)) == 1
    assert shown(notifications, alert)["held"] == f"silence/{silence['id']}"
    assert shown(notifications, loud)["held"] == ""
    call(notifications, "acknowledge_alert", BUDI, alert=loud)
    with pytest.raises(Forbidden):
        call(notifications, "end_silence", who(area="3201"), silence=silence["id"])
    call(notifications, "end_silence", BUDI, silence=silence["id"])
    notifications.tend_alerts()
    assert sent_to(database)[-1] == "Air pasang masuk TPS"
    assert "told" in whats(notifications, alert)


def test_a_silence_that_is_over_by_the_clock_lets_go(notifications, database):
    set_rule(notifications)
    call(notifications, "add_silence", BUDI, match={"area": "1971"}, ends=hours(1), why="uji")
    alert = raised(notifications)
    later(database, "starts", 61, "alert_silences")
    later(database, "ends", 61, "alert_silences")
    later(database, "route_at", 61)
    notifications.tend_alerts()
    assert sent_to(database) == ["Air pasang masuk TPS"]
    assert shown(notifications, alert)["held"] == ""


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"match": {}}, "match.topic"),
        ({"ends": None}, "ends"),
        ({"ends": "2020-01-01T00:00:00Z"}, "ends"),
        ({"why": ""}, "why"),
    ],
)
def test_a_silence_needs_what_until_when_and_why(notifications, changes, field):
    good = {"match": {"topic": "incident", "area": "1971"}, "ends": hours(1), "why": "uji"}
    with pytest.raises(Invalid) as caught:
        call(notifications, "add_silence", BUDI, **{**good, **changes})
    assert field in [one.field for one in caught.value.errors]


def test_a_critical_one_holds_back_lesser_ones_until_it_is_over(notifications, database):
    set_rule(notifications)
    strong = raised(notifications)
    weak = raised(notifications, key="test/2", severity="minor", headline="genangan")
    assert shown(notifications, weak)["held"] == f"alert/{strong}"
    assert sent_to(database) == ["Air pasang masuk TPS"]
    call(notifications, "resolve_alert", BUDI, alert=strong)
    notifications.tend_alerts()
    assert "genangan" in sent_to(database)


def test_an_exercise_is_marked_and_never_for_the_public(notifications, database):
    set_rule(notifications, public=True, wall=True)
    alert = raised(notifications, exercise=True)
    [told] = [one for one in shown(notifications, alert)["log"] if one["what"] == "told"]
    assert told["data"]["public"] is False
    [notice] = call(notifications, "list_notices")["items"]
    assert notice["headline"] == "LATIHAN: Air pasang masuk TPS"
    [row] = database.execute("SELECT exercise FROM notifications.delivery_messages")
    assert row == (True,)


def test_a_channel_of_the_public_gets_nothing_of_an_exercise(notifications, database):
    database.execute(
        "INSERT INTO notifications.channels (name, kind, parts, sealed, enabled, public, version,"
        " changed_by, changed_at)"
        " VALUES ('siaran', 'webhook', '{}', '', true, true, 1, 'root', now())"
    )
    set_rule(notifications, channels=["siaran"])
    raised(notifications, exercise=True)
    assert len(sent_to(database)) == 1  # the inbox is in the room
    sent = "SELECT count(*) FROM notifications.deliveries WHERE channel = 'siaran'"
    assert database.execute(sent) == [(0,)]
    raised(notifications, key="test/2")
    assert database.execute(sent) == [(1,)]


def test_what_fails_is_put_off_and_keeps_nothing_else_waiting(notifications, database, monkeypatch):
    set_rule(notifications)
    bad = raised(notifications, tend=False, headline="rusak")
    raised(notifications, tend=False, key="test/2", severity="minor", topic="other")
    follow = tending.follow

    def failing(tx, one, at, zone):
        if one.id == bad:
            raise RuntimeError("a rule that nobody thought of")
        follow(tx, one, at, zone)

    monkeypatch.setattr(tending, "follow", failing)
    notifications.tend_alerts()
    assert sent_to(database) == ["Air pasang masuk TPS"]
    monkeypatch.undo()
    later(database, "route_at", 2)
    notifications.tend_alerts()
    assert "rusak" in sent_to(database)


def test_a_burst_is_told_some_at_a_time_each_once_whoever_fails_among_them(
    notifications, database, monkeypatch
):
    set_rule(notifications)
    many = 2 * tending.TOGETHER + 5
    bad = [raised(notifications, key=f"k{n}", headline=f"h{n}", tend=False) for n in range(many)][7]
    follow = tending.follow

    def failing(tx, one, at, zone):
        follow(tx, one, at, zone)
        if one.id == bad:
            raise RuntimeError("a rule that nobody thought of")

    monkeypatch.setattr(tending, "follow", failing)
    at_once([notifications.tend_alerts] * 3)
    assert sorted(sent_to(database)) == sorted(f"h{n}" for n in range(many) if n != 7)
    monkeypatch.undo()
    later(database, "route_at", 2)
    notifications.tend_alerts()
    assert sorted(sent_to(database)) == sorted(f"h{n}" for n in range(many))


# ---- chains


def test_a_chain_tells_step_by_step_until_somebody_acknowledges(notifications, database):
    set_chain(notifications, step("dewi", 5), step("eka", 10, repeat=1), step("lurah", 10))
    set_rule(notifications, targets=[], chain="urgent")
    alert = raised(notifications)
    told = []
    for _ in range(3):
        later(database, "due_at", 11, "alert_chains")
        notifications.tend_alerts()
        told.append((len(sent_to(database)), len(sent_to(database, "eka"))))
    assert told == [(1, 0), (1, 1), (1, 2)]
    [running] = shown(notifications, alert)["chains"]
    assert (running["step"], running["targets"]) == (3, [{"kind": "person", "code": "lurah"}])
    call(notifications, "acknowledge_alert", BUDI, alert=alert)
    later(database, "due_at", 60, "alert_chains")
    notifications.tend_alerts()
    assert sent_to(database, "lurah") == []
    assert shown(notifications, alert)["chains"][0]["due_at"] is None


def test_two_workers_tell_each_step_once(notifications, database):
    set_chain(notifications, *[step(f"p{n}", 1) for n in range(5)])
    set_rule(notifications, targets=[], chain="urgent")
    for n in range(6):
        raised(notifications, key=f"k{n}", topic=f"t{n}", tend=False)
    at_once([notifications.tend_alerts] * 3)
    for _ in range(5):
        later(database, "due_at", 2, "alert_chains")
        at_once([notifications.tend_alerts] * 3)
    for n in range(5):
        assert len(sent_to(database, f"p{n}")) == 6
    assert database.execute("SELECT count(*) FROM notifications.deliveries") == [(30,)]


WORKER = """
import os, sys, threading
from zoneinfo import ZoneInfo
from libs.kit.db import Database
from services.notifications.alerts import telling, tending
tell = telling.tell
def slowly(*args):
    found = tell(*args)
    print("told", flush=True)
    threading.Event().wait()  # before the commit: until somebody kills us
    return found
telling.tell = slowly
tending.tend(Database(sys.argv[1], 2), ZoneInfo("Asia/Jakarta"))
"""


def test_a_worker_that_is_killed_in_the_middle_of_a_step_leaves_it_to_another(
    notifications, database
):
    set_chain(notifications, step("eka", 1), step("lurah", 10))
    set_rule(notifications, targets=[], chain="urgent")
    alert = raised(notifications)
    later(database, "due_at", 2, "alert_chains")
    command = [sys.executable, "-c", WORKER, database.url("notifications")]
    with subprocess.Popen(command, stdout=subprocess.PIPE, env=os.environ) as worker:
        assert worker.stdout is not None
        assert worker.stdout.readline() == b"told\n"
        notifications.tend_alerts()  # a replica that finds the row taken
        assert sent_to(database, "eka") == []
        worker.send_signal(signal.SIGKILL)

    def told():
        notifications.tend_alerts()
        return sent_to(database, "eka") == ["Air pasang masuk TPS"]

    until(told)
    notifications.tend_alerts()
    assert whats(notifications, alert).count("escalated") == 1


# ---- preview


def test_a_preview_says_who_would_be_told_when_and_why_others_would_not(notifications):
    set_chain(notifications, step("eka", 5, repeat=1), step("lurah", 10))
    rule = {
        "code": "tried",
        "name": "dicoba",
        "order": 1,
        "match": {"severity": "major"},
        "targets": [{"kind": "person", "code": "dewi"}],
        "chain": "urgent",
        "wall": True,
        "stop": True,
    }
    asked = {"topic": "incident.flood", "severity": "major", "area": "1971", "rule": rule}
    at = "2026-11-22T12:00:00Z"
    found = call(notifications, "preview_routing", BUDI, **asked, at=at)
    [taken] = found["rules"]
    assert [one["person"] for one in taken["readers"]] == ["dewi"]
    times = [(one["at"][11:16], one["readers"][0]["person"]) for one in taken["steps"]]
    assert times == [("12:05", "eka"), ("12:10", "eka"), ("12:20", "lurah")]
    assert (found["wall"], found["public"], found["held"]) == (True, False, None)
    minor = call(notifications, "preview_routing", BUDI, **{**asked, "severity": "minor"})
    assert {"code": "tried", "because": "severity"} in minor["missed"]
    rules = call(notifications, "list_routing_rules", ROOT)["items"]
    assert "tried" not in [one["code"] for one in rules]


def test_a_preview_refuses_a_rule_as_setting_it_would(notifications):
    told = [{"kind": "person", "code": "dewi"}, {"kind": "group", "code": "lama"}]
    rule = {"code": "tried", "name": "dicoba", "order": 1, "targets": told}
    asked = {"topic": "incident.flood", "severity": "major", "area": "1971"}

    def refused(**changes):
        with pytest.raises(Invalid) as caught:
            call(notifications, "preview_routing", BUDI, **asked, rule=rule | changes)
        return [(one.field, one.message) for one in caught.value.errors]

    assert refused() == [("targets.1.code", "there is no group lama")]
    lost = refused(targets=told[:1], chain="none", pass_to=["nowhere"])
    assert [field for field, _ in lost] == ["pass_to", "chain"]
    group = {"code": "lama", "name": "Lama", "area": "1971", "members": told[:1]}
    call(notifications, "add_recipient_group", ROOT, **group)
    taken = call(notifications, "preview_routing", BUDI, **asked, rule=rule)["rules"]
    assert "tried" in [one["code"] for one in taken]


# While nobody is on duty


def _people(notifications, alert):
    found = call(notifications, "get_alert", ROOT, alert=alert)
    [told] = [entry["data"] for entry in found["log"] if entry["what"] == "told"]
    return told["readers"], told["standby"]


def test_with_nobody_on_duty_somebody_is_told_all_the_same(notifications, database):
    set_rule(notifications, targets=[{"kind": "on_call", "code": ""}])
    assert _people(notifications, raised(notifications)) == (["admin"], True)
    counts = call(notifications, "count_alerts", ROOT)
    assert counts["nobody_on_duty"] is True
    assert "nobody_on_duty" not in call(notifications, "count_alerts", DEWI)


def test_the_group_siaga_stands_in_and_the_highest_position_for_what_is_critical(notifications):
    set_rule(notifications, targets=[{"kind": "on_call", "code": "BPBD"}])
    members = [{"kind": "person", "code": "dewi"}]
    group = {"code": "siaga", "name": "Siaga", "area": "1971", "members": members}
    call(notifications, "add_recipient_group", ROOT, **group)
    recipients.tell(notifications, "WALI", recipients.holding("ratna"))
    assert _people(notifications, raised(notifications)) == (["dewi", "ratna"], True)
    major = raised(notifications, key="test/2", severity="major", area="1971041001")
    assert _people(notifications, major) == (["dewi"], True)
