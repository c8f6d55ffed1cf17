"""What every RPC method is given: data, who asks, and the thread that ties logs together."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from libs.kit.principal import Principal


@dataclass(frozen=True)
class Request:
    """One call. `data` is the JSON body; `command_id` is the client's id of a command.

    `origin` is the network address of who asks, empty for a call of this system itself.
    `attachment` are bytes, such as a photo, that cross the bus beside the JSON as they are.
    """

    data: dict[str, Any]
    principal: Principal
    command_id: str | None = None
    request_id: str = ""
    traceparent: str = ""
    origin: str = ""
    attachment: bytes = field(default=b"", repr=False)

    def to_wire(self) -> dict[str, Any]:
        """Return all but the attachment."""
        return {
            "data": self.data,
            "principal": self.principal.to_wire(),
            "command_id": self.command_id,
            "request_id": self.request_id,
            "traceparent": self.traceparent,
            "origin": self.origin,
        }

    @classmethod
    def from_wire(cls, wire: dict[str, Any], attachment: bytes = b"") -> Request:
        return cls(
            wire["data"],
            Principal.from_wire(wire["principal"]),
            wire.get("command_id"),
            wire.get("request_id", ""),
            wire.get("traceparent", ""),
            wire.get("origin", ""),
            attachment,
        )
