"""The seal on messages that go out: an enveloped XML signature (XMLDSig), by a setting."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.serialization import Encoding, load_pem_private_key
from cryptography.x509 import load_pem_x509_certificates
from lxml import etree
from signxml.algorithms import SignatureMethod
from signxml.signer import XMLSigner

from services.notifications.cap.reading import tree

_METHODS = {"RSAPrivateKey": SignatureMethod.RSA_SHA256}


class Seal:
    """Signs by a key and its certificates in one PEM file; without a file it does nothing."""

    def __init__(self, pem: bytes) -> None:
        self._key = load_pem_private_key(pem, None) if pem else None
        self._certificates = load_pem_x509_certificates(pem) if pem else []

    @classmethod
    def of(cls, path: str) -> Seal:
        """Return the seal of a file, of no name for none; raises ValueError for a wrong one."""
        return cls(Path(path).read_bytes() if path else b"")

    def put(self, root: Any) -> Any:
        """Return the message with its signature, which the schema takes at its end."""
        if self._key is None:
            return root
        kind = type(self._key).__name__.lstrip("_")
        method = _METHODS.get(kind, SignatureMethod.ECDSA_SHA256)
        signer = XMLSigner(signature_algorithm=method)
        chain = [one.public_bytes(Encoding.PEM).decode() for one in self._certificates]
        plain = tree(etree.tostring(root))  # so that what is signed is what is read again
        return signer.sign(plain, key=self._key, cert=chain)
