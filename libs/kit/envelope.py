"""Events on the bus: CloudEvents 1.0 in JSON, structured mode.

`sequence` (the CloudEvents extension of that name) counts the events of one type about one subject
from 1 without a gap; a consumer keeps its place by it, which makes the effect happen once and in
order. `traceparent` is W3C Trace Context.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import orjson

from libs.kit import clock, contracts
from libs.kit.errors import FieldError

CONTENT_TYPE = "application/cloudevents+json"
PREFIX = "kendali."
FIELDS = ("specversion", "id", "source", "type", "subject", "time", "sequence", "data")


@dataclass(frozen=True)
class Event:
    """A fact in the past tense, before it is given an id and a place in the order."""

    type: str
    subject: str
    data: dict[str, Any]
    version: int = 1


@dataclass(frozen=True)
class Incoming:
    """An event as a consumer gets it."""

    id: str
    source: str
    type: str
    version: int
    subject: str
    time: datetime
    sequence: int
    data: dict[str, Any]
    traceparent: str = ""
    request_id: str = ""


def type_name(source: str, event: str, version: int) -> str:
    """Return the CloudEvents type, such as `kendali.elections.result_submitted.v1`."""
    return f"{PREFIX}{source}.{event}.v{version}"


def head(source: str, event: Event, event_id: str, time: datetime, **trace: str) -> dict[str, Any]:
    """Return the envelope without its sequence, which the outbox gives."""
    envelope = {
        "specversion": "1.0",
        "id": event_id,
        "source": f"/{source}",
        "type": type_name(source, event.type, event.version),
        "subject": event.subject,
        "time": clock.to_text(time),
        "datacontenttype": "application/json",
        "dataschema": f"{source}/{event.type}.v{event.version}.json",
        "data": event.data,
    }
    return envelope | {name: value for name, value in trace.items() if value}


def parse(body: bytes) -> Incoming:
    """Read and check a message of the bus; raises BrokenContract or UnknownContract."""
    try:
        envelope = orjson.loads(body)
    except orjson.JSONDecodeError as error:
        raise contracts.BrokenContract(f"not JSON: {error}") from None
    if not isinstance(envelope, dict):
        raise contracts.BrokenContract("not a JSON object")
    missing = tuple(FieldError(f, "is missing") for f in FIELDS if f not in envelope)
    if missing:
        raise contracts.BrokenContract("not a CloudEvent", missing)
    incoming = _incoming(envelope)
    contracts.get(incoming.source, incoming.type, incoming.version).validate(incoming.data)
    return incoming


def _incoming(envelope: dict[str, Any]) -> Incoming:
    try:
        source, event, version = str(envelope["type"]).removeprefix(PREFIX).split(".")
        return Incoming(
            id=str(envelope["id"]),
            source=source,
            type=event,
            version=int(version.removeprefix("v")),
            subject=str(envelope["subject"]),
            time=clock.from_text(envelope["time"]),
            sequence=int(envelope["sequence"]),
            data=envelope["data"],
            traceparent=str(envelope.get("traceparent", "")),
            request_id=str(envelope.get("kendalirequestid", "")),
        )
    except (ValueError, TypeError) as error:
        raise contracts.BrokenContract(f"not an event of ours: {error}") from None
