from dataclasses import replace

import pytest

from services.gis import rule_tables
from services.gis.signal.domain import (
    PLANS,
    Facts,
    Heard,
    Nearest,
    Plan,
    by_strength,
    decide,
    faults,
    follow,
    judged,
    overall,
    propose,
    rules_in,
)
from services.gis.signal.states import NotNext, require_next

RULES = rules_in(rule_tables.shipped("signal"))
NONE, WEAK, COVERED = Heard("none", False), Heard("weak", False), Heard("covered", True)
SPEECH = Heard("covered", False)  # 2G
NOBODY = dict.fromkeys(RULES.operators, NONE)


def near(metres):
    return Nearest("7", "Balai desa", metres)


def facts(operators, **nearest):
    return Facts(True, operators, **{name: near(metres) for name, metres in nearest.items()})


@pytest.mark.parametrize(
    ("operators", "signal"),
    [
        ({}, "unknown"),
        (NOBODY, "none"),
        ({"telkomsel": NONE}, "unknown"),  # nobody looked for the others
        (NOBODY | {"telkomsel": WEAK}, "weak"),
        (NOBODY | {"telkomsel": COVERED}, "weak"),  # with one operator it is weak
        (NOBODY | {"telkomsel": COVERED, "indosat": WEAK}, "weak"),
        (NOBODY | {"telkomsel": COVERED, "indosat": COVERED}, "covered"),
        ({"telkomsel": COVERED}, "weak"),
        (NOBODY | {"byru": WEAK}, "weak"),  # one that the rules do not name
    ],
)
def test_a_blank_spot_has_no_operator_at_all(operators, signal):
    assert overall(operators, RULES) == signal


def test_the_best_generation_counts_and_only_some_carry_data():
    looked = [
        {"operator": "telkomsel", "generation": "2g", "signal": "covered"},
        {"operator": "telkomsel", "generation": "4g", "signal": "weak"},
        {"operator": "indosat", "generation": "4g", "signal": "covered"},
        {"operator": "all", "signal": "none"},
    ]
    assert judged(looked, RULES) == {"telkomsel": SPEECH, "indosat": COVERED, "xlsmart": NONE}


@pytest.mark.parametrize(
    ("dbm", "signal"),
    [(-80, "covered"), (-105, "covered"), (-105.1, "weak"), (-115, "weak"), (-115.1, "none")],
)
def test_a_strength_is_judged_by_its_bounds_and_decides_over_a_word(dbm, signal):
    assert by_strength(dbm, RULES) == signal
    looked = [{"operator": "indosat", "signal": "none", "rsrp_dbm": dbm}]
    assert judged(looked, RULES)["indosat"].signal == signal


@pytest.mark.parametrize(
    ("found", "plan", "reason"),
    [
        (facts({"telkomsel": COVERED}), "online", "covered"),
        (facts(NOBODY | {"telkomsel": SPEECH}), "sms", "weak_signal"),
        (facts(NOBODY | {"telkomsel": WEAK}, wifi=1000), "village_wifi", "wifi_near"),
        (facts(NOBODY | {"telkomsel": WEAK}, wifi=1001), "sms", "weak_signal"),
        (facts(NOBODY, covered=10_000, radio=1), "offline", "covered_near"),
        (facts(NOBODY, covered=10_001, radio=20_000), "radio", "radio_reach"),
        (facts(NOBODY, covered=10_001, radio=20_001), "move", "no_signal"),
        (facts({}, covered=10, wifi=10), None, "unknown_signal"),
        (Facts(False, {}), None, "no_point"),
    ],
)
def test_the_first_step_that_holds_is_proposed(found, plan, reason):
    proposal = propose(found, RULES)
    assert (proposal.plan, proposal.reason) == (plan, reason)


def test_every_step_proposes_a_plan_there_is_and_every_table_names_its_source():
    assert {step.plan for step in RULES.steps} == set(PLANS)
    assert all(RULES.sources.values())


def test_what_a_person_decided_stands_and_says_that_facts_changed():
    blank = propose(facts(NOBODY, radio=5), RULES)
    planned = follow(Plan(), blank)
    assert (planned.plan, planned.state, planned.version) == ("radio", "proposed", 1)
    decided = decide(planned, "move")
    assert (decided.state, decided.reason, decided.outdated) == ("changed", "decided", False)
    assert follow(decided, blank) == decided
    covered = follow(decided, propose(facts(NOBODY | {"indosat": COVERED}), RULES))
    assert (covered.plan, covered.state, covered.proposed) == ("move", "changed", "online")
    assert covered.signal == "weak"
    assert covered.outdated
    assert not decide(covered, "online").outdated


def test_a_plan_as_proposed_is_accepted_with_the_rules_reason():
    planned = follow(Plan(), propose(facts(NOBODY, radio=5), RULES))
    accepted = decide(planned, "radio")
    assert (accepted.state, accepted.reason) == ("accepted", "radio_reach")


def test_a_proposal_that_is_not_decided_gives_way():
    planned = follow(Plan(), propose(facts(NOBODY, radio=5), RULES))
    later = follow(planned, propose(facts({}), RULES))
    assert (later.plan, later.state, later.reason) == (None, None, "unknown_signal")
    assert replace(later, version=0) == Plan()


def test_each_wrong_field_of_a_look_is_named():
    looked = [
        {"operator": "", "signal": "good"},
        {"operator": "all", "generation": "6g", "signal": "none", "rsrp_dbm": 7, "hue": 1},
        "all",
    ]
    assert {error.field.removeprefix("properties.signals.") for error in faults(looked)} == {
        *("0.operator", "0.signal", "1.generation", "1.rsrp_dbm", "1.hue", "2"),
    }
    assert faults([])
    assert faults(None)
    assert not faults([{"operator": "all", "rsrp_dbm": -120}])
    assert faults([{"operator": "all", "signal": "none"}] * 2)


def test_a_proposal_goes_step_by_step_and_a_refused_one_may_come_again():
    for state, wanted in [(None, "proposed"), ("proposed", "surveyed"), ("refused", "proposed")]:
        require_next(state, wanted)
    for state, wanted in [(None, "built"), ("proposed", "on_air"), ("on_air", "refused")]:
        with pytest.raises(NotNext):
            require_next(state, wanted)
