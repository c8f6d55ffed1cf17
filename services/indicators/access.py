"""Who reads and who writes indicators. Nobody writes unless something here says so."""

from __future__ import annotations

from libs.kit.errors import Forbidden
from libs.kit.principal import Principal
from services.indicators.domain import Indicator, NotKeeper

READERS = frozenset({"admin", "operator", "verifier", "gis_editor", "officer", "viewer", "ops"})


def is_admin(who: Principal) -> bool:
    return "admin" in who.roles


def require_admin(who: Principal) -> None:
    if not is_admin(who):
        raise Forbidden("this is an administrator's")


def require_reader(who: Principal, area: str = "") -> None:
    """Raise unless the account reads indicators, and those of the area."""
    if not who.roles & READERS:
        raise Forbidden("this account reads no indicators")
    if area:
        who.require_area(area)


def require_keeper(who: Principal, agency: str, keeps: frozenset[str]) -> None:
    """Raise unless the account writes for the agency: `keeps` are those it keeps for."""
    if is_admin(who):
        return
    if "officer" not in who.roles or agency not in keeps:
        raise NotKeeper(f"this account keeps nothing for {agency}")


def require_writer(who: Principal, this: Indicator, keeps: frozenset[str]) -> None:
    """Raise unless the account writes the indicator's figures."""
    require_keeper(who, this.owner, keeps)
