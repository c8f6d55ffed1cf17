"""A report as a PDF: it may take longer than a page that somebody waits for, and no more room."""

from __future__ import annotations

from collections.abc import Callable

from libs.kit import rendering
from libs.kit.errors import KendaliError

MOST_SECONDS = 120
MOST_BYTES = 15 << 20  # what the bus carries in one answer, and a little room


class NotRendered(KendaliError):
    """What ends the job: it would come to the same again."""

    slug, title = "report-not-rendered", "The report could not be made"


def pdf(page: str, alive: Callable[[], None]) -> bytes:
    """Return the page as a PDF; `alive` is called every few seconds meanwhile.

    Raises NotRendered, the reason in its detail, and what `alive` raises, to stop.
    """
    try:
        made = rendering.pdf(page, MOST_SECONDS, alive)
    except rendering.NotRendered as error:
        raise NotRendered(error.detail) from None
    if len(made) > MOST_BYTES:
        raise NotRendered(f"{len(made)} bytes are more than are handed out")
    return made
