"""What happens to photos: added, moved to the TPS they are of, rejected; and what is odd of them.

Whoever changes photos takes the lock of all photos first, then the records it touches in the order
of their places, so that no two wait for each other.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, tzinfo
from typing import Any

from sqlalchemy.engine import Connection

from libs.kit import clock, outbox
from libs.kit.errors import FieldError, Invalid
from libs.kit.ids import new_id
from libs.kit.request import Request
from libs.photos.domain import Facts, distance
from libs.photos.facts import facts_in
from libs.photos.stores import ORIGINAL, Store, StoreUnavailable
from services.elections import audit, findings_repository, intake, options_repository
from services.elections.crews import signing
from services.elections.crews.repository import Signatures
from services.elections.domain import Ballot
from services.elections.findings import Finding
from services.elections.options import Options
from services.elections.photos import domain, messages
from services.elections.photos.domain import (
    MOST_OF_A_PAGE,
    MOVED,
    REJECTED,
    SHOWN,
    Judgement,
    Photo,
    Place,
    TooManyPhotos,
)
from services.elections.photos.repository import Photos
from services.elections.repository import Elections
from services.elections.results_repository import Locked, Results

SOURCE = "photo"
Key = tuple[int, str]  # a record: the contest's key and the station


def add(tx: Connection, request: Request, store: Store, zone: tzinfo) -> dict[str, Any]:
    """Keep a photo whose file is in the store: `{"election", "contest", "tps", "page", "facts"}`.

    The same file at the same page is the photo that is there. Raises StoreUnavailable if the file
    was taken away meanwhile, UnknownStation, TooManyPhotos, ElectionClosed, Invalid, and what
    `signing.of_photo` does.
    """
    data = request.data
    ballot = Elections(tx).ballot(data["election"], data["contest"])
    facts = facts_in(data["facts"])
    signed = signing.of_photo(tx, request, facts.sha256)
    desk = Desk.open(tx, ballot.election.id, zone)
    desk.options.require_open(clock.now())
    place = desk.place(ballot, data["tps"], data["page"])
    photo, new = desk.stand(place, facts, request.principal.id, clock.now())
    if signed and photo.signed_by is None:
        Signatures(tx).keep(replace(signed, submission=photo.id))
        photo = replace(photo, signed_by=signed.key)
    if new:
        if not store.has(ORIGINAL, facts.sha256):
            raise StoreUnavailable("the file was cleaned away meanwhile: send it again")
        shown = desk.tell("photo_added", photo)
        audit.note(tx, request, "photo_added", desk.subject(photo), None, shown, facts.sha256)
    return messages.photo_out(photo)


def move(tx: Connection, request: Request, zone: tzinfo) -> dict[str, Any]:
    """Let a photo stand at the TPS it is of: `{"photo", "tps", "contest"?, "page"?, "reason"}`."""
    photo_id = str(request.data.get("photo"))
    tps, contest, page, reason = messages.move_in(request.data)
    photo, desk = _taken(tx, request, photo_id, zone)
    request.principal.require_area(tps)
    own = desk.ballot(photo)
    ballot = Elections(tx).ballot(own.election.id, contest or own.contest.id)
    place = desk.place(ballot, tps, photo.place.page if page is None else page)
    if place == photo.place:
        raise Invalid(errors=(FieldError("tps", "is where the photo is already"),))
    gone = replace(photo, state=MOVED, reason=reason)
    moved, new = desk.stand(place, photo.facts, photo.who, photo.received_at, instead=gone)
    desk.photos.decide(gone, request.principal.id, clock.now(), moved.id)
    desk.refresh(photo)
    to = {"contest": ballot.contest.id, "tps": tps, "page": place.page, "photo": moved.id}
    desk.tell("photo_moved", gone, to=to)
    if new:
        desk.tell("photo_added", moved)
    noted = {"state": MOVED, "to": to, "reason": reason}
    audit.note(tx, request, "photo_moved", desk.subject(photo), messages.photo_out(photo), noted)
    return messages.photo_out(moved) | {"contest": ballot.contest.id, "tps": tps, "from": photo.id}


def reject(tx: Connection, request: Request, zone: tzinfo) -> dict[str, Any]:
    """Show a photo no more: `{"photo", "reason"}`; its file stays."""
    reason = messages.reason_in(request.data)
    photo, desk = _taken(tx, request, str(request.data.get("photo")), zone)
    gone = replace(photo, state=REJECTED, reason=reason)
    desk.lock({photo.place.record, *desk.others(photo)})
    desk.photos.decide(gone, request.principal.id, clock.now())
    desk.refresh(photo)
    desk.tell("photo_rejected", gone)
    noted = {"state": REJECTED, "reason": reason}
    before = messages.photo_out(photo)
    audit.note(tx, request, "photo_rejected", desk.subject(photo), before, noted)
    return messages.photo_out(gone, reasoned=True)


def _taken(tx: Connection, request: Request, photo_id: str, zone: tzinfo) -> tuple[Photo, Desk]:
    """Return a shown photo of the principal's area, and the desk for its election."""
    photos = Photos(tx)
    place = photos.get(photo_id).place
    request.principal.require_area(place.tps)
    desk = Desk.open(tx, photos.election(place.contest), zone)
    photo = photos.get(photo_id)  # as it is now that nobody else changes it
    photo.require_shown()
    return photo, desk


@dataclass
class Desk:
    """One transaction's work on the photos of an election, which is its alone until its end."""

    tx: Connection
    photos: Photos
    ballots: dict[int, Ballot]
    options: Options
    zone: tzinfo
    locked: dict[Key, Locked]
    found: dict[Key, tuple[Finding, ...]]

    @classmethod
    def open(cls, tx: Connection, election: str, zone: tzinfo) -> Desk:
        """Wait for all others who change photos."""
        ballots = {one.key: one for one in Elections(tx).ballots(election).values()}
        photos = Photos(tx)
        photos.alone()
        options = options_repository.current(tx, election)
        return cls(tx, photos, ballots, options, zone, {}, {})

    def ballot(self, photo: Photo) -> Ballot:
        return self.ballots[photo.place.contest]

    def subject(self, photo: Photo) -> str:
        return messages.subject(self.ballot(photo), photo)

    def place(self, ballot: Ballot, tps: str, page: int) -> Place:
        return Place(ballot.key, tps, domain.page(page, self.options.photo_pages))

    def stand(
        self, place: Place, facts: Facts, who: str, at: datetime, instead: Photo | None = None
    ) -> tuple[Photo, bool]:
        """Return the photo that stands at the place from now on, and whether it is a new one.

        `instead` is the photo that goes as this one comes.
        """
        likes = self.photos.alike(list(self.ballots), place.tps, facts)
        likes = [one for one in likes if instead is None or one.id != instead.id]
        touched = {place.record, *(one.record for one in likes)}
        if instead is not None:
            touched |= {instead.place.record, *self.others(instead)}
        self.lock(touched)
        here = [one for one in self.photos.of(*place.record, shown=True) if one.place == place]
        for same in (one for one in here if one.facts.sha256 == facts.sha256):
            return same, False
        if len(here) >= MOST_OF_A_PAGE:
            text = f"page {place.page} of {place.tps} has {len(here)} photos: reject one first"
            raise TooManyPhotos(text)
        photo = Photo(new_id(), place, facts, at, who, self._distance(place, facts), SHOWN)
        self.photos.add(photo)
        self.photos.link(photo.id, likes)
        self.refresh(photo)
        return photo, True

    def lock(self, records: Iterable[Key]) -> None:
        """Lock records in the order of their places; raises UnknownStation."""
        for key, tps in sorted(records):
            self.locked[key, tps] = Results(self.tx).lock(self.ballots[key], tps)

    def others(self, photo: Photo) -> set[Key]:
        """Return the records of the photos elsewhere that show the same as this one."""
        return {(key, twin.tps) for key, twin in self.photos.twins([photo.id])[photo.id]}

    def refresh(self, photo: Photo) -> None:
        """Judge anew the photo's record, and those of its twins."""
        for record in sorted({photo.place.record, *self.others(photo)}):
            self.found[record] = self._judge(record)
        intake.wake_folders(self.tx)

    def measure(self, record: Key) -> tuple[Finding, ...]:
        """Take the distances of a locked record's photos anew, and judge them; returns findings."""
        for photo in self.photos.of(*record, shown=True):
            metres = self._distance(photo.place, photo.facts)
            if metres != photo.distance_m:
                self.photos.put_distance(photo.id, metres)
        return self._judge(record)

    def tell(self, kind: str, photo: Photo, **more: Any) -> dict[str, Any]:
        """Write the event; returns what is shown of the photo."""
        record = photo.place.record
        names = self.locked[record].names
        event = messages.changed(kind, self.ballot(photo), photo, names, self.found[record], more)
        outbox.add(self.tx, "elections", event)
        return messages.photo_out(photo)

    def _judge(self, record: Key) -> tuple[Finding, ...]:
        shown = self.photos.of(*record, shown=True)
        twins = self.photos.twins([photo.id for photo in shown])
        day, far = self.ballots[record[0]].election.date, self.options.photo_far_metres
        worst: dict[tuple[str, int], Judgement] = {}  # a page may have been taken several times
        for photo in shown:
            for one in domain.judge(photo, [t for _, t in twins[photo.id]], day, self.zone, far):
                known = worst.get((one.rule, one.page))
                if known is None or one.difference > known.difference:
                    worst[one.rule, one.page] = one
        found = [messages.finding(one) for one in worst.values()]
        return findings_repository.put(self.tx, *record, SOURCE, found)

    def _distance(self, place: Place, facts: Facts) -> int | None:
        if facts.position is None:
            return None
        point = self.photos.point(self.ballots[place.contest].election.id, place.tps)
        return None if point is None else distance(facts.position, point)
