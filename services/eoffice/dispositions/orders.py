"""One command's way through dispositions: as whom, what was there, what is kept and told of it."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from typing import Any

import orjson
from sqlalchemy.engine import Connection

from libs.kit import outbox
from libs.kit.request import Request
from services.eoffice import audit
from services.eoffice.dispositions import messages
from services.eoffice.dispositions.access import key
from services.eoffice.dispositions.domain import Disposition
from services.eoffice.dispositions.repository import Dispositions
from services.eoffice.incoming.journal import Journal
from services.eoffice.letters.desk import Office
from services.eoffice.organisation.acting import Acting


class Orders(Journal):
    """A person as a position, with the dispositions that they may see."""

    def __init__(self, tx: Connection, request: Request, office: Office) -> None:
        super().__init__(tx, request, office)
        self.dispositions = Dispositions(tx, office.vault, self.keys)

    def take_disposition(self, found_id: str, version: int) -> Disposition:
        """Return it, locked; raises UnknownDisposition, or DispositionChanged."""
        found = self.dispositions.get(found_id, lock=True)
        found.require_version(version)
        return found

    def keep_disposition(
        self, before: Disposition, after: Disposition, what: str
    ) -> dict[str, Any]:
        """Keep a disposition after a step, and tell of it; answers it."""
        if after != before:
            self.dispositions.save(after)
            keep(self.tx, self.request, self.acting, what, before, after)
            tell(self.tx, what, self.position, [after])
        return messages.disposition_kept(after, self.office.today())


def keep(
    tx: Connection,
    request: Request,
    who: Acting | None,
    what: str,
    before: Disposition | None,
    after: Disposition,
) -> None:
    """Note a step in the history: states and hashes, so that it tells nothing of its words."""
    marks = (None if before is None else _mark(before)), _mark(after)
    audit.note(tx, request, who, what, name(after.id), *marks)


def tell(tx: Connection, what: str, by: str, changed: Iterable[Disposition]) -> None:
    """Tell giver and receiver that it happened to these dispositions."""
    for one in changed:
        secret = one.about.secret
        keys = {key(place, secret=secret) for place in (one.giver, one.receiver)}
        outbox.add(tx, "eoffice", messages.event(what, one, by, keys))


def name(found_id: str) -> str:
    """Return the disposition's name in the history."""
    return f"disposition/{found_id}"


def _mark(one: Disposition) -> dict[str, Any]:
    said = [one.id, messages.said(one), one.order.urgency, one.order.due]
    digest = hashlib.sha256(orjson.dumps(said)).hexdigest()
    return {"state": one.state, "version": one.version, "receiver": one.receiver, "hash": digest}
