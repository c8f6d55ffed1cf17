"""What somebody who holds a form can find out over HTTP, believing nobody but a public key.

The server is asked for proofs; each is computed anew here: the leaf from the form, the root from
the leaf, the signature from the root, and that every later root only adds to an earlier one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from libs.kit import clock
from libs.kit.errors import Conflict, FieldError, Invalid
from libs.kit.ids import is_uuid
from services.elections.audit import merkle, messages, signing
from services.elections.audit.domain import Root
from services.elections.audit.messages import FORM_FIELDS

Ask = Callable[..., dict[str, Any]]  # (what, **query) -> JSON; raises KendaliError
ABOUT = ("channel", "recorded_at", "id", "version", "who", "received_at")


class Doubtful(Conflict):
    slug, title = "doubtful", "The log does not prove it"


@dataclass(frozen=True)
class Held:
    """A form by the hash of its content, or a submission by its id."""

    column: str
    value: str

    @property
    def query(self) -> dict[str, str]:
        return {"submission" if self.column == "command" else self.column: self.value}


def held(given: Any, election: str | None = None) -> Held:
    """Read what somebody holds: a submission's id, or a form as it was handed in or answered.

    Raises Invalid that names what is missing.
    """
    if isinstance(given, str) and is_uuid(given):
        return Held("command", given.lower())
    if not isinstance(given, dict):
        raise Invalid(errors=(FieldError("form", "needs a JSON object, or a submission's id"),))
    named = {"election": election or given.get("election")}
    named |= {name: given.get(name) for name in ("contest", "tps")}
    missing = [FieldError(name, "is missing") for name, value in named.items() if not value]
    if missing:
        raise Invalid("the form does not say what it is of", tuple(missing))
    form = given.get("form", {k: v for k, v in given.items() if k not in (*FORM_FIELDS, *ABOUT)})
    names = {name: str(value) for name, value in named.items()}
    return Held("content", messages.content_of(**names, form=entered(form)))


def entered(form: Any) -> Any:
    """Return the form without what was not entered, as the log has it."""
    if not isinstance(form, dict):
        return form
    kept = {name: entered(value) for name, value in form.items() if value is not None}
    return {name: value for name, value in kept.items() if value != {}}


def prove(ask: Ask, what: Held, pem: str) -> list[str]:
    """Prove that it is in the log; returns what was proven, a line each. Raises Doubtful."""
    lines = []
    for proof in ask("proofs", **what.query)["items"]:
        root = messages.root_in(proof["root"])
        _require_signed(root, pem)
        leaf, position = proof["leaf"], proof["position"]
        if leaf[what.column] != what.value:
            raise Doubtful("the leaf that was answered is of something else")
        path = [bytes.fromhex(one) for one in proof["path"]]
        if not merkle.is_included(position, root.size, messages.leaf_hash(leaf), path, root.root):
            raise Doubtful(f"the proof of position {position} does not lead to the root")
        lines.append(f"in the log at position {position}: {leaf['what']} {leaf['subject']}")
        lines.append(f"  handed in {leaf['at']}, submission {leaf['command']}")
        lines.append(f"  under the {_named(root)}")
    return lines


def prove_kept(ask: Ask, roots: Iterable[Root], pem: str) -> list[str]:
    """Prove that the log still begins with each of these roots. Raises Doubtful."""
    newest = messages.root_in(ask("roots", limit=1)["items"][0])
    _require_signed(newest, pem)
    count = 0
    for root in roots:
        _require_signed(root, pem)
        if root.size > newest.size:
            raise Doubtful(f"the log was cut off: its newest is the {_named(newest)}")
        proof = ask("consistency", first=root.size, second=newest.size)
        path = [bytes.fromhex(one) for one in proof["path"]]
        if not merkle.is_consistent(root.size, newest.size, root.root, newest.root, path):
            raise Doubtful(f"something was changed since the {_named(root)}")
        count += 1
    return [f"nothing was removed or changed since {count} earlier roots"] if count else []


def _require_signed(root: Root, pem: str) -> None:
    if not signing.is_signed(root, pem):
        raise Doubtful(f"the {_named(root)} is not signed with this key")


def _named(root: Root) -> str:
    return f"root of {root.size} entries of {clock.to_text(root.at)}"
