"""The audit log: entries for those who may read it, roots and proofs for everybody."""

from __future__ import annotations

from flask import Blueprint, Response

from services.gateway import invalidation
from services.gateway.answering import answer, ask, cached, command, query
from services.gateway.naming import identified, named
from services.gateway.routing import PUBLIC, roles, route
from services.gateway.shapes.audit import HASH
from services.gateway.shapes.parts import PAGE, UUID, WORDS

blueprint = Blueprint("audit", __name__)
SERVICE = "elections"
OPEN = "/v1/public/audit"
AUDITORS = roles("admin")
_SIZE = {"type": "integer", "minimum": 1}


@route(
    blueprint,
    "/v1/audit/entries",
    allow=AUDITORS,
    query={
        "subject": WORDS,
        "who": {**WORDS, "description": "the id of an account, or its user name"},
        "what": WORDS,
        **PAGE,
    },
    answers={200: "AuditEntries"},
    summary="List what was changed, the newest first; asking is an entry too",
)
def list_audit_entries() -> Response:
    wanted = query()
    if "who" in wanted:
        wanted["who"] = identified(wanted["who"])
    return answer(named(ask(SERVICE, "list_audit_entries", wanted), ["who"]))


@route(
    blueprint,
    "/v1/audit/roots",
    "POST",
    allow=AUDITORS,
    command=True,
    answers={201: "AuditRootAsked", 200: "AuditRootAsked"},
    summary="Publish a signed root of the log now",
)
def publish_audit_root() -> Response:
    return command(SERVICE, "publish_audit_root", {})


@route(
    blueprint,
    f"{OPEN}/roots",
    allow=PUBLIC,
    query=PAGE,
    answers={200: "AuditRoots"},
    tagged=True,
    summary="List the signed roots of the audit log, the newest first",
)
def list_audit_roots() -> Response:
    return cached(SERVICE, "list_audit_roots", (invalidation.AUDIT,), query())


@route(
    blueprint,
    f"{OPEN}/key",
    allow=PUBLIC,
    answers={200: "AuditKey"},
    tagged=True,
    summary="The public key that the roots are signed with",
)
def get_audit_key() -> Response:
    return cached(SERVICE, "get_audit_key", (invalidation.AUDIT,), {})


@route(
    blueprint,
    f"{OPEN}/proofs",
    allow=PUBLIC,
    query={"content": HASH, "submission": UUID},
    answers={200: "AuditProofs"},
    tagged=True,
    summary="Prove that a form, by its hash or its submission's id, is in the log",
)
def prove_inclusion() -> Response:
    return cached(SERVICE, "prove_inclusion", (invalidation.AUDIT,), query())


@route(
    blueprint,
    f"{OPEN}/consistency",
    allow=PUBLIC,
    query={"first": _SIZE, "second": _SIZE},
    answers={200: "AuditConsistency"},
    tagged=True,
    summary="Prove that the log of a root only added to that of an earlier root",
)
def prove_consistency() -> Response:
    return cached(SERVICE, "prove_consistency", (invalidation.AUDIT,), query())
