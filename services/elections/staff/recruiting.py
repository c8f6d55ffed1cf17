"""People apply, are decided on, and are forgotten when their term is over."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from datetime import date, datetime
from typing import Any

from sqlalchemy.engine import Connection

from libs.kit import clock
from libs.kit.errors import FieldError, Invalid, PreconditionFailed
from libs.kit.ids import new_id
from libs.kit.request import Request
from services.elections import audit, options_repository
from services.elections.domain import Election
from services.elections.repository import Elections
from services.elections.staff import domain, messages, parties
from services.elections.staff.domain import Applicant, Round
from services.elections.staff.messages import Hidden
from services.elections.staff.repository import Applicants, Places, Rounds, lock


class Moved(PreconditionFailed):
    slug, title = "applicant-changed", "Somebody else has changed this applicant meanwhile"


def open_round(tx: Connection, request: Request) -> dict[str, Any]:
    """Open a round; answers it."""
    election = Elections(tx).get(str(request.data.get("election")))
    found = messages.round_in(request.data, new_id(), election.area)
    request.principal.require_area(found.area)
    Rounds(tx, election.id).add(found, request.principal.id)
    shown = messages.round_out(found, {})
    audit.note(tx, request, "staff_round_opened", f"{election.id}/{found.id}", None, shown)
    return shown


def apply(tx: Connection, request: Request, today: date, *, service: bool) -> dict[str, Any]:
    """Take an application whose NIK is hidden already; answers its id."""
    election = Elections(tx).get(str(request.data.get("election")))
    given = Hidden.from_wire(request.data)
    request.principal.require_area(given.area)
    found = Rounds(tx, election.id).get(request.data["round"])
    _require_place(tx, found, given.area)
    found.require_open(today)
    party = parties.of_register(tx, election.id, given.nik_hash, service=service)
    made = made_of(found, given, clock.now(), party, service=service)
    if not Applicants(tx, election.id).add([made], request.principal.id):
        raise domain.AlreadyApplied(f"in round {found.id}")
    about = {"round": found.id, "body": made.body, "area": made.area, "party": made.party}
    audit.note(tx, request, "staff_applied", f"{election.id}/{made.id}", None, about)
    return {"id": made.id}


def made_of(
    one: Round, given: Hidden, now: datetime, party: str = domain.UNAVAILABLE, *, service: bool
) -> Applicant:
    """Return the applicant; `service` tells whether a public service is still to be asked."""
    source = "service" if service and party == domain.UNAVAILABLE else "register"
    known: dict[str, Any] = {
        "election": one.election,
        "round": one.id,
        "body": one.body,
        "state": domain.APPLIED,
        "reason": "",
        "party": party,
        "party_source": source,
        "party_checked_at": now,
        "version": 1,
    }
    return Applicant(id=new_id(), **known, **asdict(given))


def misplaced(one: Round, area: str) -> str:
    """Return why a place has no body of this round, empty where it may have one."""
    if len(area) != domain.PLACE[one.body]:
        return f"needs the {domain.PLACE[one.body]} digits of what has a {one.body.upper()}"
    return "" if area.startswith(one.area) else f"lies outside the round's area {one.area}"


def _require_place(tx: Connection, one: Round, area: str) -> None:
    said = misplaced(one, area)
    if not said and not Places(tx, one.election, one.body).known([area]):
        said = "has no polling station of this election"
    if said:
        raise Invalid(errors=(FieldError("area", said),))


def decide(tx: Connection, request: Request) -> dict[str, Any]:
    """Accept, keep in reserve or refuse; an accepted one must meet all that is asked."""
    election = Elections(tx).get(str(request.data.get("election")))
    applicant, decision, reason, version = messages.decision_in(request.data)
    people = Applicants(tx, election.id)
    request.principal.require_area(people.get(applicant).area)
    one = people.get(applicant, alone=True)
    _require_decidable(one, version)
    if decision != domain.REFUSED:
        _require_fit(tx, election, one, decision)
    who = {"decided_by": request.principal.id, "decided_at": clock.now()}
    people.change(one.id, state=decision, reason=reason, **who)
    before, after = {"state": one.state}, {"state": decision}
    audit.note(tx, request, "staff_decided", f"{election.id}/{one.id}", before, after)
    return {"id": one.id, "version": one.version + 1, "state": decision}


def _require_decidable(one: Applicant, version: int) -> None:
    if one.nik_hash is None:
        raise domain.RoundErased
    if one.version != version:
        raise Moved(f"it is at version {one.version}")


def _require_fit(tx: Connection, election: Election, one: Applicant, decision: str) -> None:
    """Raise RequirementsNotMet or BodyFull; who is in reserve may have something pending."""
    assert one.nik_hash is not None  # noqa: S101 - looked at before
    lock(tx, f"{election.id}/{one.body}/{one.area}")
    lock(tx, f"{election.id}/{one.nik_hash.hex()}")
    people = Applicants(tx, election.id)
    elsewhere = people.elsewhere([one]).get(one.id, 0)
    outcomes = domain.requirements(one, election.date, elsewhere)
    wrong = {domain.MET} if decision == domain.ACCEPTED else {domain.MET, domain.PENDING}
    open_ones = [name for name, outcome in outcomes.items() if outcome not in wrong]
    if open_ones:
        raise domain.RequirementsNotMet(", ".join(open_ones), requirements=outcomes)
    size = sizes(tx, election)[one.body]
    taking = decision == domain.ACCEPTED and one.state != domain.ACCEPTED
    if taking and people.accepted(one.body, one.area) >= size:
        raise domain.BodyFull(f"the {one.body.upper()} of {one.area} has {size}")


def sizes(tx: Connection, election: Election) -> dict[str, int]:
    """Return how many members each body has in this election."""
    found = options_repository.current(tx, election.id)
    return {
        domain.PPK: found.staff_ppk,
        domain.PPS: found.staff_pps,
        domain.KPPS: found.staff_kpps,
    }


def erase(tx: Connection, request: Request, today: date) -> dict[str, Any]:
    """Remove names and hashes of a round whose term is over; counts stay."""
    election = Elections(tx).get(str(request.data.get("election")))
    rounds = Rounds(tx, election.id)
    round_id = messages.known_id(request.data, "round")
    one = rounds.get(round_id, alone=True)
    request.principal.require_area(one.area)
    one.require_over(today)
    erased = 0 if one.erased_at else rounds.erase(one.id, clock.now())
    counts = rounds.counts([one.id], one.area).get(one.id, {})
    audit.note(tx, request, "staff_round_erased", f"{election.id}/{one.id}", None, counts)
    return {"erased": erased, "applicants": counts}


def forget(tx: Connection, request: Request, today: date) -> dict[str, Any]:
    """Erase a person who asks for it from all his applications; answers how many they were.

    Nothing is erased while one of them has a seat whose term runs: TermNotOver. An application that
    was open ends as refused, as nobody is left to decide on.
    """
    election = Elections(tx).get(str(request.data.get("election"))).id
    people = Applicants(tx, election)
    one = people.get(messages.known_id(request.data, "applicant"))
    if one.nik_hash is None:
        raise domain.RoundErased
    mine = people.of(one.nik_hash, alone=True)
    lock(tx, f"{election}/{one.nik_hash.hex()}")
    for each in mine:
        request.principal.require_area(each.area)
        if each.state == domain.ACCEPTED:
            Rounds(tx, election).get(each.round).require_over(today)
    erased = people.erase(one.nik_hash, request.principal.id, clock.now())
    subject = f"{election}/{one.id}"
    audit.note(tx, request, "staff_person_erased", subject, None, {"applications": erased})
    return {"id": one.id, "erased": erased}


def shown(tx: Connection, election: Election, many: Sequence[Applicant]) -> list[dict[str, Any]]:
    """Return applicants as an operator sees them."""
    ids = [one.id for one in many]
    elsewhere = Applicants(tx, election.id).elsewhere(many)
    filed = parties.Objections(tx, election.id).of(ids)
    return [
        messages.applicant_out(one, election.date, elsewhere.get(one.id, 0), filed.get(one.id, []))
        for one in many
    ]
