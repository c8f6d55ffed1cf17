"""CSV files of applicants and of party registers. Their NIK are hidden before anything is kept."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterator
from typing import Any

from libs.kit.errors import FieldError, Invalid
from libs.kit.reading import Reader
from services.elections import identity
from services.elections.staff import messages
from services.elections.staff.domain import NIK_FORM
from services.elections.staff.domain import nik as read_nik

APPLICANTS, PARTIES = "import-staff-applicants", "import-staff-parties"
YES, NO = frozenset({"ya", "yes", "true", "1"}), frozenset({"tidak", "no", "false", "0", ""})
# Columns by what they may be called, in small letters: Sipol's own words, and ours.
_APPLICANT = {
    "nik": ("nik",),
    "name": ("nama", "name"),
    "birth_date": ("tanggal_lahir", "birth_date"),
    "area": ("wilayah", "kode_wilayah", "area"),
    "no_party": ("bukan_anggota_partai", "no_party"),
}
_MEMBER = {
    "nik": ("nik",),
    "name": ("nama", "name"),
    "party": ("nama_parpol", "partai", "party"),
    "position": ("jabatan", "position"),
    "place": ("nama_wilayah", "wilayah", "unit", "place"),
}
_OPTIONAL = frozenset({"position", "place"})
LONGEST = 200
Row = dict[str, Any]
Hide = Callable[[Row, bytes], tuple[Row, list[FieldError]]]


def applicants(text: Any, key: bytes) -> dict[str, Any]:
    """Return {"rows", "errors"} of a file of applicants, as a job keeps it."""
    return _hidden(text, key, _APPLICANT, _applicant)


def party_members(text: Any, key: bytes) -> dict[str, Any]:
    """Return {"rows", "errors"} of a register: its people's names are dropped."""
    return _hidden(text, key, _MEMBER, _member)


def _hidden(text: Any, key: bytes, columns: dict[str, tuple[str, ...]], hide: Hide) -> Row:
    rows, errors = [], []
    for line, given in _read(text, columns):
        found, wrong = hide(given, key)
        if wrong:
            said = "; ".join(f"{one.field} {one.message}" for one in wrong)
            errors.append([line, wrong[0].field, said])
        else:
            rows.append({"line": line, **found})
    if not rows and not errors:
        raise Invalid(errors=(FieldError("file", "has no rows"),))
    return {"rows": rows, "errors": errors}


def _read(text: Any, columns: dict[str, tuple[str, ...]]) -> Iterator[tuple[int, Row]]:
    """Read a CSV with , or ; between its columns; raises Invalid where columns are missing."""
    if not isinstance(text, str) or not text.strip():
        raise Invalid(errors=(FieldError("file", "the file is needed"),))
    head = text.partition("\n")[0]
    mark = ";" if head.count(";") > head.count(",") else ","
    reader = csv.DictReader(io.StringIO(text, newline=""), delimiter=mark)
    names = {_plain(one): one for one in reader.fieldnames or () if one}
    here = {
        field: next((names[one] for one in called if one in names), None)
        for field, called in columns.items()
    }
    missing = [called[0] for field, called in columns.items() if not here[field]]
    missing = [one for one in missing if one not in {columns[x][0] for x in _OPTIONAL & {*columns}}]
    if missing:
        raise Invalid(errors=(FieldError("file", f"has no column {', '.join(missing)}"),))
    try:
        for row in reader:
            yield (
                reader.line_num,
                {
                    field: (row.get(name) or "").strip() if name else ""
                    for field, name in here.items()
                },
            )
    except csv.Error as error:
        text = f"line {reader.line_num}: {error}"
        raise Invalid(errors=(FieldError("file", text),)) from None


def _plain(name: str) -> str:
    return "_".join(name.strip().lower().split())


def _applicant(given: Row, key: bytes) -> tuple[Row, list[FieldError]]:
    said = given["no_party"].lower()
    reader = Reader({**given, "no_party": said in YES if said in YES | NO else None})
    found = messages.application(reader, key)
    return found.to_wire(), reader.errors


def _member(given: Row, key: bytes) -> tuple[Row, list[FieldError]]:
    reader = Reader(given)
    digits = read_nik(given["nik"])
    if digits is None:
        reader.wrong("nik", NIK_FORM)
    party = " ".join(reader.text("party", longest=LONGEST).split()).upper()
    hashed = identity.hashed(key, messages.KIND, digits or "").hex()
    words = {name: given[name][:LONGEST] for name in ("position", "place")}
    return {"nik_hash": hashed, "party": party, **words}, reader.errors
