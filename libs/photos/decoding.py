"""Has a photo read by `decoder.py`, in a process of its own that can be killed."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

from libs.photos.domain import PhotoTooManyPixels, PhotoTooSmall, PhotoUnreadable

PROGRAM = Path(__file__).with_name("decoder.py")
SECONDS = 20.0  # of the clock; the decoder is also bounded in processor time
_WRONG = {kind.slug: kind for kind in (PhotoTooManyPixels, PhotoTooSmall, PhotoUnreadable)}


def decode(data: bytes, kind: str, seconds: float = SECONDS) -> tuple[dict[str, Any], list[bytes]]:
    """Return what `decoder.read` returns; raises what of the domain is wrong with the photo.

    Under eventlet the wait is cooperative: other requests go on.
    """
    command = [sys.executable, "-I", str(PROGRAM), kind]
    try:
        done = subprocess.run(
            command,
            input=data,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env={},
            timeout=seconds,
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise PhotoUnreadable("reading the photo takes too long") from None
    line, _, rest = done.stdout.partition(b"\n")
    if done.returncode != 0 or not line:
        raise PhotoUnreadable("the photo can't be read within the bounds of memory and time")
    return _parted(json.loads(line), rest)


def _parted(known: dict[str, Any], rest: bytes) -> tuple[dict[str, Any], list[bytes]]:
    if "wrong" in known:
        raise _WRONG[known["wrong"]](known["detail"])
    blobs = []
    for length in known.pop("blobs"):
        blobs.append(rest[:length])
        rest = rest[length:]
    return known, blobs
