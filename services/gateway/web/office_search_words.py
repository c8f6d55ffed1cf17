"""What the page of search says in words, in the language of the request."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext as _
from flask_babel import ngettext

from services.gateway.web import (
    office_desk_words,
    office_dispositions_words,
    office_register_words,
    office_strings,
)
from services.gateway.web.strings import counted


def search() -> dict[str, Any]:
    """Return what the page says."""
    letters = office_desk_words.letters()
    incoming = office_register_words.register()["states"]
    given = office_dispositions_words.tree()["dispo"]["states"]
    return {
        **{one: letters[one] for one in ("securities", "urgencies", "today")},
        "states": {**letters["states"], **given, **incoming},
        "kindStates": {"letter": letters["states"], "incoming": incoming, "disposition": given},
        "kinds": {
            "letter": _("Naskah kita"),
            "incoming": _("Surat masuk"),
            "disposition": _("Disposisi"),
        },
        "agenda": _("Agenda {agenda}"),
        "untitled": _("Belum ada perihal"),
        "sealed": _("Isi naskah rahasia"),
        "hits": counted(*(ngettext("{n} hasil", "{n} hasil", n) for n in (1, 2))),
        "hitsMore": _("{n} hasil terbaru; persempit pencarian untuk yang lebih lama"),
        "first": _("{shown} dari {n} hasil"),
        "new": _("{n} baru"),
        "newMore": _("lebih dari {n} baru"),
        "forget": _("Hapus pencarian {name}"),
        "kept": _("Pencarian {name} disimpan."),
        "forgotten": _("Pencarian {name} dihapus."),
        "problems": {
            **office_strings.frame()["problems"],
            "too-many-searches": _("Simpanan penuh: hapus satu pencarian lebih dahulu."),
            "unknown-search": _("Pencarian ini sudah tidak ada."),
        },
    }
