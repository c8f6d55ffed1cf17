"""A real browser at the wall: opened, watched for trouble, photographed, read."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from playwright.sync_api import Browser, Error, Page, expect, sync_playwright

from tests.conventions import ROOT

# Chromium's headless shell has no window around its pages: one of its own costs a fraction of what
# it does in the whole browser, which is there for what the shell has not (`whole_browser`).
NAMED = os.environ.get("KENDALI_TEST_CHROMIUM")
SHELL, WHOLE = "/usr/bin/chromium-headless-shell", NAMED or "/usr/bin/chromium"
CHROMIUM = SHELL if not NAMED and Path(SHELL).exists() else WHOLE
# Maps are drawn by WebGL in software; all else by the processor itself, not by a graphics card that
# it plays: a page costs half of the processor time then, at 3840x2160 a third.
FLAGS = (
    "--no-sandbox", "--headless=new", "--use-angle=swiftshader", "--enable-unsafe-swiftshader",
    "--ignore-gpu-blocklist", "--disable-gpu-compositing", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
)  # fmt: skip
ARTIFACTS = ROOT / "artifacts" / "wall"
AXE = ROOT / "node_modules" / "axe-core" / "axe.min.js"
SIZES = {"4k": (3840, 2160), "1080": (1920, 1080), "desk": (1366, 768), "phone": (390, 844)}
# Containers that start or stop beside us make Chromium drop requests; the wall reloads itself.
# A server that is busy says so and pages ask again: what comes of it is what a test waits to see.
BUSY = ("status of 503", "status of 504")
PASSING = ("net::ERR_NETWORK_CHANGED", "net::ERR_NETWORK_IO_SUSPENDED", *BUSY)

expect.set_options(timeout=20_000)  # milliseconds, as `until` waits: five is little beside a worker


@contextmanager
def started(program: str = CHROMIUM) -> Iterator[Browser]:
    """A browser, and Playwright's event loop with it: while it runs, nobody else has one here."""
    with sync_playwright() as playwright:
        made = playwright.chromium.launch(executable_path=program, args=list(FLAGS))
        yield made
        made.close()


class Wall:
    """One wall in one browser of its own, and what went wrong in it."""

    folder = ARTIFACTS  # of its photographs

    def __init__(self, page: Page, url: str) -> None:
        self.page, self.url = page, url
        self.troubles: list[str] = []
        self.hosts: set[str] = set()
        page.on("pageerror", lambda error: self.troubles.append(str(error)))
        page.on("console", self._note)
        page.on("request", lambda request: self.hosts.add(request.url.split("/")[2]))

    def _note(self, message: object) -> None:
        text = str(getattr(message, "text", ""))
        if getattr(message, "type", "") == "error" and not any(one in text for one in PASSING):
            self.troubles.append(text)

    def show(self, path: str, showing: str = "live") -> Wall:
        """Go there and wait until it shows that face (live, empty …)."""
        self.page.goto(self.url + path)
        self.page.wait_for_selector(f'body[data-showing="{showing}"]', timeout=30_000)
        return self

    def painted(self) -> Wall:
        self.page.wait_for_selector("#map[data-painted]", state="attached", timeout=30_000)
        return self

    def text(self, selector: str) -> str:
        return " ".join(self.page.locator(selector).first.inner_text().split())

    def until(self, selector: str, text: str, seconds: float = 20) -> None:
        """Wait until the element's text, blanks aside, holds the text."""
        self.page.wait_for_function(
            "([s, t]) => document.querySelector(s)?.innerText.replace(/\\s+/g, ' ').includes(t)",
            arg=[selector, text],
            timeout=seconds * 1000,
            polling=50,  # milliseconds: otherwise it asks at each frame, and has frames made
        )

    def votes(self, contest: str) -> dict[str, tuple[str, str]]:
        """Return (votes, share) by the candidate's number as they stand on the screen."""
        found = {}
        for item in self.page.locator(f'[data-contest="{contest}"] .candidate').all():
            votes, share = (item.locator(f'[data-slot="{name}"]') for name in ("votes", "share"))
            number = str(item.get_attribute("data-number"))
            found[number] = (votes.inner_text(), share.inner_text())
        return found

    def excuse(self, *texts: str) -> None:
        """Take back the troubles that the test itself made."""
        self.troubles = [one for one in self.troubles if not any(text in one for text in texts)]

    def serious(self) -> list[str]:
        """Return what axe-core finds serious or critical."""
        if not self.page.evaluate("'axe' in window"):
            self.page.evaluate(AXE.read_text(encoding="utf-8"))
        found = self.page.evaluate("axe.run(document, {resultTypes: ['violations']})")
        return [
            f"{one['id']}: {one['nodes'][0]['target']}"
            for one in found["violations"]
            if one["impact"] in {"serious", "critical"}
        ]

    def resize(self, size: str) -> None:
        """Make the window as large as this one of SIZES."""
        width, height = SIZES[size]
        self.page.set_viewport_size({"width": width, "height": height})

    def overflow(self) -> int:
        """Return how many pixels the page is wider than the screen, once it is drawn anew."""
        width = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
        with suppress(Error):  # it stays wider
            self.page.wait_for_function(f"() => {width} <= 0", timeout=5_000)
        return int(self.page.evaluate(width))

    def photograph(self, name: str, *, whole: bool = False) -> Path:
        self.folder.mkdir(parents=True, exist_ok=True)
        path = self.folder / f"{name}.png"
        self.page.screenshot(path=path, full_page=whole)
        return path


@contextmanager
def wall(browser: Browser, url: str, size: str = "1080", *beside: str) -> Iterator[Wall]:
    """Open a browser window of its own; what went wrong in it fails the test.

    `beside`: hosts that it asks besides ours.
    """
    width, height = SIZES[size]
    context = browser.new_context(
        viewport={"width": width, "height": height}, reduced_motion="reduce"
    )
    made = Wall(context.new_page(), url)
    try:
        yield made
        assert made.troubles == []
        assert made.hosts == {url.split("/")[2], *beside}
    except Error:
        made.photograph("failed")
        raise
    finally:
        context.close()
