"""`kendali notifications receive-mail < message`: for the pipe of a mail server.

It ends with the codes of sysexits.h that mail servers know: 75 (try again later) where the system
is down, 65 for what is no message.
"""

from __future__ import annotations

import sys

import click

from libs.kit.db import Database
from libs.kit.errors import KendaliError, Unavailable
from libs.kit.settings import load
from libs.photos import stores
from libs.photos.pictures import Pictures
from services.notifications.inbound.mail import MOST_BYTES
from services.notifications.inbound.service import InboundEntrypoints
from services.notifications.settings import NAMESPACE, Settings

BAD_DATA, TRY_AGAIN = 65, 75


@click.command("receive-mail")
def receive_mail() -> None:
    """Report what the message on the standard input says, unchecked until an operator looked."""
    settings = load(Settings)
    desk = InboundEntrypoints()
    desk.settings, desk.db = settings, Database(settings.database_url, 2, "notifications mail")
    desk.pictures = Pictures(stores.of(settings, namespace=NAMESPACE), settings.timezone)
    try:
        told = desk.take_mail(sys.stdin.buffer.read(MOST_BYTES + 1))
    except Unavailable as error:
        click.echo(error.detail, err=True)
        sys.exit(TRY_AGAIN)
    except KendaliError as error:
        click.echo(error.detail, err=True)
        sys.exit(BAD_DATA)
    finally:
        desk.db.close()
    click.echo(told["number"] or f"left alone: {told['ignored']}")
