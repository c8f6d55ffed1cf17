"""Officials of a made regency, for tests of the e-office's pages: positions, accounts, a key."""

from __future__ import annotations

import csv
import uuid
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.e2e.conftest import KEYS, Running


@dataclass(frozen=True)
class Officials:
    """People named `name-mark`, who hold positions whose codes begin with the mark."""

    running: Running
    mark: str

    def user(self, name: str) -> str:
        return f"{name}-{self.mark}"

    def code(self, name: str) -> str:
        return f"{self.mark}{name.upper()}"

    def do(self, name: str, method: str, path: str, **body: Any) -> dict[str, Any]:
        """Have somebody do something over the API, below /v1/office; it must succeed."""
        return ask(self.running, self.user(name), method, path, json=body)


def ask(running: Running, user: str, method: str, path: str, **how: Any) -> dict[str, Any]:
    """Ask the API below /v1/office as an account; it must succeed."""
    answer = running.api(user).session.request(
        method,
        f"{running.url}/v1/office/{path}",
        headers={"Idempotency-Key": str(uuid.uuid4())},
        timeout=60,
        **how,
    )
    assert answer.ok, answer.text
    return dict(answer.json())


def appoint(running: Running, area: str, lines: str, folder: Path) -> str:
    """Import an organisation of its own, with an account for each holder; returns its mark.

    `lines` are the CSV file, in which `{0}` stands for the mark.
    """
    mark = f"o{uuid.uuid4().hex[:6]}"
    file = folder / f"{mark}.csv"
    text = lines.format(mark)
    file.write_text(text, encoding="utf-8")
    people = {row["person"] for row in csv.DictReader(text.splitlines())} - {"", None}
    for one in people:
        running.add_account(one, "officer", area)
    run(running, "eoffice", "import-organisation", str(file))
    return mark


def certify(running: Running, user: str) -> None:
    """Give an official a key of the session's `authority`, whose passphrase is PASSPHRASE."""
    run(running, "eoffice", "ca", "issue", user, "Pejabat Penanda Tangan", **KEYS)


def run(running: Running, *words: str, **variables: str) -> None:
    done = running.kendali(*words, **variables)
    assert done.returncode == 0, done.stderr
