"""While a channel is left alone, what waits for it goes to its reader's next contact.

What is critical goes at once, the rest after PATIENCE: most troubles are over sooner. A row that
went another way has ended, so that nobody is told twice once the channel works again. What has no
other way waits.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy.engine import Connection

from services.notifications.deliveries import domain
from services.notifications.deliveries.channels_repository import Channels
from services.notifications.deliveries.contacts_repository import Contacts
from services.notifications.deliveries.domain import Planned
from services.notifications.deliveries.repository import Deliveries

PATIENCE = timedelta(minutes=2)
WHY = "channel-open"


def go_round(tx: Connection, at: datetime) -> int:
    """Have what waits too long for a channel go another way; returns how many did."""
    channels, store = Channels(tx), Deliveries(tx)
    broken = channels.broken()
    if not broken:
        return 0
    working = [
        one.name for one in channels.all().values() if one.enabled and one.name not in broken
    ]
    stuck = store.stuck(sorted(broken), working, at - PATIENCE)
    messages = store.messages(one.key for one in stuck)
    known = Contacts(tx).usable(sorted({one.reader for one in stuck}), working)
    moved = 0
    for one in stuck:
        tried = store.tried(one.key, one.reader)
        following = domain.following(one.contact, known.get(one.reader, []), tried, one.rank)
        if following is None or not messages[one.key].falls_back:
            continue
        store.leave(one.id, WHY, at)
        plan = Planned(following.channel, following.id)
        store.add(messages[one.key], [(one.reader, plan)], at)
        moved += 1
    return moved
