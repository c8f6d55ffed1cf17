"""Files that go along with a letter: put and taken off by its drafter, read by its readers."""

from __future__ import annotations

from typing import Any

from libs.kit.errors import Conflict, FieldError, Invalid, NotFound
from libs.kit.ids import is_uuid
from libs.kit.reading import Reader
from services.eoffice import audit
from services.eoffice.letters import messages, sniffing
from services.eoffice.letters.attachments_repository import Attachments
from services.eoffice.letters.desk import Desk, subject
from services.eoffice.letters.domain import Letter
from services.eoffice.letters.shown import Shelf
from services.eoffice.scanning import scan

MOST = 20


class UnknownAttachment(NotFound):
    slug, title = "unknown-attachment", "The letter has no such attachment"


class TooManyAttachments(Conflict):
    slug, title = "too-many-attachments", "A letter has no room for more attachments"


def add(desk: Desk) -> dict[str, Any]:
    """Add the file that comes along to a draft: `{"letter", "version", "name"}`."""
    data = desk.request.data
    reader = Reader(data)
    reader.only(("as", "letter", "version", "name"))
    name = reader.text("name", default="", longest=1000)
    reader.end()
    desk.letters.get(str(data.get("letter")))  # a stranger's file is not looked at
    file = sniffing.look(name, desk.request.attachment)
    scan(desk.office.clamd, file.data)
    before, after = _changed(desk)
    store = Attachments(desk.tx, desk.office.vault, before.id)
    if len(store.all()) >= MOST:
        raise TooManyAttachments(f"at most {MOST}")
    secret = after.content.is_secret
    added = store.add(file, after.draft, desk.position, secret=secret)
    desk.put(before, after, "letter_attachment_added")
    # The answer is kept with the command, in clear.
    hidden: dict[str, Any] = {"name": None} if secret else {}
    return {**added, **hidden, "version": after.version}


def remove(desk: Desk) -> dict[str, Any]:
    """Take a file off a draft: `{"letter", "version", "attachment"}`."""
    before, after = _changed(desk)
    wanted = _id(desk.request.data)
    if not Attachments(desk.tx, desk.office.vault, before.id).take_off(wanted, after.draft):
        raise UnknownAttachment
    desk.put(before, after, "letter_attachment_removed")
    return {"id": wanted, "version": after.version}


def put_in_order(desk: Desk) -> dict[str, Any]:
    """Put the files of a draft into this order: `{"letter", "version", "order": [id, …]}`."""
    wanted = desk.request.data.get("order")
    before, after = _changed(desk)
    store = Attachments(desk.tx, desk.office.vault, before.id)
    there = [str(one["id"]) for one in store.all()]
    if not isinstance(wanted, list) or sorted(map(str, wanted)) != sorted(there):
        raise Invalid(errors=(FieldError("order", "needs each attachment of the letter once"),))
    store.put_in_order(wanted)
    desk.put(before, after, "letter_attachments_ordered")
    return {"version": after.version}


def _changed(desk: Desk) -> tuple[Letter, Letter]:
    """Return the letter as it is and as its drafter's change makes it."""
    asked = {name: desk.request.data.get(name) for name in ("letter", "version")}
    before = desk.take(messages.step(asked, noted=False))
    return before, before.change(desk.acting, before.content)


def _id(data: dict[str, Any]) -> str:
    wanted = str(data.get("attachment"))
    if not is_uuid(wanted):
        raise UnknownAttachment
    return wanted


def page(shelf: Shelf) -> dict[str, Any]:
    """Return what is told of a letter's attachments."""
    letter, _ = shelf.open()
    return {"items": Attachments(shelf.tx, shelf.office.vault, letter.id).all(), "next": None}


def described(shelf: Shelf) -> dict[str, Any]:
    """Return what is told of one attachment."""
    found = next(
        (one for one in page(shelf)["items"] if one["id"] == _id(shelf.request.data)), None
    )
    if found is None:
        raise UnknownAttachment
    return dict(found)


def read(shelf: Shelf) -> bytes:
    """Return the bytes of an attachment; who opens one of a secret letter is written down."""
    wanted = described(shelf)["id"]
    letter, _ = shelf.open()
    file = Attachments(shelf.tx, shelf.office.vault, letter.id).get(wanted)
    if file is None:
        raise UnknownAttachment
    if letter.content.is_secret:
        who = shelf.positions[0] if len(shelf.positions) == 1 else None
        audit.note(shelf.tx, shelf.request, who, "secret_attachment_opened", subject(letter.id))
    return file.data
