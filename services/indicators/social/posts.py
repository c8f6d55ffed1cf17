"""A monitoring vendor's file of posts: read, judged, and forgotten but for its counts. Pure."""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, tzinfo
from typing import Any

import orjson

from libs.kit.errors import FieldError, Invalid
from services.indicators.imports import dates
from services.indicators.social import judging

TEXTS = ("text", "content", "isi", "konten", "caption", "message", "pesan", "teks", "full_text")
DAYS = ("date", "tanggal", "created_at", "published", "published_at", "time", "waktu")
LISTS = ("items", "data", "posts", "results")
MOST, MOST_ERRORS, ALL = 20_000, 100, ""  # posts of a file; errors shown; every topic


@dataclass(frozen=True)
class Counts:
    """How many posts: by day, topic (ALL for each post once), sentiment."""

    posts: int
    by: Counter[tuple[date, str, str]]


def read(body: bytes, zone: tzinfo) -> Counts:
    """Return what the posts of a CSV or JSON come to; raises Invalid that names each row."""
    counts: Counter[tuple[date, str, str]] = Counter()
    errors: list[FieldError] = []
    posts = 0
    for number, one in enumerate(_rows(body), 1):
        if number > MOST:
            raise _wrong("file", f"has more than {MOST} posts")
        text, day = _of(one, TEXTS), _day(_of(one, DAYS), zone)
        if not isinstance(text, str) or not text.strip():
            errors.append(FieldError(f"rows.{number}.text", "is missing"))
        elif day is None:
            errors.append(FieldError(f"rows.{number}.date", "is no date"))
        else:
            posts += 1
            tone = judging.sentiment(text)
            counts.update((day, topic, tone) for topic in (ALL, *judging.topics(text)))
    if errors:
        raise Invalid("posts are refused", tuple(errors[:MOST_ERRORS]))
    if not posts:
        raise _wrong("file", "has no posts")
    return Counts(posts, counts)


def _wrong(field: str, message: str) -> Invalid:
    return Invalid("the file is not taken", (FieldError(field, message),))


def _rows(body: bytes) -> Iterator[dict[str, Any]]:
    if body.lstrip()[:1] in (b"[", b"{"):
        yield from _objects(body)
        return
    try:
        text = body.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise _wrong("file", "needs UTF-8") from None
    mark = max(",;\t", key=text.partition("\n")[0].count)
    try:
        for row in csv.DictReader(io.StringIO(text), delimiter=mark):
            yield {str(name).strip().casefold(): value for name, value in row.items()}
    except csv.Error:
        raise _wrong("file", "is neither a CSV nor JSON") from None


def _objects(body: bytes) -> Iterator[dict[str, Any]]:
    try:
        found = orjson.loads(body)
    except orjson.JSONDecodeError:
        raise _wrong("file", "is neither a CSV nor JSON") from None
    if isinstance(found, dict):
        found = next((found[name] for name in LISTS if isinstance(found.get(name), list)), None)
    if not isinstance(found, list):
        raise _wrong("file", "holds no list of posts")
    for one in found:
        yield {str(k).casefold(): v for k, v in one.items()} if isinstance(one, dict) else {}


def _of(row: dict[str, Any], names: tuple[str, ...]) -> Any:
    return next((row[name] for name in names if row.get(name)), None)


def _day(value: Any, zone: tzinfo) -> date | None:
    try:
        moment = datetime.fromisoformat(str(value))
    except ValueError:
        try:
            return dates.read(str(value), "day")
        except ValueError:
            return None
    return (moment.astimezone(zone) if moment.tzinfo else moment).date()
