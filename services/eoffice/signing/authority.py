"""The local certificate authority: a root, an issuing certificate below it, one per official.

Keys are kept as PKCS#12, encrypted by a passphrase that stands nowhere. Certificates follow RFC
5280; those of officials may sign documents and say so (digitalSignature, nonRepudiation). Each
issuer signs a list of what it revoked (CRL), without which nobody could hold a signature for valid
in the long term (ETSI EN 319 142-1, levels B-LT and B-LTA).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, PrivateFormat, pkcs12
from cryptography.x509.oid import NameOID

from libs.kit.errors import FieldError, Invalid
from services.eoffice.signing.errors import WrongPassphrase

KEY_BITS = 3072  # NIST SP 800-57: enough until 2030 and after
ROUNDS = 300_000  # of PBKDF2 for each try at a passphrase
SHORTEST = 8
CENTURY_HALF, DECADE, TERM = (timedelta(days=days) for days in (7305, 3653, 730))
LIST_TERM = timedelta(days=397)  # until the next list of what was revoked


@dataclass(frozen=True)
class Keystore:
    """A certificate (DER), its private key as encrypted PKCS#12, and its list of revoked ones."""

    certificate: bytes
    keys: bytes
    crl: bytes = b""

    @property
    def parsed(self) -> x509.Certificate:
        return x509.load_der_x509_certificate(self.certificate)


def make_root(organisation: str, passphrase: str, now: datetime) -> Keystore:
    """Return a self-signed root, whose key is to be taken off the machine."""
    key, name = _key(), _name(organisation, f"{organisation} Root CA")
    made = _certificate(name, name, key, now, CENTURY_HALF)
    made = made.add_extension(x509.BasicConstraints(ca=True, path_length=1), critical=True)
    made = made.add_extension(_usage(authority=True), critical=True)
    certificate = made.sign(key, hashes.SHA256())
    return _kept(certificate, key, passphrase, _crl(certificate, key, (), now))


def make_issuing(
    root: Keystore, root_passphrase: str, organisation: str, passphrase: str, now: datetime
) -> Keystore:
    """Return what issues the officials' certificates; raises WrongPassphrase for the root's."""
    above, key = opened(root, root_passphrase), _key()
    name = _name(organisation, f"{organisation} Issuing CA")
    made = _certificate(name, root.parsed.subject, key, now, DECADE)
    made = made.add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
    made = made.add_extension(_usage(authority=True), critical=True)
    certificate = made.add_extension(_of(above), critical=False).sign(above, hashes.SHA256())
    return _kept(certificate, key, passphrase, _crl(certificate, key, (), now))


def issue(
    issuing: Keystore,
    issuing_passphrase: str,
    subject: tuple[str, str, str],
    passphrase: str,
    now: datetime,
    term: timedelta = TERM,
) -> Keystore:
    """Return an official's certificate; `subject` is (organisation, title, name).

    Raises WrongPassphrase, and Invalid for a passphrase that is too short.
    """
    key = _key()
    certificate = certify(issuing, issuing_passphrase, subject, key.public_key(), now, term)
    return _kept(certificate, key, passphrase)


def certify(
    issuing: Keystore,
    issuing_passphrase: str,
    subject: tuple[str, str, str],
    public: rsa.RSAPublicKey,
    now: datetime,
    term: timedelta = TERM,
) -> x509.Certificate:
    """Return a certificate for a key that lies elsewhere, such as on a token."""
    organisation, title, name = subject
    above = opened(issuing, issuing_passphrase)
    named = _name(organisation, name, title)
    made = _certificate(named, issuing.parsed.subject, public, now, term)
    made = made.add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
    made = made.add_extension(_usage(authority=False), critical=True)
    return made.add_extension(_of(above), critical=False).sign(above, hashes.SHA256())


def revoke(issuing: Keystore, passphrase: str, serials: Sequence[int], now: datetime) -> bytes:
    """Return the issuer's new list of all that it revoked (DER)."""
    return _crl(issuing.parsed, opened(issuing, passphrase), serials, now)


def opened(store: Keystore, passphrase: str) -> rsa.RSAPrivateKey:
    """Return the private key; raises WrongPassphrase."""
    try:
        key, *_ = pkcs12.load_key_and_certificates(store.keys, passphrase.encode())
    except ValueError:
        raise WrongPassphrase from None
    if not isinstance(key, rsa.RSAPrivateKey):
        raise WrongPassphrase("it holds no key that signs")
    return key


def _key() -> rsa.RSAPrivateKey:
    return rsa.generate_private_key(public_exponent=65537, key_size=KEY_BITS)


def _kept(
    certificate: x509.Certificate, key: rsa.RSAPrivateKey, passphrase: str, crl: bytes = b""
) -> Keystore:
    if len(passphrase) < SHORTEST:
        told = FieldError("passphrase", f"needs {SHORTEST} characters or more")
        raise Invalid("the passphrase is too short", (told,))
    sealing = PrivateFormat.PKCS12.encryption_builder().kdf_rounds(ROUNDS)
    algorithm = pkcs12.PBES.PBESv2SHA256AndAES256CBC
    sealing = sealing.key_cert_algorithm(algorithm).hmac_hash(hashes.SHA256())
    sealed = sealing.build(passphrase.encode())
    keys = pkcs12.serialize_key_and_certificates(b"kendali", key, certificate, None, sealed)
    return Keystore(certificate.public_bytes(Encoding.DER), keys, crl)


def _certificate(
    subject: x509.Name,
    issuer: x509.Name,
    key: rsa.RSAPrivateKey | rsa.RSAPublicKey,
    now: datetime,
    term: timedelta,
) -> x509.CertificateBuilder:
    public = key.public_key() if isinstance(key, rsa.RSAPrivateKey) else key
    made = x509.CertificateBuilder().subject_name(subject).issuer_name(issuer).public_key(public)
    made = made.serial_number(x509.random_serial_number())
    made = made.not_valid_before(now - timedelta(minutes=5)).not_valid_after(now + term)
    return made.add_extension(x509.SubjectKeyIdentifier.from_public_key(public), critical=False)


def _name(organisation: str, name: str, title: str = "") -> x509.Name:
    parts = [
        x509.NameAttribute(NameOID.COUNTRY_NAME, "ID"),
        x509.NameAttribute(NameOID.ORGANIZATION_NAME, organisation[:64]),
    ]
    if title:
        parts.append(x509.NameAttribute(NameOID.TITLE, title[:64]))
    return x509.Name([*parts, x509.NameAttribute(NameOID.COMMON_NAME, name[:64])])


def _usage(*, authority: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=not authority,
        content_commitment=not authority,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=authority,
        crl_sign=authority,
        encipher_only=False,
        decipher_only=False,
    )


def _of(above: rsa.RSAPrivateKey) -> x509.AuthorityKeyIdentifier:
    return x509.AuthorityKeyIdentifier.from_issuer_public_key(above.public_key())


def _crl(
    certificate: x509.Certificate, key: rsa.RSAPrivateKey, serials: Sequence[int], now: datetime
) -> bytes:
    made = x509.CertificateRevocationListBuilder().issuer_name(certificate.subject)
    made = made.last_update(now - timedelta(minutes=5)).next_update(now + LIST_TERM)
    made = made.add_extension(x509.CRLNumber(int(now.timestamp())), critical=False)
    made = made.add_extension(_of(key), critical=False)
    for serial in serials:
        one = x509.RevokedCertificateBuilder().serial_number(serial).revocation_date(now)
        made = made.add_revoked_certificate(one.build())
    return made.sign(key, hashes.SHA256()).public_bytes(Encoding.DER)
