"""The page of layers: what there is and by whose right, a file that comes in, a file that goes out.

Everything is the API's: `/v1/gis/layers`, `/v1/gis/imports`, `/v1/gis/collections/{layer}/export`.
"""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response
from flask_babel import gettext as _
from flask_babel import pgettext

from services.gateway.routing import SIGNED_IN, route
from services.gateway.web import strings
from services.gateway.web.console import ROLES, console_page
from services.gateway.web.layers_words import checks, origins, problems, reasons
from services.gateway.web.map_words import attributes
from services.gateway.web.map_words import layers as titles

blueprint = Blueprint("layers_page", __name__, template_folder="templates")
FORMATS = {
    "geojson": "GeoJSON",
    "geojsonseq": "GeoJSON Lines",
    "geopackage": "GeoPackage",
    "shapefile": "Shapefile (ZIP)",
    "flatgeobuf": "FlatGeobuf",
    "kml": "KML",
    "csv": "CSV",
    "xlsx": "Excel (XLSX)",
}


@route(blueprint, "/console/layers", allow=SIGNED_IN, page=True)
def layers() -> Response:
    facts = {"formats": FORMATS, "roles": ROLES, "kinds": _kinds()}
    return console_page("layers/layers.html", "layers", words(), **facts)


def _kinds() -> dict[str, str]:
    """Return what kinds of values attributes have."""
    return {
        "text": _("Teks"),
        "integer": _("Bilangan bulat"),
        "number": _("Bilangan"),
        "boolean": _("Ya atau tidak"),
        "date": _("Tanggal"),
        "datetime": _("Tanggal dan jam"),
        "json": "JSON",
    }


def words() -> dict[str, Any]:
    """Return what the page's modules say."""
    return {
        **_list(),
        **_taking(),
        "layers": titles(),
        "attributes": attributes(),
        "formats": FORMATS,
        "checks": checks(),
        "reasons": reasons(),
        "problems": {**strings.console()["problems"], **problems()},
    }


def _list() -> dict[str, Any]:
    return {
        "kinds": {
            "Point": _("Titik"),
            "LineString": _("Garis"),
            "Polygon": pgettext("geometry", "Bidang"),
            "Geometry": _("Campuran"),
        },
        "builtIn": _("bawaan"),
        "ofBuiltIn": origins(),
        "neverChanged": _("belum pernah"),
        "read": {"public": _("terbuka untuk umum"), "signed_in": _("akun yang masuk")},
        "roles": {name: str(said) for name, said in ROLES.items()},
        "nobody": _("admin saja"),
        "newAttribute": _("Atribut baru"),
        "notSaid": _("belum disebut"),
        "export": _("Ekspor {layer}"),
        "change": _("Ubah {layer}"),
        "saved": _("{layer} tersimpan."),
        "deleted": _("{layer} dihapus beserta isinya."),
        "deleteSure": _("Ya, hapus lapisan dan isinya"),
        "standsNow": _("Kini: {value}"),
        "empty": pgettext("value", "kosong"),
        "writing": _("Berkas sedang ditulis."),
        "written": _("Berkas {layer} diunduh."),
    }


def _taking() -> dict[str, Any]:
    return {
        "sending": _("Mengirim {file} ({size} MB): {n} %."),
        "reading": _("Membaca dan memeriksa berkas."),
        "applying": _("Memasukkan: {n} fitur."),
        "ready": _("Sudah diperiksa. Belum ada yang berubah."),
        "applied": _("{layer}: semua yang diterima sudah masuk."),
        "cancelled": _("Dihentikan. Tidak ada yang berubah."),
        "failed": _("Tidak ada yang berubah. {why}"),
        "noKey": _("tanpa kunci: seluruh isi diganti"),
        "about": _("{format}, {crs}, {n} fitur, {kind}"),
        "noCrs": _("derajat"),
        "taken": pgettext("feature", "diterima"),
        "left": _("tidak diterima"),
        "more": _("dan {n} lagi"),
    }
