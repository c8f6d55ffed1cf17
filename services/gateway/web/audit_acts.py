"""What the audit log calls each act, in words; by the id that its entries bear."""

from __future__ import annotations

from flask_babel import gettext as _


def acts() -> dict[str, str]:
    """Return every act that `audit.note` may note, in the order of a night's work."""
    return {**_setup(), **_results(), **_reviews(), **_field(), **_staff(), **_log()}


def _setup() -> dict[str, str]:
    return {
        "election_registered": _("Pemilihan didaftarkan"),
        "areas_registered": _("Wilayah didaftarkan"),
        "stations_registered": _("TPS didaftarkan"),
        "options_changed": _("Yang dihitung diubah"),
        "rule_changed": _("Aturan diubah"),
        "rule_deleted": _("Aturan dihapus"),
        "stages_loaded": _("Tahapan dimuat"),
        "stage_changed": _("Tahapan diubah"),
        "stage_deleted": _("Tahapan dihapus"),
        "sample_drawn": _("Sampel ditarik"),
        "sample_published": _("Terbitnya hitung cepat diubah"),
        "simulation_started": _("Gladi dimulai"),
        "simulation_cancelled": _("Gladi dihentikan"),
        "simulation_removed": _("Gladi dihapus"),
    }


def _results() -> dict[str, str]:
    return {
        "result_submitted": _("Formulir dikirim"),
        "import_started": _("Berkas diimpor"),
        "sms_taken": _("SMS diterima"),
        "photo_added": _("Foto ditambahkan"),
        "photo_moved": _("Foto dipindahkan ke TPS lain"),
        "photo_rejected": _("Foto ditolak"),
        "recap_entered": _("Rekapitulasi dimasukkan"),
    }


def _reviews() -> dict[str, str]:
    return {
        "result_decided": _("Hasil diputuskan"),
        "finding_reviewed": _("Temuan ditinjau"),
        "result_quarantined": _("Hasil dikarantina"),
        "result_released": _("Hasil dilepas dari karantina"),
        "result_finalised": _("Hasil disahkan"),
        "reopening_requested": _("Pembukaan kembali diminta"),
        "reopening_decided": _("Pembukaan kembali diputuskan"),
    }


def _field() -> dict[str, str]:
    return {
        "crew_codes_made": _("Kode petugas dibuat"),
        "crew_code_revoked": _("Kode petugas dicabut"),
        "crew_enrolled": _("Telepon petugas didaftarkan"),
        "crew_key_revoked": _("Telepon petugas dicabut"),
        "sms_phones_registered": _("Nomor SMS didaftarkan"),
        "sms_phone_forgotten": _("Nomor SMS dihapus"),
        "signals_registered": _("Keadaan sinyal dicatat"),
    }


def _staff() -> dict[str, str]:
    return {
        "staff_round_opened": _("Perekrutan dibuka"),
        "staff_round_erased": _("Data perekrutan dihapus"),
        "staff_applied": _("Pelamar dicatat"),
        "staff_applicants_imported": _("Pelamar diimpor"),
        "staff_people_read": _("Data pelamar dibaca"),
        "staff_decided": _("Pelamar diputuskan"),
        "staff_party_checked": _("Keanggotaan partai diperiksa"),
        "staff_objection_filed": _("Sanggahan diajukan"),
        "staff_objection_decided": _("Sanggahan diputuskan"),
        "staff_roster_exported": _("Daftar petugas diunduh"),
        "staff_person_erased": _("Data seseorang dihapus"),
        "party_register_imported": _("Daftar anggota partai diimpor"),
    }


def _log() -> dict[str, str]:
    return {
        "audit_log_read": _("Jejak audit dibaca"),
        "audit_log_exported": _("Jejak audit diunduh"),
        "audit_root_asked": _("Akar jejak diminta"),
    }
