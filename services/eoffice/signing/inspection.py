"""What the signatures in a PDF are worth: who, when, of which level, over what, changed since.

A PDF comes from anywhere: engine.py runs this in a process of its own, with bounds. Each signature
is judged as pyHanko does; tests hold our own ones against pdfsig, which shares no code with it.
"""

from __future__ import annotations

import hashlib
import io
from datetime import UTC, datetime
from typing import Any

from asn1crypto import crl, x509
from pyhanko.pdf_utils.misc import PdfError
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.diff_analysis import ModificationLevel
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko.sign.validation.dss import DocumentSecurityStore
from pyhanko.sign.validation.errors import NoDSSFoundError, SignatureValidationError
from pyhanko.sign.validation.pdf_embedded import EmbeddedPdfSignature
from pyhanko.sign.validation.status import PdfSignatureStatus, SignatureCoverageLevel
from pyhanko_certvalidator import ValidationContext

from libs.kit.errors import FieldError, Invalid
from services.eoffice.signing.errors import BrokenPdf, EncryptedPdf
from services.eoffice.signing.signers import certificates
from services.eoffice.signing.terms import Found, Report, Terms

MOST_SIGNATURES = 50
# A signature need not cover proofs and archive time-stamps that follow it.
WHOLE = {SignatureCoverageLevel.ENTIRE_FILE, SignatureCoverageLevel.ENTIRE_REVISION}


def inspect(pdf: bytes, terms: Terms) -> Report:
    """Return what its signatures are worth to who trusts `terms`.

    Raises BrokenPdf and EncryptedPdf.
    """
    reader = _read(pdf)
    try:
        found = reader.embedded_regular_signatures
        if len(found) > MOST_SIGNATURES:
            raise _broken(f"it has more than {MOST_SIGNATURES} signatures")
        proofs = _has_proofs(reader)
        return Report(tuple(_judge(one, terms, proofs=proofs, reader=reader) for one in found))
    except Invalid:
        raise
    except (PdfError, SignatureValidationError, ValueError, TypeError, KeyError) as error:
        raise _broken(f"its signatures can't be read: {type(error).__name__}") from None


def _read(pdf: bytes) -> PdfFileReader:
    if not pdf.startswith(b"%PDF-"):
        raise _broken("it does not begin as a PDF does")
    try:
        reader = PdfFileReader(io.BytesIO(pdf))
        if reader.encrypted:
            raise EncryptedPdf(errors=(FieldError("file", "is encrypted"),))
        if not reader.root["/Pages"]["/Kids"]:
            raise _broken("it has no page")
    except Invalid:
        raise
    except (PdfError, ValueError, TypeError, KeyError, RecursionError) as error:
        raise _broken(f"it can't be read: {type(error).__name__}") from None
    return reader


def _broken(reason: str) -> BrokenPdf:
    return BrokenPdf(reason, (FieldError("file", reason),))


def _judge(
    one: EmbeddedPdfSignature, terms: Terms, *, proofs: bool, reader: PdfFileReader
) -> Found:
    status = _status(one, terms, None)
    stamp = status.timestamp_validity
    sound = stamp is not None and stamp.intact and stamp.valid and stamp.trusted
    stamped = stamp.timestamp if stamp is not None and sound else None
    if stamped and not status.trusted:  # it may have been valid when it was stamped
        status = _status(one, terms, stamped)
    level = _level(one, stamp=stamp is not None, proofs=proofs, reader=reader)
    subject = status.signing_cert.subject.native
    changes = _changes(status)
    return Found(
        field=str(one.field_name),
        signer=_text(subject.get("common_name")),
        organisation=_text(subject.get("organization_name")),
        at=stamped or one.self_reported_timestamp,
        stamped=stamped is not None,
        level=level,
        intact=bool(status.intact and status.valid),
        whole=status.coverage in WHOLE and changes in {"none", "proofs"},
        changes=changes,
        trusted=bool(status.trusted) and not _revoked(status.signing_cert, terms, stamped),
        digest=hashlib.sha256(one.pkcs7_content).hexdigest(),
        serial=f"{status.signing_cert.serial_number:x}",
    )


def _status(one: EmbeddedPdfSignature, terms: Terms, moment: datetime | None) -> PdfSignatureStatus:
    parts = (certificates(terms.roots), certificates(terms.chain), list(terms.crls))
    then, now = (
        ValidationContext(trust_roots=parts[0], other_certs=parts[1], crls=parts[2], moment=when)
        for when in (moment, None)
    )
    return validate_pdf_signature(one, then, now)


def _revoked(certificate: x509.Certificate, terms: Terms, stamped: datetime | None) -> bool:
    """Tell whether our lists say so; pyHanko asks only lists that a certificate itself names.

    What was stamped before it was revoked stays good.
    """
    moment = stamped or datetime.now(UTC)
    for one in map(crl.CertificateList.load, terms.crls):
        listed = one["tbs_cert_list"]
        if listed["issuer"] == certificate.issuer and any(
            entry["user_certificate"].native == certificate.serial_number
            and entry["revocation_date"].native <= moment
            for entry in listed["revoked_certificates"]
        ):
            return True
    return False


def _changes(status: PdfSignatureStatus) -> str:
    level = status.modification_level
    if level is None:
        return "other"
    names = {
        ModificationLevel.NONE: "none",
        ModificationLevel.LTA_UPDATES: "proofs",
        ModificationLevel.FORM_FILLING: "forms",
        ModificationLevel.ANNOTATIONS: "annotations",
    }
    return names.get(level, "other")


def _level(one: EmbeddedPdfSignature, *, stamp: bool, proofs: bool, reader: PdfFileReader) -> str:
    """Return the PAdES level as the document shows it, or the older form's name."""
    if one.sig_object.get("/SubFilter") != "/ETSI.CAdES.detached":
        return "PKCS#7"
    if not stamp:
        return "B-B"
    if not proofs:
        return "B-T"
    return "B-LTA" if reader.embedded_timestamp_signatures else "B-LT"


def _has_proofs(reader: PdfFileReader) -> bool:
    try:
        kept = DocumentSecurityStore.read_dss(reader)
    except NoDSSFoundError:
        return False
    return bool(kept.certs and (kept.crls or kept.ocsps))


def _text(value: Any) -> str:
    """Return a name of a certificate, which may hold several."""
    if isinstance(value, list):
        return ", ".join(map(str, value))
    return "" if value is None else str(value)
