"""`kendali elections photos-gc`: files that no photo has, removed by somebody at the machine."""

from __future__ import annotations

from datetime import timedelta

import click

from libs.kit import clock
from libs.kit.db import Database
from libs.kit.settings import load
from libs.photos import stores
from services.elections.photos import orphans
from services.elections.settings import Settings


@click.command("photos-gc")
@click.option("--days", default=1.0, show_default=True, help="Leave files that are younger.")
@click.option("--dry-run", is_flag=True, help="Only say how many there are.")
def photos_gc(days: float, *, dry_run: bool) -> None:
    """Remove files of photos that no photo has.

    A crash between the file and its row leaves one behind. Files of photos that were moved or
    rejected are evidence and stay.
    """
    settings = load(Settings)
    db = Database(settings.database_url, 1, "elections cli")
    before = clock.now() - timedelta(days=max(days, 0.0))
    store = stores.of(settings)
    try:
        if dry_run:
            click.echo(f"{sum(1 for _ in orphans.find(db, store, before))} files would be removed")
        else:
            click.echo(f"{orphans.remove(db, store, before)} files were removed")
    finally:
        db.close()
