"""Codes are made and used, keys are enrolled and taken back."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from sqlalchemy.engine import Connection

from libs.kit import clock, paging
from libs.kit.errors import FieldError, Invalid
from libs.kit.ids import new_id
from libs.kit.principal import Principal
from libs.kit.request import Request
from services.elections import audit, options_repository
from services.elections.crews import domain, messages, signatures
from services.elections.crews.domain import (
    Code,
    CodeInvalid,
    CodeUsed,
    Key,
    KeyKnown,
    SignatureInvalid,
)
from services.elections.crews.repository import Codes, Keys
from services.elections.domain import Election, Station, UnknownStation
from services.elections.repository import Elections, Stations
from services.elections.scope import narrowed

MOST = messages.MOST_CODES


def make_codes(tx: Connection, secret: bytes, request: Request) -> dict[str, Any]:
    """Make a code for each station asked for; the answer has their ids, not their texts."""
    election = Elections(tx).get(str(request.data.get("election")))
    area, tps, hours = messages.asked_codes(request.data)
    if tps is None:
        codes = _of_area(tx, election, narrowed(request.principal, area, election.area))
    else:
        codes = _registered(tx, election, request.principal, tps)
    now = clock.now()
    until = now + timedelta(hours=hours)
    made = [Code(new_id(), election.id, one, now, request.principal.id, until) for one in codes]
    hashed = [domain.code_hash(secret, domain.code_text(secret, one.id)) for one in made]
    Codes(tx).add(list(zip(made, hashed, strict=True)))
    items = [{"id": one.id, "tps": one.tps} for one in made]
    answer = {"items": items, "expires_at": clock.to_text(until)}
    audit.note(tx, request, "crew_codes_made", election.id, None, answer)
    return answer


def with_texts(secret: bytes, answer: dict[str, Any]) -> dict[str, Any]:
    """Return the answer of `make_codes` with the codes themselves, as people read them."""
    items = [
        one | {"code": domain.shown(domain.code_text(secret, one["id"]))} for one in answer["items"]
    ]
    return answer | {"items": items}


def _of_area(tx: Connection, election: Election, area: str) -> list[str]:
    found = Stations(tx).page(election.id, area, MOST, "")
    if not found:
        raise UnknownStation(f"{election.id} has no polling station in {area}")
    if len(found) > MOST:
        text = f"has more than {MOST} polling stations: ask by sub-district"
        raise Invalid("too large an area", (FieldError("area", text),))
    return [one.code for one in found]


def _registered(
    tx: Connection, election: Election, principal: Principal, tps: list[str]
) -> list[str]:
    for code in tps:
        principal.require_area(code)
        station(tx, election.id, code)
    return tps


def station(tx: Connection, election: str, tps: str) -> Station:
    """Return a polling station of the election; raises UnknownStation."""
    found = Stations(tx).page(election, tps, 1, "")
    if not found:
        raise UnknownStation(f"{election} has no polling station {tps}")
    return found[0]


def enrol(tx: Connection, secret: bytes, request: Request) -> dict[str, Any]:
    """Bind a phone's public key to the station of a code; the same phone may ask again.

    Asked with `{"code", "public_key": JWK}`; answers the key's id and what the page needs to know.
    """
    data = request.data
    public_key = signatures.public_key(data.get("public_key"))
    code = Codes(tx).find(domain.code_hash(secret, str(data.get("code"))))
    if code is None:
        raise CodeInvalid
    known = Keys(tx).by_thumbprint(domain.thumbprint(public_key))
    key = _again(known, code) if known else _enrolled(tx, request, code, public_key)
    return {"key": key.id} | brief(tx, key.election, key.tps)


def _enrolled(tx: Connection, request: Request, code: Code, public_key: Mapping[str, str]) -> Key:
    now = clock.now()
    code.require_open(now)
    key = Key(new_id(), code.election, code.tps, code.id, public_key, now)
    Keys(tx).add(key, domain.thumbprint(public_key))
    Codes(tx).mark_used(code.id, now)
    subject = f"{key.election}/{key.tps}"
    audit.note(tx, request, "crew_enrolled", subject, None, messages.key_out(key))
    return key


def _again(known: Key, code: Code) -> Key:
    if known.code != code.id:
        raise CodeUsed if code.used_at else KeyKnown
    known.require_good()
    return known


def brief(tx: Connection, election: str, tps: str) -> dict[str, Any]:
    """Return the station with its contests and the names of the areas that hold it."""
    ballots = Elections(tx).ballots(election).values()
    names = Elections(tx).names(election, [tps[:length] for length in (2, 4, 6, 10)])
    options = options_repository.current(tx, election)
    return messages.brief_out(ballots, station(tx, election, tps), names, options)


def open_session(tx: Connection, data: Mapping[str, Any]) -> dict[str, Any]:
    """Return whom a signed challenge proves: `{"key", "challenge", "signature"}`."""
    key = Keys(tx).get(str(data.get("key")))
    key.require_good()
    content = domain.session_content(key.id, str(data.get("challenge")))
    if not signatures.verify(key.public_key, content, signatures.decoded(data.get("signature"))):
        raise SignatureInvalid("the challenge was not signed by this key")
    roles = frozenset({"reporter"})
    return Principal(key.principal_id, f"KPPS {key.tps}", roles, key.tps).to_wire()


def revoke_key(tx: Connection, request: Request) -> dict[str, Any]:
    """End a phone's key: what it hands in from now on is refused; what it did hand in stays."""
    key = Keys(tx).get(str(request.data.get("key")))
    request.principal.require_area(key.tps)
    key.require_station(str(request.data.get("election")), key.tps)
    reason = str(request.data.get("reason"))
    Keys(tx).revoke(key.id, request.principal.id, reason, clock.now())
    before, after = messages.key_out(key), messages.key_out(Keys(tx).get(key.id))
    audit.note(tx, request, "crew_key_revoked", f"{key.election}/{key.tps}", before, after)
    return after


def revoke_code(tx: Connection, request: Request) -> dict[str, Any]:
    election, code = str(request.data.get("election")), str(request.data.get("code"))
    ended = Codes(tx).revoke(election, code, clock.now())
    request.principal.require_area(ended.tps)
    after = messages.code_out(ended, clock.now())
    audit.note(tx, request, "crew_code_revoked", f"{election}/{ended.tps}", None, after)
    return after


def codes(tx: Connection, request: Request) -> dict[str, Any]:
    """Return a page of codes, without their texts: `{"election", "area"}`."""
    election, area, (limit, after) = _asked(tx, request)
    rows = Codes(tx).page(election, area, limit, after)
    cut, following = paging.cut(rows, limit, lambda one: f"{one.tps}/{one.id}")
    now = clock.now()
    return {"items": [messages.code_out(one, now) for one in cut], "next": following}


def keys(tx: Connection, request: Request) -> dict[str, Any]:
    """Return a page of enrolled keys: `{"election", "area"}`."""
    election, area, (limit, after) = _asked(tx, request)
    rows = Keys(tx).page(election, area, limit, after)
    cut, following = paging.cut(rows, limit, lambda one: f"{one.tps}/{one.id}")
    return {"items": [messages.key_out(one) for one in cut], "next": following}


def _asked(tx: Connection, request: Request) -> tuple[str, str, tuple[int, str]]:
    election = Elections(tx).get(str(request.data.get("election")))
    area = narrowed(request.principal, request.data.get("area"), election.area)
    return election.id, area, paging.asked(request.data)
