"""Notices: what somebody must know or do, from the moment it is raised until it is closed."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Protocol

from libs.kit.errors import Conflict

SEVERITIES = ("info", "warning", "critical")
OPEN, ACKNOWLEDGED, CLOSED = STATES = ("open", "acknowledged", "closed")
SYSTEM = "system"
LONGEST_HEADLINE = 120
VILLAGE = 10  # digits
LONGEST_NAME = 80  # of what a headline is about
MONTHS = (
    "Januari", "Februari", "Maret", "April", "Mei", "Juni", "Juli", "Agustus", "September",
    "Oktober", "November", "Desember",
)  # fmt: skip


class NoticeNotOpen(Conflict):
    slug, title = "notice-not-open", "This notice is not open"


class NoticeClosed(Conflict):
    slug, title = "notice-closed", "This notice is closed"


@dataclass(frozen=True)
class Notice:
    """A notice. `area` is a code prefix (empty: everywhere); `holder` is who has it in hand.

    `source` is the service that raised it, `dedupe_key` what it is about there: of one key at most
    one notice is not closed. A notice raised by a person has no key. `election` is the one that it
    is about, if it is about one.
    """

    id: str
    severity: str
    headline: str
    text: str
    area: str
    place: str
    holder: str
    deadline: datetime | None
    raised_by: str
    raised_at: datetime
    source: str = "notifications"
    dedupe_key: str | None = None
    state: str = OPEN
    acknowledged_by: str | None = None
    acknowledged_at: datetime | None = None
    note: str | None = None
    closed_by: str | None = None
    closed_at: datetime | None = None
    election: str | None = None

    def acknowledge(self, by: str, at: datetime, note: str) -> Acknowledged:
        """Somebody has seen it and takes it in hand; raises NoticeNotOpen."""
        if self.state != OPEN:
            raise NoticeNotOpen(f"notice {self.id} is {self.state}")
        return Acknowledged(
            replace(self, state=ACKNOWLEDGED, acknowledged_by=by, acknowledged_at=at, note=note)
        )

    def close(self, by: str, at: datetime) -> Closed:
        """It is over; raises NoticeClosed."""
        if self.state == CLOSED:
            raise NoticeClosed(f"notice {self.id} was closed by {self.closed_by}")
        return Closed(replace(self, state=CLOSED, closed_by=by, closed_at=at))

    def update(self, headline: str, text: str) -> Raised | None:
        """Say it in other words while it stands; None when they are the same."""
        if (headline, text) == (self.headline, self.text):
            return None
        return Raised(replace(self, headline=headline, text=text))


@dataclass(frozen=True)
class Raised:
    """A notice was raised, or says something else than before."""

    notice: Notice


@dataclass(frozen=True)
class Acknowledged:
    """Somebody has a notice in hand."""

    notice: Notice


@dataclass(frozen=True)
class Closed:
    """A notice is over."""

    notice: Notice


Happened = Raised | Acknowledged | Closed


@dataclass(frozen=True, order=True)
class District:
    """A district in one contest, whose polling stations with findings are counted."""

    election: str
    contest: str
    area: str
    name: str

    @property
    def key(self) -> str:
        return f"findings/{self.election}/{self.contest}/{self.area}"


def tell_findings(
    district: District, stations: int, standing: Notice | None, notice_id: str, at: datetime
) -> Happened | None:
    """Keep one notice for each contest and district in step with its stations with findings.

    `standing` is the notice that is not closed yet. A count of zero closes it; after somebody else
    closed it, the next change raises another.
    """
    if stations == 0:
        return standing.close(SYSTEM, at) if standing else None
    headline = f"{stations} TPS dengan temuan di {district.name}"
    text = f"Angka pada formulir {district.contest} tidak cocok. Periksa di antrean verifikasi."
    if standing is not None:
        return standing.update(headline, text)
    return _raised(district, district.name, headline, text, notice_id, at)


@dataclass(frozen=True)
class HeldVotes:
    """Votes of one contest that are entered and do not count, and the leader's margin."""

    election: str
    contest: str
    contest_name: str
    area: str
    area_name: str
    held: int
    stations: int
    margin: int
    could_change: bool

    @property
    def key(self) -> str:
        return f"held-votes/{self.election}/{self.contest}"


def tell_held(
    votes: HeldVotes, standing: Notice | None, notice_id: str, at: datetime
) -> Happened | None:
    """Keep one notice for each contest up while the votes held could change who won."""
    if not votes.could_change:
        return standing.close(SYSTEM, at) if standing else None
    headline = f"Suara yang ditahan bisa mengubah pemenang: {votes.contest_name}"
    text = (
        f"{_grouped(votes.held)} suara dari {_grouped(votes.stations)} TPS belum dihitung (belum "
        f"terkonsolidasi atau dikarantina); selisih dua teratas {_grouped(votes.margin)} suara."
    )
    if standing is not None:
        return standing.update(headline[:LONGEST_HEADLINE], text)
    return _raised(votes, votes.area_name, headline, text, notice_id, at)


def _grouped(count: int) -> str:
    """Return the number as people here write it, 48.528."""
    return f"{count:,}".replace(",", ".")


class Told(Protocol):
    """What elections told of: which election, where, and what is one notice's."""

    @property
    def election(self) -> str: ...
    @property
    def area(self) -> str: ...
    @property
    def key(self) -> str: ...


def _raised(
    about: Told, place: str, headline: str, text: str, notice_id: str, at: datetime
) -> Raised:
    """Raise a warning about what elections told of."""
    notice = Notice(
        id=notice_id,
        severity="warning",
        headline=headline[:LONGEST_HEADLINE],
        text=text,
        area=about.area,
        place=place,
        holder="",
        deadline=None,
        raised_by=SYSTEM,
        raised_at=at,
        source="elections",
        dedupe_key=about.key,
        election=about.election,
    )
    return Raised(notice)


@dataclass(frozen=True)
class StageDue:
    """A stage of an election begins or ends in so many days."""

    election: str
    election_name: str
    area: str
    stage: str
    name: str
    edge: str
    day: date
    left: int
    body: str

    @property
    def key(self) -> str:
        return f"stage/{self.election}/{self.stage}/{self.edge}"

    @property
    def headline(self) -> str:
        happens = "mulai" if self.edge == "start" else "berakhir"
        when = {0: "hari ini", 1: "besok"}.get(self.left, f"{self.left} hari lagi")
        name = self.name if len(self.name) <= LONGEST_NAME else self.name[: LONGEST_NAME - 1] + "…"
        return f"Tahapan {happens} {when}: {name}"

    @property
    def text(self) -> str:
        told = f"{self.election_name}, {self.day.day} {MONTHS[self.day.month - 1]} {self.day.year}."
        return f"{told} Penanggung jawab: {self.body}." if self.body else told


def tell_stage(
    due: StageDue, standing: Notice | None, notice_id: str, at: datetime
) -> Happened | None:
    """Keep one notice for each stage's start and end."""
    if standing is not None:
        return standing.update(due.headline, due.text)
    notice = _raised(due, "", due.headline, due.text, notice_id, at).notice
    return Raised(replace(notice, severity="info"))


@dataclass(frozen=True)
class MembershipFound:
    """A party's register lists an accepted member of an ad-hoc body; who he is stands elsewhere."""

    election: str
    election_name: str
    staff: str
    body: str
    area: str
    area_name: str

    @property
    def key(self) -> str:
        return f"party/{self.election}/{self.staff}"


def tell_membership(
    found: MembershipFound, standing: Notice | None, notice_id: str, at: datetime
) -> Happened | None:
    """Raise a notice about a member whom a party lists, unless one stands."""
    if standing is not None:
        return None
    body = found.body.upper()
    headline = f"Anggota {body} tercatat di partai: {found.area_name}"
    text = (
        f"{found.election_name}. Pemeriksaan ulang menemukan seorang anggota {body} dalam"
        " daftar anggota partai. Namanya ada di halaman Badan ad hoc."
    )
    notice = _raised(found, found.area_name, headline, text, notice_id, at).notice
    # Who appoints a crew is told, the crew itself is not.
    return Raised(replace(notice, area=found.area[:VILLAGE]))
