"""dict ↔ domain, both ways."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any

from libs.kit import areas, clock, paging
from libs.kit.envelope import Event
from libs.kit.errors import FieldError, Invalid
from libs.kit.ids import is_uuid
from libs.kit.principal import Principal
from services.notifications.domain import (
    LONGEST_HEADLINE,
    SEVERITIES,
    STATES,
    Acknowledged,
    Closed,
    District,
    Happened,
    HeldVotes,
    MembershipFound,
    Notice,
    Raised,
    StageDue,
)

LENGTHS = {"headline": LONGEST_HEADLINE, "text": 2000, "place": 200, "holder": 200}
LONGEST_NOTE = 500
TIMES = ("deadline", "raised_at", "acknowledged_at", "closed_at")
FIRST = 2  # the place of a first form's news
DISTRICT = 6  # digits
EVENTS = {
    Raised: "notice_raised",
    Acknowledged: "notice_acknowledged",
    Closed: "notice_closed",
}


@dataclass(frozen=True)
class Query:
    """A page of notices, the newest first; of one state, or of all.

    `above`: also those about areas that hold this one. `election`: none about other elections.
    """

    state: str | None
    area: str
    limit: int
    after: str
    above: bool
    election: str


def parse_notice(data: dict[str, Any], notice_id: str, by: str, at: datetime) -> Notice:
    """Read `{"severity", "headline", "text", "area", "place", "holder", "deadline"}`.

    Severity and headline are needed; the area defaults to everywhere. Raises Invalid that names
    each field.
    """
    errors = tuple(_wrong(data))
    if errors:
        raise Invalid("not a notice", errors)
    words: dict[str, Any] = {name: (data.get(name) or "").strip() for name in LENGTHS}
    return Notice(
        id=notice_id,
        severity=data["severity"],
        area=data.get("area") or "",
        deadline=_time(data.get("deadline")),
        raised_by=by,
        raised_at=at,
        **words,
    )


def _wrong(data: dict[str, Any]) -> Iterable[FieldError]:
    if data.get("severity") not in SEVERITIES:
        yield FieldError("severity", f"is not one of {', '.join(SEVERITIES)}")
    for name, longest in LENGTHS.items():
        if not _is_words(data.get(name), longest):
            yield FieldError(name, f"needs text of at most {longest} characters")
    if isinstance(data.get("headline") or "", str) and not (data.get("headline") or "").strip():
        yield FieldError("headline", "is missing")
    if not _is_area(data.get("area")):
        yield FieldError("area", "needs an area code")
    try:
        _time(data.get("deadline"))
    except (ValueError, TypeError):
        yield FieldError("deadline", "needs a time with its zone, such as 2024-11-27T19:05:00Z")


def _is_words(value: Any, longest: int) -> bool:
    return value is None or (isinstance(value, str) and len(value.strip()) <= longest)


def _is_area(value: Any) -> bool:
    return value in (None, "") or (isinstance(value, str) and areas.is_area(value))


def _time(value: Any) -> datetime | None:
    return None if value is None else clock.from_text(value)


def parse_id(data: dict[str, Any]) -> str:
    """Read the id of a notice."""
    if not is_uuid(data.get("id", "")):
        raise Invalid("no such notice", (FieldError("id", "needs the id of a notice"),))
    return str(data["id"])


def parse_note(data: dict[str, Any]) -> str:
    """Read what somebody says who takes a notice in hand; may be absent."""
    note = data.get("note")
    if not _is_words(note, LONGEST_NOTE):
        message = f"needs text of at most {LONGEST_NOTE} characters"
        raise Invalid("not a note", (FieldError("note", message),))
    return (note or "").strip()


def parse_query(data: dict[str, Any], who: Principal) -> Query:
    """Read `{"state", "area", "election", "limit", "after"}`, each of which may be absent."""
    limit, after = paging.asked(data)
    state, area = data.get("state"), data.get("area")
    if state is not None and state not in STATES:
        raise Invalid("state", (FieldError("state", f"is not one of {', '.join(STATES)}"),))
    if not _is_area(area):
        raise Invalid("area", (FieldError("area", "needs an area code"),))
    if after and not is_uuid(after):
        raise Invalid("after", (FieldError("after", "needs the `next` of the page before"),))
    election = data.get("election") or ""
    if not isinstance(election, str):
        raise Invalid("election", (FieldError("election", "needs the id of an election"),))
    return Query(state, area or who.area, limit, after, who.sees_above, election)


def to_wire(notice: Notice) -> dict[str, Any]:
    wire = asdict(notice)
    times = {name: wire[name] and clock.to_text(wire[name]) for name in TIMES}
    return wire | times


def to_event(happened: Happened) -> Event:
    return Event(EVENTS[type(happened)], happened.notice.id, to_wire(happened.notice))


def findings(data: dict[str, Any], *, reviewed: bool = False) -> tuple[str, District, int, bool]:
    """Read elections.result_submitted, or findings_changed, which tells `reviewed` ones.

    Returns the TPS, its district, the place of this news among all of the result, and whether its
    figures are wrong. What is reviewed of a version comes after the version itself.
    """
    tps = data["tps"]
    names = {area["code"]: area["name"] for area in data["areas"]}
    code = tps[:DISTRICT]
    district = District(data["election"], data["contest"], code, names.get(code, code))
    return tps, district, 2 * data["version"] + reviewed, data["findings"]["error"] > 0


def held_votes(data: dict[str, Any]) -> HeldVotes:
    """Read elections.held_votes_changed."""
    return HeldVotes(
        data["election"],
        data["contest"],
        data["contest_name"],
        data["area"],
        data["area_name"],
        data["held"],
        data["tps_held"],
        data["margin"],
        data["could_change"],
    )


def stage_due(data: dict[str, Any]) -> StageDue:
    """Read elections.stage_due."""
    return StageDue(
        data["election"],
        data["election_name"],
        data["area"],
        data["stage"],
        data["name"],
        data["edge"],
        date.fromisoformat(data["day"]),
        data["left"],
        data["body"],
    )


def membership_found(data: dict[str, Any]) -> MembershipFound:
    """Read elections.party_membership_found."""
    names = ("election", "election_name", "staff", "body", "area", "area_name")
    return MembershipFound(**{name: data[name] for name in names})
