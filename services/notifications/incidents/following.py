"""Reports of the public with their receipts, and the telling of what was reported again."""

from __future__ import annotations

from datetime import tzinfo
from typing import Any

from sqlalchemy.engine import Connection

from libs.kit.errors import NotFound
from services.notifications.incidents.domain import Incident
from services.notifications.incidents.messages import Saying
from services.notifications.incidents.reporting import RECEIPT_LENGTH, report
from services.notifications.incidents.reports_repository import Reports
from services.notifications.incidents.repository import Incidents
from services.notifications.incidents.wire import moment


class UnknownReceipt(NotFound):
    slug, title = "unknown-receipt", "No report has this receipt"


def receive(tx: Connection, saying: Saying, zone: tzinfo) -> dict[str, Any]:
    """Keep a report of the public; returns its receipt, and nothing that others said."""
    told = report(tx, saying, zone)
    one = told.incident
    return {
        "receipt": told.receipt,
        "number": one.name,
        "state": one.state,
        "reported_at": moment(one.reported_at),
    }


def reported(tx: Connection, data: dict[str, Any]) -> Incident:
    """Return what a report of the public led to, by its `{"receipt"}`; raises UnknownReceipt."""
    receipt = str(data.get("receipt"))
    found = Reports(tx).by_receipt(receipt) if len(receipt) == RECEIPT_LENGTH else None
    if found is None:
        raise UnknownReceipt("no report has this receipt")
    return found


def follow(tx: Connection, data: dict[str, Any]) -> dict[str, Any]:
    """Return what became of a report of the public: `{"receipt"}`."""
    found = reported(tx, data)
    times = {name: moment(getattr(found, name)) for name in ("reported_at", "changed_at")}
    return {"number": found.name, "type": found.type, "state": found.state, **times}


def tell_repeated(tx: Connection) -> int:
    """Tell of incidents that were reported again since that was told; returns how many."""
    store, told = Incidents(tx), set()
    for incident in Reports(tx).take_untold():
        one = store.standing(incident)
        stays = store.standing(one.merged_into) if one.merged_into else one
        if stays.id not in told:
            told.add(stays.id)
            store.tell("repeated", stays, store.reports(stays.id), stays.state)
    return len(told)
