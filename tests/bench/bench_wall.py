"""The wall's page at 4K with every kind of panel live, in Chromium: processor time and memory.

An hour of an election night is told in the time measured: results, incidents and turns of scenes
come at sixty times their rate. No graphics card is used, so what is painted counts as processor
time; beside it stands a page with nothing but a clock, at the same size.
"""

from __future__ import annotations

import itertools
import threading
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import psutil
from playwright.sync_api import Browser, Page

from libs.kit import clock
from tests.api import Api
from tests.bench import harness
from tests.bench.running import CODES, forms, register, running
from tests.e2e.browsing import SIZES
from tests.e2e.conftest import SETTINGS, Running
from tests.outside import standing

SECONDS, MOST = 60.0, 0.6  # measured; of one core
PAUSE, TURN = 0.33, 10  # seconds between two results, between two turns of the scenes
GROWTH, SPARE = 1.2, 4.0  # of the heap over the hour, MB beside
WARM = 10.0  # seconds
ELECTION, INDICATOR, WALL = "dinding", "uji-dinding", "bench"
FLOOR = """<!doctype html><body><p id=t></p><script>
setInterval(() => { document.getElementById('t').textContent = new Date().toISOString() }, 1000);
</script></body>"""
Row = tuple[str, str, str, str]


def act(api: Api, path: str, body: object) -> None:
    made = api.insist(path, body, str(uuid.uuid4()))
    assert made.status_code in {200, 201}, made.text


def put(api: Api, path: str, body: object, version: str) -> None:
    headers = {"Idempotency-Key": str(uuid.uuid4()), "If-Match": version}
    made = api.session.put(api.url + path, json=body, headers=headers, timeout=30)
    assert made.ok, made.text


def panel(name: str, kind: str, at: tuple[int, int, int, int], **options: Any) -> dict[str, Any]:
    x, y, w, h = at
    return {"id": name, "kind": kind, "x": x, "y": y, "w": w, "h": h, "options": options}


def lay_out(api: Api, host: str) -> None:
    """Make an indicator, two scenes with every kind of panel and a wall that turns them."""
    made = {"unit": "%", "decimals": 1, "direction": "up", "rhythm": "month", "owner": "BENCH"}
    act(api, "/v1/indicators/areas", {"items": [{"code": "1971", "name": "Kota"}]})
    said = {"code": INDICATOR, "item": "health", "title": "Contoh", "title_en": "Sample", **made}
    act(api, "/v1/indicators", said)
    year = clock.now().year
    rows = [
        {"area": "1971", "period": f"{when}-{month:02}", "value": 70 + month}
        for when in (year - 2, year - 1)
        for month in range(1, 13)
    ]
    act(api, f"/v1/indicators/{INDICATOR}/observations", {"items": rows})
    counted = [
        panel("a", "tally", (0, 0, 8, 12)),
        panel("b", "map", (8, 0, 8, 8), layers=["villages", "tps", "incidents", "notices"]),
        panel("c", "incidents", (16, 0, 8, 6), limit=10),
        panel("d", "stages", (16, 6, 8, 3)),
        panel("e", "clock", (16, 9, 8, 3)),
        panel("f", "letters", (8, 8, 8, 4)),
    ]
    shown = [
        panel("a", "indicator", (0, 0, 8, 6), code=INDICATOR, show="headline"),
        panel("b", "indicator", (8, 0, 8, 6), code=INDICATOR, show="series"),
        panel("c", "indicator", (16, 0, 8, 6), code=INDICATOR, show="ranking"),
        panel("d", "camera", (0, 6, 8, 6), url=f"http://{host}/kamera.png", seconds=5),
        panel("e", "web", (8, 6, 8, 6), url=f"http://{host}/cuaca"),
        panel("f", "map", (16, 6, 8, 5), layers=["villages", "incidents"]),
        panel("g", "text", (16, 11, 8, 1), text="Rapat 19.00", size="small"),
    ]
    for code, panels in (("satu", counted), ("dua", shown)):
        scene = {"code": f"bench-{code}", "title": code, "title_en": code, "panels": panels}
        act(api, "/v1/wall/scenes", scene)
    turns = [{"scene": f"bench-{one}", "seconds": TURN} for one in ("satu", "dua")]
    put(api, f"/v1/wall/walls/{WALL}", {"title": "Bench", "area": "", "rotation": turns}, '"0"')


@contextmanager
def told(night: Running) -> Iterator[Callable[[], int]]:
    """Hand in results, one after the other, again and again; gives how many there were."""
    api, over, sent = night.api("admin"), threading.Event(), itertools.count(1)
    last = 0

    def run() -> None:
        nonlocal last
        for form in itertools.cycle(forms()):
            if over.wait(PAUSE):
                return
            votes = {number: count + last % 7 for number, count in form["votes"].items()}
            # A form whose sums no longer fit is a finding: it is shown as such.
            act(api, f"/v1/elections/{ELECTION}/results", {**form, "votes": votes})
            last = next(sent)

    thread = threading.Thread(target=run)
    thread.start()
    try:
        yield lambda: last
    finally:
        over.set()
        thread.join()


def spent(page: Page, seconds: float) -> float:
    """Return the share of one core that renderers and graphics of the browser take."""
    before, began = _times(), time.perf_counter()
    page.wait_for_timeout(seconds * 1000)
    after = _times()
    used = sum(after[key] - before.get(key, 0.0) for key in after)
    return used / (time.perf_counter() - began)


def _times() -> dict[int, float]:
    found = {}
    for one in psutil.Process().children(recursive=True):
        words = one.cmdline()
        if any(f"--type={kind}" in words for kind in ("renderer", "gpu-process")):
            times = one.cpu_times()
            found[one.pid] = times.user + times.system
    return found


def memory(page: Page) -> tuple[float, int, int]:
    """Return the heap of scripts in MB, nodes and listeners, after what is garbage is gone."""
    session = page.context.new_cdp_session(page)
    session.send("HeapProfiler.collectGarbage")
    heap = session.send("Runtime.getHeapUsage")["usedSize"] / 2**20
    counters = session.send("Memory.getDOMCounters")
    session.detach()
    return heap, counters["nodes"], counters["jsEventListeners"]


@contextmanager
def opened(browser: Browser) -> Iterator[Page]:
    width, height = SIZES["4k"]
    context = browser.new_context(viewport={"width": width, "height": height})
    yield context.new_page()
    context.close()


def floor(browser: Browser) -> float:
    with opened(browser) as page:
        page.set_content(FLOOR)
        page.wait_for_timeout(WARM * 1000)
        return spent(page, SECONDS / 3)


def measure(browser: Browser, night: Running) -> list[Row]:
    least = floor(browser)
    with opened(browser) as page, told(night) as count:
        page.goto(f"{night.url}/wall?wall={WALL}")
        page.wait_for_selector(".scene.is-on", timeout=60_000)
        page.wait_for_timeout(2 * TURN * 1000 + WARM * 1000)  # each scene once
        start = memory(page)
        sent = count()
        share = spent(page, SECONDS)
        sent = count() - sent
        end = memory(page)
    steady = end[0] <= start[0] * GROWTH + SPARE
    return [
        ("a page with a clock, of one core", f"{least:.0%}", "", ""),
        ("the wall, of one core", f"{share:.0%}", f"≤ {MOST:.0%}", harness.verdict(share <= MOST)),
        ("results told meanwhile", f"{sent} in {SECONDS:.0f} s", "", ""),
        ("heap of scripts, from", f"{start[0]:.1f} MB", "", ""),
        ("to", f"{end[0]:.1f} MB", "steady", harness.verdict(steady)),
        ("nodes", f"{start[1]} to {end[1]}", "", ""),
        ("listeners", f"{start[2]} to {end[2]}", "", ""),
    ]


def main() -> None:
    from tests.e2e.browsing import WHOLE, started  # noqa: PLC0415 - Playwright's loop, only where it runs

    with standing() as outside:
        SETTINGS["KENDALI_WALL_HOSTS"] = outside.host
        with running() as night, started(WHOLE) as browser:
            register(night, ELECTION)
            lay_out(night.api("admin"), outside.host)
            title = f"The wall at 4K, every kind of panel, {len(CODES)} stations"
            harness.show(title, measure(browser, night))


if __name__ == "__main__":
    main()
