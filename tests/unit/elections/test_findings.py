import pytest

from services.elections.domain import Record, Submission
from services.elections.forms import form_in
from services.elections.rules import defaults
from tests.unit.elections.forms_of import BALLOT, CONTEST, TPS, WHOLE, changed


def find(form):
    errors = []
    figures = form_in(form, CONTEST, errors)
    assert errors == []
    return BALLOT.rules.find(figures)


def test_a_form_that_is_right_in_itself_has_no_findings():
    assert find(WHOLE) == ()


@pytest.mark.parametrize(
    ("change", "rule", "severity", "difference"),
    [
        ({"dpt__male": 263}, "sex-sum", "error", -1),
        ({"disabled__total": 3}, "sex-sum", "error", 2),
        ({"users__dptb__total": 5}, "sex-sum", "error", 2),
        ({"users__dpk__total": 6}, "users-sum", "error", -2),
        ({"users__dpt__male": 131}, "users-sum-by-sex", "error", -1),
        ({"dpt__total": 269}, "users-above-dpt", "error", 1),
        ({"disabled__total": 300}, "disabled-above-users", "warning", 23),
        ({"ballots__unused": 260}, "ballots-sum", "error", 4),
        ({"dpt__total": 530}, "ballots-reserve", "warning", -2),
        ({"ballots__received": 541}, "ballots-reserve", "warning", -1),
        ({"votes__no1": 151}, "votes-sum", "error", 1),
        ({"invalid": 9}, "total-sum", "error", 1),
        ({"total": 280}, "total-above-users", "error", 3),
        ({"total": 280}, "total-not-users", "warning", 3),
        ({"total": 270}, "total-not-users", "warning", -7),
        ({"ballots__used": 276}, "total-not-ballots", "warning", 1),
        ({"invalid": 1000}, "figure-range", "error", 1),
        ({"dpt__total": 601}, "dpt-limit", "warning", 1),
    ],
)
def test_a_rule_that_is_broken_says_by_how_much(change, rule, severity, difference):
    found = {finding.rule: finding for finding in find(changed(**change))}
    assert found[rule].severity == severity
    assert found[rule].difference == difference
    assert found[rule].message


def test_fewer_votes_than_users_are_a_warning_and_no_error():
    rules = {finding.rule for finding in find(changed(total=270, invalid=3))}
    assert "total-not-users" in rules
    assert "total-above-users" not in rules


def test_a_finding_names_the_fields_it_compares():
    (finding,) = find(changed(ballots__unused=260))
    assert set(finding.fields) == {
        "ballots.received",
        "ballots.used",
        "ballots.returned",
        "ballots.unused",
    }


def test_a_rule_is_silent_until_all_its_figures_are_there():
    assert find({"votes": {"1": 150, "2": 117}}) == ()
    assert find({"votes": {"1": 150}, "valid": 267, "dpt": {"male": 999}}) == ()


@pytest.mark.parametrize(
    "form",
    [
        {"votes": {"1": 0, "2": 0}},
        {"votes": {"1": 0, "2": 0}, "invalid": 0, "valid": 0, "total": 0},
        {"valid": 0},
        changed(votes__no1=0, votes__no2=0),
    ],
)
def test_a_blank_or_zero_form_is_found(form):
    assert "blank-or-zero" in {finding.rule for finding in find(form)}


def test_one_candidate_without_votes_is_nothing_odd():
    form = changed(votes__no1=0, votes__no2=267)
    assert find(form) == ()


def test_a_limit_belongs_to_the_election():
    wider = defaults.compiled(CONTEST.vote_fields, 700)
    assert wider.find({"dpt.total": 650}) == ()


def test_a_correction_takes_its_findings_away(submission):
    wrong = Record(TPS).take(submission({"votes": {"1": 1, "2": 2}, "valid": 4}), BALLOT)
    assert [finding.rule for finding in wrong.findings] == ["votes-sum"]
    assert (wrong.count("error"), wrong.count("warning")) == (1, 0)
    assert wrong.take(submission({"valid": 3}), BALLOT).findings == ()


def test_what_a_later_part_does_not_bring_stays(submission):
    first = Record(TPS).take(submission({"votes": {"1": 150, "2": 117}}), BALLOT)
    administration = {name: part for name, part in WHOLE.items() if name != "votes"}
    second = first.take(submission(administration), BALLOT)
    assert (first.complete, first.version) == (False, 1)
    assert (second.complete, second.version) == (True, 2)
    assert second.figures["votes.1"] == 150


@pytest.fixture
def submission():
    def make(form) -> Submission:
        return Submission("", TPS, "crew", "", None, None, form_in(form, CONTEST, []))

    return make
