"""AsyncAPI 3.0, made of the contracts: what a tool or a newcomer reads of the event bus.

`libs/contracts/asyncapi.yaml` is written by `kendali contracts asyncapi` and checked by a test; the
same contracts give the same text.
"""

from __future__ import annotations

from collections.abc import Iterable
from importlib import metadata
from pathlib import Path
from typing import Any

import click
import yaml

from libs.kit import contracts, envelope, topology
from libs.kit.contracts import Contract

PATH = contracts.ROOT / "asyncapi.yaml"
HEAD = "# Made by `kendali contracts asyncapi`; edit the contracts, not this file.\n"
OURS = ("$schema", "title", "x-producer", "x-consumers")
INTRODUCTION = (
    "Events of Kendali on RabbitMQ: facts in the past tense, in a CloudEvents 1.0 JSON envelope, "
    "at least once, in order for each subject. A producer publishes to its exchange; each consumer "
    "has a durable queue of its own, and every gateway process hears all exchanges for its streams."
)
_TEXT = {"type": "string"}
ENVELOPE = {
    "type": "object",
    "description": "CloudEvents 1.0, structured mode.",
    "required": list(envelope.FIELDS),
    "properties": {
        "specversion": {"const": "1.0"},
        "id": _TEXT | {"format": "uuid", "description": "UUIDv7."},
        "source": _TEXT | {"description": "The producing service, /elections."},
        "type": _TEXT | {"description": "kendali.<service>.<event>.v<version>."},
        "subject": _TEXT | {"description": "What the event is about."},
        "time": _TEXT | {"format": "date-time", "description": "When it was written, UTC."},
        "datacontenttype": {"const": "application/json"},
        "dataschema": _TEXT | {"description": "The contract, below libs/contracts."},
        "sequence": _TEXT
        | {
            "pattern": "^[1-9][0-9]*$",
            "description": "Counts the events of this type about this subject, without a gap.",
        },
        "traceparent": _TEXT | {"description": "W3C Trace Context."},
        "kendalirequestid": _TEXT | {"description": "Id of the request that led to it."},
        "data": {"type": "object"},
    },
}


def document() -> dict[str, Any]:
    """Return the AsyncAPI document of our contracts, without those that tests add."""
    known = [c for c in contracts.catalogue().values() if c.folder == contracts.ROOT]
    return {
        "asyncapi": "3.0.0",
        "info": {
            "title": "Kendali",
            "version": metadata.version("kendali"),
            "description": INTRODUCTION,
        },
        "defaultContentType": envelope.CONTENT_TYPE,
        "channels": _merge(_channels(contract) for contract in known),
        "operations": _merge(_operations(contract) for contract in known),
        "components": {
            "messages": {_name(contract): _message(contract) for contract in known},
            "schemas": {
                "CloudEvent": ENVELOPE,
                **{_name(contract): _schema(contract) for contract in known},
            },
        },
    }


def text() -> str:
    """Return the document as YAML."""
    return HEAD + yaml.dump(
        document(), Dumper=_Plain, sort_keys=False, allow_unicode=True, width=100
    )


class _Plain(yaml.SafeDumper):
    """Writes what is used twice twice: anchors are nobody's favourite."""

    def ignore_aliases(self, _data: Any) -> bool:
        return True


def _merge(parts: Iterable[dict[str, Any]]) -> dict[str, Any]:
    """Return one mapping; versions of one event share its channels."""
    merged: dict[str, Any] = {}
    for name, part in (item for some in parts for item in some.items()):
        known = merged.setdefault(name, part)
        if "messages" in part:
            known["messages"] |= part["messages"]
    return merged


def _name(contract: Contract) -> str:
    return f"{contract.source}.{contract.event}.v{contract.version}"


def _ref(*path: str) -> dict[str, str]:
    return {"$ref": "#/" + "/".join(path)}


def _channels(contract: Contract) -> dict[str, Any]:
    """Return the exchange's channel, and a queue's for each consumer."""
    message = {_name(contract): _ref("components", "messages", _name(contract))}
    exchange = {
        "address": contract.event,
        "messages": dict(message),
        "bindings": {"amqp": _exchange(contract.source)},
    }
    found = {f"{contract.source}.{contract.event}": exchange}
    for consumer in contract.consumers:
        queue = topology.queue_name(consumer, contract.source, contract.event)
        found[queue] = {
            "address": queue,
            "messages": dict(message),
            "bindings": {"amqp": _queue(queue)},
        }
    return found


def _exchange(source: str) -> dict[str, Any]:
    exchange = {
        "name": topology.events_exchange(source),
        "type": "topic",
        "durable": True,
        "autoDelete": False,
    }
    return {"is": "routingKey", "exchange": exchange, "bindingVersion": "0.3.0"}


def _queue(name: str) -> dict[str, Any]:
    queue = {"name": name, "durable": True, "exclusive": False, "autoDelete": False}
    return {"is": "queue", "queue": queue, "bindingVersion": "0.3.0"}


def _operations(contract: Contract) -> dict[str, Any]:
    channel = f"{contract.source}.{contract.event}"
    found = {f"send.{channel}": {"action": "send", "channel": _ref("channels", channel)}}
    for consumer in contract.consumers:
        queue = topology.queue_name(consumer, contract.source, contract.event)
        found[f"receive.{queue}"] = {"action": "receive", "channel": _ref("channels", queue)}
    return found


def _message(contract: Contract) -> dict[str, Any]:
    data = {"properties": {"data": _ref("components", "schemas", _name(contract))}}
    return {
        "name": envelope.type_name(contract.source, contract.event, contract.version),
        "summary": contract.schema["description"],
        "contentType": envelope.CONTENT_TYPE,
        "payload": {"allOf": [_ref("components", "schemas", "CloudEvent"), data]},
    }


def _schema(contract: Contract) -> dict[str, Any]:
    kept = {name: value for name, value in contract.schema.items() if name not in OURS}
    return kept | {"examples": [contract.example()]}


@click.group("contracts")
def cli() -> None:
    """What crosses a boundary, as data."""


@cli.command()
@click.option("--to", type=click.Path(path_type=Path), default=PATH, help="File to write.")
def asyncapi(to: Path) -> None:
    """Write asyncapi.yaml from the contracts."""
    to.write_text(text(), encoding="utf-8")
    click.echo(to)
