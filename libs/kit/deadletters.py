"""`kendali bus …`: queues and dead letters, over AMQP only."""

from __future__ import annotations

import logging
import sys
from collections.abc import Callable
from dataclasses import dataclass

import click
import orjson
import pika

from libs.kit import settings, topology
from libs.kit.dead_letters import DeadLetters, Letter

SHOWN_BYTES = 4096
HIDDEN = ("x-death",)


@dataclass(frozen=True)
class BusSettings:
    amqp_url: str = settings.field(
        "KENDALI_AMQP_URL", settings.url("amqp", "amqps"), "RabbitMQ, amqp://user:password@host"
    )


def _amqp_url() -> str:
    try:
        return settings.load(BusSettings).amqp_url
    except settings.SettingsError as error:
        raise click.ClickException(str(error)) from None


class _Group(click.Group):
    """Says what the broker said, without a traceback."""

    def invoke(self, ctx: click.Context) -> object:
        logging.getLogger("pika").setLevel(logging.CRITICAL)
        try:
            return super().invoke(ctx)
        except pika.exceptions.ChannelClosedByBroker as error:
            raise click.ClickException(error.reply_text) from None
        except (pika.exceptions.AMQPError, OSError) as error:
            text = str(error) or type(error).__name__
            raise click.ClickException(f"the message broker does not answer: {text}") from None


@click.group("bus", cls=_Group)
def cli() -> None:
    """Queues and dead letters."""


@cli.command()
def declare() -> None:
    """Declare all exchanges and queues of the contracts."""
    topology.declare(_amqp_url())
    click.echo(f"{len(topology.queues())} queues are there")


@cli.command()
def status() -> None:
    """Show how many messages wait, who consumes, and how many are dead."""
    rows = list(DeadLetters(_amqp_url()).depths())
    width = max([5, *(len(row[0]) for row in rows)])
    click.echo(f"{'queue':{width}} {'messages':>9} {'consumers':>9} {'dead':>6}")
    for queue, messages, consumers, dead in rows:
        click.echo(f"{queue:{width}} {messages:9} {consumers:9} {dead:6}")


@cli.group("dead-letters")
def dead_letters() -> None:
    """Show what no consumer could take and why; replay it or drop it."""


@dead_letters.command("list")
@click.argument("queue", required=False)
@click.option("--limit", default=50, show_default=True, help="At most so many of each queue.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object a line.")
def list_letters(queue: str | None, limit: int, *, as_json: bool) -> None:
    """List dead letters: of one queue, or of all."""
    letters = DeadLetters(_amqp_url())
    for name in [_bare(queue)] if queue else topology.queues():
        for letter in letters.find(name, limit):
            click.echo(_line(letter, as_json=as_json))


@dead_letters.command()
@click.argument("queue")
@click.argument("letter_id", metavar="ID")
@click.option("--full", is_flag=True, help="The whole body, however long.")
def show(queue: str, letter_id: str, *, full: bool) -> None:
    """Show one dead letter: its headers and its body."""
    name = _bare(queue)
    everything = DeadLetters(_amqp_url()).find(name, sys.maxsize)
    letter = next((found for found in everything if found.id == letter_id), None)
    if letter is None:
        raise click.ClickException(f"{name} has no dead letter {letter_id}")
    for key, value in sorted(letter.headers.items()):
        if key not in HIDDEN:
            click.echo(f"{key}: {value}")
    click.echo("")
    body = _pretty(letter.body)
    cut = not full and len(body) > SHOWN_BYTES
    click.echo(
        body[:SHOWN_BYTES] + f"\n… {len(letter.body)} bytes; --full shows all" if cut else body
    )


@dead_letters.command()
@click.argument("queue")
@click.argument("ids", metavar="[ID]...", nargs=-1)
@click.option("--all", "everything", is_flag=True, help="All of the queue, oldest first.")
def replay(queue: str, ids: tuple[str, ...], *, everything: bool) -> None:
    """Put dead letters back to their queue, in their order."""
    done = DeadLetters(_amqp_url()).replay(_bare(queue), _wanted(ids, everything=everything))
    click.echo(f"{done} put back")


@dead_letters.command()
@click.argument("queue")
@click.argument("ids", metavar="[ID]...", nargs=-1)
@click.option("--all", "everything", is_flag=True, help="All of the queue.")
@click.option("--yes", is_flag=True, help="Do not ask.")
def drop(queue: str, ids: tuple[str, ...], *, everything: bool, yes: bool) -> None:
    """Forget dead letters for good."""
    wanted = _wanted(ids, everything=everything)
    if not yes:
        click.confirm("Dropped letters can't be brought back. Go on?", abort=True)
    click.echo(f"{DeadLetters(_amqp_url()).drop(_bare(queue), wanted)} dropped")


def _bare(queue: str) -> str:
    return queue.removesuffix(".dead")


def _wanted(ids: tuple[str, ...], *, everything: bool) -> Callable[[Letter], bool]:
    if bool(ids) == everything:
        raise click.UsageError("name the ids, or say --all")
    return lambda letter: everything or letter.id in ids


def _line(letter: Letter, *, as_json: bool) -> str:
    shown = {
        "queue": letter.queue,
        "id": letter.id,
        "time": letter.time,
        "slug": letter.slug,
        "reason": letter.reason,
    }
    return orjson.dumps(shown).decode() if as_json else "  ".join(shown.values())


def _pretty(body: bytes) -> str:
    try:
        return orjson.dumps(orjson.loads(body), option=orjson.OPT_INDENT_2).decode()
    except ValueError:
        return body.decode("utf-8", "backslashreplace")
