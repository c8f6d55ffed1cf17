"""What is shown of the archive: files, what stands in them, what is due, lists."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy.engine import Connection

from libs.kit import clock, paging
from libs.kit.ids import is_uuid
from libs.kit.request import Request
from services.eoffice.archive import messages
from services.eoffice.archive.domain import ACTIVE, NotFiled, UnknownFile
from services.eoffice.archive.lists_repository import Lists
from services.eoffice.archive.messages import INCOMING
from services.eoffice.archive.reach import Reach
from services.eoffice.archive.repository import Files, Items, file_of
from services.eoffice.incoming.repository import IncomingLetters
from services.eoffice.letters.desk import Office
from services.eoffice.letters.shown import Shelf


class Stacks(Shelf):
    """A person who looks, as one position (`as`) or as all that they hold or stand in for."""

    def __init__(self, tx: Connection, request: Request, office: Office) -> None:
        super().__init__(tx, request, office)
        self.reach = Reach.of(self.positions)
        self.files, self.items = Files(tx, self.reach), Items(tx)

    @property
    def asked(self) -> dict[str, Any]:
        return {name: value for name, value in self.request.data.items() if name != "as"}


def page(stacks: Stacks) -> dict[str, Any]:
    """Return a page of files, the newest first."""
    query = messages.file_query(stacks.asked)
    rows = stacks.files.page(query)
    shown, following = paging.cut(rows, query.limit, lambda row: str(row["id"]))
    return {"items": [_file(stacks, row) for row in shown], "next": following}


def file(stacks: Stacks) -> dict[str, Any]:
    """Return a file of `{"file"}`, and whether the caller keeps records of it."""
    found = stacks.files.get(str(stacks.request.data.get("file")))
    keeps = stacks.reach.keeps(found.unit, found.keeper)
    return {**_file(stacks, stacks.files.shown(found.id)), "keeps": keeps}


def _file(stacks: Stacks, row: Any) -> dict[str, Any]:
    """Return a file; how much stands in it is for records officers to know."""
    keeps = stacks.reach.keeps(row["unit"], row["keeper"])
    more = {"unit_name": row["unit_name"], "letters": row["letters"] if keeps else None}
    return {**messages.file_out(file_of(row)), **more}


def letters(stacks: Stacks) -> dict[str, Any]:
    """Return a page of what stands in a file, as far as one reads it or keeps its records."""
    found = stacks.files.get(str(stacks.request.data.get("file")))
    limit, after = paging.asked(stacks.request.data)
    if after and not is_uuid(after):
        raise paging.foreign()
    keys = None if stacks.reach.keeps(found.unit, found.keeper) else stacks.keys
    rows = stacks.items.page(found.id, limit, after, keys)
    shown, following = paging.cut(rows, limit, lambda row: str(row["id"]))
    items = [messages.item_out(row, _dated(stacks, row)) for row in shown]
    return {"items": items, "next": following}


def _dated(stacks: Stacks, row: Any) -> date | None:
    signed = row["signed_at"]
    found: date | None = row["dated"]
    return found if signed is None else signed.astimezone(stacks.office.zone).date()


def place(stacks: Stacks) -> dict[str, Any]:
    """Return where a letter stands that one may read: `{"kind", "letter"}`; raises NotFiled."""
    kind, letter = (str(stacks.request.data.get(name)) for name in ("kind", "letter"))
    if kind == INCOMING:
        IncomingLetters(stacks.tx, stacks.office.vault, stacks.keys).get(letter)
    else:
        stacks.letters.get(letter)
    there = stacks.items.find(letter)
    if there is None:
        raise NotFiled
    state = stacks.files.state(there["file"])
    told = {"kind": kind, "letter": letter, "state": state, "at": clock.to_text(there["at"])}
    try:
        seen = stacks.files.get(there["file"])
    except UnknownFile:
        return {**told, "file": None, "code": None, "title": None}
    return {**told, "file": seen.id, "code": seen.code, "title": seen.title}


def due(stacks: Stacks) -> dict[str, Any]:
    """Return the files whose time ends by the end of a month, and how many those are."""
    limit, after = paging.asked(stacks.request.data)
    first, last = messages.month(stacks.asked, stacks.office.today())
    if after and not _is_due_key(after):
        raise paging.foreign()
    rows = stacks.files.due(last, limit, after)
    shown, following = paging.cut(rows, limit, lambda row: f"{row['on']}/{row['id']}")
    ending, overdue = stacks.files.count_due(first, last)
    counts = {"month": first.isoformat()[:7], "ending": ending, "overdue": overdue}
    return {**counts, "items": [_due(stacks, row) for row in shown], "next": following}


def _is_due_key(text: str) -> bool:
    day, _, key = text.partition("/")
    try:
        date.fromisoformat(day)
    except ValueError:
        return False
    return is_uuid(key)


def _due(stacks: Stacks, row: Any) -> dict[str, Any]:
    what = "transfer" if row["state"] == ACTIVE else row["fate"]
    return {**_file(stacks, row), "what": what, "on": row["on"].isoformat()}


# ---- lists


def lists(stacks: Stacks) -> dict[str, Any]:
    """Return a page of lists, the newest first."""
    where, limit, after = messages.list_query(stacks.asked)
    rows = Lists(stacks.tx, stacks.reach).page(where, limit, after)
    shown, following = paging.cut(rows, limit, lambda row: str(row["id"]))
    return {"items": [messages.list_head(row) for row in shown], "next": following}


def one_list(stacks: Stacks) -> dict[str, Any]:
    """Return a list with its files, and what was decided on it."""
    store = Lists(stacks.tx, stacks.reach)
    found = store.get(str(stacks.request.data.get("list")))
    files = [
        {**messages.file_out(file_of(row)), "letters": row["letters"]}
        for row in store.file_rows(found.id)
    ]
    decisions = [messages.decision_out(row) for row in store.decisions(found.id)]
    times = messages.list_times(store.made_at(found.id))
    return {**messages.list_out(found), **times, "files": files, "decisions": decisions}
