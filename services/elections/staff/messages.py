"""Dict ↔ domain for the ad-hoc staff, both ways. Pure but for the key that hides NIK."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from libs.kit import clock
from libs.kit.envelope import Event
from libs.kit.errors import FieldError, Invalid
from libs.kit.ids import is_uuid
from libs.kit.reading import Reader
from services.elections import identity
from services.elections.domain import Election
from services.elections.staff import domain
from services.elections.staff.domain import Applicant, Round

KIND = "nik"
LONGEST_NAME, LONGEST_REASON = 120, 500
FIELDS = ("area", "name", "nik", "birth_date", "no_party")
_NAME = re.compile(r"[^\W\d_][^\d_]*")


@dataclass(frozen=True)
class Hidden:
    """An application as it goes on inside: its NIK a keyed hash and four digits."""

    area: str
    name: str
    nik_hash: bytes
    nik_tail: str
    birth_date: date
    nik_agrees: bool
    no_party: bool

    def to_wire(self) -> dict[str, Any]:
        kept = {"area": self.area, "name": self.name, "nik_tail": self.nik_tail}
        born = self.birth_date.isoformat()
        flags = {"nik_agrees": self.nik_agrees, "no_party": self.no_party}
        return {**kept, **flags, "nik_hash": self.nik_hash.hex(), "birth_date": born}

    @classmethod
    def from_wire(cls, wire: Mapping[str, Any]) -> Hidden:
        known = {name: wire[name] for name in ("area", "name", "nik_tail")}
        flags = {name: wire[name] for name in ("nik_agrees", "no_party")}
        born, hashed = date.fromisoformat(wire["birth_date"]), bytes.fromhex(wire["nik_hash"])
        return cls(**known, **flags, nik_hash=hashed, birth_date=born)


def hidden(data: dict[str, Any], key: bytes) -> dict[str, Any]:
    """Read an application and return it with the NIK hidden; raises Invalid for each field."""
    reader = Reader(data)
    reader.only(("election", "round", *FIELDS))
    found = application(reader, key)
    round_id = id_of(reader, "round")
    reader.end()
    return {"election": str(data.get("election")), "round": round_id, **found.to_wire()}


def application(reader: Reader, key: bytes) -> Hidden:
    """Read one application; what is wrong with it stands in the reader's errors."""
    area = reader.code("area", *domain.PLACE.values())
    name = " ".join(reader.text("name", longest=LONGEST_NAME).split())
    if name and not _NAME.fullmatch(name):
        reader.wrong("name", "needs letters and no digits")
    digits, born = nik(reader), reader.day("birth_date")
    no_party = reader.flag("no_party")
    hashed = identity.hashed(key, KIND, digits)
    agrees = bool(digits) and domain.agrees(digits, born)
    return Hidden(area, name, hashed, digits[-domain.TAIL :], born, agrees, no_party)


def nik(reader: Reader) -> str:
    """Read the field `nik`; no error ever says what was given."""
    value = reader.raw("nik")
    digits = domain.nik(value) if isinstance(value, str) else None
    if digits is None:
        reader.wrong("nik", domain.NIK_FORM)
    return digits or ""


def id_of(reader: Reader, name: str) -> str:
    value = str(reader.raw(name))
    if not is_uuid(value):
        reader.wrong(name, "needs an id")
    return value


def known_id(data: Mapping[str, Any], name: str) -> str:
    """Return the id of an address; raises Invalid."""
    reader = Reader(dict(data))
    found = id_of(reader, name)
    reader.end()
    return found


def words(reader: Reader, name: str, *, needed: bool) -> str:
    """Read what somebody wrote, which must not have a NIK in it."""
    given = reader.raw(name)
    if not needed and given in (None, ""):
        return ""
    text = reader.text(name, longest=LONGEST_REASON)
    if domain.NIK_INSIDE.search(text):
        reader.wrong(name, "must not have a NIK in it")
        return ""
    return text


def round_in(data: dict[str, Any], round_id: str, root: str) -> Round:
    """Read a round; raises Invalid that names each field."""
    reader = Reader(data)
    reader.only(("election", "body", "area", "name", "opens", "closes", "term_ends"))
    body = reader.one_of("body", domain.BODIES, "")
    area = reader.code("area", 2, 4, 6, 10, 13)
    if not body:
        reader.wrong("body", f"needs one of {', '.join(domain.BODIES)}")
    elif len(area) > domain.PLACE[body]:
        reader.wrong("area", f"is smaller than what has a {body.upper()}")
    if area and not area.startswith(root):
        reader.wrong("area", "lies outside the election's area")
    name = words(reader, "name", needed=False) or body.upper()
    opens, closes, ends = (reader.day(one) for one in ("opens", "closes", "term_ends"))
    for before, after, field in ((opens, closes, "closes"), (closes, ends, "term_ends")):
        if before > after:
            reader.wrong(field, "lies before what comes first")
    reader.end()
    return Round(round_id, str(data.get("election")), body, area, name, opens, closes, ends)


def decision_in(data: dict[str, Any]) -> tuple[str, str, str, int]:
    """Read (applicant, decision, reason, version); a refusal needs its reason."""
    reader = Reader(data)
    reader.only(("election", "applicant", "decision", "reason", "version"))
    applicant = id_of(reader, "applicant")
    decision = reader.one_of("decision", domain.DECISIONS, "")
    if not decision:
        reader.wrong("decision", f"needs one of {', '.join(domain.DECISIONS)}")
    reason = words(reader, "reason", needed=decision == domain.REFUSED)
    version = reader.integer("version", 1, 2**31 - 1)
    reader.end()
    return applicant, decision, reason, version


def objection_in(data: dict[str, Any]) -> tuple[str, str]:
    """Read (applicant, note)."""
    reader = Reader(data)
    reader.only(("election", "applicant", "note"))
    found = id_of(reader, "applicant"), words(reader, "note", needed=True)
    reader.end()
    return found


def objection_decision_in(data: dict[str, Any]) -> tuple[str, bool, str]:
    """Read (objection, uphold, reason)."""
    reader = Reader(data)
    reader.only(("election", "objection", "uphold", "reason"))
    found = id_of(reader, "objection"), reader.flag("uphold"), words(reader, "reason", needed=True)
    if reader.raw("uphold") is None:
        reader.wrong("uphold", "needs true or false")
    reader.end()
    return found


def choice(data: Mapping[str, Any], name: str, choices: Sequence[str]) -> str | None:
    """Return a filter of a list, None where it is not given; raises Invalid."""
    value = data.get(name)
    if value is not None and value not in choices:
        raise Invalid(errors=(FieldError(name, f"needs one of {', '.join(choices)}"),))
    return value


def round_out(one: Round, counts: Mapping[str, int]) -> dict[str, Any]:
    days = {name: getattr(one, name).isoformat() for name in ("opens", "closes", "term_ends")}
    return {
        "id": one.id,
        "body": one.body,
        "area": one.area,
        "name": one.name,
        **days,
        "erased_at": one.erased_at and clock.to_text(one.erased_at),
        "applicants": {state: counts.get(state, 0) for state in domain.STATES},
    }


def applicant_out(
    one: Applicant, voting_day: date, elsewhere: int, filed: Sequence[Mapping[str, Any]]
) -> dict[str, Any]:
    """Return an applicant as an operator sees it; of the NIK, its last four digits."""
    plain = ("id", "round", "body", "area", "name", "nik_tail", "no_party", "state", "reason")
    return {
        **{name: getattr(one, name) for name in plain},
        "birth_date": one.birth_date and one.birth_date.isoformat(),
        "requirements": domain.requirements(one, voting_day, elsewhere),
        "party": one.party,
        "party_checked_at": clock.to_text(one.party_checked_at),
        "objections": [objection_out(row) for row in filed],
        "version": one.version,
    }


def objection_out(row: Mapping[str, Any]) -> dict[str, Any]:
    plain = ("id", "applicant", "state", "note", "filed_by", "decision", "decided_by")
    decided = row["decided_at"] and clock.to_text(row["decided_at"])
    filed = clock.to_text(row["filed_at"])
    return {name: row[name] for name in plain} | {"filed_at": filed, "decided_at": decided}


def member_out(one: Applicant) -> dict[str, Any]:
    """Return a member of a body as its roster shows him."""
    return {name: getattr(one, name) for name in ("id", "body", "area", "name", "state", "party")}


def party_membership_found(election: Election, area_name: str, row: Mapping[str, Any]) -> Event:
    """Return the fact that a party lists an accepted member: neither NIK nor name is in it."""
    data = {
        "election": election.id,
        "election_name": election.name,
        "rehearsal": election.rehearsal,
        "staff": row["id"],
        "body": row["body"],
        "area": row["area"],
        "area_name": area_name,
    }
    return Event("party_membership_found", row["id"], data)
