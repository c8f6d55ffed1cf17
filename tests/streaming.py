"""A stream client as the wall's browser is one: reconnects by itself and resumes where it was."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from typing import Any

import requests

RECONNECT = 0.2


class Stream:
    """Listens on a thread; `tally(contest)` is the newest root row that was heard."""

    def __init__(self, url: str, token: str, topics: str, election: str = "") -> None:
        self._url = url
        # Without an election, a snapshot is of the newest ones: of an older one it says nothing.
        self._asked = {"topics": topics} | ({"election": election} if election else {})
        self._headers = {"Authorization": f"Bearer {token}"}
        self._changed = threading.Condition()
        self._closing = threading.Event()
        self._last_id = ""
        self.tallies: dict[str, dict[str, Any]] = {}
        self.events: list[dict[str, Any]] = []
        self.snapshots = 0
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()

    def wait(self, met: Callable[[], bool], seconds: float) -> bool:
        """Wait until the condition holds, asked again after each event."""
        with self._changed:
            return self._changed.wait_for(met, timeout=seconds)

    def close(self) -> None:
        self._closing.set()
        self._thread.join(10)

    def _run(self) -> None:
        while not self._closing.is_set():
            try:
                self._listen()
            except requests.RequestException:
                self._closing.wait(RECONNECT)

    def _listen(self) -> None:
        headers = self._headers | ({"Last-Event-ID": self._last_id} if self._last_id else {})
        answer = requests.get(
            f"{self._url}/v1/stream",
            params=self._asked,
            headers=headers,
            stream=True,
            timeout=10,
        )
        answer.raise_for_status()
        for event in _events(answer):
            if self._closing.is_set():
                return
            with self._changed:
                self._take(event)
                self._changed.notify_all()

    def _take(self, event: dict[str, str]) -> None:
        self._last_id = event.get("id", self._last_id)
        data = json.loads(event["data"]) if event.get("data") else {}
        if event.get("event") == "snapshot":
            self.snapshots += 1
            for tally in data["tallies"]:
                self.tallies[f"{tally['election']}/{tally['contest']}"] = _root(tally)
        elif event.get("event") == "elections.tally_changed":
            self._tally(data["data"])
        if event.get("event") not in {"heartbeat", "snapshot"}:
            self.events.append(data)

    def _tally(self, change: dict[str, Any]) -> None:
        name = f"{change['election']}/{change['contest']}"
        known = self.tallies.get(name, {"version": -1})
        if change["version"] >= known["version"]:
            row = change["areas"][0]
            self.tallies[name] = {
                "version": change["version"],
                "tps_in": row["tps_in"],
                "votes": row["votes"],
            }


def _root(tally: dict[str, Any]) -> dict[str, Any]:
    votes = {str(c["number"]): c["votes"] for c in tally["candidates"]}
    return {"version": tally["version"], "tps_in": tally["tps_in"], "votes": votes}


def _events(answer: requests.Response) -> Iterator[dict[str, str]]:
    event: dict[str, str] = {}
    for line in answer.iter_lines(chunk_size=1, decode_unicode=True):
        if not line:
            if event:
                yield event
            event = {}
        elif not line.startswith(":"):
            name, _, value = line.partition(":")
            event[name] = value.removeprefix(" ")
