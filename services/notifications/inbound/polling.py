"""Looking into the mailbox of reports: one replica at a time, each message until it is kept."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import sqlalchemy as sa

from libs.kit import logs
from libs.kit.db import Database
from libs.kit.errors import Invalid, TooLarge, Unavailable
from services.notifications.inbound.mailbox import Mailbox, Place

log = logs.get(__name__)
_ALONE = sa.text("SELECT pg_try_advisory_xact_lock(hashtext('notifications/mailbox'))")
FLAGGED = "\\Flagged"  # what is no message waits for a person


def poll(db: Database, at: Place, take: Callable[[bytes], Any]) -> int:
    """Take what is unread; returns how many messages were.

    A message without an id of its own is given the mailbox's, so that one that was kept and could
    not be marked is not reported twice.
    """
    with db.begin() as tx:
        if not tx.execute(_ALONE).scalar_one():
            return 0
        try:
            with Mailbox(at) as box:
                found = box.unread()
                for uid in found:
                    _take(box, uid, f"{uid}@{at.host}", take)
                return len(found)
        except Unavailable as error:
            log.warning("mailbox_failed", because=error.detail)
            return 0


def _take(box: Mailbox, uid: str, named: str, take: Callable[[bytes], Any]) -> None:
    raw = box.read(uid)
    head = raw.partition(b"\r\n\r\n")[0].lower()
    if b"\nmessage-id:" not in b"\n" + head:
        raw = f"Message-ID: <{named}>\r\n".encode() + raw
    try:
        take(raw)
    except (Invalid, TooLarge) as error:
        log.info("mailbox_message_refused", slug=error.slug)
        box.done(uid, FLAGGED)
    else:
        box.done(uid)
