"""The job that makes a file: a report of an area, or a workbook of its polling stations."""

from __future__ import annotations

import time
from collections.abc import Callable

from sqlalchemy.engine import Connection

from libs.kit import areas as codes
from libs.kit import clock
from libs.kit.db import Database
from libs.kit.errors import TooLarge
from libs.kit.jobs import Job, Progress
from services.elections.audit.repository import Roots
from services.elections.domain import Ballot
from services.elections.publication import report
from services.elections.publication.parts import PAGE, own_line
from services.elections.publication.render import MOST_BYTES, pdf
from services.elections.publication.report import MOST_ROWS, Imprint, Report
from services.elections.publication.repository import Documents, Published
from services.elections.publication.workbook import Book
from services.elections.repository import Elections
from services.elections.tally_repository import Tallies

VILLAGE = 10
BREATH = 50  # rows between two moments in which others of this process have their turn


def worker(db: Database, imprint: Imprint) -> Callable[[Job, Progress], str]:
    """Return what does such a job; each step is safe to repeat, and a job begins from the start."""
    return lambda job, progress: _make(db, imprint, job, progress)


def _make(db: Database, imprint: Imprint, job: Job, progress: Progress) -> str:
    wanted = job.arguments
    with db.begin() as tx:
        ballot = Elections(tx).ballot(wanted["election"], wanted["contest_id"])
        version = Published(tx, ballot).version()
    area, kind, language = (wanted[name] for name in ("area", "kind", "language"))
    if kind == "xlsx":
        body = _workbook(db, ballot, area, progress)
    else:
        body = _report(db, ballot, area, language, imprint, progress)
    if len(body) > MOST_BYTES:
        raise TooLarge(f"{len(body)} bytes are more than are handed out: take smaller areas")
    with db.begin() as tx:
        Documents(tx, ballot).put(area, kind, language, version, body)
    return f"{len(body)} bytes"


def _workbook(db: Database, ballot: Ballot, area: str, progress: Progress) -> bytes:
    book, after, done = Book(ballot.contest), "", 0
    with db.begin() as tx:
        total = own_line(Published(tx, ballot), area).tally.expected
    while True:
        with db.begin() as tx:
            rows = Published(tx, ballot).stations(area, after, PAGE)
        for start in range(0, PAGE, BREATH):
            book.stations(rows[start : min(start + BREATH, PAGE)])
            time.sleep(0)
        done += len(rows[:PAGE])
        progress(done, max(total, done))
        if len(rows) <= PAGE:
            break
        after = rows[PAGE - 1].tps
    _fill_areas(db, ballot, area, book)
    return book.done()


def _fill_areas(db: Database, ballot: Ballot, area: str, book: Book) -> None:
    place = (0, "")
    while True:
        with db.begin() as tx:
            lines = Published(tx, ballot).lines(area, place, PAGE)
        page = [line for line in lines[:PAGE] if len(line.area) <= VILLAGE]
        book.areas(page)
        if len(lines) <= PAGE or len(page) < PAGE:
            return
        place = (len(page[-1].area), page[-1].area)


def _report(
    db: Database, ballot: Ballot, area: str, language: str, imprint: Imprint, progress: Progress
) -> bytes:
    progress(0, 2)
    with db.begin() as tx:
        page = report.html(_gather(tx, ballot, area, language, imprint))
    progress(1, 2)
    return pdf(page, lambda: progress(1, 2))


def _gather(tx: Connection, ballot: Ballot, area: str, language: str, imprint: Imprint) -> Report:
    """Read what the report tells: areas have parts, villages and stations have stations."""
    store = Published(tx, ballot)
    parts = [one for one in Tallies(tx).tree(ballot, area, 1) if one.area != area]
    small = len(area) >= VILLAGE
    stations = store.stations(area, "", MOST_ROWS) if small else []
    names = Elections(tx).names(ballot.election.id, codes.ancestors(area)[:-1])
    root = Roots(tx).last()
    left_out = 0 if small else max(0, len(parts) - MOST_ROWS)
    return Report(
        ballot,
        own_line(store, area),
        [] if small else parts[:MOST_ROWS],
        stations[:MOST_ROWS],
        [names[code] for code in sorted(names, reverse=True)],
        left_out,
        f"{root.root.hex()} ({root.size})" if root else None,
        clock.now(),
        language,
        imprint,
    )
