"""Lists of files on paper: of a transfer, of a destruction, and its record (berita acara)."""

from __future__ import annotations

from typing import Any

from services.eoffice.archive.disposal import DONE, List
from services.eoffice.archive.domain import TRANSFER, File
from services.eoffice.archive.lists_repository import Lists
from services.eoffice.archive.repository import file_of
from services.eoffice.archive.shown import Stacks
from services.eoffice.archive.words import CAPACITIES, FATES, SIDES, STATES, told_at
from services.eoffice.repository import Units

TITLES = {
    "transfer": "Daftar arsip inaktif yang dipindahkan",
    "destruction": "Daftar arsip usul musnah",
}
DESTROYED = "Berita acara pemusnahan arsip"
TEXT = (
    "Isi naskah di bawah ini telah dimusnahkan dari sistem: konsep, lampiran, hasil pindai, PDF"
    " bertanda tangan, dan isi disposisi. Yang tetap disimpan adalah catatan pada daftar ini."
)


def facts(stacks: Stacks) -> dict[str, Any]:
    """Return what stands on the sheet of `{"list"}`; raises UnknownList."""
    store = Lists(stacks.tx, stacks.reach)
    found = store.get(str(stacks.request.data.get("list")))
    done = found.state == DONE
    records = store.records(found.id) if done else ()
    return {
        "title": DESTROYED if done else TITLES[found.kind],
        "id": found.id,
        "unit": _unit(stacks, found.unit),
        "facts": _head(stacks, store, found),
        "text": TEXT if done else "",
        "files": [_file(n, row) for n, row in enumerate(store.file_rows(found.id), 1)],
        "letters": [_record(n, row) for n, row in enumerate(records, 1)],
        "decisions": [_decision(stacks, row) for row in store.decisions(found.id)],
    }


def _unit(stacks: Stacks, code: str) -> str:
    unit = Units(stacks.tx).find(code)
    return unit.name if unit else code


def _head(stacks: Stacks, store: Lists, one: List) -> list[tuple[str, str]]:
    times, zone = store.made_at(one.id), stacks.office.zone
    said = {
        "Diusulkan": f"{told_at(times['made_at'], zone)} oleh {one.proposer} ({one.person})",
        "Unit kearsipan": _unit(stacks, one.centre),
        "Lembaga kearsipan": "" if one.kind == TRANSFER else _unit(stacks, one.judge),
        "Keadaan": STATES.get(one.state, one.state),
        "Persetujuan tertulis": one.decree,
        "Catatan": one.note,
    }
    return [(name, value) for name, value in said.items() if value]


def _file(place: int, row: Any) -> list[str]:
    one: File = file_of(row)
    rule = one.rule
    kept = "" if rule is None else (
        f"aktif {rule.active_years} th, inaktif {rule.inactive_years} th, "
        f"{FATES[rule.fate]}; {rule.basis} ({rule.code})"
    )  # fmt: skip
    days = f"{one.opened:%d-%m-%Y} s.d. {one.closed:%d-%m-%Y}" if one.closed else ""
    count = f"{row['letters']} naskah"
    return [str(place), one.code, one.title, one.classification, days, count, kept]


def _record(place: int, row: Any) -> list[str]:
    """Return a line of what was destroyed; of a secret letter none of its words."""
    hidden = "(rahasia)" if row["sealed"] is not None else "-"
    said = [row[name] or hidden for name in ("number", "subject", "party")]
    return [str(place), said[0], f"{row['dated']:%d-%m-%Y}", *said[1:], row["hash"]]


def _decision(stacks: Stacks, row: Any) -> list[str]:
    what = SIDES.get((row["side"], row["verdict"]), "Ditolak")
    who = f"{CAPACITIES.get(row['capacity'], '')} {row['title']}".strip()
    return [told_at(row["at"], stacks.office.zone), what, who, row["person"]]
