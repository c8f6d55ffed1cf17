"""GET /v1/stream: server-sent events."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress

import gevent
from flask import Blueprint, Response, g, request

from libs.kit.errors import (
    DeadlineExceeded,
    FieldError,
    Forbidden,
    Invalid,
    KendaliError,
    TooManyRequests,
    Unavailable,
)
from libs.kit.principal import ROLES as ALL_ROLES
from libs.kit.principal import Principal
from services.gateway.answering import ask, query
from services.gateway.clients import AGAIN, END, Client, Wire
from services.gateway.parts import Parts, parts
from services.gateway.routing import SIGNED_IN, route
from services.gateway.scopes import (
    INCIDENTS,
    ORDERS,
    TOLD,
    UNTOLD,
    Scope,
    is_of_letters,
    is_of_orders,
    person_key,
)
from services.gateway.shapes.parts import SLUG, TEXT
from services.gateway.snapshots import MOST_ALSO, Asked
from services.gateway.stream import COMMENT, topics

blueprint = Blueprint("stream", __name__)
RETRY = b"retry: 1000\n\n"
PAUSE = 1.0  # seconds between two tries to take a snapshot
PARTIAL_PAUSE = 5.0  # seconds until a snapshot that lacks something is taken again
_ORDER = ("given", "answered", "escalated", "ended")
_INCIDENT = ("reported", "verified", "changed", "closed", "merged")
# Topics, or all of a service's, that are not for everybody who is signed in.
ROLES = {
    "eoffice": frozenset({"officer", "admin"}),
    "elections.party_membership_found": frozenset({"operator", "verifier", "admin"}),
    **dict.fromkeys((f"{INCIDENTS}{one}" for one in _INCIDENT), ALL_ROLES - {"ops"}),
    **dict.fromkeys((f"{ORDERS}{one}" for one in _ORDER), ALL_ROLES - {"ops", "reporter"}),
}


@route(
    blueprint,
    "/v1/stream",
    allow=SIGNED_IN,
    content="text/event-stream",
    query={
        "topics": {"type": "array", "items": TEXT, "minItems": 1, "maxItems": 50},
        "last_event_id": {"type": "string", "maxLength": 64},
        "election": {
            **SLUG,
            "description": "the election whose state the snapshot shows. Without one a snapshot, "
            "and so each reconnection that has missed too much, shows the three newest elections "
            "of the account's area alone; events of others come as they happen",
        },
        "also": {
            "type": "array",
            "items": SLUG,
            "maxItems": MOST_ALSO,
            "description": "elections that the snapshot shows besides; one that the account may "
            "not see is left out, as one that there is not",
        },
    },
    answers={200: TEXT},
    summary="Events as they happen: a snapshot first, or what was missed since Last-Event-ID",
)
def stream() -> Response:
    asked = query()
    made, principal = parts(), g.session.principal
    wanted = _topics(asked.get("topics", []), principal)
    if made.hub.streams_of(principal.id) >= made.settings.streams_principal:
        raise TooManyRequests("too many open streams of this account", retry_after=10)
    shown = Asked(asked.get("election", ""), tuple(sorted(set(asked.get("also", ())))))
    if shown.election:
        with suppress(Unavailable, DeadlineExceeded):
            made.snapshots.get(principal, shown)  # an unknown one is refused before it streams
    scope = Scope.of(principal, _readers(wanted, principal))
    client = Client(wanted, scope, g.session.expires, Wire(request.environ))
    after = request.headers.get("Last-Event-ID") or asked.get("last_event_id", "")
    events = _Stream(made, client, principal, shown).run(after)
    response = Response(events, content_type="text/event-stream", direct_passthrough=True)
    response.headers["Cache-Control"] = "no-cache, no-transform"
    response.headers["X-Accel-Buffering"] = "no"
    return response


def _readers(wanted: frozenset[str], principal: Principal) -> frozenset[str]:
    """Return the keys by which the caller hears of letters and orders, asked with each connection.

    A stream ends with its access token, so nobody hears for longer by a position that has ended.
    """
    keys: set[str] = {person_key(principal.name)} if TOLD in wanted else set()
    if any(is_of_letters(topic) for topic in wanted):
        keys.update(ask("eoffice", "my_reader_keys", {}))
    if any(is_of_orders(topic) for topic in wanted):
        keys.update(ask("notifications", "my_order_keys", {}))
    return frozenset(keys)


def _topics(asked: list[str], principal: Principal) -> frozenset[str]:
    known = topics() - UNTOLD
    unknown = sorted(set(asked) - known)
    if unknown or not asked:
        text = f"{', '.join(unknown) or 'nothing'}: topics are {', '.join(sorted(known))}"
        raise Invalid("no such topic", (FieldError("topics", text),))
    for topic in asked:
        needed = ROLES.get(topic) or ROLES.get(topic.partition(".")[0])
        if needed is not None and not needed & principal.roles:
            raise Forbidden(f"{topic} needs one of: {', '.join(sorted(needed))}")
    return frozenset(asked)


class _Stream:
    """One client's stream, from its first byte to its last."""

    def __init__(self, made: Parts, client: Client, principal: Principal, shown: Asked) -> None:
        self._hub, self._snapshots = made.hub, made.snapshots
        self._client, self._principal, self._shown = client, principal, shown

    def run(self, after: str) -> Iterator[bytes]:
        self._hub.enter(self._principal.id)
        self._client.open()
        try:
            yield RETRY
            missed = self._hub.resume(self._client, after)
            if missed is not None:
                yield from missed
                yield from self._listen()
            while not self._hub.ending and not self._ended:
                yield from self._begin()
                yield from self._listen()
        finally:
            self._client.close()
            self._hub.part(self._client)
            self._hub.leave(self._principal.id)

    _ended = False

    def _begin(self) -> Iterator[bytes]:
        """Send a snapshot and let the client listen from there; try until it works."""
        while not self._hub.ending:
            self._hub.part(self._client)
            self._client.forget()
            try:
                snapshot = self._snapshots.get(self._principal, self._shown)
            except KendaliError as error:
                if error.status < 500:
                    raise
                yield COMMENT.plain
                gevent.sleep(PAUSE)
                continue
            missed = self._hub.join(self._client, snapshot.last_id, snapshot.epoch)
            if missed is None:
                yield COMMENT.plain
                gevent.sleep(PAUSE)
                continue
            if not snapshot.whole:
                gevent.spawn_later(PARTIAL_PAUSE, self._client.put, AGAIN)
            yield snapshot.message
            yield from missed
            return

    def _listen(self) -> Iterator[bytes]:
        """Send what comes, until the stream ends or needs a new snapshot."""
        for message in self._client.messages():
            if message is AGAIN:
                return
            if message is END:
                self._ended = True
                return
            yield message.plain
