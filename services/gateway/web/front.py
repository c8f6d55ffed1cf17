"""What the front page shows of now: tiles of what waits, and what their module says.

A tile leads to the page on which what waits is done, and is shown to who may open it. What it asks
for and how it tells of the answer is in static/js/console/waits.js, by the tile's id.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask_babel import lazy_gettext as _
from flask_babel import ngettext

from libs.kit.principal import Principal
from services.gateway.web.menus import may
from services.gateway.web.navigation import EVERYBODY, NAV
from services.gateway.web.strings import counted

ROOM = frozenset({"operator", "admin"})
VERIFIERS = frozenset({"verifier", "admin"})


@dataclass(frozen=True)
class Tile:
    """What waits on the page with the id `page` of NAV, for who may open it and has a role."""

    id: str
    label: Any
    page: str
    roles: frozenset[str] = EVERYBODY


TILES: tuple[Tile, ...] = (
    Tile("incidents", _("Insiden terbuka"), "incidents"),
    Tile("alerts", _("Peringatan belum dijawab"), "alerts"),
    Tile("orders", _("Perintah terbuka"), "orders"),
    Tile("verify", _("Hasil menunggu diperiksa"), "verify"),
    Tile("held", _("Hasil yang ditahan"), "leaders", EVERYBODY - VERIFIERS - {"ops"}),
    Tile("office", _("Naskah menunggu Anda"), "office"),
    Tile("indicators", _("Indikator terlambat"), "indicators"),
    Tile("roads", _("Laporan jalan rusak"), "roads", ROOM | {"gis_editor"}),
    Tile("shifts", _("Gilir kurang orang"), "shifts", ROOM),
)


def tiles(who: Principal) -> list[tuple[Tile, str]]:
    """Return the tiles that somebody is shown, each with the address of its page."""
    known = {entry.id: entry for entry in NAV}
    open_to = [(tile, known[tile.page]) for tile in TILES if tile.page in known]
    return [(tile, to.href) for tile, to in open_to if may(who, to) and tile.roles & who.roles]


def words() -> dict[str, Any]:
    """Return what the tiles say, beside the page's own words."""
    return {
        "calm": _("tidak ada yang menunggu"),
        "asAt": _("per {time}"),
        "notRead": _("belum dapat diambil"),
        "stands": _("belum terbarui"),
        "atLeast": _("{n}+"),
        "criticalOf": counted(*(ngettext("{n} kritis", "{n} kritis", n) for n in (1, 2))),
        "majorOf": _("{n} tinggi"),
        "overdueOf": _("{n} lewat batas"),
        "lateOf": _("{n} lewat tenggat"),
        "unansweredOf": _("{n} belum dijawab"),
        "inHand": _("{n} sudah dipegang"),
        "handedOver": _("{n} menunggu pihak lain"),
        "veryUrgentOf": _("{n} sangat segera"),
        "urgentOf": _("{n} segera"),
        "unchecked": _("{n} belum diperiksa"),
        "ofAgencies": counted(*(ngettext("{n} instansi", "{n} instansi", n) for n in (1, 2))),
        "soon": _("7 hari ke depan"),
        "nobodyNow": _("kini tidak ada yang jaga"),
    }
