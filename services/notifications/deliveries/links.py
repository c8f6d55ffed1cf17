"""Links that act for who has them: made by a key and a reader when they are sent, kept nowhere."""

from __future__ import annotations

import base64

from libs.kit.sealing import Sealer

PROOF, OFF = "confirm", "off"  # of a subscription of the public
PAGE = "/subscribe"


def token(sealer: Sealer, what: str, reader: str) -> str:
    """Return what proves that somebody read what was sent to the reader."""
    digest = sealer.digest(f"link/{what}\0{reader}")
    return base64.urlsafe_b64encode(digest).rstrip(b"=").decode()


def page(base: str, sealer: Sealer, what: str, reader: str) -> str:
    """Return the link: behind # the token comes to no server and into no log."""
    return f"{base.rstrip('/')}{PAGE}#{what}={token(sealer, what, reader)}"
