"""Who is meant by an id: services know accounts by their ids alone, people by their names."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from libs.kit.ids import is_uuid
from services.gateway.parts import parts
from services.gateway.repository import Accounts, names_of


def named(page: dict[str, Any], fields: Sequence[str]) -> dict[str, Any]:
    """Return a page of a list with `names`: of each account that one of its items' fields bears.

    Whoever may read an item may know who did what it says; nobody else is named here. An id that
    is no account's or key's (the system, a crew's phone) has no name.
    """
    ids = {str(item[name]) for item in page["items"] for name in fields if item.get(name)}
    wanted = sorted(one for one in ids if is_uuid(one))
    if not wanted:
        return {**page, "names": {}}
    with parts().db.begin() as tx:
        return {**page, "names": names_of(tx, wanted)}


def identified(who: str) -> str:
    """Return the id of the account of this user name; what is none stays as it is."""
    if is_uuid(who):
        return who
    with parts().db.begin() as tx:
        found = Accounts(tx).find(who)
    return who if found is None else found.id
