"""A person as a position at the files of a unit: opened, filled, closed, appraised."""

from __future__ import annotations

from typing import Any

from sqlalchemy.engine import Connection

from libs.kit.errors import FieldError, Invalid
from libs.kit.ids import new_id
from libs.kit.request import Request
from services.eoffice import audit
from services.eoffice.archive import messages, retention
from services.eoffice.archive.domain import (
    File,
    FiledElsewhere,
    FileTaken,
    NoRecordCentre,
    NotDone,
    NotFiled,
    NotYourFile,
)
from services.eoffice.archive.messages import INCOMING
from services.eoffice.archive.reach import Reach
from services.eoffice.archive.repository import Files, Items, institution
from services.eoffice.incoming.domain import DONE, FILED
from services.eoffice.incoming.repository import IncomingLetters
from services.eoffice.letters import classification
from services.eoffice.letters.access import keys
from services.eoffice.letters.desk import Desk, Office
from services.eoffice.letters.domain import SENT
from services.eoffice.organisation.domain import DELEGATE

REGENCY = 4  # digits of an area's code


class Cabinet(Desk):
    """A person as a position, with the files that this position reaches."""

    def __init__(self, tx: Connection, request: Request, office: Office) -> None:
        super().__init__(tx, request, office)
        self.keys = keys([self.acting])
        self.reach = Reach.of([self.acting])
        self.files, self.items = Files(tx, self.reach), Items(tx)

    @property
    def regency(self) -> str:
        return self.acting.area[:REGENCY]

    def require_records(self, unit: str) -> None:
        """Raise NotYourFile unless one acts as a records officer of the unit, not by delegation."""
        if unit not in self.reach.records:
            raise NotYourFile(f"{self.position} is no records officer of {unit}")

    def institution(self) -> Any:
        """Return which units keep and judge in the regency; raises NoRecordCentre."""
        found = institution(self.tx, self.regency)
        if found is None:
            raise NoRecordCentre(f"an administrator says so for {self.regency}")
        return found

    def keep(self, before: File, after: File, what: str, **more: Any) -> dict[str, Any]:
        """Keep a file after a step; answers it."""
        self.files.save(after)
        self.note(what, after, _mark(before), {**_mark(after), **more})
        return messages.file_out(after)

    def note(self, what: str, one: File, before: Any, after: Any) -> None:
        subject = f"archive_file/{one.id}"
        audit.note(self.tx, self.request, self.acting, what, subject, before, after)


def _mark(one: File) -> dict[str, Any]:
    ends = {"closed": one.closed.isoformat()} if one.closed else {}
    fate = {"fate": one.rule.fate, "rule": one.rule.code} if one.rule else {}
    return {"state": one.state, "version": one.version, "keeper": one.keeper, **ends, **fate}


def open_file(cabinet: Cabinet) -> dict[str, Any]:
    """Open a file of the acting records officer's unit, from today."""
    who, said = cabinet.acting, messages.opening(cabinet.request.data)
    cabinet.require_records(who.unit)
    classification.check(cabinet.tx, said.classification)
    if cabinet.files.has(who.unit, said.code):
        raise FileTaken(f"{who.unit} has a file {said.code}")
    made = File(
        new_id(), who.unit, who.unit, who.position, said.code, said.title,
        said.classification, said.security, cabinet.office.today(),
    )  # fmt: skip
    cabinet.files.add(made)
    cabinet.note("archive_file_opened", made, None, {**_mark(made), "code": made.code})
    return messages.file_out(made)


def put_in(cabinet: Cabinet) -> dict[str, Any]:
    """Put a letter into a file of one's unit: a records officer, or who handled it."""
    wanted, kind, letter = messages.placing(cabinet.request.data)
    file = cabinet.files.of_unit(wanted, cabinet.acting.unit)
    security = _handled(cabinet, kind, letter)
    there = cabinet.items.find(letter)
    if there is not None and there["file"] != file.id:
        raise FiledElsewhere("take it out of that file first")
    if there is None:
        file.require_room_for(security)
        cabinet.items.put(kind, letter, file.id, cabinet.position)
        _moved(cabinet, "archived", file, kind, letter)
    return {"file": file.id, "kind": kind, "letter": letter, "state": file.state}


def take_out(cabinet: Cabinet) -> dict[str, Any]:
    """Take a letter out of a file that is not closed."""
    wanted, kind, letter = messages.placing(cabinet.request.data)
    file = cabinet.files.of_unit(wanted, cabinet.acting.unit)
    _handled(cabinet, kind, letter)
    there = cabinet.items.find(letter)
    if there is None or there["file"] != file.id:
        raise NotFiled("it does not stand in this file")
    file.require_open()
    cabinet.items.take_out(letter)
    _moved(cabinet, "unarchived", file, kind, letter)
    return {"file": file.id, "kind": kind, "letter": letter, "state": file.state}


def _moved(cabinet: Cabinet, what: str, file: File, kind: str, letter: str) -> None:
    """Note it in the history of the letter and of the file."""
    where, found = {"file": file.code, "state": file.state}, {kind: letter}
    before, after = (None, where) if what == "archived" else (where, None)
    named = f"{kind}_{what}", f"{kind}/{letter}"
    audit.note(cabinet.tx, cabinet.request, cabinet.acting, *named, before, after)
    before, after = (None, found) if what == "archived" else (found, None)
    cabinet.note(f"archive_file_{'filled' if after else 'emptied'}", file, before, after)


def _handled(cabinet: Cabinet, kind: str, letter: str) -> str:
    """Return how secret a letter is that is done, and that the position handled.

    Raises UnknownLetter or UnknownIncoming for one that it may not read.
    """
    who = cabinet.acting
    if kind == INCOMING:
        entry = IncomingLetters(cabinet.tx, cabinet.office.vault, cabinet.keys).get(
            letter, lock=True
        )
        hands, unit, security = {entry.registrar, entry.position}, entry.unit, entry.entry.security
        done = entry.state in {FILED, DONE}
    else:
        ours = cabinet.letters.lock(letter)
        hands = {ours.drafter, ours.content.signer, *(one.position for one in ours.initials)}
        unit, security, done = ours.unit, ours.content.security, ours.state == SENT
    records = who.records and who.capacity != DELEGATE and who.unit == unit
    if who.position not in hands and not records:
        raise NotYourFile(f"{who.position} did not handle it, nor keeps the records of {unit}")
    if not done:
        raise NotDone("a letter of ours has to be sent, an incoming one filed or done")
    return security


def close(cabinet: Cabinet) -> dict[str, Any]:
    """Close a file, today or on an earlier day: retention runs from there."""
    wanted = messages.step(cabinet.request.data, "file", "closed")
    before = _taken(cabinet, wanted)
    cabinet.require_records(before.unit)
    today = cabinet.office.today()
    day = wanted.day or today
    if day > today:
        raise Invalid(errors=(FieldError("closed", f"lies ahead: today is {today}"),))
    rule = retention.rule(cabinet.tx, before.classification)
    after = before.close(day, rule, cabinet.items.count(before.id))
    return cabinet.keep(before, after, "archive_file_closed")


def appraise(cabinet: Cabinet) -> dict[str, Any]:
    """Decide what becomes of a file whose fate is a review: the keeper's records officer."""
    wanted = messages.step(cabinet.request.data, "file", "fate", "note")
    before = _taken(cabinet, wanted)
    cabinet.require_records(before.keeper)
    after = before.appraise(wanted.fate, cabinet.office.today())
    return cabinet.keep(before, after, "archive_file_appraised", note=wanted.note)


def keep_for_good(cabinet: Cabinet) -> dict[str, Any]:
    """Hand a file to the archive institution for good: the keeper's records officer."""
    before = _taken(cabinet, messages.step(cabinet.request.data, "file"))
    cabinet.require_records(before.keeper)
    judge = cabinet.institution()["institution"]
    after = before.keep(judge, cabinet.office.today())
    return cabinet.keep(before, after, "archive_file_kept")


def _taken(cabinet: Cabinet, wanted: messages.Step) -> File:
    found = cabinet.files.get(wanted.id, lock=True)
    found.require_version(wanted.version)
    return found
