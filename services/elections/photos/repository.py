"""The SQL of photos."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from libs.kit.ids import is_uuid
from libs.photos.domain import Facts
from services.elections.crews.tables import submission_signatures
from services.elections.photos.domain import (
    ALIKE_BITS,
    SHOWN,
    Photo,
    Place,
    Twin,
    UnknownPhoto,
    resembles,
)
from services.elections.photos.tables import photos
from services.elections.tables import contests

MOST_CANDIDATES, MOST_TWINS = 300, 20

# One photo is kept at a time: who looks for its like sees all that were kept before, and the
# cleaner takes no file from under a photo that is about to be kept.
_ALONE = sa.text("SELECT pg_advisory_xact_lock(hashtext('elections.photos'))")

# What was turned between two photos is turned back in both of two frames: as the stored one is, and
# that turned by a quarter. Where one is not known, `least` goes by the other.
_ALIKE = sa.text("""
SELECT p.id, p.contest, p.tps, p.sha256 = :sha256 AS same, p.dhash, p.turned, p.icon
FROM photos p
JOIN (
    SELECT id, sha256, least(
        bit_count(dhash # CAST(:turn0 AS bit(256))), bit_count(side # CAST(:turn1 AS bit(256))),
        bit_count(dhash # CAST(:turn1 AS bit(256))), bit_count(side # CAST(:turn2 AS bit(256))),
        bit_count(dhash # CAST(:turn2 AS bit(256))), bit_count(side # CAST(:turn3 AS bit(256))),
        bit_count(dhash # CAST(:turn3 AS bit(256))), bit_count(side # CAST(:turn0 AS bit(256)))
    ) AS apart
    FROM (
        SELECT id, sha256, dhash, CAST(turned AS bit(256)) AS side FROM photos
        WHERE state = 'shown' AND contest = ANY(:contests) AND tps <> :tps
    ) shown
) near USING (id)
WHERE near.sha256 = :sha256 OR near.apart <= :bits
ORDER BY same DESC, near.apart LIMIT :most
""")
_LINK = sa.text("""
INSERT INTO photo_twins (photo, twin, same)
SELECT CAST(:photo AS uuid), CAST(:twin AS uuid), :same
UNION ALL SELECT CAST(:twin AS uuid), CAST(:photo AS uuid), :same
""")
_TWINS = sa.text("""
SELECT t.photo, o.contest, o.tps, t.same FROM photo_twins t JOIN photos o ON o.id = t.twin
WHERE t.photo = ANY(CAST(:ids AS uuid[])) AND o.state = 'shown'
""")
_CHECK = """
INSERT INTO photo_checks (election, tps)
SELECT DISTINCT c.election, p.tps FROM photos p JOIN contests c ON c.key = p.contest
WHERE c.election = :election AND p.state = 'shown' AND p.lon IS NOT NULL
"""
_CHECK_ALL, _CHECK_SOME = sa.text(_CHECK), sa.text(_CHECK + "AND p.tps = ANY(:tps)")
_TAKE = sa.text("""
DELETE FROM photo_checks WHERE id IN (
    SELECT id FROM photo_checks ORDER BY id LIMIT :most FOR UPDATE SKIP LOCKED
) RETURNING election, tps
""")
_POINTS = sa.text("""
SELECT s.lon, s.lat FROM stations s WHERE s.election = :election AND s.tps = :tps
""")
_SIGNED = submission_signatures.c.submission == photos.c.id
_SHOWN = sa.select(photos, submission_signatures.c.key.label("signed_by")).select_from(
    photos.outerjoin(submission_signatures, _SIGNED)
)


@dataclass(frozen=True)
class Like:
    """A photo elsewhere that shows the same; `record` is (contest's key, station)."""

    id: str
    record: tuple[int, str]
    same: bool


class Photos:
    def __init__(self, tx: Connection) -> None:
        self._tx = tx

    def alone(self) -> None:
        """Keep every other transaction that keeps photos waiting until this one ends."""
        self._tx.execute(_ALONE)

    def get(self, photo_id: str) -> Photo:
        """Return the photo; raises UnknownPhoto."""
        if not is_uuid(photo_id):
            raise UnknownPhoto(f"{photo_id[:40]} is no photo's id")
        query = _SHOWN.where(photos.c.id == photo_id)
        row = self._tx.execute(query).mappings().one_or_none()
        if row is None:
            raise UnknownPhoto(f"there is no photo {photo_id}")
        return _photo(row)

    def election(self, contest: int) -> str:
        """Return the id of the election that has the contest of this key."""
        query = sa.select(contests.c.election).where(contests.c.key == contest)
        return str(self._tx.execute(query).scalar_one())

    def facts(self, sha256: str) -> Facts | None:
        """Return what is known of these bytes from an earlier time."""
        known = (photos.c.sha256 == sha256) & photos.c.turned.is_not(None)
        query = sa.select(photos).where(known).limit(1)
        row = self._tx.execute(query).mappings().one_or_none()
        return None if row is None else _photo(row).facts

    def known(self, hashes: Collection[str]) -> set[str]:
        """Return those of the hashes that a photo has, whatever its state."""
        query = sa.select(photos.c.sha256).where(photos.c.sha256.in_(list(hashes)))
        return set(self._tx.execute(query.distinct()).scalars())

    def of(self, contest: int, tps: str, *, shown: bool = False) -> list[Photo]:
        """Return the photos of a record by page and time."""
        query = _SHOWN.where(photos.c.contest == contest, photos.c.tps == tps)
        if shown:
            query = query.where(photos.c.state == SHOWN)
        query = query.order_by(photos.c.page, photos.c.received_at, photos.c.id)
        return [_photo(row) for row in self._tx.execute(query).mappings()]

    def add(self, photo: Photo) -> None:
        self._tx.execute(photos.insert().values(_row(photo)))

    def decide(self, photo: Photo, who: str, at: datetime, moved_to: str | None = None) -> None:
        """Keep that a shown photo was moved or rejected, by whom and why."""
        decided = {"state": photo.state, "reason": photo.reason, "moved_to": moved_to}
        change = photos.update().where(photos.c.id == photo.id)
        self._tx.execute(change.values(**decided, decided_by=who, decided_at=at))

    def alike(self, contests: Sequence[int], tps: str, facts: Facts) -> list[Like]:
        """Return shown photos of other stations that are this file or the same picture."""
        turns = [f"{one:0256b}" for one in facts.hashes()]
        turns += turns[:1] * (4 - len(turns))  # one that is not known is looked for as it is
        where = {
            "sha256": facts.sha256,
            **{f"turn{number}": bits for number, bits in enumerate(turns)},
            "contests": list(contests),
            "tps": tps,
            "bits": ALIKE_BITS,
            "most": MOST_CANDIDATES,
        }
        found = [
            Like(str(row.id), (row.contest, row.tps), row.same)
            for row in self._tx.execute(_ALIKE, where)
            if row.same or resembles(facts, _hashes(row), bytes(row.icon))
        ]
        return found[:MOST_TWINS]

    def link(self, photo_id: str, likes: Iterable[Like]) -> None:
        rows = [{"photo": photo_id, "twin": one.id, "same": one.same} for one in likes]
        if rows:
            self._tx.execute(_LINK, rows)

    def twins(self, ids: Sequence[str]) -> dict[str, list[tuple[int, Twin]]]:
        """Return, by photo, the contest's key and the twin of each that is shown."""
        found: dict[str, list[tuple[int, Twin]]] = {photo_id: [] for photo_id in ids}
        for row in self._tx.execute(_TWINS, {"ids": list(ids)}):
            found[str(row.photo)].append((row.contest, Twin(row.tps, row.same)))
        return found

    def queue(self, election: str, tps: Sequence[str] | None = None) -> None:
        """Have the photos of these stations, or of all, judged anew: those that say from where."""
        query = _CHECK_ALL if tps is None else _CHECK_SOME
        self._tx.execute(query, {"election": election} | ({} if tps is None else {"tps": tps}))

    def take(self, most: int) -> dict[str, set[str]]:
        """Remove stations from those to be judged anew; returns them by election."""
        found: dict[str, set[str]] = {}
        for election, tps in self._tx.execute(_TAKE, {"most": most}):
            found.setdefault(election, set()).add(tps)
        return found

    def put_distance(self, photo_id: str, metres: int | None) -> None:
        change = photos.update().where(photos.c.id == photo_id)
        self._tx.execute(change.values(distance_m=metres))

    def point(self, election: str, tps: str) -> tuple[float, float] | None:
        """Return the station's (lon, lat), None where none is known."""
        row = self._tx.execute(_POINTS, {"election": election, "tps": tps}).one_or_none()
        return None if row is None or row.lon is None else (row.lon, row.lat)


def _hashes(row: Any) -> list[int]:
    """Return the hash of a stored picture, and of it turned by a quarter, where it is known."""
    return [int(one, 2) for one in (row.dhash, (row.turned or "")[:256]) if one]


def _photo(row: Any) -> Photo:
    position = None if row["lon"] is None else (row["lon"], row["lat"])
    facts = Facts(
        row["sha256"],
        row["bytes"],
        row["width"],
        row["height"],
        f"{int(row['dhash'], 2):064x}",
        bytes(row["icon"]),
        row["taken_at"],
        position,
        f"{int(row['turned'], 2):0192x}" if row["turned"] else "",
    )
    place = Place(row["contest"], row["tps"], row["page"])
    names = ("received_at", "who", "distance_m", "state", "reason", "signed_by")
    return Photo(row["id"], place, facts, *(row.get(name) for name in names))


def _row(photo: Photo) -> dict[str, Any]:
    facts = photo.facts
    lon, lat = facts.position or (None, None)
    own = {name: getattr(facts, name) for name in ("sha256", "width", "height", "icon")}
    rest = ("received_at", "who", "distance_m", "state", "reason")
    return {
        "id": photo.id,
        **vars(photo.place),
        **own,
        "bytes": facts.size,
        "dhash": f"{int(facts.dhash, 16):0256b}",
        "turned": f"{int(facts.turned, 16):0768b}" if facts.turned else None,
        "taken_at": facts.taken_at,
        "lon": lon,
        "lat": lat,
        **{name: getattr(photo, name) for name in rest},
    }
