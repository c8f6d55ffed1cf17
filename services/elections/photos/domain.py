"""What a photo of a form is, and what is odd about one. Nothing here looks at a file or a clock."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta, tzinfo
from operator import mul

from libs.kit.errors import Conflict, FieldError, Invalid, NotFound
from libs.photos.domain import Facts

MOST_OF_A_PAGE = 4  # a page may be taken again, not without end
SHOWN, MOVED, REJECTED = "shown", "moved", "rejected"
ELSEWHERE, SIMILAR, FAR, OLD = "photo-elsewhere", "photo-similar", "photo-far", "photo-old"

# Measured on drawn forms of one layout with 84 figures, held by hand. Copies turned by a quarter or
# a half, down to a quarter of the size and quality 40, differ in up to 18 of 256 bits and correlate
# by 0.998 and more. Four pairs of forms in 100 differ in no more bits, but correlate by 0.976 at
# most; by 0.990 when they are scanned without a hair's breadth of difference in their place.
ALIKE_BITS = 20
ALIKE = 0.9935


class TooManyPhotos(Conflict):
    slug, title = "too-many-photos", "This page has as many photos as it may have"


class PhotoNotShown(Conflict):
    slug, title = "photo-not-shown", "This photo was moved or rejected already"


class UnknownPhoto(NotFound):
    slug, title = "unknown-photo", "No such photo"


@dataclass(frozen=True)
class Place:
    """The page of a form: `contest` is the contest's number in the tables."""

    contest: int
    tps: str
    page: int

    @property
    def record(self) -> tuple[int, str]:
        return self.contest, self.tps


@dataclass(frozen=True)
class Photo:
    """Facts at a place. `distance_m` is from the station's point, None where one is unknown.

    `signed_by` is the crew's key that signed the file for this place.
    """

    id: str
    place: Place
    facts: Facts
    received_at: datetime
    who: str
    distance_m: int | None = None
    state: str = SHOWN
    reason: str | None = None
    signed_by: str | None = None

    def require_shown(self) -> None:
        """Raise PhotoNotShown for a photo that somebody moved or rejected."""
        if self.state != SHOWN:
            raise PhotoNotShown(f"this photo is {self.state}")


@dataclass(frozen=True)
class Twin:
    """Another photo that shows the same: `same` tells that it is the same file."""

    tps: str
    same: bool


@dataclass(frozen=True)
class Judgement:
    """One thing that is odd about a photo; `difference` is in metres, days, or other stations."""

    rule: str
    severity: str
    page: int
    message: str
    difference: int


def page(number: int, pages: int) -> int:
    """Return the page's number; raises Invalid for one that the form does not have."""
    if not 1 <= number <= pages:
        raise Invalid(errors=(FieldError("page", f"needs a page of the form, 1 to {pages}"),))
    return number


def alike(a: bytes, b: bytes) -> bool:
    """Tell whether two fingerprints are of one picture, by Pearson's correlation of their greys."""
    if len(a) != len(b) or not a:
        return False
    n, sum_a, sum_b = len(a), sum(a), sum(b)
    spread_a = n * sum(map(mul, a, a)) - sum_a * sum_a
    spread_b = n * sum(map(mul, b, b)) - sum_b * sum_b
    if not spread_a or not spread_b:
        return False  # a blank picture is like every other
    common = n * sum(map(mul, a, b)) - sum_a * sum_b
    return bool(common / math.sqrt(spread_a * spread_b) >= ALIKE)


def quarter(icon: bytes) -> bytes:
    """Return a square fingerprint turned by 90 degrees clockwise."""
    side = math.isqrt(len(icon))
    return b"".join(icon[column::side][::-1] for column in range(side))


def resembles(photo: Facts, hashes: Sequence[int], icon: bytes) -> bool:
    """Tell whether a photo shows the picture of these hashes and this fingerprint, also turned.

    `hashes` are the picture's as it is and, where it is known, turned by a quarter: copies are told
    by the one of the two in which lines of print lie flat.
    """
    mine, turned = photo.hashes(), photo.icon
    for turn in range(len(mine)):
        frames = zip(mine[turn:] + mine[:turn], hashes, strict=False)
        apart = min((one ^ other).bit_count() for one, other in frames)
        if apart <= ALIKE_BITS and alike(turned, icon):
            return True
        turned = quarter(turned)
    return False


def judge(
    photo: Photo, twins: Sequence[Twin], voting: date, zone: tzinfo, far_metres: int
) -> Iterable[Judgement]:
    """Yield what is odd about a shown photo."""
    number = photo.place.page
    same = {twin.tps for twin in twins if twin.same} - {photo.place.tps}
    if same:
        text = f"page {number}: the same file stands at TPS {_named(same)}"
        yield Judgement(ELSEWHERE, "error", number, text, len(same))
    similar = {twin.tps for twin in twins} - {photo.place.tps} - same
    if similar:
        text = f"page {number}: a picture that looks the same stands at TPS {_named(similar)}"
        yield Judgement(SIMILAR, "warning", number, text, len(similar))
    if photo.distance_m is not None and photo.distance_m > far_metres:
        text = f"page {number}: taken {photo.distance_m} m from the polling station"
        yield Judgement(FAR, "warning", number, text, photo.distance_m)
    taken = photo.facts.taken_at
    if taken is not None and taken.astimezone(zone).date() < voting:
        days = (voting - taken.astimezone(zone).date()) // timedelta(days=1)
        text = f"page {number}: taken {days} days before voting day"
        yield Judgement(OLD, "warning", number, text, days)


def _named(stations: Iterable[str]) -> str:
    codes = sorted(stations)
    return ", ".join(codes[:3]) + (", …" if len(codes) > 3 else "")
