"""How letters are numbered where nobody has set it.

Ordinary letters of a unit count in one series; decisions, orders of travel and internal notes in
one of their kind; secret letters apart, with a prefix of their own: as regencies do it.
"""

from __future__ import annotations

from services.eoffice.numbering.domain import Order, Rule, template

USUAL = template("{classification}/{n:03}/{unit}/{month_roman}/{year}")
SECRET = template("R-{n:03}/{unit}/{month_roman}/{year}")
OWN_SERIES = frozenset({"keputusan", "surat-tugas", "nota-dinas"})


def usual(order: Order) -> Rule:
    """Return the rule that stands where none is set."""
    if order.secret:
        return Rule("", "", True, SECRET, "unit")
    scope = "unit_kind" if order.kind in OWN_SERIES else "unit"
    return Rule("", "", False, USUAL, scope)
