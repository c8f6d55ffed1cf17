"""What people change: an election's rules, and what is said of a finding."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from sqlalchemy.engine import Connection

from libs.kit import clock
from libs.kit.errors import Conflict, FieldError, Invalid
from libs.kit.request import Request
from services.elections import audit, findings_repository, forms, options_repository
from services.elections.domain import Election
from services.elections.repository import Elections
from services.elections.results_repository import Results
from services.elections.rules import checking, defaults, messages, repository, telling
from services.elections.rules.domain import Choice, Rule, RuleShips, UnknownRule, chosen, least
from services.elections.verification.domain import require_not_own
from services.elections.verification.repository import handed_in

MOST_OWN = 50  # every submission is looked at by each


class TooManyRules(Conflict):
    slug, title = "too-many-rules", "This election has as many rules of its own as it may"


def put(tx: Connection, request: Request) -> dict[str, Any]:
    """Keep what an election says of a rule, and judge all records anew; answers the rule.

    `version`, where given, is the one that was seen, 0 of a rule that is new. Raises Invalid, which
    names line and column of what is wrong in an expression, PreconditionFailed, TooManyRules.
    """
    seen = messages.seen_in(request.data)
    election, choice = _election(tx, request), messages.choice_in(request.data)
    options_repository.hold(tx, election.id)
    rules = repository.of(tx, election.id)
    before = rules.get(choice.id)
    (before or Rule(choice.id, "", "", "")).require_version(seen)
    after = _rule(replace(choice, version=before.version + 1 if before else 1))
    if before is None and sum(rule.own for rule in rules.values()) >= MOST_OWN:
        raise TooManyRules(f"{election.id} has {MOST_OWN} rules of its own")
    _require_usable(tx, election, after)
    shipped = {rule.id: rule for rule in defaults.shipped()}.get(choice.id)
    kept = replace(least(choice, shipped), version=after.version)
    repository.put(tx, election.id, kept, request.principal.id)
    job = judge_anew(tx, election.id, request)
    shown = messages.rule_out(after)
    noted = messages.rule_out(before) if before else None
    audit.note(tx, request, "rule_changed", f"{election.id}/{after.id}", noted, shown)
    return shown | {"job": job}


def delete(tx: Connection, request: Request) -> dict[str, Any]:
    """Take one of the election's own rules away.

    Raises UnknownRule, RuleShips, and PreconditionFailed as `put` does.
    """
    election, rule_id = _election(tx, request), str(request.data.get("id"))
    seen = messages.seen_in(request.data)
    options_repository.hold(tx, election.id)
    rule = repository.of(tx, election.id).get(rule_id)
    if rule is None:
        raise UnknownRule(f"{election.id} has no rule {rule_id}")
    if not rule.own:
        raise RuleShips(f"{rule_id} ships with the software")
    rule.require_version(seen)
    repository.drop(tx, election.id, rule_id)
    job = judge_anew(tx, election.id, request)
    shown = messages.rule_out(rule)
    audit.note(tx, request, "rule_deleted", f"{election.id}/{rule_id}", shown)
    return shown | {"job": job}


def judge_anew(tx: Connection, election_id: str, request: Request) -> dict[str, Any]:
    """Have every process read the rules anew, and all records judged by them; returns the job."""
    options_repository.renew(tx, election_id, request.principal.id)
    return checking.enqueue(tx, election_id, request.principal)


def review(tx: Connection, request: Request) -> dict[str, Any]:
    """Say of a finding what is to be said; answers the record's findings.

    Raises OwnEntry for who handed in for the station, and UnknownFinding.
    """
    data, tps, who = request.data, str(request.data.get("tps")), request.principal
    who.require_area(tps)
    said = messages.review_in(data, who.id, clock.now())
    ballot = Elections(tx).ballot(str(data.get("election")), str(data.get("contest")))
    locked = Results(tx).lock(ballot, tps)
    require_not_own(who.id, handed_in(tx, ballot, tps), tps)
    findings_repository.review(tx, ballot.key, tps, said)
    found = findings_repository.of_record(tx, ballot.key, tps)
    telling.findings_changed(tx, ballot, locked.record, locked.names, found)
    subject = f"{ballot.election.id}/{ballot.contest.id}/{tps}"
    audit.note(tx, request, "finding_reviewed", subject, None, messages.review_out(said))
    version = locked.record.version
    return {"version": version, "findings": [forms.finding_out(one) for one in found]}


def _election(tx: Connection, request: Request) -> Election:
    election = Elections(tx).get(str(request.data.get("election")))
    request.principal.require_area(election.area)
    return election


def _rule(choice: Choice) -> Rule:
    shipped = {rule.id: rule for rule in defaults.shipped()}
    rule = chosen(choice, shipped.get(choice.id))
    if not rule.expression:
        raise Invalid(errors=(FieldError("expression", "a rule of your own needs one"),))
    return rule


def _require_usable(tx: Connection, election: Election, rule: Rule) -> None:
    options = options_repository.current(tx, election.id)
    for ballot in Elections(tx).ballots(election.id).values():
        repository.made_ready([replace(rule, active=True)], ballot, options)
