"""HTML on standard input, PDF on standard output: a process of its own, that ends with its work.

Laying out a report takes seconds of processor time and hundreds of megabytes, which a process that
serves others must not give; it may take no more than these.
"""

from __future__ import annotations

import resource
import subprocess
import sys

from libs.kit.errors import KendaliError

MOST_SECONDS = 120
MOST_MEMORY = 2 << 30
MOST_BYTES = 15 << 20  # what the bus carries in one answer, and a little room


class NotRendered(KendaliError):
    slug, title = "not-rendered", "The report could not be made"


def pdf(page: str) -> bytes:
    """Return the page as a PDF; raises NotRendered, the reason in its detail."""
    words = [sys.executable, "-m", "services.elections.publication.render"]
    try:
        done = subprocess.run(
            words, input=page.encode(), capture_output=True, timeout=MOST_SECONDS, check=False
        )
    except subprocess.TimeoutExpired:
        raise NotRendered(f"it took more than {MOST_SECONDS} s") from None
    if done.returncode != 0 or not done.stdout.startswith(b"%PDF-"):
        raise NotRendered(done.stderr.decode(errors="replace").strip()[-200:] or "no PDF came out")
    if len(done.stdout) > MOST_BYTES:
        raise NotRendered(f"{len(done.stdout)} bytes are more than are handed out")
    return done.stdout


def main() -> None:
    """Render what comes in; nothing is fetched from anywhere."""
    from weasyprint import HTML  # noqa: PLC0415 - the libraries it loads are for this process alone

    resource.setrlimit(resource.RLIMIT_CPU, (MOST_SECONDS, MOST_SECONDS))
    resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))
    page = sys.stdin.buffer.read().decode()
    sys.stdout.buffer.write(HTML(string=page, url_fetcher=_refuse).write_pdf())


def _refuse(url: str) -> None:
    raise ValueError(f"a report refers to nothing outside: {url[:80]}")


if __name__ == "__main__":
    main()
