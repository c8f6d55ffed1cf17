"""Replay the night through the public API: register all, hand in, compare with what is certified.

Every command's id is the same at each run, so a run that was broken off goes on, and another one
changes nothing.
"""

from __future__ import annotations

import threading
import time
import uuid
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import FIRST_EXCEPTION, ThreadPoolExecutor, wait
from dataclasses import dataclass
from typing import Any

from services.elections.demo import facts, paper
from services.elections.demo.api import Api, Stopped
from services.elections.demo.making import Made
from services.elections.demo.night import NIGHT, HandedIn, night

WORKERS = 8
PAGE = 500
PATIENCE = 30  # seconds in which the tally must have followed the last result
STATIONS = "stations"
STAGES = "pilkada-2024"  # the template whose days are those of this night

Progress = Callable[[int, int, HandedIn | None], None]


class NotCertified(Exception):
    """The tally ended elsewhere than at the certified totals."""


@dataclass(frozen=True)
class Ending:
    """One contest at the end: votes by candidate as they are, and as they were certified."""

    contest: str
    tps_in: int
    expected: int
    votes: list[int]
    certified: list[int]


def run_demo(api: Api, speed: float, progress: Progress, stop: threading.Event) -> list[Ending]:
    """Replay the night `speed` times as fast as it was; 0 = as fast as it goes.

    Returns how each contest ended. Raises Stopped, Refused, or NotCertified.
    """
    made, handed = night()
    register(api, made)
    plan(api)
    hand_in(api, _pending(api, handed), len(handed), speed, progress, stop)
    endings = ending(api, len(made), stop)
    publish(api)
    return endings


def register(api: Api, made: Sequence[Made]) -> None:
    """Register the election, its areas and stations, and what the map and the wall need."""
    election, city = facts.city()["election"], facts.city()["area"]
    path = f"/v1/elections/{election['id']}"
    named = [city, *_districts(), *_villages()]
    codes = [{"code": one["code"], "name": one["name"]} for one in named]
    points = [{**one, "point": [one["point"][0], one["point"][1]]} for one in _villages()]
    whole = [{"code": one["code"], "name": one["name"]} for one in (city, *_districts())]
    api.post("/v1/elections", election, _id("election"))
    api.post(f"{path}/areas", {"items": codes}, _id("areas"))
    api.post("/v1/gis/areas", {"items": [*whole, *points]}, _id("map"))
    for number, items in enumerate(_paged([_station(one) for one in made])):
        api.post(f"{path}/stations", {"items": items}, _id(f"{STATIONS}/{number}"), "operator")
    for number, notice in enumerate(facts.city()["notices"]):
        api.post("/v1/notifications/notices", notice, _id(f"notice/{number}"), "operator")


def plan(api: Api) -> None:
    """Give the election the stages of Pilkada 2024 on their days, unless it has stages."""
    path = f"/v1/elections/{facts.city()['election']['id']}/stages"
    if not api.get(path)["items"]:
        api.post(f"{path}/template", {"template": STAGES}, _id("stages"))


def publish(api: Api) -> None:
    """Open the results to the public, as made figures, unless they are."""
    path = f"/v1/elections/{facts.city()['election']['id']}/options"
    options = api.get(path, "admin")
    if not options["published"]:
        body = {"version": options["version"], "published": True, "test_data": True}
        api.put(path, body, _id(f"published/{options['version']}"))


def hand_in(
    api: Api,
    pending: Sequence[HandedIn],
    total: int,
    speed: float,
    progress: Progress,
    stop: threading.Event,
) -> None:
    """Hand in what is pending, each when its time has come; one station's parts in order."""
    lanes: list[list[HandedIn]] = [[] for _ in range(WORKERS)]
    for item in pending:
        lanes[uuid.UUID(_id(item.key)).int % WORKERS].append(item)
    start = _Start(pending[0].after.total_seconds() if pending else 0.0, speed, stop)
    count = _Count(total - len(pending), total, progress)
    with ThreadPoolExecutor(WORKERS, "demo") as pool:
        jobs = [pool.submit(_lane, api, lane, start, count) for lane in lanes]
        try:
            wait(jobs, return_when=FIRST_EXCEPTION)
        except BaseException:  # a signal: the pool would wait for the end of the night
            stop.set()
            raise
        if any(job.done() and job.exception() for job in jobs):
            stop.set()
    failures = [error for job in jobs if (error := job.exception())]
    failures.sort(key=lambda error: isinstance(error, Stopped))  # what went wrong, first
    if failures:
        raise failures[0]


def ending(api: Api, stations: int, stop: threading.Event) -> list[Ending]:
    """Wait until the tally has followed, and compare it; raises NotCertified."""
    contests = [contest["id"] for contest in facts.city()["election"]["contests"]]
    end = time.monotonic() + PATIENCE
    while True:
        endings = [_ending(api, contest) for contest in contests]
        if all(one.tps_in == stations and one.votes == one.certified for one in endings):
            return endings
        if time.monotonic() > end:
            told = "; ".join(f"{one.contest} {one.votes}, {one.tps_in} in" for one in endings)
            raise NotCertified(f"the tally does not stand at the certified totals: {told}")
        if stop.wait(0.2):
            raise Stopped


class _Start:
    """Says when a moment of the night has come."""

    def __init__(self, first: float, speed: float, stop: threading.Event) -> None:
        self._first, self._speed, self._stop = first, speed, stop
        self._at = time.monotonic()

    def wait_for(self, moment: float) -> None:
        """Return once the moment (seconds after closing) has come; raises Stopped."""
        due = 0.0 if self._speed == 0 else (moment - self._first) / self._speed
        if self._stop.wait(max(0.0, self._at + due - time.monotonic())):
            raise Stopped


class _Count:
    """How many submissions of the night are in."""

    def __init__(self, done: int, total: int, progress: Progress) -> None:
        self._done, self._total, self._progress = done, total, progress
        self._lock = threading.Lock()
        progress(done, total, None)

    def add(self, item: HandedIn) -> None:
        with self._lock:
            self._done += 1
            self._progress(self._done, self._total, item)


def _lane(api: Api, items: Iterable[HandedIn], start: _Start, count: _Count) -> None:
    path = f"/v1/elections/{facts.city()['election']['id']}/results"
    for item in items:
        start.wait_for(item.after.total_seconds())
        photograph(api, item)
        api.post(path, item.body, item.id, item.by)
        count.add(item)


def photograph(api: Api, item: HandedIn) -> None:
    """Send photos of the paper before its form: a run that is broken off leaves none out."""
    if item.paper is None:
        return
    path = f"/v1/elections/{facts.city()['election']['id']}/contests/{item.contest}"
    village = next(one.name for one in facts.villages() if one.code == item.tps[:10])
    station = f"TPS {item.tps[10:]} {village}"
    for page, photo in paper.pages(item.paper, station).items():
        place = f"{path}/results/{item.tps}/photos"
        api.send(place, photo, _id(f"photo/{item.key}/{page}"), item.by, page=page)


def _pending(api: Api, handed: Sequence[HandedIn]) -> list[HandedIn]:
    """Return what an earlier run did not hand in: by the number of parts each station is at."""
    path, after = f"/v1/elections/{facts.city()['election']['id']}/results", None
    versions: dict[str, int] = {}
    while True:
        page = api.get(path, limit=PAGE, **({"after": after} if after else {}))
        versions |= {f"{one['contest']}/{one['tps']}": one["version"] for one in page["items"]}
        after = page["next"]
        if after is None:
            break
    pending = []
    for item in handed:
        if versions.get(item.key, 0) > 0:
            versions[item.key] -= 1
        else:
            pending.append(item)
    return pending


def _ending(api: Api, contest: str) -> Ending:
    path = f"/v1/elections/{facts.city()['election']['id']}/contests/{contest}/tally"
    tally = api.get(path, depth=0)
    votes = [one["votes"] for one in tally["candidates"]]
    certified = facts.city()["certified"][contest]["votes"]
    return Ending(contest, tally["tps_in"], tally["tps_expected"], votes, certified)


def _districts() -> list[dict[str, Any]]:
    return [{"code": one.code, "name": one.name} for one in facts.districts()]


def _villages() -> list[dict[str, Any]]:
    return [
        {"code": one.code, "name": one.name, "point": list(one.point)} for one in facts.villages()
    ]


def _station(one: Made) -> dict[str, Any]:
    """Return a station to register; its voters are those of the form, slips of the pen aside."""
    dpt = (one.forms or {})["gubernur"]["dpt"]
    return {"code": one.code, "dpt": dpt, "point": list(one.point), "name": None}


def _paged(items: list[dict[str, Any]]) -> Iterator[list[dict[str, Any]]]:
    for start in range(0, len(items), PAGE):
        yield items[start : start + PAGE]


def _id(name: str) -> str:
    return str(uuid.uuid5(NIGHT, name))
