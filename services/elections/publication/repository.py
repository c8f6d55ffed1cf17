"""The SQL of what is published: lines of tallies, polling stations, and files that were made."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from libs.kit import areas as codes
from libs.kit import jobs
from libs.kit.principal import SYSTEM
from services.elections.domain import Ballot, votes
from services.elections.publication.domain import COUNTED, StationRow, TooBusy, status
from services.elections.publication.tables import documents
from services.elections.tally import Line, Tally
from services.elections.tally_repository import COLUMNS

KIND = "publication"
MOST_WAITING = 50  # files that may wait to be made; whoever asks for one more is sent away
FRESH = "60 seconds"  # a file younger than this is handed out though the count went on

_LINES = sa.text(f"""
SELECT t.area, a.name, t.version, s.folded_at, {", ".join(f"t.{name}" for name in COLUMNS)}
FROM tallies t
JOIN tally_states s ON s.contest = t.contest
LEFT JOIN areas a ON a.election = :election AND a.code = t.area
WHERE t.contest = :contest AND (t.level, t.area) > (:level, :after)
  AND t.area BETWEEN :area AND :area || ':'
ORDER BY t.level, t.area LIMIT :limit
""")  # noqa: S608 - names of columns
_CHILDREN = sa.text("""
SELECT parent.code, array_agg(t.area ORDER BY t.area)
FROM unnest(CAST(:codes AS text[])) AS parent(code)
JOIN tallies t ON t.contest = :contest AND t.level = :level
  AND t.area BETWEEN parent.code AND parent.code || ':'
GROUP BY parent.code
""")
_PAGE = sa.text("""
SELECT r.tps, d.name AS district, v.name AS village, s.name, s.dpt_total, r.version, r.state,
    r.counted, r.received_at, r.figures
FROM results r
JOIN stations s ON s.election = :election AND s.tps = r.tps
LEFT JOIN areas d ON d.election = :election AND d.code = left(r.tps, 6)
LEFT JOIN areas v ON v.election = :election AND v.code = left(r.tps, 10)
WHERE r.contest = :contest AND r.tps > :after AND r.tps BETWEEN :area AND :area || ':'
ORDER BY r.tps LIMIT :limit
""")
_ELECTIONS = sa.text("""
SELECT e.id, e.date FROM elections e
WHERE NOT e.rehearsal AND (e.date < :day OR (e.date = :day AND e.id > :id)) AND (
    SELECT o.options ->> 'published' = 'true' FROM election_options o
    WHERE o.election = e.id ORDER BY o.version DESC LIMIT 1)
ORDER BY e.date DESC, e.id LIMIT :limit
""")
_VERSION = sa.text("SELECT version FROM tally_states WHERE contest = :contest")
_CLAIM = sa.text("""
INSERT INTO documents (contest, area, kind, language)
VALUES (:contest, :area, :kind, :language) ON CONFLICT DO NOTHING
""")
_FRESH = sa.text(f"""
SELECT version, made_at, octet_length(body) AS bytes, job,
    version = :version OR made_at > now() - interval '{FRESH}' AS fresh
FROM documents
WHERE contest = :contest AND area = :area AND kind = :kind AND language = :language
FOR UPDATE
""")  # noqa: S608 - a constant
_WAITING = sa.text("SELECT count(*) FROM jobs WHERE kind = :kind AND state = 'queued'")
_FORGET = sa.text("DELETE FROM jobs WHERE id = CAST(:job AS uuid)")
_OLD = sa.text("DELETE FROM documents WHERE made_at < now() - interval '1 day'")


def page_of_elections(tx: Connection, limit: int, after: str) -> Sequence[sa.Row[Any]]:
    """Return (id, date) of published elections after a place, the newest first, one too many.

    Raises ValueError for what is no place.
    """
    day, _, name = after.partition("/")
    since = date.fromisoformat(day) if after else date.max
    return tx.execute(_ELECTIONS, {"day": since, "id": name, "limit": limit + 1}).all()


class Published:
    """Reads of one contest, page by page."""

    def __init__(self, tx: Connection, ballot: Ballot) -> None:
        self._tx, self._ballot = tx, ballot

    @property
    def _where(self) -> dict[str, Any]:
        return {"election": self._ballot.election.id, "contest": self._ballot.key}

    def version(self) -> int:
        """Return the version of the contest's tally."""
        return int(self._tx.execute(_VERSION, self._where).scalar_one())

    def lines(self, area: str, after: tuple[int, str], limit: int) -> list[Line]:
        """Return lines in the area after (level, code): larger areas first, one too many."""
        place = {"area": area, "level": after[0], "after": after[1], "limit": limit + 1}
        return [_line(row) for row in self._tx.execute(_LINES, self._where | place)]

    def children(self, parents: Sequence[str]) -> dict[str, list[str]]:
        """Return the codes of the areas or stations right below each of these areas."""
        found: dict[str, list[str]] = {}
        for length in {len(code) for code in parents}:
            level = codes.children_length("0" * length)
            mine = [code for code in parents if len(code) == length]
            where = {"contest": self._ballot.key, "codes": mine, "level": level}
            found |= {row[0]: row[1] for row in self._tx.execute(_CHILDREN, where)}
        return found

    def stations(self, area: str, after: str, limit: int) -> list[StationRow]:
        """Return stations of the area after a code, one more than the limit."""
        place = {"area": area, "after": after, "limit": limit + 1}
        rows = self._tx.execute(_PAGE, self._where | place)
        return [self._row(row) for row in rows]

    def _row(self, row: sa.Row[Any]) -> StationRow:
        cast = votes(row.figures, self._ballot.contest)
        said = status(counted=row.counted, votes_in=cast is not None)
        shown = said == COUNTED
        return StationRow(
            row.tps,
            row.district or row.tps[:6],
            row.village or row.tps[:10],
            said,
            row.name,
            row.dpt_total,
            row.version if shown else 0,
            shown and row.state == "final",
            row.received_at if shown else None,
            row.figures if shown else {},
        )


class Documents:
    """Files that were made or are being made: one of a kind for each contest, area, language."""

    def __init__(self, tx: Connection, ballot: Ballot) -> None:
        self._tx, self._ballot = tx, ballot

    def wanted(self, area: str, kind: str, language: str) -> dict[str, Any]:
        """Return how far the file is, and have it made when there is no fresh one.

        `{"state": "done", "version", "made_at", "bytes"}` or `{"state", "done", "total"}`; raises
        TooBusy.
        """
        key = self._key(area, kind, language)
        self._tx.execute(_CLAIM, key)
        where = key | {"version": Published(self._tx, self._ballot).version()}
        row = self._tx.execute(_FRESH, where).one()
        if row.bytes and row.fresh:
            return {
                "state": "done",
                "version": row.version,
                "made_at": row.made_at,
                "bytes": row.bytes,
            }
        if row.job is not None:
            shown = jobs.show(self._tx, str(row.job), SYSTEM)
            if shown["state"] in {"queued", "running"}:
                return {name: shown[name] for name in ("state", "done", "total")}
            self._tx.execute(_FORGET, {"job": row.job})
        return self._queue(key)

    def _queue(self, key: dict[str, Any]) -> dict[str, Any]:
        waiting = self._tx.execute(_WAITING, {"kind": KIND}).scalar_one()
        if waiting >= MOST_WAITING:
            raise TooBusy("try again in a minute")
        ballot = self._ballot
        arguments = key | {"election": ballot.election.id, "contest_id": ballot.contest.id}
        job = jobs.enqueue(self._tx, "elections", KIND, arguments, SYSTEM)
        mine = [documents.c[name] == value for name, value in key.items()]
        self._tx.execute(documents.update().where(*mine).values(job=job["id"]))
        return {name: job[name] for name in ("state", "done", "total")}

    def body(self, area: str, kind: str, language: str) -> bytes | None:
        """Return the file's bytes, if there is one."""
        mine = [documents.c[name] == one for name, one in self._key(area, kind, language).items()]
        body = self._tx.execute(sa.select(documents.c.body).where(*mine)).scalar()
        return None if body is None else bytes(body)

    def put(self, area: str, kind: str, language: str, version: int, body: bytes) -> None:
        """Keep a file that was made, and forget those of yesterday."""
        mine = [documents.c[name] == one for name, one in self._key(area, kind, language).items()]
        values = {"version": version, "made_at": sa.func.now(), "body": body}
        self._tx.execute(documents.update().where(*mine).values(values))
        self._tx.execute(_OLD)

    def _key(self, area: str, kind: str, language: str) -> dict[str, Any]:
        return {"contest": self._ballot.key, "area": area, "kind": kind, "language": language}


def _line(row: sa.Row[Any]) -> Line:
    figures = {name: getattr(row, name) for name in COLUMNS}
    tally = Tally(**figures | {"votes": tuple(row.votes)})
    return Line(row.area, row.name, row.version, row.folded_at, tally)
