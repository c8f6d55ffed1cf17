"""Letters and people of a made regency, as the domain has them."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

from services.eoffice.letters.content import Content, Recipient
from services.eoffice.letters.domain import Letter, initials_of
from services.eoffice.organisation.acting import Acting

AT = datetime(2026, 3, 2, 3, 0, tzinfo=UTC)
CAMAT, SEKDA, ASISTEN, BUPATI, HUKUM, KADES = (
    "CAMAT", "SEKDA", "ASISTEN", "BUPATI", "HUKUM", "KADES",
)  # fmt: skip
ABOVE = (ASISTEN, SEKDA, BUPATI)
CONTENT = Content(
    kind="surat-dinas",
    subject="Undangan rapat",
    body="<p>Dengan hormat</p>",
    classification="000.1",
    to=(Recipient("position", "Kepala Desa", KADES), Recipient("external", "Kantor Pos")),
    copies=(Recipient("name", "Arsip"),),
    signer=BUPATI,
)


def acting(position: str, capacity: str = "definitive") -> Acting:
    return Acting(position.lower(), position, position.title(), "SETDA", "1971", capacity)


def letter(**content: object) -> Letter:
    return Letter("l", "KEC", "197101", CAMAT, replace(CONTENT, **content))


def submitted(**content: object) -> Letter:
    drafted = letter(**content)
    asked = initials_of(drafted.drafter, drafted.content, ABOVE)
    return drafted.submit(acting(drafted.drafter), asked)


def ready(**content: object) -> Letter:
    return submitted(ladder=(), **content)


def signed(**content: object) -> Letter:
    started = ready(**content).begin_signing(acting(BUPATI), "000.1/001/KEC/III/2026")
    return started.signed("a" * 64, AT)
