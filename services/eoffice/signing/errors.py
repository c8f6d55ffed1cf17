"""What can go wrong with a signature; known on both sides of engine.py."""

from __future__ import annotations

from libs.kit.errors import Conflict, Forbidden, Invalid, TooManyRequests, Unavailable


class WrongPassphrase(Forbidden):
    slug, title = "wrong-passphrase", "The passphrase does not open this key"


class TooManyTries(TooManyRequests):
    slug, title = "signing-locked", "Too many wrong passphrases: wait before the next try"


class CertificateExpired(Conflict):
    slug, title = "certificate-expired", "The signer's certificate is not valid today"


class TokenUnusable(Unavailable):
    slug, title = "token-unusable", "The signing token can't be used"


class NoTimeStamp(Unavailable):
    slug, title = "no-time-stamp", "The time-stamp authority did not answer"


class NotProven(Unavailable):
    slug, title = "certificates-not-proven", "The certificates can't be proven valid now"


class BrokenPdf(Invalid):
    slug, title = "broken-pdf", "This is not a PDF that can be read"


class EncryptedPdf(Invalid):
    slug, title = "encrypted-pdf", "The PDF is encrypted: hand it in without a password"


class BsreDown(Unavailable):
    slug, title = "bsre-down", "BSrE does not answer"


class BsreRefused(Conflict):
    slug, title = "bsre-refused", "BSrE refused to sign"


class EngineDied(Unavailable):
    slug, title = "signing-engine-died", "What makes and signs PDFs ended unexpectedly"
