"""The SMS line: a message becomes a submission of its station's crew, and an answer."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy.engine import Connection

from libs.kit.errors import KendaliError
from libs.kit.principal import OutsideArea
from libs.kit.request import Request
from services.elections import audit, intake
from services.elections.domain import Ballot, Submission
from services.elections.repository import Elections
from services.elections.sms import domain
from services.elections.sms.domain import Message
from services.elections.sms.repository import Received

TAKEN, PARTLY, REFUSED, UNKNOWN = STATES = ("taken", "partly", "refused", "unknown-sender")
# A form is done for this road when these are there; the rest of it comes by other roads.
WANTED = ("S", "T", "J", "P", "M", "R", "U", "X", "N")
REFUSALS = {
    "unknown-station": "TPS ini tidak terdaftar. Periksa kodenya",
    "result-already-final": "hasil TPS ini sudah final. Hubungi PPS",
    "election-closed": "pemasukan hasil sudah ditutup. Hubungi PPS",
    "outside-area": "nomor ini tidak terdaftar untuk TPS ini. Hubungi PPS",
}


@dataclass(frozen=True)
class Sms:
    """A message as it came: `area` is what its sender may send for, None for nobody we know.

    `request` is what brought it, for the audit log.
    """

    id: str
    election: str
    channel: str
    who: str
    area: str | None
    tail: str
    text: str
    received_at: datetime
    request: Request


def take(tx: Connection, sms: Sms) -> dict[str, Any]:
    """Keep the message and hand in what can be understood of it; returns what the sender is told.

    A message that comes again (the provider's id) is answered as before by the command's id.
    """
    row = _row(sms) | _taken(tx, sms)
    Received(tx).keep(row)
    return row


def accept(tx: Connection, sms: Sms) -> dict[str, Any]:
    """Hand in a message whose sender nobody knew, because an operator vouches for it."""
    found = _taken(tx, sms)
    Received(tx).change(sms.id, who=sms.who, **found)
    return _row(sms) | found


def _row(sms: Sms) -> dict[str, Any]:
    return {
        "id": sms.id,
        "election": sms.election,
        "received_at": sms.received_at,
        "channel": sms.channel,
        "who": sms.who,
        "tail": sms.tail,
        "text": sms.text[: domain.LONGEST_TEXT],
    }


def _taken(tx: Connection, sms: Sms) -> dict[str, Any]:
    message = domain.read(sms.text)
    ballot = _ballot(tx, sms.election, message.ballot) if not message.problem else None
    if ballot is None:
        problem = message.problem or f"{domain.HEAD}{message.ballot}: surat suara ini tidak ada"
        return _answer(message, REFUSED, f"{problem}. Tidak ada yang disimpan.")
    told = {"contest": ballot.contest.id}
    if sms.area is None:
        text = f"{message.tps}: nomor ini belum terdaftar. Pesan disimpan, operator akan memeriksa."
        return _answer(message, UNKNOWN, text) | told
    try:
        return _handed_in(tx, sms, ballot, message) | told
    except KendaliError as error:
        if error.slug not in REFUSALS:
            raise
        text = f"{message.tps}: {REFUSALS[error.slug]}. Tidak ada yang disimpan."
        return _answer(message, REFUSED, text) | told


def _handed_in(tx: Connection, sms: Sms, ballot: Ballot, message: Message) -> dict[str, Any]:
    numbers = ballot.contest.numbers
    figures, strange = domain.paths(message.figures, numbers)
    odd = [*message.odd, *strange]
    known = domain.fields(numbers)
    message = replace(message, figures={t: f for t, f in message.figures.items() if t in known})
    if not message.tps.startswith(sms.area or ""):
        raise OutsideArea
    if not figures:
        text = domain.reply(ballot.contest.name, message, list(known), odd)
        return _answer(message, REFUSED, text)
    submission = Submission(
        sms.id, message.tps, sms.channel, sms.who, sms.received_at, None, figures
    )
    answer = intake.submit(tx, ballot, submission)
    audit.handed_in(tx, sms.request, ballot, submission, answer)
    form = answer["form"]
    votes = list(domain.CANDIDATES[: len(numbers)])
    missing = [tag for tag in (*votes, *WANTED) if not _entered(form, known[tag])]
    text = domain.reply(ballot.contest.name, message, missing, odd)
    state = PARTLY if odd else TAKEN
    return _answer(message, state, text) | {"submission": sms.id}


def _answer(message: Message, state: str, text: str) -> dict[str, Any]:
    reply = text[: domain.LONGEST_REPLY]
    found = {"tps": message.tps, "contest": "", "state": state, "reply": reply}
    return found | {"submission": None}


def _ballot(tx: Connection, election: str, number: int) -> Ballot | None:
    """Return the election's n-th contest, counted from 1."""
    ballots = list(Elections(tx).ballots(election).values())
    return ballots[number - 1] if 0 < number <= len(ballots) else None


def _entered(form: dict[str, Any], path: str) -> bool:
    place: Any = form
    for name in path.split("."):
        if not isinstance(place, dict) or name not in place:
            return False
        place = place[name]
    return True
