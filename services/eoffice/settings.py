"""What the e-office reads besides the kit's settings."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding

from libs.kit import settings
from libs.kit.settings import field
from services.eoffice import days_off
from services.eoffice.letters.content import URGENCY

KEY_BYTES = 32
LONGEST_DAYS = 60


def _key(text: str) -> bytes:
    key = bytes.fromhex(text)
    if len(key) not in {0, KEY_BYTES}:
        raise ValueError(f"needs {2 * KEY_BYTES} hexadecimal digits")
    return key


def _roots(path: str) -> tuple[bytes, ...]:
    found = x509.load_pem_x509_certificates(Path(path).read_bytes())
    return tuple(one.public_bytes(Encoding.DER) for one in found)


def _clamd(text: str) -> str:
    host, _, port = text.rpartition(":")
    if text and not text.startswith("/") and not (host and port.isdigit()):
        raise ValueError("needs host:port, or the path of a socket")
    return text


def _days(text: str) -> tuple[int, ...]:
    days = tuple(int(one) for one in text.split(","))
    if len(days) != len(URGENCY) or not all(0 <= one <= LONGEST_DAYS for one in days):
        raise ValueError(f"needs {len(URGENCY)} numbers up to {LONGEST_DAYS}, such as 5,2,1")
    return days


@dataclass(frozen=True)
class Settings(settings.Settings):
    """The key of secret letters, without which nobody writes any; how letters are signed."""

    office_key: bytes = field(
        "KENDALI_OFFICE_KEY", _key, "key that secret letters are sealed with; none = none", b""
    )
    clamd: str = field(
        "KENDALI_OFFICE_CLAMD",
        _clamd,
        "clamd that attachments are shown to, host:port or the path of its socket; none = off",
        "",
    )
    ocr: str = field(
        "KENDALI_OFFICE_OCR",
        settings.one_of("auto", "off"),
        "auto: scans are read by OCRmyPDF where it is installed with Tesseract's Indonesian",
        "auto",
    )
    public_url: str = field(
        "KENDALI_PUBLIC_URL",
        settings.url("http", "https"),
        "address of this system as QR codes name it",
        "http://127.0.0.1:8000",
    )
    signature_level: str = field(
        "KENDALI_OFFICE_SIGNATURE_LEVEL",
        settings.one_of("B-B", "B-T", "B-LT", "B-LTA"),
        "PAdES level of signatures; all but B-B need a time-stamp authority",
        "B-B",
    )
    tsa_url: str = field(
        "KENDALI_OFFICE_TSA_URL",
        settings.service,
        "time-stamp authority (RFC 3161)",
        "",
    )
    trusted_roots: tuple[bytes, ...] = field(
        "KENDALI_OFFICE_TRUSTED_ROOTS",
        _roots,
        "PEM file of root certificates that are trusted besides our own",
        (),
    )
    pkcs11_module: str = field(
        "KENDALI_OFFICE_PKCS11_MODULE", str, "path of the PKCS#11 module of signing tokens", ""
    )
    bsre_url: str = field("KENDALI_OFFICE_BSRE_URL", settings.service, "BSrE's e-sign API", "")
    bsre_client: str = field(
        "KENDALI_OFFICE_BSRE_CLIENT", str, "our name and password there, user:password", ""
    )
    signing_wait: int = field(
        "KENDALI_OFFICE_SIGNING_WAIT",
        settings.whole(0, 3600),
        "seconds that a signing waits for BSrE, a token or time-stamps that are down",
        300,
    )
    answer_days: tuple[int, ...] = field(
        "KENDALI_OFFICE_ANSWER_DAYS",
        _days,
        "working days in which a letter is answered: ordinary, urgent, very urgent",
        (5, 2, 1),
    )
    year_closes: int = field(
        "KENDALI_OFFICE_YEAR_CLOSES",
        settings.whole(0, 365),
        "days after a year's end in which a number such as 15a is put in among that year's",
        31,
    )
    days_off: frozenset[date] = field(
        "KENDALI_OFFICE_DAYS_OFF",
        days_off.known,
        "JSON file of further days off by year, which are no working days",
        days_off.known(),
    )
