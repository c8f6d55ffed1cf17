"""A page that is printed: its templates, and HTML made a PDF in a process of its own.

Laying out takes processor time and memory that a process which serves others must not give. The
child reads HTML from standard input, writes the PDF to standard output and ends with its work.
"""

from __future__ import annotations

import resource
import subprocess
import sys
from collections.abc import Callable
from functools import cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from libs.kit.errors import Unavailable

MOST_SECONDS = 30
ALIVE_SECONDS = 10  # well within a job's lease
MOST_MEMORY = 2 << 30


class NotRendered(Unavailable):
    slug, title = "not-rendered", "The page could not be made"


@cache
def templates(folder: Path) -> Environment:
    """Return the templates of a folder: all they show is escaped, and what is missing is told."""
    return Environment(
        loader=FileSystemLoader(folder),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def pdf(page: str, seconds: int = MOST_SECONDS, alive: Callable[[], None] | None = None) -> bytes:
    """Return the page as a PDF; `alive` is called every few seconds meanwhile.

    Raises NotRendered with the reason, and what `alive` raises, to stop.
    """
    words = [sys.executable, "-m", "libs.kit.rendering", str(seconds)]
    pipe = subprocess.PIPE
    with subprocess.Popen(words, stdin=pipe, stdout=pipe, stderr=pipe) as process:
        try:
            out, said = _awaited(process, page.encode(), seconds, alive)
        finally:
            process.kill()
    if process.returncode != 0 or not out.startswith(b"%PDF-"):
        raise NotRendered(said.decode(errors="replace").strip()[-200:] or "no PDF came out")
    return out


def _awaited(
    process: subprocess.Popen[bytes], page: bytes, seconds: int, alive: Callable[[], None] | None
) -> tuple[bytes, bytes]:
    """Return what the process wrote and said."""
    given: bytes | None = page
    for _ in range(seconds // ALIVE_SECONDS):
        try:
            return process.communicate(given, ALIVE_SECONDS)
        except subprocess.TimeoutExpired:
            given = None  # it has been taken over
            if alive is not None:
                alive()
    raise NotRendered(f"it took more than {seconds} s")


def main() -> None:
    """Render what comes in; nothing is fetched from anywhere."""
    from weasyprint import HTML, URLFetcher  # noqa: PLC0415 - its libraries are for here alone

    seconds = int(sys.argv[1])
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
    resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))
    page = sys.stdin.buffer.read().decode()
    nowhere = URLFetcher(allowed_protocols=())
    sys.stdout.buffer.write(HTML(string=page, url_fetcher=nowhere).write_pdf())


if __name__ == "__main__":
    main()
