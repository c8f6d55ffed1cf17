"""What is shown of letters: all of one to those on its way, what was sent to its recipients."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from sqlalchemy.engine import Connection

from libs.kit import paging
from libs.kit.errors import FieldError, Invalid
from libs.kit.reading import Reader
from libs.kit.request import Request
from services.eoffice import audit
from services.eoffice.letters import bodies, messages
from services.eoffice.letters.access import keys
from services.eoffice.letters.content import URGENCY, Content
from services.eoffice.letters.delivery import HELD, RECORDS, Delivery, readers
from services.eoffice.letters.desk import Office, subject
from services.eoffice.letters.domain import READY, Letter, UnknownLetter
from services.eoffice.letters.lists_repository import BOXES, HEAD, TITLED, Lists
from services.eoffice.letters.possible import possible
from services.eoffice.letters.repository import Letters
from services.eoffice.numbering.repository import Numbers
from services.eoffice.organisation import acting
from services.eoffice.organisation.acting import Acting

_HIDDEN: dict[str, Any] = {
    "initials": [],
    "next": [],
    "note": "",
    "ladder": None,
    "coordination": [],
}
_TIMES = ("signed_at", "sent_at", "created_at", "changed_at")


class Shelf:
    """A person who looks, as one position (`as`) or as all that they hold or stand in for."""

    def __init__(self, tx: Connection, request: Request, office: Office) -> None:
        self.tx, self.request, self.office = tx, request, office
        named, today = request.data.get("as"), office.today()
        self.positions: list[Acting] = (
            acting.positions_of(tx, request.principal, today)
            if named is None
            else [acting.acting(tx, request.principal, named, today)]
        )
        self.keys = keys(self.positions)
        self.letters = Letters(tx, office.vault, self.keys)

    @property
    def codes(self) -> list[str]:
        return sorted(one.position for one in self.positions)

    def open(self) -> tuple[Letter, list[Delivery]]:
        """Return the letter and where it went; raises UnknownLetter."""
        found = self.letters.get(str(self.request.data.get("letter")))
        return found, self.letters.deliveries(found.id)

    def is_inside(self, letter: Letter) -> bool:
        """Tell whether one is on the letter's way, or keeps its unit's records."""
        return bool(readers(letter, ()) & self.keys)


def letter(shelf: Shelf) -> dict[str, Any]:
    """Return a letter. Whoever opens a secret one is written down."""
    found, sent = shelf.open()
    if found.content.is_secret:
        who = next((o for o in shelf.positions if HELD + o.position in readers(found, sent)), None)
        audit.note(shelf.tx, shelf.request, who, "secret_letter_opened", subject(found.id))
    mine = [d for d in sent if d.position in shelf.codes or f"{RECORDS}{d.unit}" in shelf.keys]
    inside = shelf.is_inside(found)
    found = _numbered(shelf, found) if inside else found
    told = (
        messages.letter_out(found, sent) if inside else messages.letter_out(found, mine) | _HIDDEN
    )
    steps = [possible(found, who, sent) for who in shelf.positions]
    may = list(dict.fromkeys(name for one in steps for name in one))
    due = _due(shelf, found, mine)
    return told | due | {"inside": inside, "may": may, "titles": _titles(shelf, told)}


def _numbered(shelf: Shelf, found: Letter) -> Letter:
    """Return the letter with the number that was put in for it before its signing."""
    if found.state != READY or found.number is not None:
        return found
    return replace(found, number=Numbers(shelf.tx).reserved(found.id))


def _due(shelf: Shelf, found: Letter, mine: Iterable[Delivery]) -> dict[str, Any]:
    """Return by when the reader is to follow it up: `{"due", "overdue"}`."""
    deadlines = shelf.office.deadlines()
    days = [
        deadlines.due(one.delivered_at, URGENCY.index(found.content.urgency))
        for one in mine
        if one.position in shelf.codes and one.waits and one.delivered_at is not None
    ]
    first = min(days, default=None)
    late = first is not None and first < deadlines.today
    return {"due": first and first.isoformat(), "overdue": late}


def _titles(shelf: Shelf, told: dict[str, Any]) -> dict[str, str]:
    """Return what the positions that are told of are called."""
    named = {told["drafter"], told["signer"], *(told["ladder"] or ()), *told["coordination"]}
    named |= {one["position"] for one in (*told["initials"], *told["deliveries"])}
    places = shelf.letters.places(code for code in named if code)
    return {code: title for code, (title, _) in sorted(places.items())}


def page(shelf: Shelf) -> dict[str, Any]:
    """Return a page of heads of letters, the newest first."""
    query = messages.query(_asked(shelf.request), BOXES)
    rows = Lists(shelf.tx, shelf.keys, shelf.codes).page(query, shelf.office.zone)
    shown, following = paging.cut(rows, query.limit, lambda row: str(row["id"]))
    told = (*HEAD, *(f"{name}_title" for name in TITLED))
    items = [{**{n: row[n] for n in told}, **_times(row)} for row in shown]
    return {"items": items, "next": following}


def _times(row: Any) -> dict[str, str | None]:
    return {name: messages.moment(row[name]) for name in _TIMES}


def _asked(request: Request) -> dict[str, Any]:
    return {name: value for name, value in request.data.items() if name != "as"}


def counts(shelf: Shelf) -> dict[str, int]:
    """Return how many letters wait for the person, by what they wait for."""
    return Lists(shelf.tx, shelf.keys, shelf.codes).counts()


def drafts(shelf: Shelf) -> dict[str, Any]:
    """Return the drafts of a letter, for those on its way."""
    found = _inside(shelf)
    rows = shelf.letters.drafts(found.id)
    items = [{"draft": r.draft, "position": r.position, "at": messages.moment(r.at)} for r in rows]
    return {"items": items, "next": None}


def draft(shelf: Shelf) -> dict[str, Any]:
    """Return what a draft said, and the note with which it came back."""
    found = shelf.letters.draft(_inside(shelf).id, _number(shelf, "draft"))
    said = messages.content_out(found.content)
    return {"draft": shelf.request.data["draft"], **said, "note": found.note}


def comparison(shelf: Shelf) -> dict[str, Any]:
    """Return how the draft `before` became the draft `after`, by words."""
    found = _inside(shelf)
    before, after = (_number(shelf, name) for name in ("before", "after"))
    old, new = (shelf.letters.draft(found.id, one).content for one in (before, after))
    return {
        "before": before,
        "after": after,
        "subject": bodies.words(old.subject, new.subject),
        "body": bodies.compare(old.body, new.body),
        "others": _others(old, new),
    }


def _others(old: Content, new: Content) -> dict[str, list[Any]]:
    """Return [before, after] of everything else that is not the same."""
    was, became = messages.content_out(old), messages.content_out(new)
    told = was.keys() - {"subject", "body"}
    return {n: [was[n], became[n]] for n in sorted(told) if was[n] != became[n]}


def _number(shelf: Shelf, name: str) -> int:
    reader = Reader(shelf.request.data)
    found = reader.integer(name, 1, 2**31 - 1)
    reader.end()
    return found


def _inside(shelf: Shelf) -> Letter:
    found = shelf.letters.get(str(shelf.request.data.get("letter")))
    if not shelf.is_inside(found):
        raise UnknownLetter("drafts are for those on a letter's way")
    return found


def history(shelf: Shelf) -> dict[str, Any]:
    """Return what was done with a letter by whom as what, the first first, for those on its way."""
    found = _inside(shelf)
    limit, after = paging.asked(shelf.request.data)
    if after and not after.isdigit():
        raise Invalid("not a page", (FieldError("after", "is not from this list"),))
    rows = shelf.letters.acts(subject(found.id), int(after or 0), limit)
    shown, following = paging.cut(rows, limit, lambda row: str(row["id"]))
    return {"items": [_act(row) for row in shown], "next": following}


def _act(row: Any) -> dict[str, Any]:
    told = ("what", "person", "position", "capacity", "origin", "before", "after")
    return {"at": messages.moment(row["at"]), **{name: row[name] for name in told}}
