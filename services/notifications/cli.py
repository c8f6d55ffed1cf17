"""`kendali notifications …`: what the demo shows; files of photos that no incident has."""

from __future__ import annotations

import time
from datetime import timedelta
from typing import Any

import click

from libs.kit import calling, clock
from libs.kit.calling import LOOK_SECONDS, Calls, console
from libs.kit.db import Database
from libs.kit.principal import Principal
from libs.kit.settings import load
from libs.photos import orphans, stores
from services.notifications.demo import rosters
from services.notifications.demo.playing import Play
from services.notifications.inbound.cli import receive_mail
from services.notifications.incidents.photos_repository import Photos
from services.notifications.settings import NAMESPACE, Settings

OFFICE_LOOKS = 50  # as often it is asked whether e-office's positions have come


@click.group()
def cli() -> None:
    """The demo's incidents; files of photos of incidents."""


@cli.command()
def demo() -> None:
    """Put the demo's incidents and orders; what was changed since is left as it is."""
    with calling.calls("notifications") as client:
        _await_office(client)

        def call(who: Principal, method: str, data: dict[str, Any], command: str) -> Any:
            return client.by(who).command(method, data, command_id=command)

        play = Play(call, clock.now())
        play.run()
        rosters.put(client, clock.now(), load(Settings).timezone)
    for one in play.refused:
        console.print(f"  left out: {one}", markup=False)


def _await_office(client: Calls) -> None:
    """Wait a moment for what e-office's demo tells of its positions, to which orders go."""
    for _ in range(OFFICE_LOOKS):
        if client.read("list_recipients", {"q": "1971.SEKDA", "kind": "position"})["items"]:
            return
        time.sleep(LOOK_SECONDS)


@cli.command("photos-gc")
@click.option("--days", default=1.0, show_default=True, help="Leave files that are younger.")
@click.option("--dry-run", is_flag=True, help="Only say how many there are.")
def photos_gc(days: float, *, dry_run: bool) -> None:
    """Remove files of photos that no incident has: a crash leaves one behind."""
    settings = load(Settings)
    db = Database(settings.database_url, 1, "notifications cli")
    before = clock.now() - timedelta(days=max(days, 0.0))
    store = stores.of(settings, namespace=NAMESPACE)
    try:
        if dry_run:
            count = sum(1 for _ in orphans.find(db, store, before, Photos))
            click.echo(f"{count} files would be removed")
        else:
            click.echo(f"{orphans.remove(db, store, before, Photos)} files were removed")
    finally:
        db.close()


cli.add_command(receive_mail)
