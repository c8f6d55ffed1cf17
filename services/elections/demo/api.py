"""The public HTTP API, as a client of the demo uses it: repeats what may be repeated."""

from __future__ import annotations

import subprocess
import sys
import threading
import time
from collections.abc import Callable
from typing import Any

import requests

TIMEOUT = 15  # seconds
PAUSES = (0.2, 0.5, 1, 2, 4, 8)  # seconds between tries; the last one goes on
TRY_AGAIN = {429, 502, 503, 504}
PATIENCE = 120  # seconds without an answer after which there is nobody
OLD = 600  # seconds after which a token is fetched anew: it is good for 900

TokenOf = Callable[[str], str]


class Refused(Exception):
    """The API answered that the request is wrong."""


class Stopped(Exception):
    """The user ended the demo."""


class Api:
    """One for all threads; each has a connection of its own."""

    def __init__(self, url: str, token_of: TokenOf, stop: threading.Event) -> None:
        self._url, self._token_of, self._stop = url.rstrip("/"), token_of, stop
        self._local = threading.local()
        self._tokens: dict[str, tuple[str, float]] = {}
        self._lock = threading.Lock()

    def get(self, path: str, user: str = "operator", **query: Any) -> Any:
        """Return the JSON of a GET; raises Refused."""
        return self._send("GET", path, user, params=query).json()

    def post(self, path: str, body: Any, command_id: str, user: str = "admin") -> int:
        """Send a command; returns 201, or 200 when it was there already. Raises Refused."""
        return self._command("POST", path, body, command_id, user)

    def send(self, path: str, photo: bytes, command_id: str, user: str, **query: Any) -> int:
        """Send a JPEG; returns 201, or 200 when it was there already. Raises Refused."""
        headers = {"Idempotency-Key": command_id, "Content-Type": "image/jpeg"}
        return self._send("POST", path, user, data=photo, headers=headers, params=query).status_code

    def put(self, path: str, body: Any, command_id: str, user: str = "admin") -> int:
        """Send a command that sets something. Raises Refused."""
        return self._command("PUT", path, body, command_id, user)

    def _command(self, method: str, path: str, body: Any, command_id: str, user: str) -> int:
        headers = {"Idempotency-Key": command_id}
        return self._send(method, path, user, json=body, headers=headers).status_code

    def _send(self, method: str, path: str, user: str, **options: Any) -> requests.Response:
        """Send until it is answered; a restart of the gateway or the services is waited for."""
        began, tries, refused = time.monotonic(), 0, 0
        while True:
            answer = self._try(method, path, user, options)
            if answer is not None and answer.ok:
                return answer
            if answer is not None and answer.status_code == 401:
                refused += 1
                self._forget(user)
            if not _may_repeat(answer, refused) or time.monotonic() - began > PATIENCE:
                raise Refused(f"{method} {self._url}{path}: {_said(answer)}")
            if self._stop.wait(_pause(answer, tries)):
                raise Stopped
            tries += 1

    def _try(
        self, method: str, path: str, user: str, options: dict[str, Any]
    ) -> requests.Response | None:
        """Return the answer, or None when there was none."""
        headers = {"Authorization": f"Bearer {self._token(user)}", **options.get("headers", {})}
        given = options | {"headers": headers, "timeout": TIMEOUT}
        try:
            return self._session().request(method, self._url + path, **given)
        except requests.RequestException:
            return None

    def _session(self) -> requests.Session:
        if not hasattr(self._local, "session"):
            self._local.session = requests.Session()
        session: requests.Session = self._local.session
        return session

    def _token(self, user: str) -> str:
        with self._lock:
            token, at = self._tokens.get(user, ("", 0.0))
            if not token or time.monotonic() - at > OLD:
                token = self._token_of(user)
                self._tokens[user] = token, time.monotonic()
            return token

    def _forget(self, user: str) -> None:
        with self._lock:
            self._tokens.pop(user, None)


def _may_repeat(answer: requests.Response | None, refused: int) -> bool:
    """Tell whether another try may help; a token that was refused is fetched anew, once."""
    if answer is None:
        return True
    return answer.status_code in TRY_AGAIN or (answer.status_code == 401 and refused < 2)


def _said(answer: requests.Response | None) -> str:
    return "no answer" if answer is None else f"{answer.status_code} {answer.text[:500]}"


def _pause(answer: requests.Response | None, tries: int) -> float:
    after = answer.headers.get("Retry-After", "") if answer is not None else ""
    return float(after) if after.isdigit() else PAUSES[min(tries, len(PAUSES) - 1)]


def token_of(user: str) -> str:
    """Return an access token by `kendali token`, which works on the machine of the gateway."""
    command = [sys.executable, "-m", "libs.kit.cli", "token", user]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        raise Refused(f"no token for {user}: {done.stderr.strip()}")
    return done.stdout.strip()
