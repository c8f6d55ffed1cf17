"""The outbox: an event is written in the transaction of the change it tells of.

The relay (`relay.py`), woken by NOTIFY, brings it to the broker.
"""

from __future__ import annotations

import orjson
from sqlalchemy.engine import Connection

from libs.kit import channels, clock, contracts, session, tracing, wakes, wire
from libs.kit.envelope import Event, head
from libs.kit.errors import TooLarge
from libs.kit.ids import new_id

ROOM = 64  # bytes for the sequence, which the relay adds

# One statement: the sequence is taken and the event stored, under the lock of the position's row,
# which is held to the end of the transaction. So sequences are in commit order.
_ADD = """
WITH position AS (
    INSERT INTO outbox_positions AS p (event, subject, sequence) VALUES (%(event)s, %(subject)s, 1)
    ON CONFLICT (event, subject) DO UPDATE SET sequence = p.sequence + 1
    RETURNING sequence
)
INSERT INTO outbox (event_id, event, version, sequence, envelope)
SELECT %(event_id)s::uuid, %(event)s, %(version)s, sequence, %(envelope)s FROM position
"""


def add(tx: Connection, service: str, *events: Event) -> None:
    """Store the events with the commit; raises BrokenContract for one that breaks its contract."""
    if not events:
        return
    session.last(tx, _ADD, *(_row(service, event) for event in events))
    wakes.after_commit(tx, channels.outbox(service))


def _row(service: str, event: Event) -> dict[str, object]:
    contracts.get(service, event.type, event.version).validate(event.data)
    event_id = new_id()
    request_id, traceparent = tracing.current()
    trace = {"kendalirequestid": request_id, "traceparent": traceparent}
    envelope = head(service, event, event_id, clock.now(), **trace)
    text = orjson.dumps(envelope)
    if len(text) > wire.MAX_EVENT_BYTES - ROOM:
        raise TooLarge(
            f"{event.type} of {event.subject}: {len(text)} bytes are more than an event may have"
        )
    return {
        "event": event.type,
        "subject": event.subject,
        "event_id": event_id,
        "version": event.version,
        "envelope": text.decode(),
    }
