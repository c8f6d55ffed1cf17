"""The console: the frame of all desk pages, and its front page.

A page of the console is a route with its roles that answers `console_page(template, id, words)`;
an `Entry` in NAV leads there. docs/elections/console.md says how one is added.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import orjson
from flask import Blueprint, Response, g, make_response, render_template, request
from flask_babel import get_locale, lazy_pgettext
from flask_babel import lazy_gettext as _

from libs.kit.principal import Principal
from services.gateway.pages import LANGUAGES
from services.gateway.parts import parts
from services.gateway.routing import SIGNED_IN, route
from services.gateway.web import strings
from services.gateway.web.pages import keep_language
from services.gateway.web.shift_words import shift_bar

EVERYBODY = SIGNED_IN.roles
ROOM = frozenset({"operator", "admin"})  # who works in the room, and sees who is on duty


@dataclass(frozen=True)
class Entry:
    """A page that the console's navigation leads to, for accounts with any of the roles.

    `label` and `note` are lazy texts; the note says on the front page what is done there.
    """

    id: str
    label: Any
    href: str
    roles: frozenset[str] = EVERYBODY
    note: Any = ""


NAV: list[Entry] = [
    Entry("overview", _("Ringkasan"), "/console"),
    Entry(
        "incidents",
        _("Insiden"),
        "/console/incidents",
        frozenset({"operator", "admin", "officer", "viewer", "verifier", "gis_editor"}),
        _("Apa yang terjadi di wilayah: siapa menangani, apa yang lewat batas, apa di sekitarnya."),
    ),
    Entry(
        "shifts",
        _("Gilir jaga"),
        "/console/shifts",
        EVERYBODY,
        _("Siapa bertugas kapan, di mana kurang orang, tukar gilir, dan serah terimanya."),
    ),
    Entry(
        "orders",
        _("Perintah"),
        "/console/orders",
        frozenset({"operator", "admin", "officer", "viewer", "verifier", "gis_editor"}),
        _("Perintah diberikan dan diterima: siapa belum menjawab, siapa lewat tenggat."),
    ),
    Entry(
        "alerts",
        lazy_pgettext("alerts", "Peringatan"),
        "/console/alerts",
        frozenset({"operator", "admin"}),
        _("Yang harus diketahui: siapa diberi tahu, siapa menjawab, siapa berikutnya; aturannya."),
    ),
    Entry(
        "broadcasts",
        _("Siaran"),
        "/console/broadcasts",
        frozenset({"operator", "admin"}),
        _("Yang dikirim ke masyarakat: siaran, peringatan CAP, dan umpan BMKG."),
    ),
    Entry(
        "deliveries",
        _("Pengiriman"),
        "/console/deliveries",
        frozenset({"operator", "admin"}),
        _("Siapa diberi tahu lewat apa, apa yang gagal, dan bagaimana keadaan tiap kanal."),
    ),
    Entry(
        "inbox",
        _("Kotak masuk"),
        "/me/inbox",
        EVERYBODY - {"reporter"},
        _("Apa yang diberitahukan kepada Anda, dan yang belum Anda baca."),
    ),
    Entry(
        "contacts",
        _("Kontak saya"),
        "/me/contacts",
        EVERYBODY - {"reporter"},
        _("Alamat Anda, urutannya, jam tenang, dan bahasa pesan."),
    ),
    Entry(
        "verify",
        _("Verifikasi"),
        "/console/verify",
        frozenset({"verifier", "admin"}),
        _("Hasil dan temuan diperiksa satu per satu, di samping foto formulirnya."),
    ),
    Entry(
        "quick-count",
        _("Hitung cepat"),
        "/console/quick-count",
        frozenset({"viewer", "officer", "verifier", "operator", "admin"}),
        _("Sampel TPS, perkiraan hasil dengan selangnya, dan pandangan ke hasil penuh."),
    ),
    Entry(
        "map",
        _("Peta"),
        "/map",
        EVERYBODY,
        _("Lapisan wilayah, TPS, jalan, dan sinyal: dicari, disaring, diukur, dan dicetak."),
    ),
    Entry(
        "layers",
        _("Lapisan"),
        "/console/layers",
        EVERYBODY,
        _("Dari mana tiap lapisan peta dan hak pakainya; berkas diperiksa, masuk, dan keluar."),
    ),
    Entry(
        "roads",
        _("Jalan"),
        "/console/roads",
        EVERYBODY,
        _("Kemantapan jalan per kecamatan dengan trennya, survei, dan laporan kerusakan."),
    ),
    Entry(
        "signal",
        _("Sinyal"),
        "/console/signal",
        EVERYBODY,
        _("TPS tanpa sinyal, cara kirim tiap TPS, dan usulan titik tanpa sinyal."),
    ),
    Entry(
        "map-rules",
        _("Aturan peta"),
        "/console/map-rules",
        frozenset({"admin", "gis_editor", "operator", "officer"}),
        _("Sejak mana jalan disebut rusak, laporan terlambat, dan tempat tanpa sinyal."),
    ),
    Entry(
        "recap",
        _("Rekapitulasi"),
        "/console/recap",
        frozenset({"operator", "verifier", "admin", "officer", "viewer"}),
        _("Angka D.Hasil yang diisi, di samping jumlah TPS kita, dengan selisih dan penjelasnya."),
    ),
    Entry(
        "closing",
        _("Pengesahan"),
        "/console/closing",
        frozenset({"operator", "verifier", "admin"}),
        _("Apa yang siap disahkan, permintaan pembukaan kembali, dan entri mana yang dihitung."),
    ),
    Entry(
        "rules",
        _("Aturan"),
        "/console/rules",
        frozenset({"admin", "verifier", "operator"}),
        _("Pemeriksaan angka formulir: menyala atau tidak, dan apa yang ditemukan bila diubah."),
    ),
    Entry(
        "leaders",
        _("Pimpinan"),
        "/leaders",
        frozenset({"viewer", "officer", "operator", "verifier", "ops", "admin"}),
        _("Partisipasi, yang terlambat, yang tanpa sinyal, dan yang dipersoalkan, untuk ponsel."),
    ),
    Entry(
        "crews",
        _("Kode KPPS"),
        "/console/crews",
        frozenset({"operator", "admin"}),
        _("TPS mana yang ponselnya sudah terdaftar, dan kode untuk yang belum."),
    ),
    Entry(
        "messages",
        _("SMS dan radio"),
        "/console/messages",
        frozenset({"operator", "verifier", "admin"}),
        _("Hasil lewat SMS dan radio: apa yang dipahami, apa yang dijawab, nomor siapa."),
    ),
    Entry(
        "rehearsals",
        _("Gladi"),
        "/console/rehearsals",
        frozenset({"operator", "verifier", "admin", "officer", "viewer"}),
        _("Satu malam penuh dicoba di pemilihan bayangan, dengan laporan di akhirnya."),
    ),
    Entry(
        "staff",
        _("Badan ad hoc"),
        "/console/staff",
        frozenset({"operator", "verifier", "admin"}),
        _("PPK, PPS, dan KPPS: yang belum lengkap, pelamar, dan pemeriksaan partai."),
    ),
    Entry(
        "stages",
        _("Tahapan"),
        "/console/stages",
        EVERYBODY,
        _("Apa yang dilakukan kapan dan oleh siapa, dengan kalender dan pengingat."),
    ),
    Entry(
        "office",
        _("e-Office"),
        "/office",
        frozenset({"officer", "admin"}),
        _("Naskah dinas: yang menunggu Anda, yang masuk, yang keluar, dan disposisinya."),
    ),
    Entry(
        "audit",
        _("Jejak audit"),
        "/console/audit",
        frozenset({"admin"}),
        _("Siapa mengubah apa, kapan, dari mana; dengan bukti bahwa tidak ada yang dihapus."),
    ),
]
ELSEWHERE: list[Entry] = [
    Entry("wall", _("Layar dinding"), "/wall", note=_("Semua angka untuk ruang kendali.")),
]
ROLES: dict[str, Any] = {
    "admin": _("Admin"),
    "operator": _("Operator"),
    "verifier": _("Pemeriksa"),
    "reporter": _("Pelapor"),
    "gis_editor": _("Penyunting peta"),
    "officer": _("Pejabat"),
    "viewer": _("Pembaca"),
    "ops": _("Pengelola sistem"),
}

blueprint = Blueprint("console", __name__, template_folder="templates")


@route(blueprint, "/console", allow=SIGNED_IN, page=True)
def overview() -> Response:
    who: Principal = g.session.principal
    open_to = [entry for entry in (*NAV, *ELSEWHERE) if _may(who, entry) and entry.note]
    words = {**strings.overview(), "shift": shift_bar()}
    room = bool(who.roles & ROOM)
    return console_page("console/overview.html", "overview", words, entries=open_to, room=room)


def console_page(
    template: str, current: str, words: Mapping[str, Any] | None = None, **facts: Any
) -> Response:
    """Return the page `template`, an heir of console/base.html, for who asks.

    `current` is the id of its entry in NAV; `words` are what its modules say, beside those that
    every page has; `facts` are names of its own in the template.
    """
    who: Principal = g.session.principal
    zone = parts().settings.timezone
    html = render_template(
        template,
        **facts,
        current=current,
        nav=[entry for entry in NAV if _may(who, entry)],
        who={"name": who.name, "roles": [ROLES[role] for role in sorted(who.roles)]},
        election=parts().settings.wall_election,
        timezone=zone.key,
        zone=datetime.now(UTC).astimezone(zone).tzname(),
        strings=orjson.dumps({**strings.console(), **(words or {})}, default=str).decode(),
        others=[language for language in LANGUAGES if language != str(get_locale())],
    )
    response = make_response(html)
    if request.args.get("lang") in LANGUAGES:
        keep_language(response, request.args["lang"])
    return response


def _may(who: Principal, entry: Entry) -> bool:
    return bool(who.roles & entry.roles)
