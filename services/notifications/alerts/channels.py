"""A channel that is left alone because it fails raises an alert, until it works again.

It is looked for from here: who settles deliveries holds their rows, and must not wait for alerts.
"""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from services.notifications.alerts import raising
from services.notifications.alerts.domain import OPEN, SYSTEM
from services.notifications.alerts.raising import Cause
from services.notifications.alerts.tables import alerts
from services.notifications.deliveries.tables import channel_health, channels

TOPIC, PREFIX = "system.channel", "channel/"
_H, _A = channel_health.c, alerts.c


def watch(tx: Connection, at: datetime) -> None:
    """Keep the alerts of channels in step with them.

    One that somebody ended by hand is not raised again before the channel has worked once more.
    """
    failing = {f"{PREFIX}{row.channel}": row for row in tx.execute(_failing())}
    standing = sa.select(_A.key).where(_A.topic == TOPIC, _A.state.in_(OPEN))
    for key in set(tx.execute(standing).scalars()) - set(failing):
        raising.resolve(tx, key, SYSTEM, at)
    for key, row in sorted(failing.items()):
        since = [] if row.last_ok_at is None else [_A.raised_at > row.last_ok_at]
        told = sa.select(sa.literal(1)).where(_A.key == key, *since).limit(1)
        if tx.execute(told).first() is None:
            raising.keep(tx, _cause(key, row.channel, row.why), at)


def _failing() -> sa.Select[tuple[str, str, datetime | None]]:
    query = sa.select(_H.channel, _H.why, _H.last_ok_at)
    query = query.join(channels, channels.c.name == _H.channel)
    return query.where(_H.open_until.is_not(None), channels.c.enabled)


def _cause(key: str, channel: str, why: str) -> Cause:
    return Cause(
        key=key,
        topic=TOPIC,
        severity="major",
        area="",
        headline=f"Saluran {channel} tidak bekerja",
        text=f"Pesan menunggu atau lewat saluran lain. Sebab terakhir: {why or '-'}.",
        link="/console/deliveries",
        source="deliveries",
        about=("channel", channel),
    )
