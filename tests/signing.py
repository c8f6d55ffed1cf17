"""Keys, certificates and servers that tests of signatures need: made once, all on loopback."""

from __future__ import annotations

import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from functools import cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pkcs11
from asn1crypto import keys as asn1_keys
from asn1crypto import tsp
from asn1crypto import x509 as asn1_x509
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_der_public_key,
)
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID
from pkcs11 import Attribute
from pkcs11.util.rsa import encode_rsa_public_key
from pkcs11.util.x509 import decode_x509_certificate
from pyhanko.sign.timestamps import DummyTimeStamper

from services.eoffice.signing import authority
from services.eoffice.signing.signers import Token
from services.eoffice.signing.terms import Terms

PASSPHRASE = "tanda tangan saya"
ORGANISATION = "Pemerintah Kota"
SUBJECT = (ORGANISATION, "Sekretaris Daerah", "Pejabat Penanda Tangan")


@cache
def root():
    return authority.make_root(ORGANISATION, PASSPHRASE, datetime.now(UTC))


@cache
def issuing():
    made = root(), PASSPHRASE, ORGANISATION, PASSPHRASE, datetime.now(UTC)
    return authority.make_issuing(*made)


@cache
def official(days_ago=0, term=authority.TERM):
    """An official's keys, issued so many days ago for a term."""
    then = datetime.now(UTC) - timedelta(days=days_ago)
    return authority.issue(issuing(), PASSPHRASE, SUBJECT, PASSPHRASE, then, term)


def terms(level="B-B", tsa_url=""):
    kept = root(), issuing()
    crls = tuple(one.crl for one in kept)
    return Terms(level, tsa_url, (kept[0].certificate,), (kept[1].certificate,), crls)


@cache
def _stamper():
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    now, above = datetime.now(UTC), authority.opened(root(), PASSPHRASE)
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Time-stamp authority")])
    made = x509.CertificateBuilder().subject_name(name).issuer_name(root().parsed.subject)
    made = made.public_key(key.public_key()).serial_number(x509.random_serial_number())
    made = made.not_valid_before(now - timedelta(days=1)).not_valid_after(now + timedelta(days=9))
    stamps = x509.ExtendedKeyUsage([ExtendedKeyUsageOID.TIME_STAMPING])
    made = made.add_extension(stamps, critical=True).add_extension(
        x509.AuthorityKeyIdentifier.from_issuer_public_key(above.public_key()), critical=False
    )
    certificate = made.sign(above, hashes.SHA256())
    der = key.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())
    return DummyTimeStamper(
        asn1_x509.Certificate.load(certificate.public_bytes(Encoding.DER)),
        asn1_keys.PrivateKeyInfo.load(der),
    )


class _Stamps(BaseHTTPRequestHandler):
    """RFC 3161 over HTTP."""

    def do_POST(self):
        asked = self.rfile.read(int(self.headers["Content-Length"]))
        answer = _stamper().request_tsa_response(tsp.TimeStampReq.load(asked)).dump()
        self.send_response(200)
        self.send_header("Content-Type", "application/timestamp-reply")
        self.send_header("Content-Length", str(len(answer)))
        self.end_headers()
        self.wfile.write(answer)

    def log_message(self, *_words):
        """Say nothing."""


@contextmanager
def listening(handler) -> Iterator[str]:
    """Serve HTTP on loopback by the handler; gives its address."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


@contextmanager
def time_stamps() -> Iterator[str]:
    with listening(_Stamps) as url:
        yield url


MODULE = "/usr/lib/softhsm/libsofthsm2.so"


def soft_token(pin):
    """Make a token of SoftHSM with the key `bupati` on it, certified by our authority."""
    words = ["softhsm2-util", "--init-token", "--free", "--label", "kendali"]
    subprocess.run([*words, "--so-pin", pin, "--pin", pin], check=True, capture_output=True)
    slot = pkcs11.lib(MODULE).get_token(token_label="kendali")
    with slot.open(rw=True, user_pin=pin) as session:
        public, _ = session.generate_keypair(
            pkcs11.KeyType.RSA, 2048, label="bupati", id=b"1", store=True
        )
        key = load_der_public_key(encode_rsa_public_key(public))
        made = authority.certify(issuing(), PASSPHRASE, SUBJECT, key, datetime.now(UTC))
        certificate = decode_x509_certificate(made.public_bytes(Encoding.DER))
        session.create_object(
            certificate | {Attribute.LABEL: "bupati", Attribute.ID: b"1", Attribute.TOKEN: True}
        )
    return Token(MODULE, "kendali", "bupati")
