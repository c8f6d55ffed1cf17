"""What printed sheets say in words, in Indonesian as all paper of the office is."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from libs.kit import clock

CAPACITIES = {"pj": "Pj.", "plt": "Plt.", "plh": "Plh.", "delegate": "Delegasi"}
STATES = {
    "draft": "konsep", "review": "diperiksa", "revision": "diperbaiki",
    "ready_to_sign": "siap ditandatangani", "signing": "sedang ditandatangani",
    "signing_failed": "tanda tangan gagal", "signed": "ditandatangani", "sent": "terkirim",
    "refused": "ditolak", "cancelled": "dibatalkan", "void": "nomor dibatalkan",
    "recorded": "tercatat", "forwarded": "diteruskan", "read": "dibaca",
    "disposed": "didisposisi", "answered": "dibalas", "filed": "diberkaskan", "done": "selesai",
    "archived_active": "arsip aktif", "archived_inactive": "arsip inaktif",
    "permanent": "permanen", "proposed_for_destruction": "usul musnah", "destroyed": "musnah",
    "proposed": "diusulkan", "accepted": "diterima", "approved": "disetujui",
    "carried_out": "dilaksanakan",
}  # fmt: skip
ACTS = {
    "letter_drafted": "Konsep dibuat", "letter_changed": "Konsep diubah",
    "letter_submitted": "Diajukan", "letter_initialled": "Diparaf",
    "letter_sent_back": "Dikembalikan", "letter_refused": "Ditolak",
    "letter_cancelled": "Dibatalkan", "letter_signing_begun": "Penandatanganan dimulai",
    "letter_signed": "Ditandatangani", "letter_signing_failed": "Penandatanganan gagal",
    "letter_signing_put_back": "Penandatanganan diurungkan",
    "letter_voided": "Nomor dibatalkan", "letter_sent": "Dikirim", "letter_read": "Dibaca",
    "letter_followed_up": "Ditindaklanjuti", "letter_arrived": "Sampai di tujuan",
    "letter_corrected": "Diralat oleh surat lain", "letter_withdrawn": "Dicabut oleh surat lain",
    "letter_attachment_added": "Lampiran ditambah",
    "letter_attachment_removed": "Lampiran dilepas",
    "letter_attachments_ordered": "Urutan lampiran diubah",
    "letter_number_put_in": "Nomor disisipkan", "secret_letter_opened": "Surat rahasia dibuka",
    "secret_attachment_opened": "Lampiran surat rahasia dibuka",
    "letter_archived": "Dimasukkan ke berkas", "letter_unarchived": "Dikeluarkan dari berkas",
    "letter_destroyed": "Dimusnahkan", "letter_history_printed": "Riwayat dicetak",
    "incoming_registered": "Dicatat di agenda", "incoming_scanned": "Hasil pindai disimpan",
    "incoming_corrected": "Catatan agenda dibetulkan",
    "incoming_forwarded": "Diteruskan", "incoming_read": "Dibaca",
    "incoming_disposed": "Didisposisi", "incoming_answered": "Dibalas",
    "incoming_filed": "Diberkaskan", "incoming_done": "Selesai",
    "secret_incoming_opened": "Surat rahasia dibuka",
    "incoming_archived": "Dimasukkan ke berkas", "incoming_unarchived": "Dikeluarkan dari berkas",
    "incoming_destroyed": "Dimusnahkan",
}  # fmt: skip
FATES = {"permanent": "permanen", "destroy": "musnah", "review": "dinilai kembali"}
SIDES = {
    ("unit", "approved"): "Disetujui pimpinan unit pencipta",
    ("institution", "approved"): "Disetujui pimpinan lembaga kearsipan",
    ("centre", "accepted"): "Diterima unit kearsipan",
    ("centre", "carried_out"): "Pemusnahan dilaksanakan",
}  # fmt: skip
MONTHS = (
    "Jan", "Feb", "Mar", "Apr", "Mei", "Jun", "Jul", "Agt", "Sep", "Okt", "Nov", "Des",
)  # fmt: skip


def told_at(at: datetime | None, zone: ZoneInfo) -> str:
    """Return a moment (None: now) as people here write it: 22 Nov 2026 14.05 WIB."""
    local = (at or clock.now()).astimezone(zone)
    return f"{local.day} {MONTHS[local.month - 1]} {local:%Y %H.%M} {local.tzname()}"
