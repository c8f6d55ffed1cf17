"""The organisation: units in a tree, each serving an area."""

from __future__ import annotations

from dataclasses import dataclass

from libs.kit.errors import Conflict, FieldError, Invalid

# leadership: regent, mayor; secretariat: setda, setwan; agency: dinas, badan, inspectorate;
# division: bagian, bidang; district: kecamatan; village: kelurahan, desa
KINDS = ("leadership", "secretariat", "agency", "division", "district", "village")


class UnitTaken(Conflict):
    slug, title = "unit-code-taken", "Another unit has this code"


@dataclass(frozen=True)
class Unit:
    """A unit of the organisation; `parent` is the code of the unit above it, None at the top."""

    id: str
    code: str
    name: str
    kind: str
    parent: str | None
    area: str

    def same_as(self, other: Unit) -> bool:
        """Tell whether both say the same of the unit, whatever their ids."""
        return (self.name, self.kind, self.parent, self.area) == (
            other.name,
            other.kind,
            other.parent,
            other.area,
        )


@dataclass(frozen=True)
class Registered:
    """A unit joined the organisation."""

    unit: Unit


def register(unit: Unit, parent: Unit | None, known: Unit | None) -> Registered | None:
    """Place the unit under its parent; None when it stands there already.

    `parent` and `known` are what is stored under the parent's and the unit's own code. Raises
    UnitTaken, and Invalid for a parent that is missing or serves another area.
    """
    if known is not None:
        if not unit.same_as(known):
            raise UnitTaken(f"{unit.code} is {known.name}")
        return None
    if unit.parent is not None and parent is None:
        raise Invalid("no such parent", (FieldError("parent", "is not a unit"),))
    if parent is not None and not unit.area.startswith(parent.area):
        raise Invalid("area", (FieldError("area", f"lies outside the parent's, {parent.area}"),))
    return Registered(unit)
