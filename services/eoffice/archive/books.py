"""Agenda books: looked through on the screen, and made as PDF or XLSX by a job."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import chain, islice
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql as pg
from sqlalchemy.engine import Connection

from libs.kit import clock, jobs, paging
from libs.kit.db import Database
from libs.kit.errors import Conflict, FieldError, Forbidden, Invalid, NotFound
from libs.kit.ids import is_uuid
from libs.kit.jobs import Job, Progress
from libs.kit.reading import Reader
from libs.kit.request import Request
from libs.kit.tables import jobs as kit_jobs
from services.eoffice import audit
from services.eoffice.archive import agenda
from services.eoffice.archive.agenda import HEADS, INCOMING, KINDS, Book
from services.eoffice.archive.shown import Stacks
from services.eoffice.archive.tables import agenda_books as table
from services.eoffice.letters.desk import Office
from services.eoffice.organisation.domain import DELEGATE, Acting
from services.eoffice.repository import Units
from services.eoffice.signing.engine import Engine

JOB, DONE = "agenda_book", "done"
PDF, XLSX = FORMATS = ("pdf", "xlsx")
TYPES = {
    PDF: "application/pdf",
    XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
MOST_LINES = 100_000
PART = 20_000  # lines of a PDF: what one process lays out at once, and a message carries
STEP = {PDF: 250, XLSX: 2000}  # lines at once
KEPT = timedelta(days=1)
FORMULA = ("=", "+", "-", "@", "\t", "\r")  # OWASP, CSV injection
TITLES = {INCOMING: "Buku agenda surat masuk", agenda.OUTGOING: "Buku agenda surat keluar"}


class NotYourBook(Forbidden):
    slug, title = "not-your-agenda", "The book is kept by another unit's records officers"


class TooLong(Invalid):
    slug, title = "agenda-too-long", "The book is too long"


class NotMade(Conflict):
    slug, title = "agenda-not-made", "The book is not made yet"


def asked(data: dict[str, Any], positions: list[Acting]) -> Book:
    """Read `{"kind", "unit", "since", "until"}`; raises NotYourBook.

    The unit may be left out by who keeps the records of one.
    """
    reader = Reader(data)
    kind = reader.one_of("kind", KINDS, INCOMING)
    since, until = reader.day("since"), reader.day("until")
    if until < since:
        reader.wrong("until", "lies before since")
    unit = reader.text("unit", default="")
    mine = sorted({one.unit for one in positions if one.records and one.capacity != DELEGATE})
    if not unit and len(mine) > 1:
        reader.wrong("unit", f"needs one of {', '.join(mine)}")
    reader.end()
    unit = unit or next(iter(mine), "")
    if unit not in mine:
        raise NotYourBook(f"it needs a records officer of {unit or 'a unit'}")
    return Book(kind, unit, since, until)


def page(stacks: Stacks) -> dict[str, Any]:
    """Return a page of a book's lines, and their heads."""
    limit, after = paging.asked(stacks.request.data)
    if after and not _is_key(after):
        raise paging.foreign()
    book = asked(stacks.asked, stacks.positions)
    found = agenda.lines(stacks.tx, book, limit + 1, after, stacks.office.zone)
    shown, following = paging.cut(found, limit, lambda one: one.key)
    head = {"kind": book.kind, "unit": book.unit, "heads": list(HEADS[book.kind])}
    lines = [list(one.cells) for one in shown]
    return {**head, "total": agenda.count(stacks.tx, book), "items": lines, "next": following}


def _is_key(text: str) -> bool:
    day, _, key = text.partition("/")
    try:
        date.fromisoformat(day)
    except ValueError:
        return False
    return is_uuid(key)


def order(stacks: Stacks) -> dict[str, Any]:
    """Have a book made: as `asked`, and `format`; answers the job."""
    reader = Reader(stacks.request.data)
    reader.only(("as", "kind", "unit", "since", "until", "format"))
    form = reader.one_of("format", FORMATS, PDF)
    reader.end()
    book = asked(stacks.asked, stacks.positions)
    count = agenda.count(stacks.tx, book)
    if count > MOST_LINES:
        text = f"has {count} lines, a book at most {MOST_LINES}: take a shorter time"
        raise TooLong(errors=(FieldError("until", text),))
    days = {"since": book.since.isoformat(), "until": book.until.isoformat()}
    said = {"kind": book.kind, "unit": book.unit, **days, "format": form}
    who = next(one for one in stacks.positions if one.records and one.unit == book.unit)
    name = f"agenda/{book.unit}"
    audit.note(stacks.tx, stacks.request, who, "agenda_book_ordered", name, None, said)
    return jobs.enqueue(stacks.tx, "eoffice", JOB, said, stacks.request.principal)


def told(tx: Connection, request: Request) -> dict[str, Any]:
    """Return how far a book of one's own is, and of how many `parts` it is so far."""
    job = jobs.show(tx, str(request.data.get("id")), request.principal)
    parts = sa.select(sa.func.count()).where(table.c.job == job["id"])
    return {**job, "parts": tx.execute(parts).scalar_one()}


def file(tx: Connection, request: Request) -> bytes:
    """Return the bytes of a part of a book of one's own: `{"id", "part"}`; raises NotMade."""
    return bytes(_made(tx, request, table.c.body))


def described(tx: Connection, request: Request) -> dict[str, str]:
    """Return `{"name", "type"}` of a book of one's own; raises NotMade."""
    row = _made(tx, request, table.c.name + sa.literal("\n") + table.c.type)
    name, _, kind = str(row).partition("\n")
    return {"name": name, "type": kind}


def _made(tx: Connection, request: Request, column: Any) -> Any:
    job = str(request.data.get("id"))
    known = jobs.show(tx, job, request.principal)
    if known["kind"] != JOB:
        raise NotFound(f"no book {job}")
    own = kit_jobs.c.principal["id"].astext == request.principal.id  # an administrator's neither
    mine = sa.select(kit_jobs.c.id).where((kit_jobs.c.id == job) & own)
    part = request.data.get("part", 1)
    query = sa.select(column).where((table.c.job == job) & table.c.job.in_(mine))
    found = tx.execute(query.where(table.c.part == part)).scalar_one_or_none()
    if found is None or known["state"] != DONE:
        raise NotMade(f"its job is {known['state']}; a book is kept for a day")
    return found


# ---- the job


@dataclass(frozen=True)
class Task:
    """A book that is being made: how far it is goes to `progress`."""

    db: Database
    book: Book
    name: str
    office: Office
    progress: Progress
    total: int

    def parts(self, step: int) -> Iterator[list[tuple[str, ...]]]:
        """Yield lines, a step at a time, and tell how far it is."""
        done, after = 0, ""
        while True:
            self.progress(done, self.total)
            with self.db.begin() as tx:
                found = agenda.lines(tx, self.book, step, after, self.office.zone)
            if not found:
                return
            yield [one.cells for one in found]
            done, after = done + len(found), found[-1].key

    @property
    def period(self) -> str:
        return f"{self.book.since:%d-%m-%Y} s.d. {self.book.until:%d-%m-%Y}"


def maker(db: Database, office: Office) -> Callable[[Job, Progress], str]:
    """Return what makes a book of a job."""

    def make(job: Job, progress: Progress) -> str:
        said = job.arguments
        days = (date.fromisoformat(said[name]) for name in ("since", "until"))
        book = Book(said["kind"], said["unit"], *days)
        with db.begin() as tx:
            unit = Units(tx).find(book.unit)
            total = agenda.count(tx, book)
        name = unit.name if unit else book.unit
        task = Task(db, book, name, office, progress, total)
        for part, body in enumerate((_pdfs if said["format"] == PDF else _xlsx)(task), 1):
            _keep(db, job, part, body)
        return f"{total} lines"

    return make


def _keep(db: Database, job: Job, part: int, body: bytes) -> None:
    """Keep a part of a book, and forget books of earlier days.

    A job that is taken up again makes all parts again: lines may have come between.
    """
    said, now = job.arguments, clock.now()
    which = "" if part == 1 else f"-{part}"
    name = f"agenda-{said['kind']}-{said['unit']}-{said['since']}-{said['until']}{which}"
    row = {"name": f"{name}.{said['format']}", "type": TYPES[said["format"]], "body": body}
    with db.begin() as tx:
        tx.execute(table.delete().where(table.c.at < now - KEPT))
        new = pg.insert(table).values(job=job.id, part=part, **row, at=now)
        again = new.on_conflict_do_update(index_elements=["job", "part"], set_={**row, "at": now})
        tx.execute(again)


def _pdfs(task: Task) -> Iterator[bytes]:
    """Yield a PDF for each PART lines; pages are counted through all of them."""
    heads = list(HEADS[task.book.kind])
    head = {"title": TITLES[task.book.kind], "unit": task.name, "period": task.period}
    page = {**head, "heads": heads}
    steps = chain(task.parts(STEP[PDF]), () if task.total else ([],))
    with Engine() as engine:
        before = 0
        while True:
            engine.begin_pages()
            here = 0
            for lines in islice(steps, max(1, PART // STEP[PDF])):
                facts = {**page, "rows": lines, "first_page": before + here}
                here = engine.add_pages("book", facts)
            if not here:
                return
            before += here
            yield engine.end_pages()


def _xlsx(task: Task) -> Iterator[bytes]:
    from openpyxl import Workbook  # noqa: PLC0415 - large, and few processes make a workbook

    book, file = Workbook(write_only=True), io.BytesIO()
    sheet = book.create_sheet("Agenda")
    for line in ((TITLES[task.book.kind],), (task.name,), (task.period,), HEADS[task.book.kind]):
        sheet.append([harmless(cell) for cell in line])
    for lines in task.parts(STEP[XLSX]):
        for cells in lines:
            sheet.append([harmless(cell) for cell in cells])
    book.save(file)
    yield file.getvalue()


def harmless(text: str) -> str:
    """Return a text that no spreadsheet runs as a formula, without what a cell can't hold."""
    from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE  # noqa: PLC0415

    clean = str(ILLEGAL_CHARACTERS_RE.sub("", text))[:32_000]
    return f"'{clean}" if clean.startswith(FORMULA) else clean
