"""Reports that follow from other services' events; how each kind is taken stands in a table."""

from __future__ import annotations

from datetime import tzinfo
from typing import Any

from sqlalchemy.engine import Connection

from libs.kit import clock
from libs.kit.envelope import Incoming
from libs.kit.errors import Forbidden, NotFound
from libs.kit.reading import Reader
from libs.kit.request import Request
from services.notifications.incidents import sources_repository
from services.notifications.incidents.domain import Place
from services.notifications.incidents.messages import LONGEST_HEADLINE, Saying
from services.notifications.incidents.reporting import Told, report
from services.notifications.incidents.types import origins
from services.notifications.incidents.wire import moment

OFF, WAIT, AT_ONCE = MODES = ("off", "wait", "open")
ROAD_DAMAGE, HELD_VOTES = "gis.road_damage", "elections.held_votes"
QUARANTINE = "elections.quarantine"


class UnknownSource(NotFound):
    slug, title = "unknown-source", "No such source of incidents"


def modes(tx: Connection) -> list[dict[str, Any]]:
    """Return the sources with how each is taken, who set that, and when."""
    set_ = sources_repository.standing(tx)
    unset = {"who": None, "at": None}
    found = [{**vars(one), **unset, **set_.get(one.code, {})} for one in origins().values()]
    return [{**one, "at": moment(one["at"])} for one in found]


def set_mode(tx: Connection, request: Request) -> dict[str, Any]:
    """Say how a source is taken: `{"source", "mode"}`; for administrators without an area."""
    who = request.principal
    if who.area or "admin" not in who.roles:
        raise Forbidden("how events are taken is for administrators without an area to set")
    reader = Reader(request.data)
    reader.only(("source", "mode"))
    mode = reader.one_of("mode", MODES, "")
    if reader.raw("mode") is None:
        reader.wrong("mode", f"needs one of {', '.join(MODES)}")
    reader.end()
    code = str(request.data.get("source"))
    if code not in origins():
        raise UnknownSource(f"there is no {code[:40]}: there are {', '.join(origins())}")
    sources_repository.put(tx, code, {"mode": mode, "who": who.name, "at": clock.now()})
    return next(one for one in modes(tx) if one["code"] == code)


def take(tx: Connection, code: str, saying: Saying, zone: tzinfo) -> Told | None:
    """Report what a source tells of as it is set to be taken; None where it is not."""
    mode = next(one["mode"] for one in modes(tx) if one["code"] == code)
    if mode == OFF:
        return None
    return report(tx, saying, zone, vouched=mode == AT_ONCE)


def on_road_damage(tx: Connection, event: Incoming, zone: tzinfo) -> Told | None:
    """Report heavy damage of a road, once somebody there has verified it."""
    data = event.data
    if data["state"] != "verified" or data["severity"] != "heavy":
        return None
    lon, lat = data["point"]
    place = Place(data["area"] or "", (lon, lat), None, data["road"], data["metre"])
    where = f"ruas {data['road']}" if data["road"] else "luar ruas terdata"
    saying = Saying(
        type="landslide" if data["kind"] == "landslide" else "road_cut",
        severity="minor",
        headline=f"Kerusakan jalan berat terverifikasi, {where}",
        text=f"Laporan kerusakan {data['damage']} ({data['kind']}).",
        place=place,
        occurred_at=clock.from_text(data["reported_at"]),
        source="gis",
        dedupe=f"road_damage/{data['damage']}",
    )
    return take(tx, ROAD_DAMAGE, saying, zone)


def on_held_votes(tx: Connection, event: Incoming, zone: tzinfo) -> Told | None:
    """Report that votes held back could change who won; never of a rehearsal."""
    data = event.data
    if data.get("rehearsal") or not data["could_change"]:
        return None
    told = f"{data['held']} suara ditahan dari {data['tps_held']} TPS, selisih {data['margin']}."
    saying = Saying(
        type="contested_result",
        severity="major",
        headline=f"Hasil dipersoalkan: {data['contest_name']}"[:LONGEST_HEADLINE],
        text=told,
        place=Place(data["area"], words=data["area_name"][:200]),
        occurred_at=event.time,
        source="elections",
        dedupe=f"held_votes/{data['election']}/{data['contest']}",
    )
    return take(tx, HELD_VOTES, saying, zone)


def on_record_changed(tx: Connection, event: Incoming, zone: tzinfo) -> Told | None:
    """Report that a station's result is in quarantine; never of a rehearsal."""
    data = event.data
    if data.get("rehearsal") or data["change"] != "quarantined":
        return None
    named = " ".join(area["name"] for area in data["areas"] if area["level"] == "village")
    saying = Saying(
        type="contested_result",
        severity="minor",
        headline=f"Hasil TPS {data['tps'][-3:]} {named} dikarantina"[:LONGEST_HEADLINE],
        text=f"{data['election']}, {data['contest']}.",
        place=Place(data["tps"]),
        occurred_at=event.time,
        source="elections",
        dedupe=f"quarantine/{data['election']}/{data['contest']}/{data['tps']}",
    )
    return take(tx, QUARANTINE, saying, zone)
