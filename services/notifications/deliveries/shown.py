"""What is answered of deliveries, contacts and channels: no secret, no address but one's own."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy.engine import Connection

from libs.kit import paging
from libs.kit.errors import KendaliError
from services.notifications.deliveries import lists_repository, messages
from services.notifications.deliveries.channels_repository import Channel, Channels
from services.notifications.deliveries.contacting import Desk
from services.notifications.deliveries.contacts_repository import Contacts
from services.notifications.deliveries.domain import SEVERITIES, Preferences
from services.notifications.deliveries.kinds import KINDS, NONE, PUSH
from services.notifications.deliveries.messages import moment
from services.notifications.deliveries.senders import sealing

TIMES = ("queued_at", "sent_at", "delivered_at", "read_at", "ended_at", "ready_at")
PLAIN = Preferences()
EXPORTED = (
    "id", "key", "topic", "severity", "subject", "reader", "channel", "address", "state", "why",
    "attempts", "queued_at", "sent_at", "delivered_at", "read_at", "ended_at",
)  # fmt: skip


def delivery_out(row: Any) -> dict[str, Any]:
    """Return a delivery as operators see it; `address` is masked."""
    plain = ("id", "key", "topic", "reader", "channel", "state", "why", "attempts", "subject")
    times = {name: moment(row[name]) for name in TIMES}
    told = {"severity": SEVERITIES[row["rank"]], "address": row["masked"] or ""}
    return {**{name: row[name] for name in plain}, **told, "exercise": row["exercise"], **times}


def page(tx: Connection, data: dict[str, Any], area: str) -> dict[str, Any]:
    asked = messages.query(data)
    rows = lists_repository.page(tx, asked, area, asked.limit)
    cut, following = paging.cut(rows, asked.limit, lambda row: str(row["id"]))
    return {"items": [delivery_out(row) for row in cut], "next": following}


def inbox(tx: Connection, person: str, data: dict[str, Any]) -> dict[str, Any]:
    """Return a page of somebody's inbox and how many they have not read."""
    asked = messages.query({name: data.get(name) for name in ("limit", "after")})
    only = data.get("unread") is True
    rows = lists_repository.inbox(tx, person, asked.after, asked.limit, unread=only)
    cut, following = paging.cut(rows, asked.limit, lambda row: str(row["id"]))
    items = [_told(row) for row in cut]
    return {"items": items, "next": following, "unread": lists_repository.unread(tx, person)}


def _told(row: Any) -> dict[str, Any]:
    plain = ("id", "key", "topic", "severity", "subject", "text", "link", "exercise")
    times = {"told_at": moment(row["queued_at"]), "read_at": moment(row["read_at"])}
    return {**{name: row[name] for name in plain}, **times}


def contacts(tx: Connection, desk: Desk, *, whole: bool) -> dict[str, Any]:
    """Return somebody's contacts and wishes; `whole`: with the addresses, to themselves alone.

    Answers to commands are kept, so theirs are masked.
    """
    store = Contacts(tx)
    channels = Channels(tx).all()
    wishes = store.wishes([desk.reader]).get(desk.reader, PLAIN)
    quiet = {name: _clock(getattr(wishes, name)) for name in ("quiet_from", "quiet_until")}
    rows = store.of(desk.reader)
    return {
        "items": [_contact(row, channels, desk, whole=whole) for row in rows],
        "next": None,
        "preferences": {"language": wishes.language, **quiet, "digest": wishes.digest},
        "channels": [
            _taking(one, desk)
            for one in channels.values()
            if one.enabled and KINDS[one.kind].address != NONE
        ],
    }


def _taking(one: Channel, desk: Desk) -> dict[str, Any]:
    """Return a channel that takes addresses; `key` is ours that a browser subscribes by."""
    what, secret = KINDS[one.kind].address, desk.settings.vapid_key
    key = sealing.spelt(sealing.point(sealing.private_key(secret))) if secret else ""
    return {"name": one.name, "kind": one.kind, "address": what, "key": key if what == PUSH else ""}


def _clock(value: Any) -> str | None:
    return None if value is None else value.isoformat("minutes")


def _contact(row: Any, channels: dict[str, Channel], desk: Desk, *, whole: bool) -> dict[str, Any]:
    channel = channels.get(row["channel"])
    what = KINDS[channel.kind].address if channel else NONE
    address = row["masked"]
    if whole and what != PUSH:
        try:
            address = desk.sealer.open(bytes(row["sealed"]), f"contact/{row['id']}")["address"]
        except KendaliError:
            address = row["masked"]
    return {
        "id": row["id"],
        "channel": row["channel"],
        "kind": channel.kind if channel else "",
        "address": address,
        "least": row["least"],
        "verified_at": moment(row["verified_at"]),
        "code_until": moment(row["code_until"]),
    }


def channels_out(tx: Connection, desk: Desk) -> list[dict[str, Any]]:
    """Return the channels with their health."""
    store = Channels(tx)
    health, waiting = store.health(), lists_repository.waiting(tx)
    return [
        {**channel_out(one, desk), "health": _health(health.get(one.name)),
         "waiting": waiting.get(one.name, 0)}
        for one in store.all().values()
    ]  # fmt: skip


def channel_out(one: Channel, desk: Desk) -> dict[str, Any]:
    """Return a channel; of a secret only whether there is one."""
    try:
        held = set(desk.sealer.open(one.sealed, f"channel/{one.name}"))
    except KendaliError:
        held = set()
    named = KINDS[one.kind].named
    return {
        "name": one.name,
        "kind": one.kind,
        "parts": one.parts,
        "secrets": {name: name in held for name, part in named.items() if part.secret},
        "shared": KINDS[one.kind].is_shared(one.parts),
        "enabled": one.enabled,
        "public": one.public,
        "version": one.version,
        "changed_by": one.changed_by,
        "changed_at": moment(one.changed_at),
    }


def _health(row: Any) -> dict[str, Any]:
    if row is None:
        return {"state": "unused", "failures": 0, "why": "", "open_until": None,
                "last_ok_at": None, "last_failed_at": None}  # fmt: skip
    closed = row["open_until"] is None
    state = ("failing" if row["failures"] else "ok") if closed else "open"
    times = {name: moment(row[name]) for name in ("open_until", "last_ok_at", "last_failed_at")}
    return {"state": state, "failures": row["failures"], "why": row["why"], **times}


def kinds() -> list[dict[str, Any]]:
    """Return the kinds of channels with the parts that each is set up by."""
    return [
        {"name": kind.name, "address": kind.address, "parts": [
            {"name": one.name, "what": one.what, "secret": one.secret, "needed": one.needed,
             "choices": list(one.choices)} for one in kind.parts]}
        for kind in KINDS.values()
    ]  # fmt: skip


def csv(rows: Sequence[Any]) -> bytes:
    """Return deliveries as CSV; a spreadsheet takes none of it for a formula."""
    lines = [",".join(EXPORTED)]
    for row in rows:
        shown = delivery_out(row)
        lines.append(",".join(_cell(shown[name]) for name in EXPORTED))
    return ("\ufeff" + "\r\n".join(lines) + "\r\n").encode()


def _cell(value: Any) -> str:
    text = "" if value is None else str(value)
    text = f"'{text}" if text[:1] in "=+-@\t\r" and text else text
    return '"' + text.replace('"', '""') + '"'
