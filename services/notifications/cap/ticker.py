"""A warning that everybody may read stands on the wall, as a notice, for as long as it holds."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy.engine import Connection

from libs.kit.ids import new_id
from services.notifications.cap.domain import CANCEL
from services.notifications.domain import LONGEST_HEADLINE, SYSTEM, Notice, Raised
from services.notifications.repository import Notices

GRAVE = ("Extreme", "Severe")


def key(chain: str) -> str:
    return f"cap/{chain}"


def tell(tx: Connection, row: Any, at: datetime) -> None:
    """Put it on the ticker, say it anew, or take it off."""
    notices = Notices(tx)
    standing = notices.standing(key(str(row["chain"])))
    if row["msg_type"] == CANCEL:
        if standing is not None:
            notices.save(standing.close(SYSTEM, at))
        return
    said = row["content"]["texts"]["id"]
    headline = f"Peringatan: {said['headline']}"[:LONGEST_HEADLINE]
    text = (said["instruction"] or said["description"])[:2000]
    if standing is None:
        notices.save(Raised(_notice(row, headline, text, at)))
    elif (happened := standing.update(headline, text)) is not None:
        notices.save(happened)


def take_off(tx: Connection, chains: list[str], at: datetime) -> None:
    """Take off what holds no more."""
    notices = Notices(tx)
    for chain in chains:
        standing = notices.standing(key(chain))
        if standing is not None:
            notices.save(standing.close(SYSTEM, at))


def _notice(row: Any, headline: str, text: str, at: datetime) -> Notice:
    codes = [code for area in row["content"]["areas"] for code in area["codes"]]
    return Notice(
        id=new_id(),
        severity="warning" if row["severity"] in GRAVE else "info",
        headline=headline,
        text=text,
        area=codes[0] if len(codes) == 1 else "",
        place=row["content"]["areas"][0]["description"][:200],
        holder="",
        deadline=None,
        raised_by=SYSTEM,
        raised_at=at,
        dedupe_key=key(str(row["chain"])),
    )
