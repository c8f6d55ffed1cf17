"""The adapter of the public party-membership service (Sipol's "Cek Anggota").

It takes `input_ajx=<NIK>` as a form and answers a JSON array, empty for somebody whom no party
lists; items have `nama_parpol`, `jabatan`, and `unit` or `nama_wilayah`. Anything else it says is
no answer, and no answer never means that somebody is free. The names it tells are dropped here.
"""

from __future__ import annotations

from typing import Any, Literal
from urllib.parse import urlsplit

import orjson
import urllib3
from urllib3.exceptions import HTTPError

from libs.kit import logs
from services.elections.settings import Settings

SECONDS = 2.0  # twice that is less than an RPC may take
TRIES = 2
MOST_BYTES = 262_144
MOST_LISTINGS = 20
LONGEST = 200
Asked = list[dict[str, Any]] | Literal[False] | None
log = logs.get(__name__)
_POOL = urllib3.PoolManager(num_pools=1, maxsize=4, retries=False)


def ask(settings: Settings, digits: str) -> Asked:
    """Return where the service lists the person; None if it gives no answer, False if it is off."""
    if not settings.sipol_url:
        return False
    for _ in range(TRIES):
        found = _once(settings.sipol_url, digits)
        if found is not None:
            return found
    host = urlsplit(settings.sipol_url).hostname
    log.warning("sipol_unavailable", host=host)
    return None


def _once(url: str, digits: str) -> list[dict[str, Any]] | None:
    fields = {"input_ajx": digits}
    try:
        answer = _POOL.request(
            "POST",
            url,
            fields=fields,
            encode_multipart=False,
            timeout=urllib3.Timeout(total=SECONDS),
            redirect=False,
            preload_content=False,
        )
        try:
            body = answer.read(MOST_BYTES + 1, decode_content=True)
        finally:
            answer.release_conn()
    except (HTTPError, OSError):
        return None
    return _read(body) if answer.status == 200 else None


def _read(body: bytes) -> list[dict[str, Any]] | None:
    """Return the listings of an answer, None for what is none."""
    try:
        found = orjson.loads(body) if len(body) <= MOST_BYTES else None
    except orjson.JSONDecodeError:
        return None
    if not isinstance(found, list) or not all(isinstance(one, dict) for one in found):
        return None
    return [
        {
            "party": _text(one, "nama_parpol"),
            "position": _text(one, "jabatan"),
            "place": _text(one, "unit") or _text(one, "nama_wilayah"),
        }
        for one in found[:MOST_LISTINGS]
    ]


def _text(one: dict[str, Any], name: str) -> str:
    value = one.get(name)
    return value.strip()[:LONGEST] if isinstance(value, str) else ""
