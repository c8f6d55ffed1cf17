"""What a file is by its bytes, and a name for it that harms nobody. Pure.

PDF, JPEG, PNG, and office documents of the two open formats without macros, controls, embedded
objects and templates from elsewhere. Older formats (.doc, .xls) are refused, as nobody can tell
simply what they hold.
"""

from __future__ import annotations

import io
import re
import unicodedata
import zipfile
import zlib
from dataclasses import dataclass

from libs.kit.errors import FieldError, Invalid, KendaliError, TooLarge

MOST_BYTES = 10 << 20
MOST_MEMBERS, MOST_UNPACKED, MOST_READ = 2000, 200 << 20, 1 << 20
LONGEST_NAME = 120
PDF, JPEG, PNG = "application/pdf", "image/jpeg", "image/png"
_OOXML = "application/vnd.openxmlformats-officedocument."
_ODF = "application/vnd.oasis.opendocument."
# The part of an office document that says what it is → its type and ending.
_MAIN = {
    "word/document.xml": (_OOXML + "wordprocessingml.document", ".docx"),
    "xl/workbook.xml": (_OOXML + "spreadsheetml.sheet", ".xlsx"),
    "ppt/presentation.xml": (_OOXML + "presentationml.presentation", ".pptx"),
}
_OPEN = {_ODF + "text": ".odt", _ODF + "spreadsheet": ".ods", _ODF + "presentation": ".odp"}
_ENDINGS = {PDF: (".pdf",), JPEG: (".jpg", ".jpeg"), PNG: (".png",)}
_ACTIVE = re.compile(
    r"vba(project|data)|/activex/|/macrosheets/|/embeddings/[^/]*\.(bin|...m)$"
    r"|^basic/|^scripts/|^object ",
    re.IGNORECASE,
)
_ENCRYPTED = re.compile(rb"/Encrypt\s+\d+\s+\d+\s+R|/Encrypt\s*<<")
_OLD = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


class NotAnAttachment(KendaliError):
    status, slug = 415, "not-an-attachment"
    title = "Letters take PDF, JPEG, PNG and office documents"


class ActiveContent(Invalid):
    slug, title = "active-content", "The document holds macros or other active content"


class AttachmentTooLarge(TooLarge):
    slug, title = "attachment-too-large", "The file is too large"


class AttachmentUnreadable(Invalid):
    slug, title = "attachment-unreadable", "The file is damaged or locked"


@dataclass(frozen=True)
class File:
    """A file that was looked at: its type by its bytes, and a plain name with a fitting ending."""

    name: str
    type: str
    data: bytes


def look(name: str, data: bytes) -> File:
    """Return what the file is.

    Raises AttachmentTooLarge, NotAnAttachment, ActiveContent, AttachmentUnreadable.
    """
    if len(data) > MOST_BYTES:
        raise AttachmentTooLarge(f"at most {MOST_BYTES >> 20} MiB", limit=MOST_BYTES)
    kind, endings = _kind(data)
    return File(plain(name, endings), kind, data)


def plain(name: str, endings: tuple[str, ...]) -> str:
    """Return a file name without a path, controls or marks of direction, with a fitting ending."""
    base = re.split(r"[\\/]", unicodedata.normalize("NFC", name))[-1]
    kept = "".join(
        one for one in base if unicodedata.category(one)[0] != "C" and one not in '<>:"|?*'
    )
    short = " ".join(kept.split())
    if short.lower().endswith(endings):
        stem, dot, ending = short.rpartition(".")
        return f"{_stem(stem)}{dot}{ending}"
    return f"{_stem(short)}{endings[0]}"


def _stem(text: str) -> str:
    return text.strip(" .")[:LONGEST_NAME] or "lampiran"


def _kind(data: bytes) -> tuple[str, tuple[str, ...]]:
    if data.startswith(b"\xff\xd8\xff"):
        return JPEG, _ENDINGS[JPEG]
    if data.startswith(b"\x89PNG\r\n\x1a\n"):
        return PNG, _ENDINGS[PNG]
    if b"%PDF-" in data[:1024]:
        return _pdf(data)
    if data.startswith(b"PK\x03\x04"):
        return _document(data)
    if data.startswith(_OLD):
        raise NotAnAttachment(
            "a document of the old kind, or one with a password: save it as .docx"
        )
    raise NotAnAttachment("what was sent begins like no PDF, JPEG, PNG or office document")


def _pdf(data: bytes) -> tuple[str, tuple[str, ...]]:
    if b"%%EOF" not in data[-1024:]:
        raise _unreadable("the PDF ends in the middle")
    if _ENCRYPTED.search(data):
        raise _unreadable("the PDF is locked by a password: send it without one")
    return PDF, _ENDINGS[PDF]


def _document(data: bytes) -> tuple[str, tuple[str, ...]]:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return _office(archive)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, OSError):
        raise _unreadable("the document is damaged or locked") from None


def _office(archive: zipfile.ZipFile) -> tuple[str, tuple[str, ...]]:
    members = archive.infolist()
    if len(members) > MOST_MEMBERS or sum(one.file_size for one in members) > MOST_UNPACKED:
        raise AttachmentTooLarge("unpacked, the document is too large", limit=MOST_UNPACKED)
    names = [one.filename.replace("\\", "/") for one in members]
    active = next((name for name in names if _ACTIVE.search(name)), None)
    if active is not None:
        raise ActiveContent(f"it holds {active[:80]!r}", (FieldError("file", "holds macros"),))
    if "mimetype" in names:
        kind = _read(archive, "mimetype").decode("ascii", "replace").strip()
        if kind in _OPEN:
            return kind, (_OPEN[kind],)
    for part, (kind, ending) in _MAIN.items():
        if part in names and "[Content_Types].xml" in names:
            _check_parts(archive, names)
            return kind, (ending,)
    raise NotAnAttachment("a ZIP that is no office document")


def _check_parts(archive: zipfile.ZipFile, names: list[str]) -> None:
    types = _read(archive, "[Content_Types].xml").lower()
    if b"macroenabled" in types or b"vbaproject" in types:
        raise ActiveContent("its list of parts names macros", (FieldError("file", "holds macros"),))
    for name in names:
        if not name.endswith("settings.xml.rels"):
            continue
        said = _read(archive, name).lower()
        if b"attachedtemplate" in said and b"external" in said:
            error = FieldError("file", "fetches its template from elsewhere")
            raise ActiveContent("its template is elsewhere", (error,))


def _read(archive: zipfile.ZipFile, name: str) -> bytes:
    """Return the beginning of a part, however large it says it is."""
    with archive.open(name) as part:
        return part.read(MOST_READ)


def _unreadable(message: str) -> AttachmentUnreadable:
    return AttachmentUnreadable(message, (FieldError("file", message),))
