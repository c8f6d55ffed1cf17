"""Entrypoints of the audit log."""

from __future__ import annotations

from typing import Any

from sqlalchemy.engine import Connection

from libs.kit import paging
from libs.kit.db import Database
from libs.kit.request import Request
from libs.kit.service import command, loop, rpc
from services.elections import audit
from services.elections.audit import messages, proofs, sealing, signing
from services.elections.audit.repository import Log, Roots
from services.elections.settings import Settings

FILTERS = ("subject", "who", "what")


class AuditEntrypoints:
    """Seals what was noted, publishes roots, answers readers and doubters."""

    db: Database
    settings: Settings

    @loop(every=1.0)
    def seal_audit_log(self) -> None:
        sealing.run(self.db, self.settings.audit_key)

    @rpc
    def list_audit_entries(self, request: Request) -> dict[str, Any]:
        """Return a page of entries of the principal's area, the newest first; that is noted too."""
        limit, after = paging.asked(request.data)
        wanted = {name: str(request.data[name]) for name in FILTERS if request.data.get(name)}
        with self.db.begin() as tx:
            found = Log(tx).page(request.principal.area, limit, proofs.place(after), wanted)
            audit.note(tx, request, "audit_log_read", "log", None, wanted | {"after": after})
        page, following = paging.cut(found, limit, lambda pair: str(pair[0].position))
        return {"items": [messages.sealed_out(*pair) for pair in page], "next": following}

    @rpc
    @command
    def publish_audit_root(self, tx: Connection, request: Request) -> dict[str, Any]:
        """Publish a root now, unless nothing is new; answers the newest."""
        root = sealing.publish(tx, self.settings.audit_key, "asked") or Roots(tx).last()
        audit.note(tx, request, "audit_root_asked", "log")
        return {"root": messages.root_out(root) if root else None}

    @rpc
    def list_audit_roots(self, request: Request) -> dict[str, Any]:
        with self.db.begin() as tx:
            return proofs.roots(tx, request.data)

    @rpc
    def get_audit_key(self, _request: Request) -> dict[str, Any]:
        return dict(signing.public(self.settings.audit_key))

    @rpc
    def prove_inclusion(self, request: Request) -> dict[str, Any]:
        """Prove that what somebody holds is in the log."""
        with self.db.begin() as tx:
            return proofs.inclusion(tx, request.data)

    @rpc
    def prove_consistency(self, request: Request) -> dict[str, Any]:
        """Prove that nothing was removed between two roots."""
        with self.db.begin() as tx:
            return proofs.consistency(tx, request.data)
