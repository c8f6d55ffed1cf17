"""What callers are answered about samples: each within an area, and by what is published."""

from __future__ import annotations

import csv
import hashlib
import io
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy.engine import Connection

from libs.kit import clock, outbox, paging
from libs.kit.errors import FieldError, Invalid
from libs.kit.principal import Principal
from libs.kit.request import Request
from services.elections import audit
from services.elections.domain import Ballot
from services.elections.quick_count import designing, messages, showing
from services.elections.quick_count.designing import Plan, Wish
from services.elections.quick_count.domain import NotPublished, Sample
from services.elections.quick_count.repository import Samples
from services.elections.repository import Elections
from services.elections.scope import narrowed, require_related

DESK = frozenset({"admin", "operator", "verifier"})  # who sees what is not published
SHEET = ("tps", "stratum", "district", "village", "name", "dpt", "lon", "lat", "arrived")
FORMULA = ("=", "+", "-", "@", "\t", "\r")  # what a spreadsheet would run


def ballot(tx: Connection, data: Mapping[str, Any]) -> Ballot:
    return Elections(tx).ballot(str(data.get("election")), str(data.get("contest")))


def visible(tx: Connection, who: Principal, of: Ballot, data: Mapping[str, Any]) -> Sample:
    """Return the sample if the principal may know of it; raises NotPublished or OutsideArea."""
    sample = Samples(tx).get(of, str(data.get("sample")))
    require_related(who, sample.area)
    if not sample.published and not who.roles & DESK:
        raise NotPublished(f"the sample {sample.name} is not published")
    return sample


def plan(tx: Connection, who: Principal, data: dict[str, Any]) -> dict[str, Any]:
    """Return the design that a draw with these wishes would have."""
    of = ballot(tx, data)
    _, made, _ = _planned(tx, who, of, messages.wish(data, "plan"))
    return messages.plan_out(made, _names(tx, of, made))


def draw(tx: Connection, request: Request) -> dict[str, Any]:
    """Draw a sample and keep it; its id is the command's."""
    of, sample_id = ballot(tx, request.data), str(request.command_id).lower()
    wish = messages.wish(request.data, sample_id)
    wish, made, stations = _planned(tx, request.principal, of, wish)
    sample = Sample(
        sample_id,
        messages.name(request.data, wish),
        wish.area,
        wish.strata_by,
        wish.allocation,
        wish.seed,
        made.strata,
        clock.now(),
        wish.confidence,
        wish.minimum,
        wish.margin,
        made.margin,
        wish.baseline,
        request.data.get("published") is True,
    )
    drawn = designing.draw(wish, made, stations)
    Samples(tx).put(of, sample, request.principal.id, drawn)
    audit.note(tx, request, "sample_drawn", _subject(of, sample), None, _noted(sample, drawn))
    tell(tx, of, sample, showing.HELD, 0)
    return messages.sample_out(of, sample, _names(tx, of, made))


def _planned(
    tx: Connection, who: Principal, of: Ballot, wish: Wish
) -> tuple[Wish, Plan, dict[str, int | None]]:
    """Return the wish with its area, the plan, and the stations it is for."""
    area = narrowed(who, wish.area, of.contest.area)
    wish = Wish(**{**vars(wish), "area": area})
    store = Samples(tx)
    known: dict[str, float] = {}
    if wish.baseline is not None:
        votes = store.votes_of_stations(baseline(tx, who, wish.baseline), area)
        known = designing.spreads(votes, wish.strata_by)
        if not known:
            text = f"has no results per polling station in {area}"
            raise Invalid(errors=(FieldError("baseline", text),))
    stations = store.frame(of, area)
    return wish, designing.plan(wish, stations, known), stations


def baseline(tx: Connection, who: Principal, named: str) -> Ballot:
    """Return the earlier contest that is named `election/contest`."""
    election, _, contest = named.partition("/")
    if not election or not contest:
        raise Invalid(errors=(FieldError("baseline", "needs election/contest"),))
    found = Elections(tx).ballot(election, contest)
    require_related(who, found.contest.area)
    return found


def page(tx: Connection, who: Principal, data: dict[str, Any]) -> dict[str, Any]:
    """Return a page of a contest's samples, the newest first."""
    of = ballot(tx, data)
    require_related(who, of.contest.area)
    limit, after = paging.asked(data)
    hidden = not who.roles & DESK
    try:
        rows = Samples(tx).page(of, who, limit, after, published=hidden)
    except ValueError:
        raise Invalid(errors=(FieldError("after", "is not from a list of samples"),)) from None
    shown, following = paging.cut(rows, limit, lambda one: f"{one.created_at.isoformat()}/{one.id}")
    codes = {code for one in shown for code in messages.area_codes(one.strata)}
    names = Elections(tx).names(of.election.id, codes)
    return {"items": [messages.sample_out(of, one, names) for one in shown], "next": following}


def one(tx: Connection, who: Principal, data: dict[str, Any]) -> dict[str, Any]:
    of = ballot(tx, data)
    sample = visible(tx, who, of, data)
    return messages.sample_out(of, sample, _names(tx, of, sample))


def publish(tx: Connection, request: Request) -> dict[str, Any]:
    """Let viewers see the sample's estimate, or no more."""
    of = ballot(tx, request.data)
    sample = visible(tx, request.principal, of, request.data)
    request.principal.require_area(sample.area)
    published = request.data.get("published")
    if not isinstance(published, bool):
        raise Invalid(errors=(FieldError("published", "needs true or false"),))
    Samples(tx).publish(sample.id, published)
    before, after = {"published": sample.published}, {"published": published}
    audit.note(tx, request, "sample_published", _subject(of, sample), before, after)
    sample = Sample(**{**vars(sample), "published": published})
    found = _estimate(tx, of, sample)
    tell(tx, of, sample, found.state, found.stations)
    return messages.sample_out(of, sample, _names(tx, of, sample))


def stations(tx: Connection, who: Principal, data: dict[str, Any]) -> dict[str, Any]:
    """Return a page of the sampled stations in the principal's area."""
    of = ballot(tx, data)
    sample = visible(tx, who, of, data)
    limit, after = paging.asked(data)
    area = narrowed(who, data.get("area"), sample.area)
    rows = Samples(tx).stations(of, sample, area, limit, after)
    shown, following = paging.cut(rows, limit, lambda row: str(row["tps"]))
    return {"items": [messages.station_out(row) for row in shown], "next": following}


def sheet(tx: Connection, who: Principal, data: dict[str, Any]) -> bytes:
    """Return all sampled stations in the principal's area as CSV, with a line of names first."""
    of = ballot(tx, data)
    sample = visible(tx, who, of, data)
    area = narrowed(who, data.get("area"), sample.area)
    text = io.StringIO()
    lines = csv.writer(text)
    lines.writerow(SHEET)
    for row in Samples(tx).stations(of, sample, area, None, ""):
        found = messages.station_out(row)
        lon, lat = found.pop("point") or (None, None)
        lines.writerow([_plain((found | {"lon": lon, "lat": lat})[name]) for name in SHEET])
    return text.getvalue().encode()


def _plain(value: Any) -> Any:
    """Return a cell that no spreadsheet takes for a formula, yes and no as JSON has them."""
    if isinstance(value, bool):
        return str(value).lower()
    return f"'{value}" if isinstance(value, str) and value.startswith(FORMULA) else value


def estimate(tx: Connection, who: Principal, data: dict[str, Any]) -> dict[str, Any]:
    """Return the estimate, or what it lacks."""
    of = ballot(tx, data)
    sample = visible(tx, who, of, data)
    who.require_area(sample.area)
    found, names = _estimate(tx, of, sample), _names(tx, of, sample)
    return {
        "election": of.election.id,
        "contest": of.contest.id,
        "sample": sample.id,
        "name": sample.name,
        "published": sample.published,
        "confidence": sample.confidence,
        "state": found.state,
        "as_of": clock.to_text(clock.now()),
        "arrived": found.stations,
        "size": sample.size,
        "lacking": {"strata": len(found.lacking), "stations": sum(found.lacking.values())},
        "collapsed": found.collapsed,
        "strata": [
            messages.stratum_out(part, names)
            | {
                "arrived": found.arrived.get(part.code, 0),
                "needed": sample.minimum.needed(part.size),
                "lacking": found.lacking.get(part.code, 0),
            }
            for part in sample.strata
        ],
        **(found.figures or {"candidates": None, "turnout": None, "lead": None, "valid": None}),
    }


def history(tx: Connection, who: Principal, data: dict[str, Any]) -> dict[str, Any]:
    """Return how the estimate went, the oldest first; figures are null while it was held."""
    of = ballot(tx, data)
    sample = visible(tx, who, of, data)
    who.require_area(sample.area)
    limit, after = paging.asked(data)
    rows = Samples(tx).history(sample.id, limit, _moment(after))
    shown, following = paging.cut(rows, limit, lambda row: clock.to_text(row[0]))
    items = [
        {"at": clock.to_text(at), "arrived": arrived, "size": sample.size, "figures": figures}
        for at, arrived, figures in shown
    ]
    return {"items": items, "next": following}


def tell(tx: Connection, of: Ballot, sample: Sample, state: str, arrived: int) -> None:
    outbox.add(tx, "elections", messages.changed(of, sample, state, arrived, clock.now()))


def _subject(of: Ballot, sample: Sample) -> str:
    return f"{of.election.id}/{of.contest.id}/{sample.id}"


def _noted(sample: Sample, drawn: Mapping[str, str]) -> dict[str, Any]:
    """Return what the audit log keeps of a draw; `drawn` is the hash of the codes, one a line."""
    codes = "".join(f"{code}\n" for code in sorted(drawn))
    kept = {name: getattr(sample, name) for name in ("name", "area", "strata_by", "allocation")}
    digest = hashlib.sha256(codes.encode()).hexdigest()
    return kept | {"seed": sample.seed, "size": sample.size, "drawn": digest}


def _estimate(tx: Connection, of: Ballot, sample: Sample) -> showing.Estimate:
    return showing.estimate(sample, of.contest, Samples(tx).reported(of, sample.id))


def _moment(after: str) -> datetime | None:
    try:
        return clock.from_text(after) if after else None
    except ValueError:
        raise paging.foreign() from None


def _names(tx: Connection, of: Ballot, made: Plan | Sample) -> dict[str, str]:
    return Elections(tx).names(of.election.id, messages.area_codes(made.strata))
