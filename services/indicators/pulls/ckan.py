"""CKAN's action API, read page by page: a portal that pages wrongly gives nothing at all.

https://docs.ckan.org/en/latest/api/ (package_show) and the DataStore extension's datastore_search.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import urlencode

import orjson

from services.indicators.pulls.fetching import Reach, SourceBroken

PAGE, MOST_ROWS, PAGE_BYTES = 1000, 2_000_000, 64 << 20


class Portal:
    """One portal; `url` is its address, up to `/api/3/action` or before it."""

    def __init__(self, reach: Reach, url: str, page: int = PAGE) -> None:
        base = url.rstrip("/")
        self._base = base if base.endswith("/action") else f"{base}/api/3/action"
        self._reach, self._page = reach, page

    def resource(self, package: str) -> str:
        """Return the id of the package's first resource that its DataStore has."""
        found = self._action("package_show", id=package)
        resources = found.get("resources") if isinstance(found, dict) else None
        for one in resources or ():
            if isinstance(one, dict) and one.get("datastore_active") and one.get("id"):
                return str(one["id"])
        raise SourceBroken(f"the package {package[:80]} has no resource in the DataStore")

    def rows(
        self, resource: str, beat: Callable[[int, int], None] = lambda _done, _total: None
    ) -> Iterator[list[Any]]:
        """Return the fields' names, then each record; raises SourceBroken as soon as it is wrong.

        Wrong are: a total that changes, a page that is empty or too long, a record twice, another
        number of records than the total in the end.
        """
        total, done, names, seen = None, 0, list[str](), set[Any]()
        while total is None or done < total:
            found = self._search(resource, done)
            records, count = found["records"], found["total"]
            if total is None:
                total, names = count, _names(found)
                yield list(names)
            if count != total:
                raise SourceBroken(f"the total was {total} and is {count}")
            if len(records) > self._page or (not records and done < total):
                raise SourceBroken(f"the page from {done} has {len(records)} records")
            for record in records:
                _check(record, seen)
                yield [record.get(name) for name in names]
            done += len(records)
            beat(done, total)
        if done != total:
            raise SourceBroken(f"{done} records came, and the total is {total}")

    def _search(self, resource: str, offset: int) -> dict[str, Any]:
        asked = {"resource_id": resource, "limit": self._page, "offset": offset, "sort": "_id"}
        found = self._action("datastore_search", **asked)
        whole = isinstance(found, dict) and isinstance(found.get("records"), list)
        if not whole or type(found.get("total")) is not int:
            raise SourceBroken("the answer has no records and total")
        if not 0 <= found["total"] <= MOST_ROWS:
            raise SourceBroken(f"a resource has up to {MOST_ROWS} records")
        return dict(found)

    def _action(self, name: str, **asked: Any) -> Any:
        body = self._reach.get(f"{self._base}/{name}?{urlencode(asked)}", PAGE_BYTES)
        try:
            found = orjson.loads(body)
        except orjson.JSONDecodeError:
            raise SourceBroken(f"{name} did not answer with JSON") from None
        if not isinstance(found, dict) or found.get("success") is not True:
            raise SourceBroken(f"{name} did not succeed")
        return found.get("result")


def _names(found: dict[str, Any]) -> list[str]:
    fields = found.get("fields")
    if not isinstance(fields, list) or not all(isinstance(one, dict) for one in fields):
        raise SourceBroken("the answer does not name its fields")
    return [str(one.get("id")) for one in fields if one.get("id") != "_id"]


def _check(record: Any, seen: set[Any]) -> None:
    if not isinstance(record, dict):
        raise SourceBroken("a record is no object")
    key = record.get("_id")
    if key is not None and (not isinstance(key, int | str) or key in seen):
        raise SourceBroken(f"the record {str(key)[:40]} came twice")
    seen.add(key)
