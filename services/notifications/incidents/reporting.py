"""A report comes in: it makes an incident, or is counted on the report that says the same.

    told = report(tx, saying, zone)

Whatever brings reports (accounts, the public, events of other services; later e-mail, webhooks,
CAP, Alertmanager) ends here.
"""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime, tzinfo

from sqlalchemy.engine import Connection

from libs.kit import clock
from libs.kit.ids import new_id
from services.notifications.incidents import alerting
from services.notifications.incidents.domain import REPEAT, VERIFIED, VERIFY, Incident, Who
from services.notifications.incidents.domain import REPORTED as FIRST
from services.notifications.incidents.messages import Saying
from services.notifications.incidents.reports_repository import Reports
from services.notifications.incidents.repository import Incidents

RECEIPT = "23456789abcdefghjkmnpqrstuvwxyz"  # without what is read as something else
RECEIPT_LENGTH = 16  # 79 bits: nobody finds another one's by trying


@dataclass(frozen=True)
class Told:
    """What a report came to; `repeated`: it was counted on one that was there.

    `receipt` is what the public follows its report by.
    """

    incident: Incident
    repeated: bool
    receipt: str | None = None


def report(tx: Connection, saying: Saying, zone: tzinfo, *, vouched: bool = False) -> Told:
    """Keep a report; `vouched` makes an incident of it that is verified at once."""
    now, report_id = clock.now(), new_id()
    reports, store = Reports(tx), Incidents(tx)
    until = None if saying.dedupe else now + REPEAT
    known = reports.counted(_key(saying), report_id, now, until)
    if known is not None:
        standing = store.standing(known)
        stays = store.standing(standing.merged_into) if standing.merged_into else standing
        alerting.count(tx, stays, now)
        return Told(stays, repeated=True, receipt=reports.receipt(known))
    one = _new(store, saying, now, zone, vouched=vouched)
    receipt = new_receipt() if saying.source == "public" else None
    said = ("source", "account", "reporter", "agency", "headline", "text", "occurred_at")
    alerting.begin(tx, one, now)
    kept = {"id": report_id, "incident": one.id, "first_at": now, "receipt": receipt}
    reports.add({**{name: getattr(saying, name) for name in said}, **kept})
    return Told(one, repeated=False, receipt=receipt)


def _new(
    store: Incidents, saying: Saying, now: datetime, zone: tzinfo, *, vouched: bool
) -> Incident:
    """Make an incident of a report, numbered, with what the log and others are told."""
    who = Who(saying.account or saying.source, saying.reporter or saying.source, saying.agency)
    state = VERIFIED if vouched else FIRST
    plain = ("type", "severity", "headline", "text", "place", "source", "occurred_at", "exercise")
    fresh = Incident(
        **{name: getattr(saying, name) for name in plain},
        id=new_id(),
        year=now.astimezone(zone).year,
        number=0,
        reported_at=now,
        changed_by=saying.source,  # who reads it is not always told who reported
        changed_at=now,
        state=state,
        times={FIRST: now} | ({VERIFIED: now} if vouched else {}),
    )
    one = store.add(fresh)
    store.note(one.id, "reported", who, now, saying.text, {"source": saying.source})
    store.tell("reported", one, 1)
    if vouched:
        store.note(one.id, VERIFY, who, now)
        store.tell(VERIFY, one, 1, FIRST)
    return one


def _key(saying: Saying) -> str:
    """Return what two reports share that say the same."""
    if saying.dedupe:
        return f"{saying.source}:{saying.dedupe}"
    words = " ".join(f"{saying.headline} {saying.text}".lower().split())
    parts = (saying.account, saying.reporter, saying.type, saying.place, words)
    return f"{saying.source}#{hashlib.sha256(repr(parts).encode()).hexdigest()}"


def new_receipt() -> str:
    return "".join(secrets.choice(RECEIPT) for _ in range(RECEIPT_LENGTH))
