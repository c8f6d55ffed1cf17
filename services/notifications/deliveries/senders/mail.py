"""E-mail by SMTP. Up to DATA nothing is sent, and after it only the server knows.

A message has the same Message-ID however often it is tried; as servers deliver it twice all the
same, one that was not answered after DATA is not tried again by itself.
"""

from __future__ import annotations

import smtplib
import socket
import ssl
from contextlib import suppress
from email.message import EmailMessage
from email.policy import SMTP as POLICY
from email.utils import format_datetime, formataddr
from typing import Any

from libs.kit.errors import KendaliError
from libs.kit.guard import Guard, NotAllowed
from services.notifications.deliveries.outcomes import (
    AGAIN,
    REFUSED,
    SENT,
    Outcome,
    Parcel,
    no_answer,
    not_reached,
)

URGENT = ("major", "critical")


def send(parcel: Parcel, parts: dict[str, Any], guard: Guard, timeout: float) -> Outcome:
    """Send it, over a connection of its own."""
    try:
        letter = composed(parcel, parts).as_bytes()
    except ValueError:  # a header that would be two
        return Outcome(REFUSED, "bad-header")
    try:
        server = _connected(parts, guard, timeout)
    except (KendaliError, OSError) as error:  # smtplib's are OSErrors
        return _not_connected(error)
    try:
        return _handed_over(server, parts["from"], parcel.to, letter)
    finally:
        _left(server)


def _not_connected(error: Exception) -> Outcome:
    if isinstance(error, NotAllowed):
        return Outcome(REFUSED, "address-not-allowed", fault=True)
    if isinstance(error, KendaliError):
        return not_reached(error.slug)
    known = {
        smtplib.SMTPAuthenticationError: "smtp-login",
        smtplib.SMTPException: "smtp-greeting",
        ssl.SSLError: "tls",
    }
    why = next((why for kind, why in known.items() if isinstance(error, kind)), "not-reached")
    return not_reached(why)


def composed(parcel: Parcel, parts: dict[str, Any]) -> EmailMessage:
    """Return the letter; raises ValueError where a value would begin another header."""
    letter = EmailMessage(policy=POLICY)
    letter["From"] = formataddr((parts.get("name") or "", parts["from"]))
    letter["To"] = parcel.to
    letter["Subject"] = parcel.subject
    letter["Date"] = format_datetime(parcel.at)
    letter["Message-ID"] = f"<{parcel.id}@{parts['from'].rpartition('@')[2]}>"
    letter["Auto-Submitted"] = "auto-generated"
    if parcel.severity in URGENT:
        letter["Importance"] = "high"
    if parcel.unsubscribe:  # RFC 8058: off by one click
        letter["List-Unsubscribe"] = f"<{parcel.unsubscribe}>"
        letter["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    letter.set_content(parcel.text, cte="quoted-printable")
    return letter


def _connected(parts: dict[str, Any], guard: Guard, timeout: float) -> smtplib.SMTP:
    security = parts["security"]
    made = _Secure if security == "tls" else _Plain
    server = made(parts["host"], guard, timeout, parts["from"].rpartition("@")[2])
    code, _ = server.connect(parts["host"], parts["port"])
    if code != 220:
        raise smtplib.SMTPConnectError(code, "")
    server.ehlo_or_helo_if_needed()
    if security == "starttls":
        server.starttls(context=ssl.create_default_context())
    if parts.get("user"):
        server.login(parts["user"], parts.get("password") or "")
    return server


class _Plain(smtplib.SMTP):
    def __init__(self, host: str, guard: Guard, timeout: float, name: str) -> None:
        self.guard = guard
        # Our name is told: to look it up may take as long as a message.
        super().__init__(local_hostname=name, timeout=timeout)
        self._host = host  # the name that TLS asks the certificate for

    def _get_socket(self, host: str, port: int, timeout: float) -> socket.socket:
        return self.guard.connect(host, port, timeout)


class _Secure(_Plain):
    def _get_socket(self, host: str, port: int, timeout: float) -> socket.socket:
        plain = super()._get_socket(host, port, timeout)
        return ssl.create_default_context().wrap_socket(plain, server_hostname=host)


def _handed_over(server: smtplib.SMTP, sender: str, to: str, letter: bytes) -> Outcome:
    try:
        for code, _ in (server.mail(sender), server.rcpt(to)):
            if code not in (250, 251):
                return _said(code)
        code, _ = server.docmd("data")
        if code != 354:
            return _said(code)
    except (OSError, smtplib.SMTPException):
        return not_reached("smtp-before-data")
    try:
        server.send(_dotted(letter))
        code, _ = server.getreply()
    except (OSError, smtplib.SMTPException):
        return no_answer("smtp-no-answer")
    return SENT if code == 250 else _said(code)


def _dotted(letter: bytes) -> bytes:
    body = letter.replace(b"\r\n.", b"\r\n..")
    body = b"." + body if body.startswith(b".") else body
    return body + (b"" if body.endswith(b"\r\n") else b"\r\n") + b".\r\n"


def _said(code: int) -> Outcome:
    return Outcome(REFUSED if 500 <= code < 600 else AGAIN, f"smtp-{code}", fault=code == 421)


def _left(server: smtplib.SMTP) -> None:
    with suppress(OSError, smtplib.SMTPException):
        server.close()
