"""Lists of files on their way: handed over to the record centre, or destroyed."""

from __future__ import annotations

from typing import Any

from sqlalchemy.engine import Connection

from libs.kit.errors import FieldError, Invalid
from libs.kit.ids import new_id
from libs.kit.reading import Reader
from libs.kit.request import Request
from services.eoffice import audit
from services.eoffice.archive import messages, repository, wiping
from services.eoffice.archive.cabinet import REGENCY, Cabinet
from services.eoffice.archive.disposal import CENTRE, INSTITUTION, UNIT, List
from services.eoffice.archive.domain import DESTRUCTION, TRANSFER, File, NotYourFile
from services.eoffice.archive.lists_repository import Lists
from services.eoffice.archive.messages import INCOMING
from services.eoffice.archive.reach import headed
from services.eoffice.archive.records_repository import Records
from services.eoffice.incoming.repository import lock_for_system
from services.eoffice.letters.desk import Office
from services.eoffice.repository import Units


class Panel(Cabinet):
    """A person as a position, with the lists that this position sees."""

    def __init__(self, tx: Connection, request: Request, office: Office) -> None:
        super().__init__(tx, request, office)
        self.lists = Lists(tx, self.reach)

    def take_list(self, wanted: messages.Step) -> List:
        found = self.lists.get(wanted.id, lock=True)
        found.require_version(wanted.version)
        return found

    def keep_list(self, before: List, after: List, what: str, **more: Any) -> dict[str, Any]:
        """Keep a list after a decision; answers it."""
        self.lists.save(after, self.acting)
        marks = {"state": before.state}, {"state": after.state, "version": after.version, **more}
        self.note_list(what, after, *marks)
        return messages.list_out(after)

    def note_list(self, what: str, one: List, before: Any, after: Any) -> None:
        subject = f"archive_list/{one.id}"
        audit.note(self.tx, self.request, self.acting, what, subject, before, after)

    def side(self, one: List) -> str:
        """Return for which side one judges a destruction; raises NotYourFile."""
        mine = headed(self.tx, self.reach.held)
        found = next((s for s, u in ((UNIT, one.unit), (INSTITUTION, one.judge)) if u in mine), "")
        if not found:
            raise NotYourFile(f"{self.position} heads neither {one.unit} nor {one.judge}")
        return found


def propose_transfer(panel: Panel) -> dict[str, Any]:
    """Offer files of one's unit to the record centre: `{"files"}`."""
    return _propose(panel, TRANSFER)


def propose_destruction(panel: Panel) -> dict[str, Any]:
    """Propose files that the record centre keeps, all of one unit, to be destroyed."""
    return _propose(panel, DESTRUCTION)


def _propose(panel: Panel, kind: str) -> dict[str, Any]:
    files = _files(panel, messages.wanted_files(panel.request.data))
    units = {one.unit for one in files}
    if len(units) > 1:
        raise Invalid(errors=(FieldError("files", f"are of several units: {sorted(units)}"),))
    for keeper in {one.keeper for one in files}:
        panel.require_records(keeper)
    [unit], set_up = units, panel.institution()
    made = List(
        new_id(), kind, unit, set_up["record_centre"], set_up["institution"],
        panel.position, panel.acting.person,
    )  # fmt: skip
    listed = [one.listed(kind, made.id, panel.office.today()) for one in files]
    panel.lists.add(made, [one.id for one in listed])
    for before, after in zip(files, listed, strict=True):
        panel.keep(before, after, f"archive_file_{kind}_proposed", list=made.id)
    panel.note_list(f"archive_{kind}_proposed", made, None, {"files": messages.marks(listed)})
    return messages.list_out(made)


def _files(panel: Panel, wanted: list[str]) -> list[File]:
    """Return the files, locked; raises UnknownFile for one that is not among theirs."""
    return [panel.files.get(one, lock=True) for one in wanted]


def accept(panel: Panel) -> dict[str, Any]:
    """Take the files of a transfer over: the record centre's records officer."""
    before = panel.take_list(messages.step(panel.request.data, "list"))
    panel.require_records(before.centre)
    after = before.accept(panel.acting)
    for file in panel.files.for_system(panel.lists.files(before.id)):
        panel.keep(file, file.handed_over(before.centre), "archive_file_handed_over")
    return panel.keep_list(before, after, "archive_transfer_accepted")


def refuse(panel: Panel) -> dict[str, Any]:
    """Refuse a list, with a note: who receives a transfer, who judges a destruction."""
    wanted = messages.step(panel.request.data, "list", "note")
    before = panel.take_list(wanted)
    if before.kind == TRANSFER:
        panel.require_records(before.centre)
    side = CENTRE if before.kind == TRANSFER else panel.side(before)
    after = before.refuse(panel.acting, side, wanted.note)
    for file in panel.files.for_system(panel.lists.files(before.id)):
        panel.keep(file, file.unlisted(), f"archive_file_{before.kind}_refused")
    return panel.keep_list(before, after, f"archive_{before.kind}_refused")


def approve(panel: Panel) -> dict[str, Any]:
    """Approve a destruction as the head of the files' unit, or of the archive institution."""
    before = panel.take_list(messages.step(panel.request.data, "list"))
    side = panel.side(before)
    after = before.approve(panel.acting, side)
    return panel.keep_list(before, after, "archive_destruction_approved", side=side)


def carry_out(panel: Panel) -> dict[str, Any]:
    """Destroy what stands in the files of an approved list: the record centre's officer."""
    wanted = messages.step(panel.request.data, "list", "decree")
    before = panel.take_list(wanted)
    panel.require_records(before.centre)
    files = panel.files.for_system(panel.lists.files(before.id))
    after = before.carry_out(panel.acting, wanted.decree, files)
    count = sum(_destroy(panel, before, *one) for one in panel.items.of(f.id for f in files))
    for file in files:
        panel.keep(file, file.destroyed(), "archive_file_destroyed", list=before.id)
    answer = panel.keep_list(before, after, "archive_destruction_carried_out", letters=count)
    return {**answer, "letters": count}


def _destroy(panel: Panel, by: List, kind: str, letter: str, file: str) -> int:
    records = Records(panel.tx, panel.office)
    who = {"list": by.id, "file": file, "position": panel.position, "person": panel.acting.person}
    if kind == INCOMING:
        entry = lock_for_system(panel.tx, panel.office.vault, letter)
        digest = records.keep_incoming(entry, who)
        wiping.wipe_incoming(panel.tx, panel.office.vault, entry)
    else:
        ours = panel.letters.lock_for_system(letter)
        digest = records.keep_letter(ours, who)
        wiping.wipe_letter(panel.tx, panel.office.vault, ours)
    told = {"hash": digest}, {"state": "destroyed", "list": by.id}
    named = f"{kind}_destroyed", f"{kind}/{letter}"
    audit.note(panel.tx, panel.request, panel.acting, *named, *told)
    return 1


# ---- who keeps and who judges


def institution_shown(tx: Connection, request: Request) -> dict[str, Any]:
    """Return what is set for a regency, with nulls where nothing is."""
    area = str(request.data.get("area") or request.principal.area)[:REGENCY]
    request.principal.require_area(area)
    return {"area": area, **_set_up(tx, area)}


def _set_up(tx: Connection, area: str) -> dict[str, Any]:
    found = repository.institution(tx, area) or {}
    return {name: found.get(name) for name in ("record_centre", "institution")}


def institution_put(tx: Connection, request: Request, area: str) -> dict[str, Any]:
    """Set which unit keeps inactive files of a regency, and which is its archive institution."""
    reader = Reader(request.data)
    reader.only(("area", "record_centre", "institution"))
    named = {n: reader.text(n) for n in ("record_centre", "institution")}
    for name, code in named.items():
        unit = Units(tx).find(code) if code else None
        if code and (unit is None or not unit.area.startswith(area)):
            reader.wrong(name, "is no unit of the regency")
    reader.end()
    before, subject = _set_up(tx, area), f"archive_institution/{area}"
    repository.put_institution(tx, area, **named)
    audit.note(tx, request, None, "archive_institution_set", subject, before, named)
    return {"area": area, **named}
