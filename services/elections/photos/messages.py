"""Facts and photos ↔ dicts. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from libs.kit import clock, paging
from libs.kit.envelope import Event
from libs.kit.reading import Reader
from services.elections import forms
from services.elections.domain import Ballot
from services.elections.findings import Finding
from services.elections.photos.domain import Judgement, Photo

LONGEST_REASON, MOST_PAGES = 500, 99


def add_in(data: dict[str, Any]) -> str:
    """Return the TPS of a photo that comes in; raises Invalid that names each field."""
    reader = Reader(data)
    reader.only(("election", "contest", "tps", "page", "signing_key", "signature"))
    tps = reader.code("tps", 13)
    for name in ("election", "contest"):
        reader.slug(name)
    reader.integer("page", 1, MOST_PAGES)
    reader.end()
    return tps


def move_in(data: dict[str, Any]) -> tuple[str, str | None, int | None, str]:
    """Read a move: (tps, contest or None, page or None, reason); raises Invalid for each field."""
    reader = Reader(data)
    reader.only(("photo", "tps", "contest", "page", "reason"))
    tps = reader.code("tps", 13)
    contest = reader.slug("contest") if reader.raw("contest") is not None else None
    page = reader.integer("page", 1, MOST_PAGES) if reader.raw("page") is not None else None
    reason = reader.text("reason", longest=LONGEST_REASON)
    reader.end()
    return tps, contest, page, reason


def reason_in(data: dict[str, Any]) -> str:
    reader = Reader(data)
    reader.only(("photo", "reason"))
    reason = reader.text("reason", longest=LONGEST_REASON)
    reader.end()
    return reason


def photo_out(photo: Photo, *, reasoned: bool = False) -> dict[str, Any]:
    """Return what is shown of a photo; why it was moved or rejected only where it is asked for."""
    known = photo.facts
    shown = {
        "id": photo.id,
        "page": photo.place.page,
        "sha256": known.sha256,
        "width": known.width,
        "height": known.height,
        "bytes": known.size,
        "received_at": clock.to_text(photo.received_at),
        "taken_at": clock.to_text(known.taken_at) if known.taken_at else None,
        "distance_m": photo.distance_m,
        "state": photo.state,
        "signed_by": photo.signed_by,
    }
    return shown | ({"reason": photo.reason} if reasoned else {})


def photos_out(rows: Sequence[Photo], limit: int, after: str) -> dict[str, Any]:
    """Return a page of the photos that come after the one of this id."""
    ids = [one.id for one in rows]
    if after and after not in ids:
        raise paging.foreign()
    rest = rows[ids.index(after) + 1 :] if after else rows
    page, following = paging.cut(rest, limit, lambda one: one.id)
    return {"items": [photo_out(one, reasoned=True) for one in page], "next": following}


def finding(one: Judgement) -> Finding:
    fields = (f"photos.{one.page}",)
    return Finding(one.rule, one.severity, fields, one.message, one.difference)


def changed(
    kind: str,
    ballot: Ballot,
    photo: Photo,
    names: Mapping[str, str],
    found: Iterable[Finding],
    more: Mapping[str, Any],
) -> Event:
    """Return the fact about a photo: never the picture, a position, or a reason somebody wrote.

    `names` are of the areas that hold its TPS, `found` the findings of its record.
    """
    severities = [one.severity for one in found if one.state == "open"]
    tps = photo.place.tps
    shown = photo_out(photo)
    del shown["signed_by"]
    data = {
        "election": ballot.election.id,
        "contest": ballot.contest.id,
        "tps": tps,
        "photo": shown.pop("id"),
        **shown,
        "findings": {name: severities.count(name) for name in ("error", "warning")},
        "areas": forms.areas_out(tps[:10], names),
        **more,
    }
    return Event(kind, subject(ballot, photo), data)


def subject(ballot: Ballot, photo: Photo) -> str:
    return f"{ballot.election.id}/{ballot.contest.id}/{photo.place.tps}"
