"""What crews sign: checked before a submission is taken in, kept beside it, checked again later."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import orjson
from sqlalchemy.engine import Connection

from libs.kit import clock
from libs.kit.errors import FieldError, Forbidden
from libs.kit.principal import Principal
from libs.kit.request import Request
from services.elections.crews import domain, messages, signatures
from services.elections.crews.domain import (
    KeyElsewhere,
    SignatureInvalid,
    SignatureMissing,
    Signed,
)
from services.elections.crews.repository import Keys, Signatures
from services.elections.domain import UnknownElection
from services.elections.repository import Elections

CREW = "crew:"


class CrewChannel(Forbidden):
    slug, title = "crew-channel", "A crew hands in by the channel crew"


@dataclass(frozen=True)
class Opened:
    """A submission's body without its signature, and the signature once it was found right."""

    data: dict[str, Any]
    signed: Signed | None = None


def opened(tx: Connection, request: Request) -> Opened:
    """Check the signature of a submission before it is taken in.

    Anybody may bring what a crew signed; who came by a crew's key brings nothing else. Raises
    SignatureMissing, SignatureInvalid, UnknownKey, KeyRevoked or KeyElsewhere.
    """
    data = {name: value for name, value in request.data.items() if name != "signature"}
    given = request.data.get("signature")
    if given is None:
        _require_no_crew(request)
        return Opened(data)
    if data.get("channel") not in (None, "crew"):
        raise CrewChannel(errors=(FieldError("channel", "is crew where a crew signs"),))
    content = domain.submission_content(data, str(request.command_id))
    claim = Claim(given.get("key"), given.get("value"), "signature.value")
    return Opened(data, _checked(tx, request, claim, content))


def of_photo(tx: Connection, request: Request, sha256: str) -> Signed | None:
    """Check the signature of a photo, as `opened` does; None where nobody signed it.

    The photo's data names its place, and may have `signing_key` and `signature`.
    """
    key, value = (request.data.get(name) for name in ("signing_key", "signature"))
    if key is None and value is None:
        _require_no_crew(request)
        return None
    content = domain.photo_content(request.data, str(request.command_id), sha256)
    return _checked(tx, request, Claim(key, value, "signature"), content)


@dataclass(frozen=True)
class Claim:
    """The key that somebody says has signed, the signature, and the field that this stands in."""

    key: Any
    value: Any
    field: str


def _require_no_crew(request: Request) -> None:
    if request.principal.id.startswith(CREW):
        raise SignatureMissing


def _checked(tx: Connection, request: Request, claim: Claim, content: bytes) -> Signed:
    key = Keys(tx).get(str(claim.key))
    if request.principal.id.startswith(CREW) and request.principal.id != key.principal_id:
        raise KeyElsewhere("signed by another key than the one that opened this session")
    key.require_station(str(request.data.get("election")), str(request.data.get("tps")))
    key.require_good()
    signature = signatures.decoded(claim.value)
    if not signatures.verify(key.public_key, content, signature):
        raise SignatureInvalid(errors=(FieldError(claim.field, "does not fit the content"),))
    return Signed(str(request.command_id), key.id, content.decode(), signature)


def keep(tx: Connection, found: Opened, answer: dict[str, Any]) -> dict[str, Any]:
    """Keep the signature in the submission's transaction; the answer says whose it is."""
    if found.signed is None:
        return answer
    Signatures(tx).keep(found.signed)
    return answer | {"signed_by": found.signed.key}


def evidence(tx: Connection, who: Principal, election: str, submission: str) -> dict[str, Any]:
    """Check a kept signature again: whether it is right, and says what is kept."""
    signed, row = Signatures(tx).get(submission)
    who.require_area(row["tps"])
    key = Keys(tx).get(signed.key)
    if key.election != election:
        raise UnknownElection(f"{submission} is no submission of {election}")
    said = orjson.loads(signed.content)
    ballot = Elections(tx).ballots(election).get(said["contest"])
    same_place = ballot is not None and (ballot.key, said["tps"]) == (row["contest"], row["tps"])
    agrees = same_place and domain.says(said["form"], row["figures"])
    return {
        "submission": signed.submission,
        "valid": signatures.verify(key.public_key, signed.content.encode(), signed.signature),
        "agrees": agrees and said["id"] == signed.submission,
        "content": signed.content,
        "signature": signatures.encoded(signed.signature),
        "received_at": clock.to_text(row["received_at"]),
        "key": messages.key_out(key),
    }
