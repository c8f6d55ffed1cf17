"""`kendali indicators …`: figures counted again, and those of the demo."""

from __future__ import annotations

import sys

import click
from rich.table import Table

from libs.kit import clock
from libs.kit.calling import console
from libs.kit.db import Database
from libs.kit.settings import load
from services.indicators import folding
from services.indicators.briefs import making
from services.indicators.demo.putting import put
from services.indicators.folding import Difference
from services.indicators.settings import Settings

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
    db = Database(settings.database_url, 2, "indicators cli")
    try:
        counts = put(db, clock.now().astimezone(settings.timezone).date())
    finally:
        db.close()
    said = ", ".join(f"{count} {name}" for name, count in counts.items())
    console.print(f"Figures of the demo, all of them made: {said} put.")


@cli.command("brief")
def brief() -> None:
    """Make today's morning brief now, in the place of one that there is.

    Works on the database itself, and folds what waits first.
    """
    settings = load(Settings)
    db = Database(settings.database_url, 1, "indicators cli")
    try:
        folding.fold_due(db)
        with db.begin() as tx:
            made = making.make(tx, settings, clock.now())
    finally:
        db.close()
    if made is None:
        console.print("No area has a name yet: nobody knows whose brief it would be.")
        sys.exit(1)
    console.print(f"The brief of {made['day']} is made.")


def _differences(found: list[Difference]) -> Table:
    table = Table("indicator", "period", "area", "stored", "from the observations")
    for one in found[:SHOWN]:
        stored, right = str(one.stored), str(one.right)
        table.add_row(one.indicator, one.period.isoformat(), one.area, stored, right)
    return table
