"""What is asked of the ad-hoc staff: rounds, applicants, rosters, gaps, the state of the check."""

from __future__ import annotations

from typing import Any

from sqlalchemy.engine import Connection

from libs.kit import clock, paging
from libs.kit.errors import FieldError, Invalid
from libs.kit.ids import is_uuid
from libs.kit.request import Request
from services.elections.domain import Election
from services.elections.repository import Elections
from services.elections.staff import domain, messages, recruiting, watch
from services.elections.staff.domain import Applicant
from services.elections.staff.parties import Register
from services.elections.staff.repository import Applicants, Places, Rounds

NO_PAGE: dict[str, Any] = {"items": [], "next": None}


def rounds(tx: Connection, request: Request, election: Election, area: str) -> dict[str, Any]:
    """Return a page of rounds, by when they were made."""
    limit, after = paging.asked(request.data)
    _require_place(after, is_uuid(after))
    rows = Rounds(tx, election.id).page(area, limit, after)
    page, following = paging.cut(rows, limit, lambda row: row[0].id)
    return {"items": [messages.round_out(*row) for row in page], "next": following}


def applicant(tx: Connection, request: Request) -> dict[str, Any]:
    election = Elections(tx).get(str(request.data.get("election")))
    applicant_id = messages.known_id(request.data, "applicant")
    one = Applicants(tx, election.id).get(applicant_id)
    request.principal.require_area(one.area)
    return recruiting.shown(tx, election, [one])[0]


def applicants(tx: Connection, request: Request, election: Election, area: str) -> dict[str, Any]:
    """Return a page of applicants, by place."""
    page, following = _page(tx, request, election, area, ("body", "round", "state", "party"))
    return {"items": recruiting.shown(tx, election, page), "next": following}


def roster(tx: Connection, request: Request, election: Election, area: str) -> dict[str, Any]:
    """Return a page of members, by place; with `state` reserve those who may follow them."""
    state = messages.choice(request.data, "state", (domain.ACCEPTED, domain.RESERVE))
    asked = {**request.data, "state": state or domain.ACCEPTED}
    named = Request(asked, request.principal)
    page, following = _page(tx, named, election, area, ("body", "state"))
    return {"items": [messages.member_out(one) for one in page], "next": following}


def _page(
    tx: Connection, request: Request, election: Election, area: str, names: tuple[str, ...]
) -> tuple[list[Applicant], str | None]:
    limit, after = paging.asked(request.data)
    place, _, last = after.partition("/")
    _require_place(after, place.isdigit() and is_uuid(last))
    rows = Applicants(tx, election.id).page(_wanted(request.data, names), area, limit, after)
    page, following = paging.cut(rows, limit, lambda one: f"{one.area}/{one.id}")
    return list(page), following


def _wanted(data: dict[str, Any], names: tuple[str, ...]) -> dict[str, str]:
    choices = {"body": domain.BODIES, "state": domain.STATES, "party": domain.PARTY}
    found = {}
    for name in names:
        value = data.get(name)
        if value is not None and name == "round":
            value = messages.known_id(data, name)
        elif value is not None:
            value = messages.choice(data, name, choices[name])
        if value is not None:
            found[name] = value
    return found


def gaps(tx: Connection, request: Request, election: Election, area: str) -> dict[str, Any]:
    """Return a page of places that lack members of one body, with the sums of all three."""
    return _places(tx, request, election, area, lacking=True)


def bodies(tx: Connection, request: Request, election: Election, area: str) -> dict[str, Any]:
    """Return a page of places with who serves there, `lacking` alone or all, and the sums."""
    lacking = request.data.get("lacking") is True
    found = _places(tx, request, election, area, lacking=lacking)
    places = [row["area"] for row in found["items"]]
    serving = Applicants(tx, election.id).members(str(request.data.get("body")), places)
    for row in found["items"]:
        row["members"] = [messages.member_out(one) for one in serving.get(row["area"], [])]
    return found


def _places(
    tx: Connection, request: Request, election: Election, area: str, *, lacking: bool
) -> dict[str, Any]:
    body = messages.choice(request.data, "body", domain.BODIES)
    if body is None:
        raise Invalid(errors=(FieldError("body", f"needs one of {', '.join(domain.BODIES)}"),))
    limit, after = paging.asked(request.data)
    _require_place(after, after.isdigit())
    sizes = recruiting.sizes(tx, election)
    # Who may see a village only sees no body of its sub-district.
    seen = [one for one in domain.BODIES if len(area) <= domain.PLACE[one]]
    sums = {one: Places(tx, election.id, one).sums(area, sizes[one]) for one in seen}
    if body not in seen:
        return NO_PAGE | {"sums": sums}
    places = Places(tx, election.id, body)
    rows = places.page(area, sizes[body], limit, after, lacking=lacking)
    page, following = paging.cut(rows, limit, lambda row: str(row["area"]))
    return {"items": list(page), "next": following, "sums": sums}


def party_watch(tx: Connection, election: Election, *, service: bool) -> dict[str, Any]:
    parties = Register(tx, election.id).parties()
    last = watch.last(tx, election.id)
    if last is not None:
        last = {**last, "day": str(last["day"]), "at": clock.to_text(last["at"])}
    shown = [{**one, "at": clock.to_text(one["at"])} for one in parties]
    return {"service": service, "parties": shown, "last": last}


def _require_place(after: str, fits: bool) -> None:
    if after and not fits:
        raise Invalid(errors=(FieldError("after", "needs the `next` of the page before"),))
