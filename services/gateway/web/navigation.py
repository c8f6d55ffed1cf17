"""Where the console's navigation leads: an `Entry` for each page. `menus.py` has its groups."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask_babel import lazy_gettext as _
from flask_babel import lazy_pgettext

from services.gateway.routing import SIGNED_IN

EVERYBODY = SIGNED_IN.roles


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
        "walls",
        _("Dinding"),
        "/console/walls",
        frozenset({"operator", "admin"}),
        _("Apa yang tampil di tiap layar ruang kendali: dipanggil, digilir, dan disusun di sini."),
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
        "indicators",
        _("Indikator"),
        "/indicators",
        EVERYBODY - {"reporter"},
        _("Sembilan bidang dari data instansi: target, tahun lalu, peringkat, peta, dan asalnya."),
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
        "briefs",
        _("Ringkasan pagi"),
        "/briefs",
        frozenset({"viewer", "officer", "operator", "admin"}),
        _("Satu halaman tiap pagi: yang terjadi semalam, yang terlambat, yang belum masuk."),
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
