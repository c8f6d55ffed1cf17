"""`kendali demo`: replay the election night on a running system."""

from __future__ import annotations

import signal
import threading
from types import FrameType
from typing import Self

import click
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from services.elections.demo.api import Api, Refused, Stopped, TokenOf, token_of
from services.elections.demo.facts import city, villages
from services.elections.demo.night import COUNTING, HandedIn
from services.elections.demo.replay import Ending, NotCertified, run_demo

USUAL_SPEED = 120.0  # the night of ten and a half hours in a bit more than five minutes
console = Console()


@click.command()
@click.option("--url", default="http://127.0.0.1:8000", show_default=True, help="The gateway.")
@click.option(
    "--speed",
    type=click.FloatRange(min=0),
    default=USUAL_SPEED,
    show_default=True,
    help="How many times faster than the real night; 0 = as fast as it goes.",
)
def demo(url: str, speed: float) -> None:
    """Replay the election night of Pangkalpinang, 27 November 2024."""
    main(url, speed)


def main(base_url: str, speed: float = USUAL_SPEED, token: TokenOf = token_of) -> list[Ending]:
    """Replay the night on the gateway; returns how the contests ended.

    `token` gives an access token for a user name of the demo. Raises click.ClickException when
    something is refused, KeyboardInterrupt when the user ends it.
    """
    stop = threading.Event()
    with _ended_by_signals(stop):
        console.print(
            f"{city()['election']['name']}: totals of the districts are public, those of single"
            " stations are made."
        )
        try:
            with _Bar() as bar:
                endings = run_demo(Api(base_url, token, stop), speed, bar.show, stop)
        except Stopped:
            raise KeyboardInterrupt from None
        except (Refused, NotCertified) as error:
            raise click.ClickException(str(error)) from None
    for one in endings:
        votes = " / ".join(f"{number:,}" for number in one.votes)
        console.print(f"  {one.contest}: {one.tps_in} of {one.expected} TPS, {votes}, as certified")
    results = f"{base_url.rstrip('/')}/hasil/{city()['election']['id']}"
    console.print(f"Open to the public: {results}", soft_wrap=True)
    return endings


class _Bar:
    """The progress of the night, with its clock and the newest station."""

    def __init__(self) -> None:
        columns = (TextColumn("{task.description:<34}"), BarColumn(), MofNCompleteColumn())
        self._progress = Progress(*columns, TimeElapsedColumn(), console=console)
        self._task = self._progress.add_task("registering", total=None)
        self._names = {village.code: village.name for village in villages()}

    def __enter__(self) -> Self:
        self._progress.start()
        return self

    def __exit__(self, *_error: object) -> None:
        self._progress.stop()

    def show(self, done: int, total: int, item: HandedIn | None) -> None:
        text = "handing in" if item is None else self._said(item)
        self._progress.update(self._task, completed=done, total=total, description=text)

    def _said(self, item: HandedIn) -> str:
        local = COUNTING.hour + 7 + (COUNTING.minute * 60 + item.after.total_seconds()) / 3600
        clock = f"{int(local) % 24:02}.{int(local % 1 * 60):02}"
        return f"{clock} WIB  {self._names[item.tps[:10]]} {item.tps[-3:]}"


class _ended_by_signals:  # noqa: N801 - a context manager that reads as a word
    """Ctrl-C lets the requests in flight end, then stops."""

    def __init__(self, stop: threading.Event) -> None:
        self._stop = stop
        self._before = signal.getsignal(signal.SIGINT)

    def __enter__(self) -> None:
        if threading.current_thread() is threading.main_thread():
            signal.signal(signal.SIGINT, self._set)

    def __exit__(self, *_error: object) -> None:
        if threading.current_thread() is threading.main_thread():
            signal.signal(signal.SIGINT, self._before)

    def _set(self, _number: int, _frame: FrameType | None) -> None:
        self._stop.set()


if __name__ == "__main__":
    demo()
