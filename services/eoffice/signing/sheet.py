"""What a letter says on paper: the parts of a sheet, before anything is laid out."""

from __future__ import annotations

import base64
from dataclasses import asdict, dataclass, fields
from typing import Any


@dataclass(frozen=True)
class Letterhead:
    """Lines of the head, the largest authority first; `below` are addresses, in small print."""

    lines: tuple[str, ...]
    below: tuple[str, ...] = ()
    logo: bytes | None = None  # PNG or JPEG


@dataclass(frozen=True)
class Signatory:
    """Lines above the space for the signature (`a.n. BUPATI`, `u.b.`, `Plt. …`), and below it."""

    above: tuple[str, ...]
    name: str
    below: tuple[str, ...] = ()


@dataclass(frozen=True)
class Sheet:
    """A letter to be laid out.

    `body_html` has been sanitised. `number` and `date` (as people read it) are None before
    signing, where `number_form` is what will stand around the number's counter. `verify_url` is
    there only once a letter is being signed, and brings the QR code. `certified` tells a signature
    by certificate from a mere reference. `letter` lays out the
    opening lines (number, nature, attachments, subject; addressees); without it the kind's title
    stands in the middle, as decrees and orders have it.
    """

    title: str
    letterhead: Letterhead
    subject: str
    body_html: str
    signatory: Signatory
    place: str
    number: str | None = None
    number_form: tuple[str, str] | None = None
    date: str | None = None
    security: str = "ordinary"
    urgency: str = "ordinary"
    attachments: str = ""
    recipients: tuple[str, ...] = ()
    copies: tuple[str, ...] = ()
    verify_url: str | None = None
    certified: bool = True
    letter: bool = True


def to_wire(sheet: Sheet) -> dict[str, Any]:
    """Return the sheet as JSON values."""
    wire = asdict(sheet)
    logo = sheet.letterhead.logo
    wire["letterhead"]["logo"] = None if logo is None else base64.b64encode(logo).decode()
    return wire


def from_wire(wire: dict[str, Any]) -> Sheet:
    """Return what `to_wire` was given."""
    head, signatory = wire["letterhead"], wire["signatory"]
    logo = None if head["logo"] is None else base64.b64decode(head["logo"])
    parts: dict[str, Any] = {
        "letterhead": Letterhead(tuple(head["lines"]), tuple(head["below"]), logo),
        "signatory": Signatory(
            tuple(signatory["above"]), signatory["name"], tuple(signatory["below"])
        ),
        "recipients": tuple(wire["recipients"]),
        "copies": tuple(wire["copies"]),
        "number_form": None if wire["number_form"] is None else tuple(wire["number_form"]),
    }
    plain = {one.name: wire[one.name] for one in fields(Sheet) if one.name not in parts}
    return Sheet(**plain, **parts)
