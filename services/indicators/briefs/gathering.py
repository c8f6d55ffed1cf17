"""What a brief says: facts in no language, which the page and the screen put into words."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta, tzinfo
from decimal import Decimal
from typing import Any

from sqlalchemy.engine import Connection

from libs.kit import clock
from services.indicators import lateness, periods, reading
from services.indicators.briefs import domain
from services.indicators.briefs.domain import ALERT, DISPOSITION, INCIDENT, STAGE, Fact
from services.indicators.briefs.repository import BriefFacts
from services.indicators.briefs.telling import ROSTER
from services.indicators.domain import is_better
from services.indicators.messages import number
from services.indicators.repository import Catalogue

MOST_INCIDENTS, MOST_OVERDUE, MOST_MOVED, MOST_LATE, MOST_OTHERS = 8, 6, 6, 8, 5
MOST_INDICATORS = 1000
SEVERITIES = ("critical", "major", "minor", "info")
CAP = "cap"
Data = dict[str, Any]


@dataclass(frozen=True)
class Morning:
    """What a brief is of: an area and a day; `at` is when it is made."""

    area: str
    day: date
    at: datetime
    zone: tzinfo


def facts(tx: Connection, this: Morning) -> Data:
    """Return what the brief says."""
    store = BriefFacts(tx)
    names = Catalogue(tx).names(this.area)
    alerts = store.standing(ALERT, this.area)
    heard = store.heard()
    return {
        "area": this.area,
        "name": names.get(this.area, this.area),
        "day": this.day.isoformat(),
        "made_at": clock.to_text(this.at),
        "night": clock.to_text(domain.night(this.day, this.zone)),
        "incidents": _incidents(store, this, names),
        "warnings": _warnings(store, this, alerts),
        "roster": _cut([_alert(one) for one in alerts if _is_roster(one)], MOST_OTHERS),
        "dispositions": _dispositions(store, this),
        "indicators": _indicators(tx, this),
        "stages": _cut(_stages(store, this), MOST_OTHERS),
        "heard": {
            kind: clock.to_text(heard[kind]) if kind in heard else None
            for kind in (INCIDENT, DISPOSITION, ALERT, STAGE)
        },
    }


def _cut(rows: list[Data], most: int) -> Data:
    return {"count": len(rows), "items": rows[:most]}


def _rank(row: Data) -> tuple[int, str]:
    return SEVERITIES.index(row["severity"]), row.get("reported_at", "")


def _incidents(store: BriefFacts, this: Morning, names: dict[str, str]) -> Data:
    """Return those open, the worst first, and how many came and went in the night."""
    since = domain.night(this.day, this.zone)
    open_ = [one for one in store.standing(INCIDENT, this.area) if one.data["source"] != CAP]
    over = store.ended(INCIDENT, this.area, since)
    closed = [one for one in over if one.data.get("state") == "closed"]
    told = sorted((_incident(one, since, names) for one in open_), key=_rank)
    reported = [one for one in (*open_, *closed) if _reported(one) >= since]
    return _cut(told, MOST_INCIDENTS) | {
        "critical": sum(one["severity"] == "critical" for one in told),
        "reported": len(reported),
        "closed": len(closed),
    }


def _reported(one: Fact) -> datetime:
    return clock.from_text(one.data["reported_at"])


def _incident(one: Fact, since: datetime, names: dict[str, str]) -> Data:
    names_of = (names.get(one.area[:digits]) for digits in (10, 6, 4))
    plain = ("number", "headline", "severity", "state", "agency", "reported_at")
    return {
        **{name: one.data[name] for name in plain},
        "place": one.data["place"] or next((name for name in names_of if name), ""),
        "night": _reported(one) >= since,
    }


def _warnings(store: BriefFacts, this: Morning, alerts: Iterable[Fact]) -> Data:
    """Return warnings of others (CAP), and grave alerts that are no incidents."""
    found = [_alert(one) for one in alerts if not _is_roster(one)]
    found += [
        {name: one.data[name] for name in ("headline", "severity")}
        | {"since": one.data["reported_at"]}
        for one in store.standing(INCIDENT, this.area)
        if one.data["source"] == CAP
    ]
    return _cut(sorted(found, key=_rank), MOST_OTHERS)


def _is_roster(one: Fact) -> bool:
    return str(one.data["topic"]).startswith(ROSTER)


def _alert(one: Fact) -> Data:
    told = {name: one.data[name] for name in ("headline", "severity")}
    return told | {"since": one.data["raised_at"]}


def _dispositions(store: BriefFacts, this: Morning) -> Data:
    """Return duties whose last day is over, the oldest first."""
    today = this.day.isoformat()
    late = [one for one in store.standing(DISPOSITION, this.area) if one.data["due"] < today]
    late.sort(key=lambda one: (one.data["due"], one.data["receiver"]))
    titles = store.titles([one.data["receiver"] for one in late[:MOST_OVERDUE]])
    rows = [
        {
            "receiver": one.data["receiver"],
            "title": titles.get(one.data["receiver"], one.data["receiver"]),
            "due": one.data["due"],
            "days": (this.day - date.fromisoformat(one.data["due"])).days,
            "urgency": one.data["urgency"],
        }
        for one in late
    ]
    return _cut(rows, MOST_OVERDUE)


def _stages(store: BriefFacts, this: Morning) -> list[Data]:
    """Return what begins or ends within a fortnight, the nearest first."""
    found = []
    for one in store.standing(STAGE, this.area):
        left = (date.fromisoformat(one.data["day"]) - this.day).days
        if 0 <= left <= domain.NEAR_DAYS:
            told = {name: one.data[name] for name in ("election_name", "name", "edge", "day")}
            found.append(told | {"left": left, "changed": bool(one.data.get("changed"))})
    return sorted(found, key=lambda one: (one["left"], one["name"]))


def _indicators(tx: Connection, this: Morning) -> Data:
    these = Catalogue(tx).page({}, MOST_INDICATORS, "")
    heads = reading.headlines(tx, these, this.area, this.day)
    since = clock.to_text(this.at - timedelta(days=1))
    moved = [_moved(one) for one in heads if (one["as_of"] or "") >= since and _has_moved(one)]
    moved.sort(key=lambda one: (-one["weight"], one["code"]))
    late: list[Data] = [
        {
            "title": one.indicator.title,
            "title_en": one.indicator.title_en,
            "owner": one.indicator.owner_name,
            "missing": one.missing,
            "newest": periods.show(one.newest, one.indicator.rhythm),
        }
        for one in lateness.find(tx, this.day)
    ]
    late.sort(key=lambda one: (-one["missing"], one["title"]))
    empty = [
        {"title": one["title"], "owner": one["owner_name"]} for one in heads if not one["as_of"]
    ]
    return {
        "count": len(these),
        "moved": _cut(moved, MOST_MOVED),
        "late": _cut(late, MOST_LATE),
        "empty": _cut(empty, MOST_LATE),
    }


def _has_moved(head: Data) -> bool:
    trend = head["trend"]
    return len(trend) > 1 and trend[-1]["value"] != trend[-2]["value"]


def _moved(head: Data) -> Data:
    """Return by how much it moved since the period before; `weight` is how much that is of it."""
    before, now = head["trend"][-2], head["trend"][-1]
    change = Decimal(str(now["value"])) - Decimal(str(before["value"]))
    names = ("code", "title", "title_en", "unit", "decimals", "made", "period", "value")
    return {
        **{name: head[name] for name in names},
        "change": number(change, head["decimals"]),
        "before": before["period"],
        "better": is_better(head["direction"], change),
        "weight": float(abs(change)) / (abs(before["value"]) or 1),
    }
