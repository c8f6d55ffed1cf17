"""The roster of one body as a CSV that a spreadsheet opens: a line for each seat, taken or free."""

from __future__ import annotations

import csv
import io
from typing import Any

from sqlalchemy.engine import Connection

from libs.kit.errors import FieldError, Invalid
from libs.kit.request import Request
from services.elections import audit
from services.elections.domain import Election
from services.elections.staff import domain, messages, recruiting
from services.elections.staff.repository import Applicants, Places

HEAD = ("wilayah", "nama_wilayah", "badan", "nomor", "nama", "partai")
MOST = 2000  # places of one file: 14,000 lines of KPPS


class SheetTooLong(Invalid):
    slug, title = "sheet-too-long", "This area has too many bodies for one file"


def sheet(tx: Connection, request: Request, election: Election, area: str) -> bytes:
    """Return the CSV: columns as in HEAD; a free seat has neither name nor party check."""
    body = messages.choice(request.data, "body", domain.BODIES)
    if body is None:
        raise Invalid(errors=(FieldError("body", f"needs one of {', '.join(domain.BODIES)}"),))
    size = recruiting.sizes(tx, election)[body]
    rows = Places(tx, election.id, body).page(area, size, MOST, "", lacking=False)
    if len(rows) > MOST:
        raise SheetTooLong(f"it holds {MOST}; ask by sub-district or village")
    serving = Applicants(tx, election.id).members(body, [row["area"] for row in rows])
    about = {"body": body, "area": area, "people": sum(map(len, serving.values()))}
    audit.note(tx, request, "staff_roster_exported", election.id, None, about)
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(HEAD)
    for row in rows:
        writer.writerows(_seats(row, body, serving.get(row["area"], [])))
    return text.getvalue().encode()


def _seats(row: dict[str, Any], body: str, serving: list[domain.Applicant]) -> list[list[Any]]:
    place = [row["area"], _cell(row["name"] or ""), body.upper()]
    taken = [[*place, n, _cell(one.name or ""), one.party] for n, one in enumerate(serving, 1)]
    free = range(len(serving) + 1, row["size"] + 1)
    return taken + [[*place, n, "", ""] for n in free]


def _cell(text: str) -> str:
    """Return the text as a cell that no spreadsheet takes for a formula."""
    return f"'{text}" if text[:1] in {"=", "+", "-", "@", "\t", "\r"} else text
