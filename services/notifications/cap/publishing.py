"""What everybody may read of our warnings: an Atom feed (RFC 4287), and what stands now."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from lxml import etree

from libs.kit import clock

ATOM = "http://www.w3.org/2005/Atom"
CAP_TYPE = "application/cap+xml"
BEGINNING = datetime(2026, 1, 1, tzinfo=UTC)  # when the feed was last changed, before anything was
PATH = "/v1/public/cap"
_PLAIN: Any = {None: ATOM}


def atom(rows: list[Any], url: str, author: str) -> bytes:
    """Return the feed of these messages, the newest first; `url` is this system's address."""
    base = url.rstrip("/")
    root = etree.Element(f"{{{ATOM}}}feed", nsmap=_PLAIN)
    _add(root, "id", f"{base}{PATH}.atom")
    _add(root, "title", f"Peringatan {author}")
    _add(root, "updated", _moment(rows[0]["sent"] if rows else BEGINNING))
    _add(root, "link", rel="self", type="application/atom+xml", href=f"{base}{PATH}.atom")
    _add(root, "link", rel="alternate", type="text/html", href=f"{base}/warnings")
    _add(_add(root, "author"), "name", author)
    for row in rows:
        _entry(_add(root, "entry"), row, base)
    return bytes(etree.tostring(root, xml_declaration=True, encoding="UTF-8"))


def _entry(entry: Any, row: Any, base: str) -> None:
    said, sent = row["content"]["texts"]["id"], _moment(row["sent"])
    _add(entry, "id", f"urn:uuid:{row['id']}")
    _add(entry, "title", row["headline"])
    _add(entry, "published", sent)
    _add(entry, "updated", sent)
    _add(entry, "link", rel="alternate", type=CAP_TYPE, href=f"{base}{PATH}/{row['id']}.xml")
    _add(entry, "category", term=row["msg_type"])
    _add(entry, "category", term=row["severity"])
    _add(entry, "summary", row["reason"] or said["description"] or row["headline"])


def _add(parent: Any, name: str, text: str = "", **attributes: str) -> Any:
    made = etree.SubElement(parent, f"{{{ATOM}}}{name}", attributes)
    made.text = text or None
    return made


def _moment(at: datetime) -> str:
    return at.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")


def standing(row: Any) -> dict[str, Any]:
    """Return one as the public's page shows it."""
    content = row["content"]
    return {
        "id": str(row["id"]),
        "type": content["type"],
        **{name: content[name] for name in ("severity", "urgency", "certainty", "texts", "web")},
        "contact": content["contact"],
        "places": [one["description"] for one in content["areas"]],
        "sent": clock.to_text(row["sent"]),
        "onset": content["onset"],
        "expires": clock.to_text(row["expires"]),
        "updated": row["msg_type"] != "Alert",
    }
