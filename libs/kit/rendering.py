"""HTML on standard input, PDF on standard output: a process of its own, that ends with its work.

Laying out takes processor time and memory that a process which serves others must not give.
"""

from __future__ import annotations

import resource
import subprocess
import sys

from libs.kit.errors import Unavailable

MOST_SECONDS = 30
MOST_MEMORY = 2 << 30


class NotRendered(Unavailable):
    slug, title = "not-rendered", "The page could not be made"


def pdf(page: str) -> bytes:
    """Return the page as a PDF; raises NotRendered with the reason."""
    words = [sys.executable, "-m", "libs.kit.rendering"]
    pipe = subprocess.PIPE
    try:
        done = subprocess.run(
            words, input=page.encode(), stdout=pipe, stderr=pipe, timeout=MOST_SECONDS, check=False
        )
    except subprocess.TimeoutExpired:
        raise NotRendered(f"it took more than {MOST_SECONDS} s") from None
    if done.returncode != 0 or not done.stdout.startswith(b"%PDF-"):
        said = done.stderr.decode(errors="replace").strip()[-200:]
        raise NotRendered(said or "no PDF came out")
    return done.stdout


def main() -> None:
    """Render what comes in; nothing is fetched from anywhere."""
    from weasyprint import HTML, URLFetcher  # noqa: PLC0415 - its libraries are for here alone

    resource.setrlimit(resource.RLIMIT_CPU, (MOST_SECONDS, MOST_SECONDS))
    resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))
    page = sys.stdin.buffer.read().decode()
    nowhere = URLFetcher(allowed_protocols=())
    sys.stdout.buffer.write(HTML(string=page, url_fetcher=nowhere).write_pdf())


if __name__ == "__main__":
    main()
