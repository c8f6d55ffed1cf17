"""Which area a principal's question is about: none outside his own is ever answered."""

from __future__ import annotations

from libs.kit import areas
from libs.kit.errors import FieldError, Invalid
from libs.kit.principal import OutsideArea, Principal


def narrowed(principal: Principal, asked: str | None, root: str) -> str:
    """Return the area to answer for, within `root`: the one asked for, or the principal's.

    Raises Invalid for what is no area code, OutsideArea for one that is not the principal's.
    """
    if asked is not None and asked != "":
        if not isinstance(asked, str) or not areas.is_area(asked):
            text = "needs an area code of 2, 4, 6, 10 or 13 digits"
            raise Invalid(errors=(FieldError("area", text),))
        principal.require_area(asked)
        return root if root.startswith(asked) else asked
    if principal.area.startswith(root):
        return principal.area
    principal.require_area(root)
    return root


def require_related(principal: Principal, root: str) -> None:
    """Raise OutsideArea unless the principal's area and this one have something in common."""
    if not (root.startswith(principal.area) or principal.area.startswith(root)):
        raise OutsideArea(f"this account sees {principal.area}…, and {root} lies outside")
