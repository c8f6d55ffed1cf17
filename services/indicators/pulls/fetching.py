"""Reaching out: what the guard lets through, no redirects, bounded in time and size."""

from __future__ import annotations

import http.client
import time
from pathlib import Path
from urllib.parse import urlsplit

from libs.kit.errors import Conflict
from libs.kit.guard import PORTS, Guard, GuardedConnection, NotFoundByName

LARGEST, CHUNK = 256 << 20, 1 << 20
AGENT = "kendali-indicators"


class SourceBroken(Conflict):
    """The source answered wrongly, or not to its end: nothing was changed."""

    slug, title = "source-broken", "The source did not give what it should"


class Reach:
    """What may be reached, and for how many seconds."""

    def __init__(self, guard: Guard, seconds: int) -> None:
        self.guard, self.seconds = guard, seconds

    def get(self, url: str, largest: int = LARGEST) -> bytes:
        """Return the answer's body; raises NotAllowed, SourceBroken."""
        self.guard.require_url(url)
        parts = urlsplit(url)
        secure, port = parts.scheme == "https", parts.port or PORTS[parts.scheme]
        asked = GuardedConnection(
            self.guard, parts.hostname or "", port, secure=secure, timeout=self.seconds
        )
        try:
            path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
            return self._asked(asked, path, largest)
        except NotFoundByName as error:
            raise SourceBroken(error.detail) from None
        except (http.client.HTTPException, OSError) as error:
            raise SourceBroken(f"the source does not answer: {type(error).__name__}") from None
        finally:
            asked.close()

    def _asked(self, connection: GuardedConnection, path: str, largest: int) -> bytes:
        end, parts, size = time.monotonic() + self.seconds, list[bytes](), 0
        connection.request("GET", path, headers={"User-Agent": AGENT})
        answer = connection.getresponse()
        if not 200 <= answer.status < 300:
            raise SourceBroken(f"the source answered {answer.status}")
        while part := answer.read1(CHUNK):  # as it comes, so that one that drips is noticed
            parts.append(part)
            size += len(part)
            if size > largest:
                raise SourceBroken(f"the answer has more than {largest} bytes")
            if time.monotonic() > end:
                raise SourceBroken(f"the answer takes longer than {self.seconds} seconds")
        if answer.length:
            raise SourceBroken("the answer broke off")
        return b"".join(parts)

    def save(self, url: str, path: Path) -> None:
        path.write_bytes(self.get(url))
