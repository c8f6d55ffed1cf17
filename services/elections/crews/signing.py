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
        if request.principal.id.startswith(CREW):
            raise SignatureMissing
        return Opened(data)
    return Opened(data, _checked(tx, request, dict(given)))


def _checked(tx: Connection, request: Request, given: dict[str, Any]) -> Signed:
    data = request.data
    key = Keys(tx).get(str(given.get("key")))
    if request.principal.id.startswith(CREW) and request.principal.id != key.principal_id:
        raise KeyElsewhere("signed by another key than the one that opened this session")
    if data.get("channel") not in (None, "crew"):
        raise CrewChannel(errors=(FieldError("channel", "is crew where a crew signs"),))
    key.require_station(str(data.get("election")), str(data.get("tps")))
    key.require_good()
    content = domain.submission_content(data, str(request.command_id))
    signature = signatures.decoded(given.get("value"))
    if not signatures.verify(key.public_key, content, signature):
        raise SignatureInvalid(errors=(FieldError("signature.value", "does not fit the content"),))
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
