"""HTML on standard input, PDF on standard output: a process of its own, that ends with its work.

Laying out a report takes seconds of processor time and hundreds of megabytes, which a process that
serves others must not give; it may take no more than these.
"""

from __future__ import annotations

import resource
import subprocess
import sys
from collections.abc import Callable

from libs.kit.errors import KendaliError

MOST_SECONDS = 120
ALIVE_SECONDS = 10  # well within a job's lease
MOST_MEMORY = 2 << 30
MOST_BYTES = 15 << 20  # what the bus carries in one answer, and a little room


class NotRendered(KendaliError):
    slug, title = "not-rendered", "The report could not be made"


def pdf(page: str, alive: Callable[[], None]) -> bytes:
    """Return the page as a PDF; `alive` is called every few seconds meanwhile.

    Raises NotRendered, the reason in its detail, and what `alive` raises, to stop.
    """
    words = [sys.executable, "-m", "services.elections.publication.render"]
    pipe = subprocess.PIPE
    with subprocess.Popen(words, stdin=pipe, stdout=pipe, stderr=pipe) as process:
        try:
            out, said = _awaited(process, page.encode(), alive)
        finally:
            process.kill()
    if process.returncode != 0 or not out.startswith(b"%PDF-"):
        raise NotRendered(said.decode(errors="replace").strip()[-200:] or "no PDF came out")
    if len(out) > MOST_BYTES:
        raise NotRendered(f"{len(out)} bytes are more than are handed out")
    return out


def _awaited(
    process: subprocess.Popen[bytes], page: bytes, alive: Callable[[], None]
) -> tuple[bytes, bytes]:
    """Return what the process wrote and said."""
    given: bytes | None = page
    for _ in range(MOST_SECONDS // ALIVE_SECONDS):
        try:
            return process.communicate(given, ALIVE_SECONDS)
        except subprocess.TimeoutExpired:
            given = None  # it has been taken over
            alive()
    raise NotRendered(f"it took more than {MOST_SECONDS} s")


def main() -> None:
    """Render what comes in; nothing is fetched from anywhere."""
    from weasyprint import HTML, URLFetcher  # noqa: PLC0415 - their libraries are for here alone

    resource.setrlimit(resource.RLIMIT_CPU, (MOST_SECONDS, MOST_SECONDS))
    resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))
    page = sys.stdin.buffer.read().decode()
    nowhere = URLFetcher(allowed_protocols=())
    sys.stdout.buffer.write(HTML(string=page, url_fetcher=nowhere).write_pdf())


if __name__ == "__main__":
    main()
