"""Sessions of crews: no password and no kept token, a challenge that the phone's key signs.

The key is in the phone and never leaves it, so a crew is signed in for as long as the key is good,
through hours without a signal and restarts of the browser, and no longer.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from libs.kit.errors import KendaliError
from libs.kit.principal import Principal
from services.gateway.parts import Parts
from services.gateway.repository import Attempts
from services.gateway.sessions import TooManyAttempts

CHALLENGE, CHALLENGE_SECONDS = "challenge", 120
# A whole district's phones may share one address of their network, and mistype; of 2^50 codes even
# these many guesses find none.
WINDOW, MOST_FAILURES = timedelta(minutes=15), 60
NOBODY = Principal("challenge", "challenge", frozenset(), "nowhere")
SERVER_ERRORS = 500


@dataclass(frozen=True)
class CrewSessions:
    """Challenges and the tokens they turn into; guesses of one address are counted."""

    parts: Parts

    def challenge(self) -> str:
        """Return a text to sign, good for CHALLENGE_SECONDS; nothing is kept of it."""
        return self.parts.tokens.issue(NOBODY, CHALLENGE_SECONDS, CHALLENGE)

    def token(self, principal: dict[str, Any]) -> str:
        """Return an access token for whom a signed challenge proved."""
        found = Principal.from_wire(principal)
        return self.parts.tokens.issue(found, self.parts.settings.access_seconds)

    def require_challenge(self, text: str) -> None:
        """Raise Unauthorized unless this is a challenge of ours that is still good."""
        self.parts.tokens.verify(text, CHALLENGE)

    def guarded(self, address: str, attempt: Callable[[], Any]) -> Any:
        """Return what the attempt with a code answers; raises TooManyAttempts after many failures.

        An attempt counts before it is made, so that many at once can't all be the first.
        """
        key = f"crew:{address}"
        with self.parts.db.begin() as tx:
            failures, left = Attempts(tx).count(key, WINDOW)
        if failures > MOST_FAILURES:
            raise TooManyAttempts(
                "too many codes that were wrong; wait", retry_after=max(1, math.ceil(left))
            )
        try:
            found = attempt()
        except KendaliError as error:
            if error.status >= SERVER_ERRORS:
                self._give_back(key)
            raise
        self._give_back(key)
        return found

    def _give_back(self, key: str) -> None:
        with self.parts.db.begin() as tx:
            Attempts(tx).give_back(key)
