"""Signatures in PDFs: PAdES by a key that is here, or on a token. BSrE's are in bsre.py.

Levels are those of ETSI EN 319 142-1: B-B, B-T with a time-stamp, B-LT with what proves the
certificates valid, B-LTA with an archive time-stamp over all. None keeps or tells a passphrase.
pyHanko runs an asyncio loop, which does not live under eventlet: engine.py calls this.
"""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property
from typing import Any, Protocol

from asn1crypto import x509
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign import fields, signers
from pyhanko.sign.timestamps.common_utils import TimestampRequestError
from pyhanko.sign.timestamps.requests_client import RequestsHTTPTimeStamper
from pyhanko_certvalidator import ValidationContext
from pyhanko_certvalidator.errors import PathBuildingError, PathValidationError

from services.eoffice.signing.authority import Keystore
from services.eoffice.signing.errors import (
    CertificateExpired,
    NoTimeStamp,
    NotProven,
    TokenUnusable,
    WrongPassphrase,
)
from services.eoffice.signing.terms import Signing, Terms

TSA_SECONDS = 10


class Signer(Protocol):
    """Whatever signs a PDF."""

    def sign(self, pdf: bytes, signing: Signing) -> bytes:
        """Return the PDF with the signature; raises KendaliError with a clear reason."""


class LocalSigner:
    """Signs by a key that stands encrypted in our database."""

    def __init__(self, store: Keystore, passphrase: str, terms: Terms) -> None:
        self._store, self._passphrase, self._terms = store, passphrase, terms

    def sign(self, pdf: bytes, signing: Signing) -> bytes:
        return _signed(pdf, signing, self._opened, self._terms)

    @cached_property
    def _opened(self) -> signers.SimpleSigner:
        """The key in the clear: opening it takes a tenth of a second, which a list pays once."""
        chain = certificates(self._terms.chain)
        try:
            found: signers.SimpleSigner | None = signers.SimpleSigner.load_pkcs12_data(
                self._store.keys, chain, self._passphrase.encode()
            )
        except ValueError:
            found = None
        if found is None:
            raise WrongPassphrase
        return found


@dataclass(frozen=True)
class Token:
    """A PKCS#11 token: its module's path, its label, and that of certificate and key on it."""

    module: str
    label: str
    key: str


class Pkcs11Signer:
    """Signs by a key that never leaves its token; the passphrase is the token's PIN."""

    def __init__(self, token: Token, pin: str, terms: Terms) -> None:
        self._token, self._pin, self._terms = token, pin, terms

    def require_able(self) -> None:
        """Raise WrongPassphrase, TokenUnusable or CertificateExpired unless it may sign."""
        from pyhanko.sign import pkcs11  # noqa: PLC0415 - for those who have a token

        with closing(self._session()) as session:
            signer = pkcs11.PKCS11Signer(session, cert_label=self._token.key)
            with _told():
                require_valid_today(signer.signing_cert)

    def sign(self, pdf: bytes, signing: Signing) -> bytes:
        from pyhanko.sign import pkcs11  # noqa: PLC0415

        with closing(self._session()) as session:
            chain = certificates(self._terms.chain)
            signer = pkcs11.PKCS11Signer(session, cert_label=self._token.key, ca_chain=chain)
            with _told():
                return _signed(pdf, signing, signer, self._terms)

    def _session(self) -> Any:
        from pkcs11.exceptions import PinIncorrect, PinLocked, PKCS11Error  # noqa: PLC0415
        from pyhanko.config.pkcs11 import TokenCriteria  # noqa: PLC0415
        from pyhanko.sign import pkcs11  # noqa: PLC0415

        criteria = TokenCriteria(label=self._token.label)
        try:
            return pkcs11.open_pkcs11_session(
                self._token.module, token_criteria=criteria, user_pin=self._pin
            )
        except (PinIncorrect, PinLocked):
            raise WrongPassphrase from None
        except (PKCS11Error, OSError, RuntimeError) as error:
            raise TokenUnusable(f"{self._token.label}: {type(error).__name__}") from None


@contextmanager
def _told() -> Iterator[None]:
    """Say what a token refuses."""
    from pkcs11.exceptions import PKCS11Error  # noqa: PLC0415

    try:
        yield
    except PKCS11Error as error:
        raise TokenUnusable(type(error).__name__) from None


def _signed(pdf: bytes, signing: Signing, signer: signers.Signer, terms: Terms) -> bytes:
    require_valid_today(signer.signing_cert)
    stamper = None
    if terms.level != "B-B":
        stamper = _stamper(terms.tsa_url)
    made = signers.PdfSigner(_metadata(signing, terms), signer, timestamper=stamper)
    try:
        out = made.sign_pdf(IncrementalPdfFileWriter(io.BytesIO(pdf)))
    except (TimestampRequestError, OSError) as error:
        raise NoTimeStamp(f"{terms.tsa_url}: {type(error).__name__}") from None
    except (PathBuildingError, PathValidationError) as error:
        raise NotProven(str(error)[:200]) from None
    return bytes(out.getbuffer())


def _stamper(url: str) -> Any:
    make: Any = RequestsHTTPTimeStamper  # has no types
    return make(url, timeout=TSA_SECONDS)


def _metadata(signing: Signing, terms: Terms) -> signers.PdfSignatureMetadata:
    long_term = terms.level in {"B-LT", "B-LTA"}
    return signers.PdfSignatureMetadata(
        field_name=signing.field,
        md_algorithm="sha256",
        location=signing.location,
        reason=signing.reason,
        name=signing.name,
        subfilter=fields.SigSeedSubFilter.PADES,
        embed_validation_info=long_term,
        use_pades_lta=terms.level == "B-LTA",
        validation_context=trust(terms) if long_term else None,
    )


def trust(terms: Terms) -> ValidationContext:
    """Return whom we believe, with what was revoked."""
    return ValidationContext(
        trust_roots=list(certificates(terms.roots)),
        other_certs=list(certificates(terms.chain)),
        crls=list(terms.crls),
    )


def certificates(found: Iterable[bytes]) -> list[x509.Certificate]:
    return [x509.Certificate.load(one) for one in found]


def require_valid_today(certificate: x509.Certificate | None) -> None:
    """Raise CertificateExpired unless it is valid now."""
    if certificate is None:
        raise TokenUnusable("no certificate belongs to the key")
    ends, begins = certificate.not_valid_after, certificate.not_valid_before
    if not begins <= datetime.now(UTC) <= ends:
        raise CertificateExpired(f"it is valid from {begins:%Y-%m-%d} to {ends:%Y-%m-%d}")
