"""The containers' health check: exit 0 when this container's process is ready.

Asks /readyz on the metrics port and prints its answer, which names the dependency that fails.
A bare socket: this runs every few seconds in every container, and importing an HTTP client alone
would cost more than the rest.
"""

from __future__ import annotations

import os
import socket
import sys

REQUEST = b"GET /readyz HTTP/1.0\r\nHost: localhost\r\n\r\n"


def ask(port: int) -> tuple[bool, str]:
    """Return whether the process is ready, and its words."""
    with socket.create_connection(("127.0.0.1", port), timeout=3) as connection:
        connection.sendall(REQUEST)
        with connection.makefile("rb") as stream:
            answer = stream.read()
    head, _, body = answer.partition(b"\r\n\r\n")
    status = head.split(b"\r\n", 1)[0].split(b" ")
    return status[1:2] == [b"200"], body.decode("utf-8", "replace")


def main() -> int:
    try:
        ready, words = ask(int(os.environ["KENDALI_METRICS_PORT"]))
    except OSError as error:
        ready, words = False, str(error)
    print(words)  # noqa: T201
    return 0 if ready else 1


if __name__ == "__main__":
    sys.exit(main())
