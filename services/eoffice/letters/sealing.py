"""What secret letters say is kept sealed by the key of KENDALI_OFFICE_KEY.

A text's place is the letter's id and draft: no row's text can be put in another's place.
"""

from __future__ import annotations

from libs.kit.errors import Unavailable
from libs.kit.sealing import Sealer


class NoKey(Unavailable):
    slug, title = "no-office-key", "Secret letters need a key, and none is set"


class WrongKey(Unavailable):
    slug, title = "wrong-office-key", "The key of secret letters does not open this one"


class Vault(Sealer):
    """Seals and opens JSON, and bytes; without a key it does neither. Raises NoKey and WrongKey."""

    absent, wrong = NoKey, WrongKey

    def __init__(self, key: bytes) -> None:
        super().__init__(key, "KENDALI_OFFICE_KEY")
