"""Rules of the map's concerns are set over those that were read, and hold for what follows."""

from datetime import datetime, timedelta

import pytest

from libs.kit.errors import Forbidden, Invalid, PreconditionFailed
from services.gis.layers.domain import VersionNeeded
from services.gis.roads.damages import UnknownDamage
from tests.asking import at_once
from tests.integration.gis.layering import call, who
from tests.integration.gis.roading import CLERK, put_road
from tests.integration.gis.signalling import at, box, plan, register, spot

ADMIN, THEIRS = who("admin", name="Eka"), who("admin", area="1971", name="Fitri")
TPS, OTHER = "1971010001001", "1971010001002"
IRI = {"iri": {"bounds": [6, 9, 12], "source": "Keputusan"}}
DAYS = {"days": {"light": 10, "medium": 5, "heavy": 1, "source": "Keputusan Bupati"}}
GOOD = {"road": IRI, "damage": DAYS, "signal": {"rsrp": {"bounds": [-95, -110], "source": "K"}}}


def _put(gis, which, rules, expected=0, principal=ADMIN):
    return call(gis, f"put_{which}_rules", principal, rules=rules, expected_version=expected)


@pytest.mark.parametrize("which", GOOD)
def test_rules_are_set_over_the_version_that_was_read(gis, which):
    shipped = call(gis, f"get_{which}_rules", CLERK)
    assert (shipped["version"], shipped["who"], shipped["at"]) == (0, None, None)
    with pytest.raises(VersionNeeded):
        _put(gis, which, GOOD[which], None)
    first = _put(gis, which, GOOD[which])["version"]
    with pytest.raises(PreconditionFailed) as caught:
        _put(gis, which, {})
    assert caught.value.extra == {"version": first}
    told = call(gis, f"get_{which}_rules", CLERK)
    assert (told["version"], told["who"]) == (first, "Eka")
    assert told | GOOD[which] == told
    back = _put(gis, which, {}, "*")["version"]
    assert back > first
    assert call(gis, f"get_{which}_rules", CLERK) | {"version": 0, "who": None, "at": None} == (
        shipped
    )


@pytest.mark.parametrize("which", GOOD)
def test_only_an_administrator_of_the_whole_region_sets_them(gis, which):
    for principal in (CLERK, THEIRS):
        with pytest.raises(Forbidden):
            _put(gis, which, GOOD[which], principal=principal)
    assert call(gis, f"get_{which}_rules", CLERK)["version"] == 0


def test_of_two_who_set_them_at_once_the_second_learns_it(gis):
    answers = at_once([lambda: _put(gis, "damage", DAYS)] * 2)
    assert {type(one) for one in answers} == {PreconditionFailed, dict}


@pytest.mark.parametrize(
    ("which", "rules", "fields"),
    [
        ("road", {"iri": {"bounds": [1, 2], "source": ""}}, {"iri.bounds", "iri.source"}),
        ("road", {"sdi": {"bounds": [0, 2, 3], "source": "K", "x": 1}}, {"sdi.bounds", "sdi.x"}),
        ("road", {"both": {}}, {"both"}),
        ("road", [], {"body"}),
        (
            "damage",
            {"days": {"light": -1, "medium": True, "source": "K"}},
            {"days.light", "days.medium", "days.heavy"},
        ),
        (
            "damage",
            {"metres": {"snap": 0, "same": float("nan"), "source": 5}, "hours": {}},
            {"metres.snap", "metres.same", "metres.source", "hours"},
        ),
        (
            "signal",
            {"places": {"operators": ["all"], "enough": 0, "reach_m": "x", "search_m": 5}},
            {f"places.{one}" for one in ("operators", "enough", "reach_m", "again_m", "source")},
        ),
        ("signal", {"rsrp": {"bounds": [-110, -95], "source": "K"}}, {"rsrp.bounds"}),
        ("signal", {"generations": {"data": ["4g", "4g"], "source": "K"}}, {"generations.data"}),
        ("signal", {"generations": {"data": [["4g"]], "source": "K"}}, {"generations.data"}),
        ("signal", {"plans": {"steps": [], "source": "K"}}, {"plans.steps"}),
        (
            "signal",
            {
                "plans": {
                    "source": "K",
                    "steps": [
                        {"plan": "fly", "reason": "mine", "when": {}},
                        {"plan": "sms", "reason": "covered", "when": {"moon": {"least": 1}}},
                        {"plan": "sms", "reason": "covered", "when": {"known": {}}},
                        {"plan": "sms", "reason": "covered", "when": {"known": {"least": "1"}}},
                    ],
                }
            },
            {
                *(f"plans.steps.0.{one}" for one in ("plan", "reason", "when")),
                *("plans.steps.1.when.moon", "plans.steps.2.when.known"),
                "plans.steps.3.when.known.least",
            },
        ),
    ],
)
def test_what_is_wrong_is_named(gis, which, rules, fields):
    with pytest.raises(Invalid) as caught:
        _put(gis, which, rules)
    assert {error.field for error in caught.value.errors} == fields


def test_reports_to_come_are_handled_by_the_rules_that_stand(gis):
    put_road(gis)
    told = {"kind": "pothole", "severity": "heavy"}
    before = call(gis, "report_damage", CLERK, point=[106.11, -2.1002], **told)
    near = {"metres": {"snap": 5, "same": 500, "source": "Keputusan"}}
    _put(gis, "damage", DAYS | near)
    after = call(gis, "report_damage", CLERK, point=[106.112, -2.1002], **told)
    assert _days(after) == timedelta(days=1)
    assert (before["road"], after["road"]) == ("R-1", None)
    assert [one["id"] for one in after["similar"]] == [before["id"]]
    assert _days(call(gis, "get_damage", CLERK, damage=before["id"])) == timedelta(days=3)
    with pytest.raises(UnknownDamage):
        call(gis, "get_damage", CLERK, damage=after["id"] + 1)


def _days(report):
    return datetime.fromisoformat(report["due_at"]) - datetime.fromisoformat(report["reported_at"])


def test_every_spot_and_station_is_looked_at_again_by_new_rules(gis):
    """By strength alone: -100 dBm covers by what ships, and is weak by what was set."""
    register(gis, {TPS: (106.1, -2.1), OTHER: (106.5, -2.1)})
    heard = [{"operator": name, "generation": "4g", "rsrp_dbm": -100} for name in ("a", "b")]
    spot(gis, box(106.1, -2.1), heard)
    spot(gis, at(106.5, -2.1))
    gis.plan_stations()
    assert [plan(gis, one)["signal"] for one in (TPS, OTHER)] == ["covered", "none"]
    assert plan(gis, TPS)["plan"] == "online"
    step = {"plan": "radio", "reason": "no_signal", "when": {"blank": {"least": 1}}}
    rules = GOOD["signal"] | {"plans": {"steps": [step], "source": "Keputusan"}}
    assert _put(gis, "signal", rules)["waiting"] == 2
    [weak] = call(gis, "list_features", ADMIN, layer="blank_spots", properties={"signal": "weak"})[
        "features"
    ]
    assert weak["properties"]["signal"] == "weak"
    gis.plan_stations()
    told = {one: plan(gis, one) for one in (TPS, OTHER)}
    assert (told[TPS]["signal"], told[TPS]["plan"]) == ("weak", None)
    assert (told[OTHER]["plan"], told[OTHER]["reason"]) == ("radio", "no_signal")
