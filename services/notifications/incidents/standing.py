"""What a source itself does with the incident that it reported: says it anew, rates it, ends it.

    one = open_of(tx, "elections", "overdue/…")

No operator's deed: nobody's version is asked for, and the log names the source.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy.engine import Connection

from services.notifications.incidents import alerting
from services.notifications.incidents.domain import CLOSE, REPORTED, VERIFY, Incident, Who
from services.notifications.incidents.reports_repository import Reports
from services.notifications.incidents.repository import Incidents


def open_of(tx: Connection, source: str, dedupe: str) -> Incident | None:
    """Return the open incident of a source's key, locked; None where it is over or merged."""
    found = Reports(tx).standing(f"{source}:{dedupe}")
    one = None if found is None else Incidents(tx).standing(found, lock=True)
    return one if one is not None and one.is_open else None


def say(tx: Connection, one: Incident, headline: str, text: str, at: datetime) -> Incident:
    """Have it say what is true by now."""
    if (headline, text) == (one.headline, one.text):
        return one
    after = one.correct(_source(one), at, headline=headline, text=text)
    both = {name: {"before": getattr(one, name)} for name in ("headline", "text")}
    data = {name: part | {"after": getattr(after, name)} for name, part in both.items()}
    return _keep(tx, "corrected", one, after, data=data)


def rate(
    tx: Connection, one: Incident, severity: str, why: str, at: datetime, who: Who
) -> Incident:
    """Give it another severity, as its source says; `who` is that source."""
    after = one.rate(severity, who, at)
    data = {"before": one.severity, "after": severity}
    return _keep(tx, "rated", one, after, why, data, who)


def end(tx: Connection, one: Incident, why: str, at: datetime) -> Incident:
    """Close it: what it was about is over. What nobody looked at was true, its source says."""
    steps = (VERIFY, CLOSE) if one.state == REPORTED else (CLOSE,)
    for step in steps:
        after = one.take_step(step, _source(one), at, why)
        one = _keep(tx, step, one, after, why, {"state": after.state})
    return one


def _source(one: Incident) -> Who:
    return Who(one.source, one.source)


def _keep(
    tx: Connection,
    what: str,
    before: Incident,
    after: Incident,
    why: str = "",
    data: Any = None,
    who: Who | None = None,
) -> Incident:
    store, by = Incidents(tx), who or _source(after)
    store.save(after)
    store.note(after.id, what, by, after.changed_at, why, data)
    store.tell(what, after, store.reports(after.id), before.state)
    alerting.keep(tx, after, by.name, after.changed_at)
    return after
