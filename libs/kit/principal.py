"""Who asks: proven by the gateway, carried with each request, believed by the services."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from libs.kit.errors import Forbidden

ROLES = frozenset(
    {"admin", "operator", "verifier", "reporter", "gis_editor", "officer", "viewer", "ops"}
)


class OutsideArea(Forbidden):
    slug, title = "outside-area", "Outside the area of this account"


@dataclass(frozen=True)
class Principal:
    """A person or machine with its roles and the area (code prefix; empty = everywhere)."""

    id: str
    name: str
    roles: frozenset[str]
    area: str = ""

    def covers(self, code: str) -> bool:
        """Tell whether the area code lies inside this principal's area."""
        return code.startswith(self.area)

    @property
    def sees_above(self) -> bool:
        """Tell whether what is about a larger area than its own concerns this principal.

        A crew of a polling station sees and sends what is its station's, and nothing else.
        """
        return not self.roles <= {"reporter"}

    def require_area(self, code: str) -> None:
        """Raise OutsideArea unless the code lies inside."""
        if not self.covers(code):
            raise OutsideArea(f"this account may act in {self.area}…, and {code} lies outside")

    def to_wire(self) -> dict[str, Any]:
        return {"id": self.id, "name": self.name, "roles": sorted(self.roles), "area": self.area}

    @classmethod
    def from_wire(cls, wire: dict[str, Any]) -> Principal:
        return cls(wire["id"], wire["name"], frozenset(wire["roles"]), wire["area"])


SYSTEM = Principal("system", "system", frozenset({"admin"}))
