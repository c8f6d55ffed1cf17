import pytest

from libs.kit.db import Database
from libs.kit.errors import Invalid, NotFound, PreconditionFailed
from libs.kit.principal import OutsideArea, Principal
from services.elections.domain import OwnEntry
from services.elections.rules import changes, checking, defaults
from services.elections.rules.changes import TooManyRules
from services.elections.rules.domain import RuleShips, UnknownRule
from services.elections.service import ElectionsService
from tests.asking import at_once
from tests.integration.elections.test_results import OTHER, TPS, events
from tests.unit.elections.forms_of import WHOLE, changed

DISTRICT = "197101"
VERIFIER = Principal("verifier", "Pemeriksa", frozenset({"verifier"}), DISTRICT)
ELSEWHERE = Principal("far", "Pemeriksa", frozenset({"verifier"}), "197102")


@pytest.fixture
def stations(call):
    call.stations(TPS, OTHER, dpt={"male": 262, "female": 266, "total": 528})
    return call


def put(call, rule, **said):
    return call("put_rule", election="pilkada", id=rule, **said)["answer"]


def judge(call):
    """Do the jobs that changed rules left."""
    call.service.check_changed_rules()


def rules(call):
    return {one["id"]: one for one in call("list_rules", election="pilkada")["items"]}


def found(call, tps=TPS, contest="walikota"):
    shown = call("get_result", election="pilkada", contest=contest, tps=tps)
    return {one["rule"]: one for one in shown["findings"]}


def listed(call, **asked):
    page = call("list_findings", election="pilkada", **asked)
    return [(one["contest"], one["tps"], one["rule"]) for one in page["items"]]


def review(call, finding, state="explained", note="salah tulis", tps=TPS):
    said = {"rule": finding["rule"], "fields": finding["fields"], "state": state, "note": note}
    place = {"election": "pilkada", "contest": "walikota", "tps": tps}
    return call("review_finding", **place, **said)["answer"]


def counts(database, tps=TPS):
    query = (
        "SELECT r.errors, r.warnings FROM elections.results r JOIN elections.contests c"
        " ON c.key = r.contest WHERE c.id = 'walikota' AND r.tps = %s"
    )
    return database.execute(query, tps)[0]


# ---- rules


def test_an_election_begins_with_the_rules_that_ship_and_has_no_row_of_them(call, database):
    known = rules(call)
    assert list(known) == [rule.id for rule in defaults.shipped()]
    assert not any(one["own"] or one["changed"] or not one["active"] for one in known.values())
    assert database.execute("SELECT count(*) FROM elections.rules") == [(0,)]


def test_a_rule_that_is_switched_off_is_silent_from_the_next_form_on(stations):
    stations.submit(TPS, **changed(valid=260))
    assert set(found(stations)) == {"votes-sum", "total-sum"}
    put(stations, "votes-sum", active=False)
    answer = stations.submit(OTHER, **changed(valid=260))["answer"]
    assert {one["rule"] for one in answer["findings"]} == {"total-sum"}
    assert rules(stations)["votes-sum"]["changed"] is True


def test_what_is_in_is_judged_anew_when_rules_change(stations, database):
    stations.submit(TPS, **changed(valid=260))
    stations.submit(OTHER, **WHOLE)
    job = put(stations, "votes-sum", active=False)["job"]
    put(stations, "own-rule", expression="valid <= 265", message="too many")
    judge(stations)
    assert set(found(stations)) == {"total-sum"}
    assert found(stations, OTHER)["own-rule"]["difference"] == 2
    assert counts(database) == (1, 0)
    told = events(database, "findings_changed")
    assert [(one["tps"], one["findings"]["error"]) for one in told] == [(TPS, 1), (OTHER, 1)]
    assert stations.differences() == []
    last = stations("list_rules", election="pilkada")["job"]
    assert (last["state"], last["done"], last["total"]) == ("done", 2, 2)
    earlier = database.execute("SELECT message FROM elections.jobs WHERE id = %s", job["id"])
    assert earlier == [("given up for a later change of the rules",)]


def test_every_process_judges_by_the_rules_of_now(stations, make_service):
    other = type(stations)(make_service())
    other.submit(TPS, **changed(valid=260))
    put(stations, "votes-sum", severity="warning", tolerance={"absolute": 7})
    answer = other.submit(OTHER, **changed(valid=260))["answer"]
    assert {one["rule"] for one in answer["findings"]} == {"total-sum"}
    put(stations, "votes-sum", severity="warning", tolerance={"absolute": 6})
    answer = other.submit(TPS, **changed(valid=260))["answer"]
    severities = {one["rule"]: one["severity"] for one in answer["findings"]}
    assert severities == {"votes-sum": "warning", "total-sum": "error"}


def test_a_rule_without_a_message_says_its_expression(stations):
    stations.submit(TPS, **WHOLE)
    put(stations, "own-rule", expression="valid <= 1")
    judge(stations)
    assert found(stations)["own-rule"]["message"] == "valid <= 1"
    assert rules(stations)["own-rule"]["message"] == "valid <= 1"


def test_the_reserve_is_an_option_of_the_election(stations):
    stations.submit(TPS, **WHOLE)
    assert found(stations) == {}
    stations("put_options", election="pilkada", reserve_percent=2)
    judge(stations)
    (finding,) = found(stations).values()
    assert (finding["rule"], finding["severity"]) == ("ballots-reserve", "warning")
    assert finding["difference"] == 542 - (528 + 11)
    assert "2 %" in finding["message"]


def test_own_rules_may_be_taken_away_and_those_that_ship_may_not(stations):
    stations.submit(TPS, **WHOLE)
    put(stations, "own-rule", expression="valid <= 1")
    judge(stations)
    assert set(found(stations)) == {"own-rule"}
    stations("delete_rule", election="pilkada", id="own-rule")
    judge(stations)
    assert found(stations) == {}
    with pytest.raises(RuleShips):
        stations("delete_rule", election="pilkada", id="votes-sum")
    with pytest.raises(UnknownRule):
        stations("delete_rule", election="pilkada", id="own-rule")


def test_who_changes_a_rule_that_moved_on_learns_its_version(stations):
    assert rules(stations)["votes-sum"]["version"] == 0
    assert put(stations, "votes-sum", version=0, severity="warning")["version"] == 1
    with pytest.raises(PreconditionFailed) as caught:
        put(stations, "votes-sum", version=0, active=False)
    assert caught.value.extra == {"version": 1}
    assert "version 1 now" in caught.value.detail
    assert rules(stations)["votes-sum"]["active"] is True
    assert put(stations, "votes-sum", version=1, active=False)["version"] == 2
    assert rules(stations)["votes-sum"]["version"] == 2
    assert put(stations, "total-sum", version=0)["version"] == 1  # another rule moves by itself


def test_two_who_make_a_rule_of_one_name_are_told_apart(stations):
    put(stations, "own-rule", version=0, expression="valid <= 1")
    with pytest.raises(PreconditionFailed):
        put(stations, "own-rule", version=0, expression="valid <= 2")
    with pytest.raises(PreconditionFailed):
        stations("delete_rule", election="pilkada", id="own-rule", version=0)
    stations("delete_rule", election="pilkada", id="own-rule", version=1)
    with pytest.raises(PreconditionFailed) as caught:
        put(stations, "own-rule", version=1, expression="valid <= 2")
    assert caught.value.extra == {"version": 0}
    with pytest.raises(Invalid) as wrong:
        put(stations, "own-rule", version="1", expression="valid <= 2")
    assert [one.field for one in wrong.value.errors] == ["version"]


def test_of_two_changes_of_a_rule_at_once_one_stands(stations):
    def change(severity):
        try:
            return put(stations, "votes-sum", version=0, severity=severity)["severity"]
        except PreconditionFailed:
            return None

    said = at_once([lambda s=s: change(s) for s in ("warning", "error", "warning", "error")])
    (stands,) = [one for one in said if one]
    assert (rules(stations)["votes-sum"]["severity"], said.count(None)) == (stands, 3)


def test_a_rule_put_again_with_nothing_said_is_as_it_ships(stations):
    put(stations, "dpt-limit", expression="dpt.total <= 10", severity="error", active=False)
    assert put(stations, "dpt-limit")["changed"] is False


def test_of_a_rule_that_ships_only_what_differs_is_kept(stations, database):
    shipped = rules(stations)["votes-sum"]
    said = {name: shipped[name] for name in ("expression", "severity", "message", "tolerance")}
    put(stations, "votes-sum", **said, active=False)
    rows = database.execute("SELECT expression, severity, tolerance, active FROM elections.rules")
    assert rows == [(None, None, None, False)]
    assert rules(stations)["votes-sum"] == shipped | {
        "active": False,
        "changed": True,
        "version": 1,
    }


def test_what_is_wrong_with_a_rule_is_named(call):
    with pytest.raises(Invalid) as caught:
        put(call, "own-rule", expression="valid == 1\nvalid = 2")
    assert "line 2, column 7" in caught.value.errors[0].message
    with pytest.raises(Invalid) as caught:
        put(call, "own-rule", severity="fatal", tolerance={"percent": 101}, active="yes")
    assert [one.field for one in caught.value.errors] == ["severity", "tolerance.percent", "active"]
    with pytest.raises(Invalid):
        put(call, "own-rule", severity="warning")
    assert "own-rule" not in rules(call)


def test_an_election_has_no_rules_without_end(call, monkeypatch):
    monkeypatch.setattr(changes, "MOST_OWN", 1)
    put(call, "first", expression="valid <= 1")
    put(call, "first", expression="valid <= 2")
    with pytest.raises(TooManyRules):
        put(call, "second", expression="valid <= 1")


def test_rules_of_another_area_are_not_ones_own(call):
    far = Principal("far", "Admin", frozenset({"admin"}), "1972")
    with pytest.raises(OutsideArea):
        put(call.by(far), "votes-sum", active=False)
    with pytest.raises(OutsideArea):
        call.by(far)("list_rules", election="pilkada")


# ---- trying


def test_a_rule_is_tried_on_what_is_in_and_changes_nothing(stations, database):
    stations.submit(TPS, **WHOLE)
    stations.submit(OTHER, **changed(valid=200))
    stations.submit(OTHER, contest="gubernur", votes={"1": 1, "2": 2})

    def tried(call=stations, **asked):
        return call("try_rule", election="pilkada", **asked)

    answer = tried(expression="valid >= 250", severity="error")
    item = {"contest": "walikota", "tps": OTHER, "difference": -50}
    assert answer == {"checked": 2, "found": 1, "items": [item]}
    assert tried(expression="valid >= 250", tolerance={"percent": 20})["found"] == 0
    assert tried(expression="valid >= 250", area=DISTRICT)["found"] == 0
    assert tried(stations.by(VERIFIER), expression="valid >= 250")["checked"] == 1
    with pytest.raises(OutsideArea):
        tried(stations.by(VERIFIER), expression="valid >= 250", area="197102")
    with pytest.raises(Invalid):
        tried(expression="valid")
    assert counts(database) == (0, 0)


def test_a_rule_about_other_ballots_is_tried_too(stations):
    stations.submit(TPS, **WHOLE)
    stations.submit(TPS, contest="gubernur", **changed(users__total__total=274))
    answer = stations(
        "try_rule", election="pilkada", expression="users.total.total == other.users.total.total"
    )
    assert (answer["checked"], [one["difference"] for one in answer["items"]]) == (2, [3, -3])


# ---- across ballots


def test_two_ballots_of_a_station_have_one_dpt_and_nearly_as_many_users(stations, database):
    stations.submit(TPS, **WHOLE)
    wrong = changed(dpt__total=529, dpt__male=263, ballots__received=543, ballots__unused=265)
    stations.submit(TPS, contest="gubernur", **wrong)
    assert found(stations) == {}
    stations.service.check_across_ballots()
    (mine,) = found(stations).values()
    (theirs,) = found(stations, contest="gubernur").values()
    assert (mine["rule"], mine["source"], mine["difference"]) == (
        "ballots-dpt-differs",
        "ballots",
        -1,
    )
    assert "Gubernur" in mine["message"]
    assert theirs["difference"] == 1
    assert counts(database) == (1, 0)
    told = events(database, "findings_changed")
    assert [one["contest"] for one in told] == ["walikota", "gubernur"]
    assert stations.differences() == []

    stations.submit(TPS, contest="gubernur", **WHOLE)
    stations.service.check_across_ballots()
    assert found(stations) == found(stations, contest="gubernur") == {}
    assert stations.differences() == []


def test_users_may_differ_by_the_tolerance(stations):
    def users_differ(by):
        total = {"total": 277 + by, "male": 134 + by, "female": 143}
        stations.submit(TPS, contest="gubernur", users={"total": total})
        stations.service.check_across_ballots()
        return "ballots-users-differ" in found(stations)

    stations.submit(TPS, **WHOLE)
    assert not users_differ(10)
    assert users_differ(11)


def test_only_a_figure_that_ballots_share_has_them_looked_at(stations, database):
    def waiting():
        return database.execute("SELECT count(*) FROM elections.rule_checks")[0][0]

    stations.submit(TPS, votes={"1": 1, "2": 2}, valid=3)
    assert waiting() == 0
    stations.submit(TPS, dpt={"total": 5})
    assert waiting() == 1
    stations.submit(TPS, dpt={"total": 5})
    assert waiting() == 1
    stations.service.check_across_ballots()
    assert waiting() == 0


def test_an_election_of_one_ballot_looks_at_none(empty, database):
    election = {"id": "pilkada", "name": "P", "date": "2024-11-27", "area": "1971"}
    contest = {"id": "walikota", "name": "W", "candidates": [{"number": 1, "name": "Satu"}]}
    empty("register_election", **election, contests=[contest])
    empty.stations(TPS)
    empty.submit(TPS, dpt={"total": 5})
    assert database.execute("SELECT count(*) FROM elections.rule_checks") == [(0,)]


# ---- reviews


def test_a_review_holds_as_long_as_the_figures_do(stations, database):
    stations.submit(TPS, **changed(valid=260))
    votes_sum = found(stations)["votes-sum"]
    left = review(stations.by(VERIFIER), votes_sum)["findings"]
    assert {one["rule"]: one["state"] for one in left} == {
        "votes-sum": "explained",
        "total-sum": "open",
    }
    assert counts(database) == (1, 0)
    (told,) = events(database, "findings_changed")
    assert told["findings"] == {"error": 1, "warning": 0}
    stations.fold()
    assert stations("get_progress", election="pilkada")["contests"][0]["findings"]["error"] == 1

    again = stations.submit(TPS, disabled={"male": 0, "female": 1, "total": 1})["answer"]
    states = {one["rule"]: (one["state"], one["note"]) for one in again["findings"]}
    assert states["votes-sum"] == ("explained", "salah tulis")
    assert counts(database) == (1, 0)
    assert events(database, "result_submitted")[-1]["findings"]["error"] == 1

    changed_again = stations.submit(TPS, valid=261)["answer"]
    assert {one["state"] for one in changed_again["findings"]} == {"open"}
    assert counts(database) == (2, 0)
    assert stations.differences() == []


def test_a_reviewed_finding_goes_with_its_cause(stations, database):
    stations.submit(TPS, **changed(valid=260))
    for finding in found(stations).values():
        review(stations.by(VERIFIER), finding, "verified", None)
    assert counts(database) == (0, 0)
    assert stations.submit(TPS, **WHOLE)["answer"]["findings"] == []
    assert database.execute("SELECT count(*) FROM elections.findings") == [(0,)]


def test_a_review_is_taken_back(stations, database):
    stations.submit(TPS, **changed(valid=260))
    finding = found(stations)["votes-sum"]
    review(stations.by(VERIFIER), finding)
    assert counts(database) == (1, 0)
    review(stations.by(VERIFIER), finding, "open", None)
    assert counts(database) == (2, 0)


def test_who_handed_in_reviews_nothing_and_nobody_outside_the_area(stations):
    stations.submit(TPS, **changed(valid=260))
    finding = found(stations)["votes-sum"]
    with pytest.raises(OwnEntry):
        review(stations, finding)
    with pytest.raises(OutsideArea):
        review(stations.by(ELSEWHERE), finding)
    with pytest.raises(NotFound):
        review(stations.by(VERIFIER), finding | {"fields": ["valid"]})
    with pytest.raises(Invalid) as caught:
        review(stations.by(VERIFIER), finding, "explained", None)
    assert [one.field for one in caught.value.errors] == ["note"]


def test_findings_are_listed_by_what_is_asked_in_pages(stations):
    stations.submit(TPS, **changed(valid=260))
    stations.submit(OTHER, **changed(total=270, invalid=3))
    assert len(listed(stations)) == 4
    assert listed(stations, area=DISTRICT, rule="votes-sum") == [("walikota", TPS, "votes-sum")]
    assert {rule for _, _, rule in listed(stations, severity="warning")} == {
        "total-not-users",
        "total-not-ballots",
    }
    review(stations.by(VERIFIER), found(stations)["votes-sum"])
    assert listed(stations, state="explained") == [("walikota", TPS, "votes-sum")]
    assert listed(stations, contest="gubernur") == listed(stations, source="photo") == []
    assert {tps for _, tps, _ in listed(stations.by(VERIFIER))} == {TPS}
    first = stations("list_findings", election="pilkada", limit=3)
    rest = stations("list_findings", election="pilkada", limit=3, after=first["next"])
    assert (len(first["items"]), len(rest["items"]), rest["next"]) == (3, 1, None)
    with pytest.raises(Invalid):
        listed(stations, after="nonsense")
    assert rules(stations)["total-sum"]["open"] == 1


def test_changes_are_noted_in_the_log(stations, database):
    stations.submit(TPS, **changed(valid=260))
    put(stations, "votes-sum", severity="warning")
    review(stations.by(VERIFIER), found(stations)["votes-sum"])
    noted = database.execute("SELECT what, subject FROM elections.audit_entries ORDER BY id")
    assert [row for row in noted if row[0] in ("rule_changed", "finding_reviewed")] == [
        ("rule_changed", "pilkada/votes-sum"),
        ("finding_reviewed", f"pilkada/walikota/{TPS}"),
    ]


def test_a_job_whose_worker_died_is_done_by_another(stations, database):
    stations.submit(TPS, **changed(valid=260))
    put(stations, "votes-sum", active=False)
    database.execute(
        "UPDATE elections.jobs SET state = 'running', leased_until = now() - interval '1 s'"
    )
    other = ElectionsService()
    other.db = Database(database.url("elections"), 2)
    other.check_changed_rules()
    other.db.close()
    assert set(found(stations)) == {"total-sum"}
    assert checking.KIND == "check-rules"


def test_ballots_handed_in_at_once_are_looked_at_beside_one_another(stations, database):
    """Submissions lock one record each and the loop several: nobody waits for ever."""
    codes = [f"1971011004{number:03}" for number in range(1, 13)]
    stations.stations(*codes)

    def hand_in(contest, order):
        for code in order:
            odd = int(code[-1]) % 2 if contest == "gubernur" else 0
            stations.submit(code, contest=contest, dpt={"total": 500 + odd})

    calls = [
        lambda: hand_in("walikota", codes),
        lambda: hand_in("gubernur", codes[::-1]),
        *[lambda: [stations.service.check_across_ballots() for _ in codes]] * 2,
    ]
    assert not [one for one in at_once(calls) if isinstance(one, Exception)]
    stations.service.check_across_ballots()
    odd = [code for code in codes if int(code[-1]) % 2]
    for contest in ("walikota", "gubernur"):
        assert listed(stations, contest=contest) == [
            (contest, code, "ballots-dpt-differs") for code in odd
        ]
    assert stations.differences() == []
