"""The quick count's desk: design a sample, watch its estimate, look ahead to the full count."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, g
from flask_babel import gettext as _
from flask_babel import ngettext

from services.gateway.routing import roles, route
from services.gateway.web.console import console_page
from services.gateway.web.strings import console, counted

blueprint = Blueprint("quick_count_page", __name__, template_folder="templates")
READERS = roles("viewer", "officer", "verifier", "operator", "admin")
DESIGNERS = frozenset({"operator", "admin"})
DESK = DESIGNERS | {"verifier"}  # who sees samples that are not published


@route(blueprint, "/console/quick-count", allow=READERS, page=True)
def quick_count() -> Response:
    held = g.session.principal.roles
    facts = {"designs": bool(held & DESIGNERS), "sees_all": bool(held & DESK)}
    return console_page("quick_count/quick_count.html", "quick-count", strings(), **facts)


def strings() -> dict[str, Any]:
    """Return what the page's modules say."""
    return {**_estimate(), **_outlook(), **_design(), "problems": _refused()}


def _estimate() -> dict[str, Any]:
    return {
        "samplePlace": _("{name}: {n} dari {all} TPS"),
        "arrivedOf": _("{n} dari {all} TPS sampel masuk"),
        "countedAt": _("dihitung {time}"),
        "range": _("{low} sampai {high} %"),
        "confidence": _("Selang kepercayaan {n} %"),
        "held": _("Ditahan"),
        "shown": _("Ditampilkan"),
        "published": _("Terbuka bagi pembaca"),
        "hidden": _("Hanya untuk meja"),
        "publish": _("Buka bagi pembaca"),
        "withdraw": _("Tutup bagi pembaca"),
        "publishedDone": _("Perkiraan sampel ini kini terbuka bagi pembaca"),
        "withdrawnDone": _("Perkiraan sampel ini kini hanya untuk meja"),
        "heldWhy": _("{strata} belum mencapai minimum; masih kurang {stations}."),
        "strata": counted(*(ngettext("{n} strata", "{n} strata", n) for n in (1, 2))),
        "stations": counted(*(ngettext("{n} TPS", "{n} TPS", n) for n in (1, 2))),
        "heldStill": _("Belum cukup TPS untuk menghitung selang."),
        "leadClear": _(
            "Nomor {n} unggul {points} poin atas nomor {over} (selang {low} sampai {high})."
        ),
        "leadUnclear": _(
            "Nomor {n} dan nomor {over} belum dapat dibedakan: "
            "selisih {points} poin, selang {low} sampai {high}."
        ),
        "turnout": _("Partisipasi {share} % (selang {low} sampai {high} %)"),
        "noTurnout": _("Partisipasi: belum cukup angka pengguna hak pilih"),
        "validTotal": _("Suara sah seluruhnya sekitar {n} (selang {low} sampai {high})"),
        "collapsed": _("Strata digabung karena baru satu atau belum ada TPS masuk: {list}"),
        "ofSize": _("{n} / {all}"),
        "lacks": _("kurang {n}"),
        "enough": _("cukup"),
        "kinds": {"urban": _("Kelurahan"), "rural": _("Desa"), "other": _("Lainnya")},
        "all": _("Seluruh wilayah"),
        "time": _("Pukul"),
    }


def _outlook() -> dict[str, Any]:
    return {
        "verdicts": {
            "certain": _("Tidak dapat lagi kalah"),
            "unlikely": _("Kecil kemungkinan kalah"),
            "open": _("Masih terbuka"),
            "likely": _("Kemungkinan besar tersusul"),
        },
        "certain": _(
            "Nomor {n} unggul {margin} suara. Semua yang belum masuk paling banyak {most} suara: "
            "ia tetap unggul sekalipun semuanya untuk calon lain."
        ),
        "done": _("Nomor {n} unggul {margin} suara, dan semua TPS sudah dihitung."),
        "unlikely": _(
            "Nomor {n} unggul {margin} suara. Pada akhirnya selisihnya atas nomor {over} "
            "diperkirakan {low} sampai {high} suara."
        ),
        "likely": _(
            "Nomor {n} unggul {margin} suara sekarang, tetapi yang belum masuk condong ke nomor "
            "{over}: selisih akhir diperkirakan {low} sampai {high} suara."
        ),
        "open": _(
            "Nomor {n} unggul {margin} suara. Selisih akhir atas nomor {over} dapat antara {low} "
            "dan {high} suara."
        ),
        "openBlind": _(
            "Nomor {n} unggul {margin} suara; yang belum masuk masih dapat membawa sampai {most} "
            "suara. Pilih pemilihan terdahulu untuk memperoleh selang."
        ),
        "noVotes": _("Belum ada suara yang dihitung."),
        "tooLittle": _("Terlalu sedikit desa yang sudah masuk untuk memberi selang."),
        "soFar": _("{votes} suara dihitung, {share} %"),
        "final": _("sekitar {votes} suara, {share} %"),
        "finalRange": _("{low} sampai {high}"),
        "noBaseline": _("Tanpa pembanding"),
        "baselineOf": _("{election}, {contest}"),
        "moreAreas": _("dan {n} wilayah lagi"),
        "forNumber": _("No. {n}"),
        "plusMinus": _("± {n}"),
    }


def _design() -> dict[str, Any]:
    return {
        "planned": _("{n} dari {all} TPS, selang ± {points} poin"),
        "byStations": _("Menurut sebaran antar-TPS: {n} TPS"),
        "byVoters": _("Menurut rumus pemilih tunggal: {n} TPS"),
        "spreadOf": _("sebaran {points} poin antar-TPS, efek rancangan {effect}"),
        "spreadOnly": _("sebaran {points} poin antar-TPS"),
        "perStratum": _("{name} {n}/{all}"),
        "drawn": _("Sampel {n} TPS ditarik"),
        "nothingPlanned": _("Isi ukuran atau selang yang diinginkan."),
    }


def _refused() -> dict[str, Any]:
    return {
        **console()["problems"],
        "sample-not-published": _("Sampel ini belum terbuka bagi pembaca."),
        "unknown-sample": _("Sampel ini tidak ada lagi dalam kontes ini."),
    }
