"""A file that is larger than what the bus carries: it goes on to its service in parts, as it comes.

Neither the gateway nor anybody else ever has the whole of it in memory.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from typing import Any

from flask import Response, g, request
from werkzeug.exceptions import RequestEntityTooLarge

from libs.kit.errors import TooLarge
from services.gateway.answering import answer, ask

PART_BYTES = 8 << 20


def forward(service: str, data: dict[str, Any], most: int, below: str) -> Response:
    """Have the body imported by the service: start, parts, preview; answers as `get_import`.

    `below` is the address below which the import then stands. Raises TooLarge above `most` bytes.
    """
    if (request.content_length or 0) > most:
        raise TooLarge(f"at most {most} bytes")
    made = ask(service, "start_import", data, command_id=g.command_id)["answer"]
    for number, piece in enumerate(_received(most)):
        part = {"id": made["id"], "part": number}
        ask(service, "put_import_part", part, command_id=_next(f"part {number}"), attachment=piece)
    given = {"id": made["id"]}
    found = ask(service, "preview_import", given, command_id=_next("preview"))["answer"]
    response = answer(found, 201)
    response.headers["Location"] = f"{below}/{made['id']}"
    return response


def _next(step: str) -> str:
    """Return the id of a command that belongs to the client's: repeated, it is the same."""
    return str(uuid.uuid5(uuid.UUID(g.command_id), step))


def _received(most: int) -> Iterator[bytes]:
    """Return the body in parts; raises TooLarge where its length was not told and is too large."""
    total = 0
    try:
        while piece := _filled():
            total += len(piece)
            if total > most:
                raise TooLarge(f"at most {most} bytes")
            yield piece
    except RequestEntityTooLarge:
        raise TooLarge(f"at most {most} bytes") from None


def _filled() -> bytes:
    """Read a whole part, which may come in many pieces."""
    pieces, left = [], PART_BYTES
    while left and (piece := request.stream.read(left)):
        pieces.append(piece)
        left -= len(piece)
    return b"".join(pieces)
