"""The party check of one person, and objections against what it finds."""

from __future__ import annotations

from typing import Any

from sqlalchemy.engine import Connection

from libs.kit import clock
from libs.kit.db import Database
from libs.kit.ids import new_id
from libs.kit.reading import Reader
from libs.kit.request import Request
from services.elections import audit, identity
from services.elections.repository import Elections
from services.elections.settings import Settings
from services.elections.staff import domain, messages, parties, sipol, watch
from services.elections.staff.parties import Objections, Register
from services.elections.staff.repository import Applicants, lock


def look_up(db: Database, settings: Settings, request: Request) -> dict[str, Any]:
    """Check the person of a NIK: `{"election", "nik"}`. The look-up is audited, the NIK is not."""
    reader = Reader(request.data)
    reader.only(("election", "nik"))
    digits = messages.nik(reader)
    reader.end()
    with db.begin() as tx:
        election = Elections(tx).get(str(request.data.get("election"))).id
    asked = sipol.ask(settings, digits)  # outside of any transaction: it may take seconds
    hashed = identity.hashed(settings.identity_key, messages.KIND, digits)
    with db.begin() as tx:
        found = _answer(tx, election, hashed, asked)
        mine = [
            _row(one) | {"round": one.round}
            for one in Applicants(tx, election).of(hashed)
            if request.principal.covers(one.area)
        ]
        about = {"party": found["party"], "applicants": [one["id"] for one in mine]}
        audit.note(tx, request, "staff_party_checked", election, None, about)
    return found | {"nik_tail": digits[-domain.TAIL :], "applicants": mine}


def _answer(tx: Connection, election: str, hashed: bytes, asked: sipol.Asked) -> dict[str, Any]:
    """Put the sources together and keep the answer with the person's applications."""
    register = Register(tx, election)
    listed = register.listings(hashed)
    service = parties.absent(listed) if asked is False else _told(asked)
    party = parties.answered(listed, service, Objections(tx, election).last(hashed))
    told = isinstance(asked, list) and bool(asked)
    source = "service" if told or (asked is None and not listed) else "register"
    now = clock.now()
    people = Applicants(tx, election)
    if party == domain.LISTED:
        new = [one for one in people.of(hashed) if one.party != party]
        watch.tell(tx, election, [_row(one) for one in new if one.state == domain.ACCEPTED])
    people.set_party(hashed, party, source, now)
    times = [one["at"] for one in register.parties()]
    return {
        "party": party,
        "listings": [*(listed or ()), *(asked or ())],
        "checked_at": clock.to_text(now),
        "register_from": clock.to_text(min(times)) if times else None,
        "service": "off" if asked is False else "unavailable" if asked is None else "asked",
    }


def _row(one: domain.Applicant) -> dict[str, Any]:
    return {"id": one.id, "body": one.body, "area": one.area}


def _told(asked: Any) -> bool | None:
    return None if asked is None else bool(asked)


def file_objection(tx: Connection, request: Request) -> dict[str, Any]:
    """Note that an applicant objects to being listed; answers the objection."""
    election = Elections(tx).get(str(request.data.get("election"))).id
    applicant, note = messages.objection_in(request.data)
    one = Applicants(tx, election).get(applicant, alone=True)
    request.principal.require_area(one.area)
    if one.nik_hash is None:
        raise domain.RoundErased
    lock(tx, f"{election}/{one.nik_hash.hex()}")
    if Objections(tx, election).last(one.nik_hash) == domain.OPEN_OBJECTION:
        raise domain.ObjectionOpen
    if one.party != domain.LISTED:
        raise domain.NotListed(f"the check says {one.party}")
    row = {"id": new_id(), "applicant": one.id, "note": note, "filed_by": request.principal.id}
    Objections(tx, election).add(**row, nik_hash=one.nik_hash)
    about = {"objection": row["id"]}
    audit.note(tx, request, "staff_objection_filed", f"{election}/{one.id}", None, about)
    return _settled(tx, election, one.nik_hash, row["id"], domain.FILED)


def decide_objection(tx: Connection, request: Request) -> dict[str, Any]:
    """Uphold or reject an objection; answers it."""
    election = Elections(tx).get(str(request.data.get("election"))).id
    objection, uphold, reason = messages.objection_decision_in(request.data)
    objections = Objections(tx, election)
    row = objections.lock(objection)
    one = Applicants(tx, election).get(row["applicant"])
    request.principal.require_area(one.area)
    if row["state"] != domain.OPEN_OBJECTION:
        raise domain.ObjectionDecided(f"it was {row['state']}")
    state = domain.UPHELD_OBJECTION if uphold else domain.REJECTED_OBJECTION
    objections.decide(objection, state=state, decision=reason, decided_by=request.principal.id)
    before, after = {"state": row["state"]}, {"state": state, "objection": objection}
    audit.note(tx, request, "staff_objection_decided", f"{election}/{one.id}", before, after)
    party = domain.UPHELD if uphold else domain.LISTED
    return _settled(tx, election, bytes(row["nik_hash"]), objection, party)


def _settled(
    tx: Connection, election: str, hashed: bytes, objection: str, party: str
) -> dict[str, Any]:
    """Let an objection change what is known of its person, where he is still listed."""
    people = Applicants(tx, election)
    for one in people.of(hashed):
        if one.party in (domain.LISTED, domain.FILED, domain.UPHELD):
            people.set_party(hashed, party, one.party_source, one.party_checked_at)
            break
    row = Objections(tx, election).lock(objection)
    return messages.objection_out(row)
