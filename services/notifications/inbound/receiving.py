"""What comes in becomes an alert, or a report that nobody vouches for until an operator looks."""

from __future__ import annotations

from datetime import datetime, tzinfo
from typing import Any

from sqlalchemy.engine import Connection

from libs.kit import clock
from libs.kit.ids import new_id
from services.notifications.alerts import raising
from services.notifications.alerts.domain import Cause
from services.notifications.inbound import alertmanager
from services.notifications.inbound.mail import Letter
from services.notifications.inbound.mapping import ALERT, Made, Mapping
from services.notifications.incidents.domain import Place
from services.notifications.incidents.messages import Saying
from services.notifications.incidents.reporting import Told, report
from services.notifications.incidents.types import types

Data = dict[str, Any]
NO_SUBJECT = "(tanpa judul)"
BY_MAIL = "Lewat e-mail: tempat belum disebut"


def of_alertmanager(tx: Connection, told: list[alertmanager.Told], zone: tzinfo) -> Data:
    """Raise and resolve alerts; returns how many of each. A critical one is reported besides."""
    now, over = clock.now(), 0
    for one in sorted(told, key=lambda one: one.cause.key):
        if one.over:
            raising.resolve(tx, one.cause.key, "alertmanager", now)
            over += 1
        else:
            raising.raise_alert(tx, one.cause, now, "alertmanager")
            if one.cause.severity == "critical":
                report(tx, _of_system(one.cause, now), zone)
    return {"raised": len(told) - over, "resolved": over}


def _of_system(cause: Cause, now: datetime) -> Saying:
    return Saying(
        type="system",
        severity=cause.severity,
        headline=cause.headline,
        text=cause.text,
        place=Place(cause.area, words="" if cause.area else "Sistem"),
        occurred_at=now,
        source="alertmanager",
        reporter="Alertmanager",
        dedupe=cause.key,
    )


def of_webhook(tx: Connection, source: str, rules: Mapping, made: list[Made], zone: tzinfo) -> Data:
    """Raise alerts, or report incidents, as the mapping says; returns how many."""
    now, found = clock.now(), {"raised": 0, "resolved": 0, "reported": 0}
    for one in sorted(made, key=lambda one: one.key):
        key = f"webhook/{source}/{one.key}"
        if rules.makes == ALERT and one.over:
            raising.resolve(tx, key, source, now)
            found["resolved"] += 1
        elif rules.makes == ALERT:
            raising.raise_alert(tx, _cause(source, key, rules, one), now, source)
            found["raised"] += 1
        elif not one.over:
            report(tx, _saying(source, rules, one, now), zone)
            found["reported"] += 1
    return found


def _cause(source: str, key: str, rules: Mapping, one: Made) -> Cause:
    return Cause(
        key=key,
        topic=rules.topic or f"webhook.{source.replace('-', '_')}",
        severity=one.severity,
        area=one.area,
        headline=one.headline,
        text=one.text,
        source=source,
    )


def _saying(source: str, rules: Mapping, one: Made, now: datetime) -> Saying:
    place = Place(one.area, one.point, words=one.place or ("" if one.area or one.point else source))
    return Saying(
        type=rules.type,
        severity=one.severity,
        headline=one.headline,
        text=one.text,
        place=place,
        occurred_at=now,
        source="webhook",
        reporter=source,
        dedupe=f"{source}/{one.key}",
    )


def of_mail(tx: Connection, letter: Letter, zone: tzinfo) -> Told:
    """Report what somebody wrote; the same message again is the same report."""
    kind = types()[type_of(f"{letter.subject} {letter.text}")]
    saying = Saying(
        type=kind.code,
        severity=kind.severity,
        headline=letter.subject or NO_SUBJECT,
        text=letter.text,
        place=Place(words=BY_MAIL),
        occurred_at=clock.now(),
        source="email",
        reporter=letter.sender,
        dedupe=letter.id or new_id(),
    )
    return report(tx, saying, zone)


def type_of(words: str) -> str:
    """Return the type whose name is among the words, the first that is named; else `other`."""
    said = words.lower()
    found = [
        (said.find(title.lower()), one.code)
        for one in types().values()
        for title in (one.title, one.title_en)
        if title.lower() in said
    ]
    return min(found)[1] if found else "other"
