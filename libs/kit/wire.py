"""What both ends of the bus must agree on, besides contracts: names, headers, sizes."""

from __future__ import annotations

RPC_EXCHANGE = "nameko-rpc"

JSON = "application/json"
BINARY = "application/octet-stream"

# Milliseconds since the epoch after which nobody waits for the answer any more.
DEADLINE = "x-kendali-deadline"

# How many bytes at the end of a call's body are its attachment; the JSON stands before them.
ATTACHED = "x-kendali-attached"

MAX_EVENT_BYTES = 1 << 20
MAX_ANSWER_BYTES = 16 << 20
MAX_ATTACHMENT_BYTES = 12 << 20  # the broker's own bound is 16 MiB for a whole message


def rpc_queue(service: str) -> str:
    """Return the queue that all processes of a service's rpc role share."""
    return f"rpc-{service}"
