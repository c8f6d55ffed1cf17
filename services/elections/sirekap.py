"""Read what KPU's Sirekap published: CSV per polling station, and its raw JSON documents.

Documents of a polling station or of a village hold results of stations. Those of a district or a
regency hold totals only: nothing to import, but something to compare a tally with.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta, timezone
from pathlib import PurePath
from typing import Any

import orjson

from libs.kit import areas
from libs.kit.errors import FieldError, Invalid
from services.elections.domain import LARGEST_FIGURE, Contest, Station

WIB = timezone(timedelta(hours=7))  # Sirekap's times have no zone: they are Jakarta's
WHOLE = re.compile(r"-?[0-9]{1,18}")
IMAGE_CODE = re.compile(r"/(\d{13})-")
_SEXES = {"l": "male", "p": "female", "j": "total"}
_ROWS = {
    "pemilih_dpt": "dpt",
    "pengguna_dpt": "users.dpt",
    "pengguna_dptb": "users.dptb",
    "pengguna_non_dpt": "users.dpk",
    "pengguna_total": "users.total",
}
ADMINISTRATION = {
    **{f"{row}_{s}": f"{path}.{sex}" for row, path in _ROWS.items() for s, sex in _SEXES.items()},
    "suara_sah": "valid",
    "suara_tidak_sah": "invalid",
    "suara_total": "total",
}


class NotSirekap(Invalid):
    slug, title = "not-sirekap", "Not a document of Sirekap"


class NoStations(Invalid):
    slug, title = "no-stations", "This document holds totals of areas, not of polling stations"


@dataclass(frozen=True)
class Row:
    """One polling station of a document; `figures` are by the paths of the form."""

    place: int
    station: Station
    figures: Mapping[str, int]
    recorded_at: datetime | None = None
    names: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class BadRow:
    """A row that can't be read, and why."""

    place: int
    code: str
    reason: str


@dataclass(frozen=True)
class Published:
    """A total of one area: votes by ballot number, stations in and expected where told."""

    area: str
    votes: Mapping[int, int]
    stations_in: int | None = None
    expected: int | None = None


def rows(payload: bytes, name: str, contest: Contest) -> list[Row | BadRow]:
    """Return the document's stations; raises NotSirekap or NoStations."""
    if payload.lstrip()[:1] != b"{":
        return list(_csv_rows(_csv(payload), contest))
    document = _json(payload)
    if "table" not in _count(document):
        return [_station_row(document, name, contest)]
    table = _table(document)
    if not all(len(code) == 13 for code in table):
        raise NoStations("compare a tally with it instead")
    pairs = enumerate(sorted(table.items()), 1)
    return [_json_row(place, code, one, contest, None) for place, (code, one) in pairs]


def published(payload: bytes, contest: Contest) -> list[Published]:
    """Return the totals of a district's or a regency's document; raises NotSirekap."""
    table = _table(_json(payload))
    known = {one.sirekap_id: one.number for one in contest.candidates if one.sirekap_id}
    return [_published(code, one, known) for code, one in sorted(table.items())]


def vote_columns_of(payload: bytes) -> int:
    """Return how many candidates a CSV per station has columns for; 0 for other documents."""
    if payload.lstrip()[:1] == b"{":
        return 0
    return len(_vote_columns(_csv(payload).fieldnames or ()))


def first_code(payload: bytes, name: str) -> str:
    """Return the first station's code in the document, or nothing."""
    found = re.search(r"\b(\d{13})\b", name) or re.search(rb"\b(\d{13})\b", payload)
    code = found.group(1) if found else ""
    return code.decode() if isinstance(code, bytes) else code


# ---- CSV


def _csv(payload: bytes) -> csv.DictReader[str]:
    try:
        text = payload.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise NotSirekap("the file is neither UTF-8 text nor JSON") from None
    reader = csv.DictReader(io.StringIO(text, newline=""))
    if "kode_tps" not in (reader.fieldnames or ()):
        raise NotSirekap("the file has no column kode_tps")
    return reader


def _vote_columns(names: Any) -> dict[str, str]:
    found = (re.fullmatch(r"suara_(\d+)", name) for name in names)
    return {one.group(0): f"votes.{int(one.group(1))}" for one in found if one}


def _csv_rows(reader: csv.DictReader[str], contest: Contest) -> Iterator[Row | BadRow]:
    votes = _vote_columns(reader.fieldnames or ())
    unknown = sorted(set(votes.values()) - set(contest.vote_fields))
    if unknown or not votes:
        text = f"the file's votes are not those of {contest.id}"
        raise NotSirekap(text, tuple(FieldError(one, "is no candidate") for one in unknown))
    columns = ADMINISTRATION | votes
    for place, cells in enumerate(reader, 2):  # the first line is the head
        yield _csv_row(place, cells, columns)


def _csv_row(
    place: int, cells: Mapping[str, str | None], columns: Mapping[str, str]
) -> Row | BadRow:
    code = (cells.get("kode_tps") or "").strip()
    try:
        figures = {
            path: _figure(column, text)
            for column, path in columns.items()
            if (text := (cells.get(column) or "").strip())
        }
        station = _station(code, figures)
        recorded_at = _time(cells.get("ts") or "")
    except ValueError as error:
        return BadRow(place, code, str(error))
    places = ((code[:6], cells.get("kecamatan")), (code[:10], cells.get("desa")))
    names = {area: name.strip().title() for area, name in places if name and name.strip()}
    return Row(place, station, figures, recorded_at, names)


# ---- JSON


def _json(payload: bytes) -> dict[str, Any]:
    try:
        document = orjson.loads(payload)
    except orjson.JSONDecodeError as error:
        raise NotSirekap(f"the file is not JSON: {error}") from None
    if not isinstance(document, dict) or not isinstance(_count(document), dict):
        raise NotSirekap("the file is not an object with a count of votes")
    return document


def _count(document: dict[str, Any]) -> Any:
    """Return where the votes stand: Pilkada documents have them one level deeper."""
    return document.get("tungsura", document)


def _table(document: dict[str, Any]) -> dict[str, Any]:
    table = _count(document).get("table")
    if not isinstance(table, dict) or not all(areas.is_area(code) for code in table):
        raise NotSirekap("the document has no table by area codes")
    return table


def _station_row(document: dict[str, Any], name: str, contest: Contest) -> Row | BadRow:
    """Read a document of one station, which names it only by its file or its photos."""
    images = " ".join(str(one) for one in document.get("images") or ())
    stem = PurePath(name).stem
    photo = IMAGE_CODE.search(images)
    code = stem if re.fullmatch(r"\d{13}", stem) else photo.group(1) if photo else ""
    chart = _count(document).get("chart") or {}
    return _json_row(1, code, chart, contest, document)


def _json_row(
    place: int, code: str, chart: Any, contest: Contest, document: dict[str, Any] | None
) -> Row | BadRow:
    about = document or {}
    administration = about.get("administrasi") or {}
    try:
        figures = _chart(chart, contest) | {
            path: _figure(name, administration[name])
            for name, path in ADMINISTRATION.items()
            if administration.get(name) is not None
        }
        return Row(place, _station(code, figures), figures, _time(about.get("ts") or ""))
    except ValueError as error:
        return BadRow(place, code, str(error))


def _chart(chart: Mapping[str, Any], contest: Contest) -> dict[str, int]:
    known = {one.sirekap_id: one.number for one in contest.candidates if one.sirekap_id}
    votes = {name: count for name, count in chart.items() if name.isdigit() and count is not None}
    strange = sorted(votes.keys() - known.keys())
    if strange:
        raise ValueError(f"candidate {strange[0]} is the sirekap_id of nobody in this contest")
    return {f"votes.{known[name]}": _figure(name, count) for name, count in votes.items()}


def _published(area: str, one: Mapping[str, Any], known: Mapping[str, int]) -> Published:
    votes = {number: int(one[name]) for name, number in known.items() if one.get(name) is not None}
    progress = one.get("progres") or {}
    return Published(area, votes, progress.get("progres"), progress.get("total"))


# ---- both


def _station(code: str, figures: Mapping[str, int]) -> Station:
    if len(code) != 13 or not areas.is_area(code):
        raise ValueError("the code of the polling station has not 13 digits")
    dpt = {sex: figures[f"dpt.{sex}"] for sex in _SEXES.values() if f"dpt.{sex}" in figures}
    return Station(code, dpt if len(dpt) == len(_SEXES) else None)


def _figure(name: str, value: Any) -> int:
    # int() alone would take 1_0 for ten and cut 12.7 to twelve.
    if isinstance(value, bool) or not WHOLE.fullmatch(str(value).strip()):
        raise ValueError(f"{name} is not a whole number")
    figure = int(value)
    if not 0 <= figure <= LARGEST_FIGURE:
        raise ValueError(f"{name} is not from 0 to {LARGEST_FIGURE}")
    return figure


def _time(text: str) -> datetime | None:
    if not text.strip():
        return None
    try:
        return datetime.fromisoformat(text.strip()).replace(tzinfo=WIB).astimezone(UTC)
    except ValueError:
        raise ValueError("ts is not a time") from None
