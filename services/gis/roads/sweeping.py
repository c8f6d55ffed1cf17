"""`kendali gis photos-gc`: files that no photo of damage has, removed by hand."""

from __future__ import annotations

from datetime import timedelta

import click

from libs.kit import clock
from libs.kit.db import Database
from libs.kit.settings import load
from libs.photos import orphans, stores
from services.gis.roads.damage_photos_repository import DamagePhotos
from services.gis.settings import NAMESPACE, Settings


@click.command("photos-gc")
@click.option("--days", default=1.0, show_default=True, help="Leave files that are younger.")
@click.option("--dry-run", is_flag=True, help="Only say how many there are.")
def photos_gc(days: float, *, dry_run: bool) -> None:
    """Remove files of photos that no report of damage has, or has no more."""
    settings = load(Settings)
    db = Database(settings.database_url, 1, "gis cli")
    before = clock.now() - timedelta(days=max(days, 0.0))
    store = stores.of(settings, namespace=NAMESPACE)
    try:
        if dry_run:
            count = sum(1 for _ in orphans.find(db, store, before, DamagePhotos))
            click.echo(f"{count} files would be removed")
        else:
            click.echo(f"{orphans.remove(db, store, before, DamagePhotos)} files were removed")
    finally:
        db.close()
