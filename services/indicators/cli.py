"""`kendali indicators …`: figures counted again, and those of the demo."""

from __future__ import annotations

import sys

import click
from rich.table import Table

from libs.kit import clock
from libs.kit.calling import console
from libs.kit.db import Database
from libs.kit.settings import Settings, load
from services.indicators import folding
from services.indicators.demo.putting import put
from services.indicators.folding import Difference

SHOWN = 200


@click.group()
def cli() -> None:
    """Recounts of figures, and the demo's."""


@cli.command("recount")
@click.option("--check", "mode", flag_value="check", default="check", help="Only compare.")
@click.option("--repair", "mode", flag_value="repair", help="Write what the observations say.")
def recount(mode: str) -> None:
    """Make all figures again from the observations themselves.

    Works on the database itself. Exits with 1 when a check finds a difference.
    """
    db = Database(load(Settings).database_url, 1, "indicators cli")
    try:
        found = folding.repair(db) if mode == "repair" else folding.check(db)
    finally:
        db.close()
    if found:
        console.print(_differences(found))
    word = "repaired" if mode == "repair" else "differ"
    console.print(f"{len(found)} figures {word}")
    sys.exit(1 if found and mode == "check" else 0)


@cli.command("demo")
def demo() -> None:
    """Fill the nine items with five years of figures. All of them are made, and say so."""
    settings = load(Settings)
    db = Database(settings.database_url, 1, "indicators cli")
    try:
        counts = put(db, clock.now().astimezone(settings.timezone).date())
    finally:
        db.close()
    said = ", ".join(f"{count} {name}" for name, count in counts.items())
    console.print(f"Figures of the demo, all of them made: {said} put.")


def _differences(found: list[Difference]) -> Table:
    table = Table("indicator", "period", "area", "stored", "from the observations")
    for one in found[:SHOWN]:
        stored, right = str(one.stored), str(one.right)
        table.add_row(one.indicator, one.period.isoformat(), one.area, stored, right)
    return table
