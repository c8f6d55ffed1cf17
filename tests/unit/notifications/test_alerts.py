"""Alerts, rules and chains by themselves."""

from dataclasses import replace
from datetime import UTC, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from libs.kit.errors import Conflict, Invalid
from services.notifications.alerts import reading, times
from services.notifications.alerts.chains import Chain, Step, timeline
from services.notifications.alerts.domain import (
    ACKNOWLEDGED,
    FIRING,
    OPEN,
    SEVERITIES,
    Cause,
    holds_back,
    risen,
)
from services.notifications.alerts.rules import (
    Match,
    Rule,
    RulesInACircle,
    plan,
    refuse_circles,
    wait_of,
    within,
)
from services.notifications.recipients.domain import Target

AT = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
CAUSE = Cause("k", "incident.flood", "major", "1971031006", "Air pasang")
HOUR = timedelta(hours=1)


def alert(**changes):
    return risen(replace(CAUSE, **changes), "a", "system", AT, None)


ACTS = {
    "acknowledge": lambda one, at: one.acknowledge("sari", at, "", HOUR),
    "unacknowledge": lambda one, at: one.unacknowledge(at),
    "rise": lambda one, at: one.rise(at),
    "worse": lambda one, at: one.rate("critical", at),
    "less": lambda one, at: one.rate("minor", at),
    "resolve": lambda one, at: one.end("resolved", "sari", at),
    "expire": lambda one, at: one.end("expired", "system", at),
}


@given(st.lists(st.sampled_from(sorted(ACTS)), max_size=12))
def test_whatever_is_done_an_alert_is_whole(acts):
    one, at = alert(), AT
    for act in acts:
        at += timedelta(minutes=1)
        before = one
        try:
            one = ACTS[act](one, at)
        except Conflict:
            continue
        assert before.is_open
        assert one.version == before.version + 1
        assert one.round - before.round in (0, 1)
        assert (one.state == ACKNOWLEDGED) == (one.acknowledged_by is not None) or not one.is_open
        if one.round > before.round:
            assert (one.state, one.route_at, one.held) == (FIRING, at, "")
        if not one.is_open:
            assert (one.route_at, one.again_at, one.expires_at) == (None, None, None)


def test_only_what_is_more_severe_breaks_through_an_acknowledgement():
    one = alert().acknowledge("sari", AT, "ya", HOUR)
    assert one.again_at == AT + HOUR
    assert one.rate("minor", AT).state == ACKNOWLEDGED
    assert (one.rate("critical", AT).state, one.rate("critical", AT).round) == (FIRING, 2)


@pytest.mark.parametrize(
    ("changes", "held"),
    [
        ({}, True),
        ({"severity": "critical"}, False),
        ({"topic": "incident.fire"}, False),
        ({"area": "1971031007"}, False),
        ({"area": "1971031006003"}, True),
        ({"area": ""}, False),
        ({"exercise": True}, False),
    ],
)
def test_a_critical_one_holds_back_lesser_ones_of_the_same_topic_and_village(changes, held):
    strong = replace(alert(severity="critical"), id="b")
    assert holds_back(strong, alert(**changes)) is held
    assert not holds_back(strong.end("resolved", "sari", AT), alert(**changes))


def test_a_headline_is_one_line_of_bounded_length():
    assert alert(headline="a\r\nBcc: x\n" + "y" * 500).headline == ("a Bcc: x " + "y" * 500)[:120]


@given(st.times(), st.times(), st.times())
def test_hours_over_midnight_are_the_rest_of_the_day(now, begins, ends):
    if begins != ends:
        assert within(now, begins, ends) != within(now, ends, begins)


@pytest.mark.parametrize(
    ("match", "missed"),
    [
        ({}, ""),
        ({"topic": "incident"}, ""),
        ({"topic": "incident.flood"}, ""),
        ({"topic": "incident.flo"}, "topic"),
        ({"severity": "critical"}, "severity"),
        ({"severity": "minor"}, ""),
        ({"most": "minor"}, "most"),
        ({"area": "1971"}, ""),
        ({"area": "1972"}, "area"),
        ({"source": "gis"}, "source"),
        ({"exercise": True}, "exercise"),
        ({"hours": (time(18), time(6))}, ""),
        ({"hours": (time(6), time(18))}, "hours"),
        ({"weekdays": (7,)}, ""),
        ({"weekdays": (1, 2)}, "weekdays"),
    ],
)
def test_all_that_stands_in_a_matcher_has_to_hold(match, missed):
    local = AT.replace(hour=19)  # a Sunday evening
    assert Match(**match).misses(alert(), local) == missed


def rule(code, order, **changes):
    return Rule(code, code, order, Match(), (Target("person", code),), **changes)


def test_rules_are_asked_in_order_until_one_stops_and_pass_on():
    rules = [
        rule("third", 3),
        rule("second", 2, stop=True, wall=True, pass_to=("apart", "deaf")),
        rule("first", 1),
        rule("apart", 0, entry=False, public=True),
        replace(rule("deaf", 0, entry=False), match=Match(area="99")),
    ]
    found = plan(rules, alert(), AT)
    assert [one.code for one in found.taken] == ["first", "second", "apart"]
    assert found.missed == {"deaf": "area", "third": "stop"}
    assert (found.wall, found.public) == (True, True)


@given(st.booleans(), st.booleans())
def test_an_exercise_is_never_for_the_public(exercise, public):
    found = plan([rule("one", 1, public=public)], alert(exercise=exercise), AT)
    assert found.public is (public and not exercise)


def test_what_is_critical_waits_for_nobody():
    gathers = rule("one", 1, wait=HOUR)
    assert [wait_of(gathers, one) for one in SEVERITIES] == [HOUR, HOUR, HOUR, timedelta(0)]


def test_what_is_real_is_never_gathered_with_an_exercise():
    gathers = rule("one", 1, group_by=("topic",))
    assert gathers.gathering(alert()) != gathers.gathering(alert(exercise=True))
    assert gathers.gathering(alert()) == gathers.gathering(alert(area="3201"))


def test_rules_in_a_circle_are_refused_with_the_path():
    with pytest.raises(RulesInACircle) as caught:
        refuse_circles({"a": ["b"], "b": ["c", "d"], "c": [], "d": ["b"]})
    assert "b → d → b" in caught.value.detail
    with pytest.raises(RulesInACircle) as caught:
        refuse_circles({"a": ["a"]})
    assert "a → a" in caught.value.detail


@given(st.dictionaries(st.integers(0, 9), st.lists(st.integers(0, 9), max_size=3), max_size=10))
def test_what_passes_on_to_later_ones_alone_is_never_refused(graph):
    passing = {str(a): [str(b) for b in those if b > a] for a, those in graph.items()}
    refuse_circles(passing)


steps = st.lists(
    st.builds(
        Step,
        st.integers(1, 60).map(lambda n: timedelta(minutes=n)),
        st.just((Target("person", "sari"),)),
        st.just(()),
        st.integers(0, 3),
    ),
    min_size=1,
    max_size=5,
).map(tuple)


@given(steps, st.none() | st.integers(1, 600))
def test_each_step_of_a_chain_is_due_once_and_its_repeats_in_order(those, expires):
    ends = None if expires is None else timedelta(minutes=expires)
    running, told = Chain("c", "c", those, ends).begin(AT), []
    while running.due_at is not None and (ends is None or running.due_at <= AT + ends):
        told.append((running.step, running.turn))
        running = running.told(running.due_at)
    whole = [(place, turn) for place, one in enumerate(those) for turn in range(one.repeat + 1)]
    assert told == whole[: len(told)]
    if ends is None:
        assert told == whole
        assert [(place, turn) for _, place, turn in timeline(those, AT)] == whole


def test_a_chain_reads_back_from_what_is_kept_of_it():
    one = Step(timedelta(minutes=5), (Target("position", "CAMAT"),), ("inbox",), 2)
    assert Step.of(one.to_json()) == one


def test_what_ships_as_data_is_whole():
    rules = {one["code"]: reading.rule(one) for one in times.defaults()["rules"]}
    chains = {one["code"]: reading.chain(one) for one in times.defaults()["chains"]}
    assert all(one.chain in ("", *chains) for one in rules.values())
    assert not any(one.public for one in rules.values())
    refuse_circles({code: one.pass_to for code, one in rules.items()})
    for severity in SEVERITIES:
        for topic in ("incident.flood", "system.disk", "shift.gap"):
            found = plan(rules.values(), alert(severity=severity, topic=topic), AT)
            assert found.taken
    assert all(times.again(one) is None or times.again(one) > timedelta(0) for one in SEVERITIES)


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"code": "A b"}, "code"),
        ({"order": -1}, "order"),
        ({"matches": {}}, "matches"),
        ({"match": {"topic": "a..b"}}, "match.topic"),
        ({"match": {"severity": "loud"}}, "match.severity"),
        ({"match": {"hours": ["25:00", "06:00"]}}, "match.hours"),
        ({"match": {"weekdays": [0]}}, "match.weekdays"),
        ({"targets": [{"kind": "everybody", "code": "x"}]}, "targets.0.kind"),
        ({"targets": [{"kind": "person"}]}, "targets.0.code"),
        ({"targets": []}, "targets"),
        ({"channels": ["http://x"]}, "channels"),
        ({"group": {"by": ["who"], "wait_seconds": 5}}, "group.by"),
        ({"pass_to": "x"}, "pass_to"),
    ],
)
def test_a_rule_that_is_not_whole_is_refused_by_field(changes, field):
    good = {"code": "x", "name": "x", "order": 1, "targets": [{"kind": "on_call"}]}
    reading.rule(good)
    with pytest.raises(Invalid) as caught:
        reading.rule({**good, **changes})
    assert field in [one.field for one in caught.value.errors]


def test_a_step_that_repeats_without_a_wait_is_refused():
    bad = {"wait_minutes": 0, "targets": [{"kind": "on_call"}], "repeat": 3}
    with pytest.raises(Invalid) as caught:
        reading.chain({"code": "x", "name": "x", "steps": [bad]})
    assert [one.field for one in caught.value.errors] == ["steps.0.wait_minutes"]


def test_every_open_state_is_one_of_two():
    assert OPEN == (FIRING, ACKNOWLEDGED)
