"""Codes on paper: slips to cut apart, one for each polling station; or a table for programs."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

import segno

STYLE = """
@page { size: A4; margin: 12mm }
body { font: 11pt sans-serif; display: grid; grid-template-columns: 1fr 1fr; gap: 4mm; margin: 0 }
article { border: 1px dashed #444; padding: 4mm; display: grid; grid-template-columns: 1fr auto;
          gap: 2mm; break-inside: avoid }
h1 { font-size: 13pt; margin: 0 } p { margin: 0 }
code { font: bold 17pt monospace; grid-column: 1 } small { grid-column: 1 / -1 }
svg { grid-row: 1 / 4; grid-column: 2; width: 30mm; height: 30mm }
"""


@dataclass(frozen=True)
class Slip:
    """A code for one polling station; `until` as people read it."""

    tps: str
    place: str
    code: str
    until: str


def table(slips: Sequence[Slip]) -> str:
    """Return the codes as CSV."""
    made = io.StringIO()
    writer = csv.writer(made, lineterminator="\n")
    writer.writerow(("tps", "place", "code", "until"))
    writer.writerows((one.tps, one.place, one.code, one.until) for one in slips)
    return made.getvalue()


def page(slips: Sequence[Slip], url: str) -> str:
    """Return a page to print, for officers who speak Indonesian.

    Each slip has a QR code that opens the field page at `url` with the code behind a #, which a
    browser sends to nobody.
    """
    head = '<!doctype html><html lang="id"><meta charset="utf-8"><title>Kode KPPS</title>'
    return f"{head}<style>{STYLE}</style>{''.join(_slip(one, url) for one in slips)}</html>"


def _slip(slip: Slip, url: str) -> str:
    code = segno.make(f"{url}/field#code={slip.code}", error="m")
    picture = code.svg_inline(border=0, omitsize=True)
    return (
        f"<article><h1>TPS {slip.tps[10:]} {escape(slip.place)}</h1>"
        f"<p>{slip.tps}</p><code>{slip.code}</code>{picture}"
        f"<small>Buka {escape(url)}/field selagi ada sinyal. Kode sekali pakai, berlaku sampai "
        f"{escape(slip.until)}. Jangan diperlihatkan kepada orang lain.</small></article>"
    )
