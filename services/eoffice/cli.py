"""`kendali eoffice …`: the organisation, brought in by somebody at the machine."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import click

from libs.kit import calling, clock
from libs.kit.calling import Calls, console
from libs.kit.principal import Principal
from libs.kit.settings import Settings, load
from services.eoffice.demo import organisation
from services.eoffice.demo.playing import Play, first_day
from services.eoffice.signing import demo as demo_keys
from services.eoffice.signing.cli import ca, writing

LARGEST = 8 << 20  # bytes of a file


@click.group()
def cli() -> None:
    """Units, positions, who holds them, and what they sign by."""


cli.add_command(ca)


@cli.command("import-organisation")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--partial", is_flag=True, help="Put the lines that are right, refuse the others.")
def import_organisation(file: Path, *, partial: bool) -> None:
    """Put a CSV file of units, positions and holdings; docs/eoffice/README.md has its columns."""
    if file.stat().st_size > LARGEST:
        raise click.UsageError(f"{file.name}: more than {LARGEST >> 20} MiB")
    with calling.calls("eoffice") as client:
        told = client.command("import_organisation", {"text": _text(file), "partial": partial})
    _tell(told)


@cli.command("resend-authority")
def resend_authority() -> None:
    """Tell the other services who holds which position, of all; safe to repeat."""
    with calling.calls("eoffice") as client:
        told = client.command("resend_authority", {})
    console.print(f"{told['positions']} positions are told of")


@cli.command()
def demo() -> None:
    """Put the demo's organisation, keys and letters; what was changed since is left as it is."""
    today = clock.now().astimezone(load(Settings).timezone).date()
    with calling.calls("eoffice") as client:
        told = {"text": organisation(today), "partial": True}
        client.command("import_organisation", told)
        with writing() as tx:
            demo_keys.put(tx, clock.now())
        _play(client, today)
    console.print(f"Officials of the demo sign with the passphrase: {demo_keys.PASSPHRASE}")


def _play(client: Calls, today: date) -> None:
    """Have the demo's officials write, sign and register; name what could not be done."""

    def call(
        who: Principal, method: str, data: dict[str, Any], command: str | None, file: bytes
    ) -> Any:
        asked = client.by(who)
        if command is None:
            return asked.read(method, data)
        return asked.command(method, data, file, command)

    play = Play(call, demo_keys.PASSPHRASE, first_day(call, today))
    play.run()
    for one in play.refused:
        console.print(f"  left out: {one}", markup=False)


def _text(file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise click.UsageError(f"{file.name}: byte {error.start} is no UTF-8") from None


def _tell(told: dict[str, Any]) -> None:
    for one in told["refused"]:
        console.print(f"  line {one['line']} {one['column']}: {one['reason']}", markup=False)
    counts = ", ".join(f"{told[name]} {name}" for name in ("units", "positions", "holdings"))
    console.print(f"{counts} put, {told['unchanged']} lines as they stood")
