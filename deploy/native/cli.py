"""The commands of the native stack: up, down, run, status, logs, clean, demo."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click

from deploy.native import journal
from deploy.native.errors import StackError
from deploy.native.lending import lend
from deploy.native.overview import Row
from deploy.native.places import PROJECT, Places, default_home
from deploy.native.stack import Stack
from deploy.native.table import read_table
from libs.kit.cli import load

DEMO = {
    # The demo's wall is for the person at this machine, who has not signed in yet.
    "KENDALI_WALL_NETWORKS": "127.0.0.0/8,::1/128",
    # One player hands in for all stations.
    "KENDALI_RATE_PRINCIPAL": "100000/minute",
    "KENDALI_RATE_ADDRESS": "100000/minute",
}
REGION, DEMO_REGION = "KENDALI_REGION", PROJECT / "services" / "elections" / "demo" / "region.toml"


@click.command()
def up() -> None:
    """Start everything in the background and return when it is ready."""
    stack = Stack(report=click.echo)
    with _interruptible():
        stack.up()
    _tell_addresses(stack)
    click.echo("Stop it with: make down")


@click.command()
def down() -> None:
    """Stop everything; the data stays."""
    click.echo("Stopped." if Stack(report=click.echo).down() else "Nothing is running.")


@click.command()
def run() -> None:
    """Start everything, show its logs, and stop it all at Ctrl-C."""
    stack = Stack(report=click.echo)
    with _interruptible(code=0), _stopped_at_the_end(stack):
        stack.up()
        _tell_addresses(stack)
        click.echo("Stop it with Ctrl-C. Its logs from here on:\n")
        follower = journal.Follower(_service_logs(stack.places))
        for name, line in follower.lines():
            click.echo(journal.show(name, line))


@click.command()
def status() -> None:
    """Say what runs, where, and what is wrong; exit code 1 when something is."""
    stack = Stack()
    if not stack.is_up:
        click.echo(f"Kendali is not running (home {stack.places.home}). Start it with: make up")
        sys.exit(1)
    rows = stack.status()
    width = max(len(row.name) for row in rows) + 2
    click.echo(f"{'':<{width}}{'state':<10}{'pid':<9}{'port':<7}")
    for row in rows:
        click.echo(_status_line(row, width))
    wrong = sum(row.trouble is not None for row in rows)
    dead = _tell_dead_letters(stack) if wrong == 0 else 0
    click.echo(f"\n{stack.url}  {f'{wrong} not ready' if wrong else 'all ready'}")
    sys.exit(1 if wrong or dead else 0)


@click.command()
@click.argument("name", required=False)
@click.option("-n", "--lines", default=50, show_default=True, help="How many lines to show first.")
@click.option("-f", "--follow", is_flag=True, help="Go on with what is written from now on.")
@click.option("--raw", is_flag=True, help="Show the lines as they were written.")
def logs(name: str | None, lines: int, follow: bool, raw: bool) -> None:
    """Show the log of a process, or of all services together."""
    places = Places(default_home())
    paths = [_log_named(places, name)] if name else _service_logs(places)
    follower = journal.Follower(paths)

    def put(source: str, line: str) -> None:
        click.echo(line if raw else journal.show(source, line))

    if not any(path.exists() for path in paths):
        click.echo(f"There are no logs in {places.home} yet.")
    for source, line in journal.merged(paths, lines):
        put(source, line)
    if follow:
        with _interruptible():
            for source, line in follower.lines():
                put(source, line)


@click.command()
def clean() -> None:
    """Stop everything and remove all of its data."""
    stack = Stack()
    if not stack.places.state.exists():
        click.echo("Nothing to remove.")
        return
    stack.clean()
    click.echo(f"Removed {stack.places.home}.")


@click.command()
@click.option(
    "--speed",
    type=click.FloatRange(min=0),
    default=None,
    help="How many times faster than the real night; 0 = as fast as it goes, then return.",
)
def demo(speed: float | None) -> None:
    """Replay the election night of Pangkalpinang, 27 November 2024, on the running system."""
    given = {REGION, f"{REGION}_FILE"} & set(os.environ)
    settings = {} if given else {REGION: str(DEMO_REGION)}
    stack = Stack(settings=settings, gateway_settings=DEMO, report=click.echo)
    with _interruptible(code=0 if speed != 0 else 130):
        if speed == 0:
            stack.up()
            _tell_addresses(stack)
            _tell_accounts(stack)
            _play(stack, ["--speed", "0"])
            return
        with _stopped_at_the_end(stack):
            stack.up()
            _tell_addresses(stack)
            _tell_accounts(stack)
            _play(stack, [] if speed is None else ["--speed", str(speed)])
            click.echo("The night is over, the wall stays. Stop it all with Ctrl-C.")
            signal.pause()


def _tell_accounts(stack: Stack) -> None:
    """Make the demo's accounts and show their passwords, which are this installation's own."""
    environ = dict(os.environ) | {"KENDALI_HOME": str(stack.places.home)}
    lend("gateway", environ)
    settings = load("libs.kit.settings:load")(
        load("services.gateway.settings:GatewaySettings"), environ
    )
    passwords = load("services.gateway.cli:demo_accounts")(settings, stack.places.home)
    accounts = load("services.gateway.demo:ACCOUNTS")
    width = max(map(len, passwords)) + 2
    click.echo(f"\nDemo log-ins at {stack.url}/login (officials begin at {stack.url}/office):")
    for name, password in passwords.items():
        click.echo(f"  {name:<{width}}{password}  {accounts[name].name}")
    click.echo()


def _play(stack: Stack, arguments: list[str]) -> None:
    _seed(stack, "eoffice")
    _seed(stack, "gis")
    _seed(stack, "notifications")
    _seed(stack, "indicators")
    _seed(stack, "indicators", "brief")
    player = load("services.elections.demo.cli:demo")
    player.main([*arguments, "--url", stack.url], prog_name="kendali demo", standalone_mode=False)


def _seed(stack: Stack, service: str, what: str = "demo") -> None:
    """Put what the service shows at the demo, by a process of its own that is lent what it has."""
    command = [sys.executable, "-m", "libs.kit.cli", service, what]
    environ = os.environ | {"KENDALI_HOME": str(stack.places.home)}
    if subprocess.run(command, env=environ, check=False).returncode:
        raise StackError(f"what the demo shows of {service} could not be put")


@contextmanager
def _interruptible(code: int = 130) -> Iterator[None]:
    """End with the code at Ctrl-C, and treat the end of the terminal or a polite kill like it."""
    for number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.default_int_handler)
    try:
        yield
    except KeyboardInterrupt:
        sys.exit(code)


@contextmanager
def _stopped_at_the_end(stack: Stack) -> Iterator[None]:
    """Stop the stack, whatever ends the block."""
    try:
        yield
    finally:
        if stack.is_up:
            click.echo("\nStopping …")
            stack.down()
            click.echo("Stopped. The data stays; 'make clean' removes it.")


def _tell_addresses(stack: Stack) -> None:
    click.echo(f"\nKendali is up:  {stack.url}")
    click.echo(f"  wall          {stack.url}/wall")
    click.echo(f"  API           {stack.url}/docs")


def _status_line(row: Row, width: int) -> str:
    good = row.trouble is None
    pid, port = row.pid or "-", row.port or "-"
    line = f"{row.name:<{width}}{row.state:<10}{pid:<9}{port:<7}{row.trouble or 'ready'}"
    return line if good else click.style(line, fg="red")


def _tell_dead_letters(stack: Stack) -> int:
    """Name the queues with messages that nobody could take; returns how many messages."""
    from libs.kit.dead_letters import DeadLetters  # noqa: PLC0415  (pika: not for --help)

    total = 0
    for queue, _waiting, _consumers, dead in DeadLetters(stack.amqp_url).depths():
        if dead:
            line = f"{queue}: {dead} dead letters (kendali bus dead-letters list {queue})"
            click.echo(click.style(line, fg="red"))
        total += dead
    return total


def _service_logs(places: Places) -> list[Path]:
    return [places.log(process.name) for process in read_table()]


def _log_named(places: Places, name: str) -> Path:
    path = places.log(name)
    if not path.exists():
        names = ", ".join(sorted(log.stem for log in places.logs.glob("*.log"))) or "none yet"
        raise StackError(f"There is no log '{name}'. There are: {names}.")
    return path
