"""The logs of a stack, read by a person: JSON lines made short, all processes in one view."""

import json
import time
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import click

PAUSE = 0.25
LONGEST_READ = 1 << 20
# Shown by position, or the same in every line of a log.
PLACED = {"ts", "level", "event", "service", "role", "logger"}
COLOURS = {"warning": "yellow", "error": "red", "critical": "red"}


def show(name: str, line: str) -> str:
    """One line for the screen; what is not JSON stays as it is."""
    said = parse(line)
    if said is None:
        return f"{click.style(f'{name:<21}', dim=True)} {line}"
    level = str(said.get("level", ""))
    rest = " ".join(f"{key}={value}" for key, value in said.items() if key not in PLACED)
    head = click.style(f"{clock(said)} {name:<21}", dim=True)
    event = click.style(str(said.get("event", "")), fg=COLOURS.get(level))
    return f"{head} {event} {rest}".rstrip()


def parse(line: str) -> dict[str, Any] | None:
    try:
        said = json.loads(line)
    except ValueError:
        return None
    return said if isinstance(said, dict) else None


def clock(said: dict[str, Any]) -> str:
    """The line's time of day in this machine's zone."""
    try:
        return datetime.fromisoformat(str(said.get("ts"))).astimezone().strftime("%H:%M:%S")
    except ValueError:
        return "        "


def last_lines(path: Path, count: int) -> list[str]:
    """The end of a log."""
    try:
        with path.open("rb") as file:
            file.seek(max(0, path.stat().st_size - LONGEST_READ))
            return file.read().decode(errors="replace").splitlines()[-count:]
    except FileNotFoundError:
        return []


def merged(paths: list[Path], count: int) -> list[tuple[str, str]]:
    """The last lines of several logs in the order of their time, as (name, line)."""
    found: list[tuple[str, str, str]] = []
    for path in paths:
        stamp = ""
        for line in last_lines(path, count):
            stamp = str((parse(line) or {}).get("ts", stamp))
            found.append((stamp, path.stem, line))
    found.sort(key=lambda entry: entry[0])
    return [(name, line) for _, name, line in found[-count:]]


class Follower:
    """Yields the lines that are written from now on; follows a log through its rotation."""

    def __init__(self, paths: list[Path]) -> None:
        self.places = {path: _size(path) for path in paths}
        self.rests = dict.fromkeys(paths, b"")

    def lines(self) -> Iterator[tuple[str, str]]:
        """For ever; ends with the exception that interrupts it."""
        while True:
            yield from self.new_lines()
            time.sleep(PAUSE)

    def new_lines(self) -> Iterator[tuple[str, str]]:
        for path in self.places:
            *whole, self.rests[path] = (self.rests[path] + self._read(path)).split(b"\n")
            for line in whole:
                yield path.stem, line.decode(errors="replace")

    def _read(self, path: Path) -> bytes:
        size = _size(path)
        if size < self.places[path]:  # rotated: a new file has begun
            self.places[path] = 0
        if size == self.places[path]:
            return b""
        with path.open("rb") as file:
            file.seek(self.places[path])
            new = file.read(LONGEST_READ)
        self.places[path] += len(new)
        return new


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except FileNotFoundError:
        return 0
