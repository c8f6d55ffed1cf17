"""The HTTP client of tests and benches: one account's session, and a crew that never gives up."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from typing import Any

import requests

AGAIN = {429, 502, 503, 504}


class Api:
    """One account's session. Not for several threads at once: each takes its own."""

    def __init__(self, url: str, token: str) -> None:
        self.url, self.token = url, token
        self.session = requests.Session()
        self.session.headers["Authorization"] = f"Bearer {token}"

    def get(self, path: str, **query: Any) -> requests.Response:
        return self.session.get(self.url + path, params=query, timeout=30)

    def read(self, path: str, **query: Any) -> dict[str, Any]:
        """Return the JSON of a GET that must succeed."""
        answer = self.get(path, **query)
        assert answer.status_code == 200, answer.text
        return dict(answer.json())

    def post(self, path: str, body: Any, key: str) -> requests.Response:
        headers = {"Idempotency-Key": key}
        return self.session.post(self.url + path, json=body, headers=headers, timeout=30)

    def upload(
        self, path: str, content: bytes, key: str, kind: str = "text/csv"
    ) -> requests.Response:
        """Send a file as the body itself."""
        headers = {"Idempotency-Key": key, "Content-Type": kind}
        return self.session.post(self.url + path, data=content, headers=headers, timeout=60)

    def insist(self, path: str, body: Any, key: str, patience: int = 400) -> requests.Response:
        """Repeat a command with its id until it is answered, as a crew does on a bad line."""
        pause = threading.Event()
        trouble = ""
        for _ in range(patience):
            try:
                answer = self.post(path, body, key)
            except requests.RequestException as error:
                trouble = repr(error)
            else:
                if answer.status_code not in AGAIN:
                    return answer
                trouble = answer.text
            pause.wait(0.25)  # a client's backoff: there is nothing else it could await
        raise AssertionError(f"no answer for {key}: {trouble}")

    def items(self, path: str, **query: Any) -> Iterator[dict[str, Any]]:
        """Go through all pages of a list."""
        after: str | None = None
        while True:
            page = self.read(path, limit=500, **query, **({"after": after} if after else {}))
            yield from page["items"]
            after = page["next"]
            if after is None:
                return
