"""A file that a request brings: a multipart part named `file`, or the body itself."""

from __future__ import annotations

from flask import request

from libs.kit.errors import FieldError, Invalid
from services.gateway.checking import read_body


def uploaded() -> tuple[str, bytes]:
    """Return the file's name, empty where none is told, and its bytes; raises TooLarge."""
    given = request.files.get("file")
    if given is not None:
        return given.filename or "", given.read()
    return "", read_body(request)


def uploaded_text() -> tuple[str, str]:
    """Return the file's name and its text; raises Invalid for what is not UTF-8."""
    name, body = uploaded()
    try:
        return name, body.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        text = f"needs UTF-8; byte {error.start} is none"
        raise Invalid("not a text", (FieldError("file", text),)) from None
