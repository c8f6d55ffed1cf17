"""What the public asks for, and is told only of published elections."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy.engine import Connection

from libs.kit import areas as codes
from libs.kit import clock, paging
from libs.kit.errors import FieldError, Invalid
from services.elections import messages, options_repository, photos, tally_messages
from services.elections.domain import Ballot, UnknownElection, UnknownStation
from services.elections.publication import parts, sirekap_shape
from services.elections.publication.domain import COUNTED, NotPublished, StationRow
from services.elections.publication.repository import Documents, Published, page_of_elections
from services.elections.publication.words import LANGUAGES
from services.elections.repository import Elections
from services.elections.tally_repository import Tallies

DEEPEST = 2
FILES = {"pdf", "xlsx"}
STATION = 13


def ballots(tx: Connection, election_id: str) -> Mapping[str, Ballot]:
    """Return the contests of a published election; raises NotPublished for any other."""
    try:
        found = Elections(tx).ballots(election_id)
    except UnknownElection:
        raise NotPublished(election_id) from None
    election = next(iter(found.values())).election
    if election.rehearsal or not options_repository.current(tx, election_id).published:
        raise NotPublished(election_id)
    return found


def ballot(tx: Connection, data: dict[str, Any]) -> Ballot:
    """Return the contest asked for; raises NotPublished."""
    found = ballots(tx, str(data.get("election"))).get(str(data.get("contest")))
    if found is None:
        raise NotPublished(f"{data.get('election')} has no contest {data.get('contest')}")
    return found


def place(found: Ballot, data: dict[str, Any]) -> str:
    """Return the area asked for, within the contest's; raises Invalid."""
    root, asked = found.contest.area, data.get("area") or found.contest.area
    if not isinstance(asked, str) or not codes.is_area(asked) or not asked.startswith(root):
        raise Invalid(errors=(FieldError("area", f"needs an area code within {root}"),))
    return asked


def elections(tx: Connection, data: dict[str, Any]) -> dict[str, Any]:
    """Return a page of published elections with how far each contest is, the newest first."""
    limit, after = paging.asked(data)
    try:
        rows = page_of_elections(tx, limit, after)
    except ValueError:
        raise paging.foreign() from None
    page, following = paging.cut(rows, limit, lambda row: f"{row.date}/{row.id}")
    return {"items": [election(tx, row.id) for row in page], "next": following}


def election(tx: Connection, election_id: str) -> dict[str, Any]:
    """Return one election; each contest with its tally, without parts."""
    found = ballots(tx, election_id)
    shown = messages.election_out(next(iter(found.values())).election)
    contests = []
    for part in shown["contests"]:
        one = tally(tx, found[part["id"]], found[part["id"]].contest.area, 0)
        contests.append(part | {"tally": one})
    test_data = options_repository.current(tx, election_id).test_data
    return shown | {"contests": contests, "test_data": test_data}


def tally(tx: Connection, found: Ballot, area: str, depth: Any) -> dict[str, Any]:
    """Return the tally of an area with its parts, the names of the areas that hold it with it."""
    levels = tally_messages.depth({"depth": depth})
    if levels > DEEPEST:
        raise Invalid(errors=(FieldError("depth", f"needs a whole number from 0 to {DEEPEST}"),))
    lines = Tallies(tx).tree(found, area, levels)
    node = _open(tally_messages.tally_out(found, area, lines, clock.now()))
    return node | {"holders": holders(tx, found, area)}


def holders(tx: Connection, found: Ballot, area: str) -> list[dict[str, str]]:
    """Return the areas of the contest that hold this one, the largest first."""
    root = found.contest.area
    wanted = [one for one in codes.ancestors(area) if len(root) <= len(one) < len(area)]
    names = Elections(tx).names(found.election.id, wanted)
    return [tally_messages.area_out(one, names.get(one)) for one in wanted]


def _open(node: dict[str, Any]) -> dict[str, Any]:
    """Leave out the findings: they are of records that are not counted too."""
    children = [_open(child) for child in node["children"]]
    out = node["tps_expected"] - node["tps_in"] - node["tps_held"]
    kept = {name: value for name, value in node.items() if name != "findings"}
    return kept | {"tps_out": out, "children": children}


def station(tx: Connection, found: Ballot, tps: str) -> dict[str, Any]:
    """Return one polling station with its form, once it is counted; raises UnknownStation."""
    row = _row(tx, found, tps)
    contest = found.contest
    return {
        "election": found.election.id,
        "contest": contest.id,
        **parts.station_out(row),
        "photos": photos_of(tx, found, row),
        "candidates": [messages.candidate_out(one) for one in contest.candidates],
        "holders": holders(tx, found, tps),
        "as_of": clock.to_text(clock.now()),
    }


def photos_of(tx: Connection, found: Ballot, row: StationRow) -> list[dict[str, Any]]:
    """Return the shown photos of a counted station's form, each with its address."""
    if row.status != COUNTED:
        return []
    contest = f"/v1/public/elections/{found.election.id}/contests/{found.contest.id}"
    place = f"{contest}/results/{row.tps}"
    shown = photos.published(tx, found.key, row.tps)
    return [one | {"href": f"{place}/photos/{one['id']}"} for one in shown]


def photo_hash(tx: Connection, found: Ballot, data: dict[str, Any]) -> str:
    """Return what a published photo is kept under; raises NotPublished for any other photo."""
    row = _row(tx, found, str(data.get("tps")))
    wanted = str(data.get("photo"))
    for one in photos_of(tx, found, row):
        if one["id"] == wanted:
            return str(one["sha256"])
    raise NotPublished(f"{row.tps} has no published photo {wanted}")


def _row(tx: Connection, found: Ballot, tps: str) -> StationRow:
    rows = Published(tx, found).stations(tps, "", 0) if len(tps) == STATION else []
    if not rows:
        raise UnknownStation(f"{tps} is not a polling station of {found.contest.id}")
    return rows[0]


def sirekap_document(tx: Connection, found: Ballot, area: str) -> dict[str, Any]:
    """Return the area's or the polling station's document in Sirekap's shape."""
    if len(area) == STATION:
        row = _row(tx, found, area)
        images = [one["href"] for one in photos_of(tx, found, row)]
        return sirekap_shape.station(row, found.contest, images)
    lines = Tallies(tx).tree(found, area, 1)
    if not lines or lines[0].area != area:
        raise NotPublished(f"{found.contest.id} has no area {area}")
    return sirekap_shape.area(found, lines)


def part(tx: Connection, found: Ballot, data: dict[str, Any], issuer: str) -> dict[str, Any]:
    """Return the part of a download that begins after `after`, and where the next one begins.

    `version` is that of the figures before the part was read: what it holds is no older.
    """
    make = parts.KINDS.get(str(data.get("kind")))
    if make is None:
        raise Invalid(errors=(FieldError("kind", f"needs one of {', '.join(parts.KINDS)}"),))
    after = str(data.get("after") or "")
    options = options_repository.current(tx, found.election.id)
    store = Published(tx, found)
    version = f"{store.version()}-{options.version}"
    wanted = parts.Wanted(found, place(found, data), after, clock.now(), issuer, options.test_data)
    text, following = make(store, wanted)
    return {"text": text, "next": following, "version": version}


def document(tx: Connection, found: Ballot, data: dict[str, Any]) -> dict[str, Any]:
    """Return how far a file is, and have it made when there is none that is fresh."""
    told = Documents(tx, found).wanted(place(found, data), *_file(data))
    made_at = told.get("made_at")
    return told | ({"made_at": clock.to_text(made_at)} if made_at else {})


def file(tx: Connection, found: Ballot, data: dict[str, Any]) -> bytes:
    """Return the bytes of a file that was made; raises NotPublished where there is none."""
    body = Documents(tx, found).body(place(found, data), *_file(data))
    if body is None:
        raise NotPublished("this file is not made yet")
    return body


def _file(data: dict[str, Any]) -> tuple[str, str]:
    """Return (kind, language); a workbook has no words, so it has one language."""
    kind, language = data.get("kind"), data.get("language") or LANGUAGES[0]
    if kind not in FILES or language not in LANGUAGES:
        raise Invalid(errors=(FieldError("kind", "is no file that is made here"),))
    return str(kind), str(language) if kind == "pdf" else LANGUAGES[0]
