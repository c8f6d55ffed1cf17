"""A feed's entries: RSS 2.0 as BMKG has it, or Atom. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from urllib.parse import urljoin, urlsplit

from lxml import etree

from libs.kit.errors import Invalid
from services.notifications.cap.reading import tree

ATOM = "{http://www.w3.org/2005/Atom}"
CAP_TYPE = "application/cap+xml"
MOST_ENTRIES, LONGEST_LINK = 500, 500


class NotAFeed(Invalid):
    slug, title = "not-a-feed", "This is neither RSS nor Atom"


@dataclass(frozen=True)
class Entry:
    """Where a message stands; `name` tells it from what stood there before."""

    url: str
    name: str


def entries(data: bytes, url: str) -> list[Entry]:
    """Return the entries of a feed at the URL, those of its own host; raises NotAFeed.

    Further pages are not asked for: what is new stands on the first.
    """
    root = tree(data)
    kind = etree.QName(root).localname
    if kind == "rss":
        found = [_rss(one, url) for one in root.iterfind("channel/item")]
    elif root.tag == f"{ATOM}feed":
        found = [_atom(one, url) for one in root.iterfind(f"{ATOM}entry")]
    else:
        raise NotAFeed(f"it begins with {kind[:40]}")
    host = urlsplit(url).netloc
    good = [one for one in found if urlsplit(one.url).netloc == host]
    return list(dict.fromkeys(good))[:MOST_ENTRIES]


def _rss(item: Any, url: str) -> Entry:
    return _entry(url, item.findtext("link"), item.findtext("pubDate"))


def _atom(entry: Any, url: str) -> Entry:
    links = entry.findall(f"{ATOM}link")
    usual = [one for one in links if one.get("rel", "alternate") == "alternate"]
    cap = [one for one in links if one.get("type") == CAP_TYPE]
    best = next(iter([*cap, *usual, *links]), None)
    link = "" if best is None else best.get("href")
    return _entry(url, link, entry.findtext(f"{ATOM}updated"))


def _entry(url: str, link: str | None, when: str | None) -> Entry:
    full = urljoin(url, (link or "").strip())[:LONGEST_LINK]
    return Entry(full, f"{full}#{(when or '').strip()[:60]}")
