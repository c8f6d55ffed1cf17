"""Officials of a made regency, for tests of the e-office's pages: positions, accounts, a key."""

from __future__ import annotations

import uuid
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from tests.e2e.conftest import KEYS, PASSWORD, Running

HEAD = "row,code,name,kind,parent,area,unit,title,level,above,position,person,starts,records\n"


@dataclass(frozen=True)
class Officials:
    """People named `name-mark`, who hold positions whose codes begin with the mark."""

    running: Running
    mark: str

    def user(self, name: str) -> str:
        return f"{name}-{self.mark}"


def appoint(running: Running, area: str, lines: str, folder: Path) -> Officials:
    """Import an organisation of its own, and make an account for each holder in it.

    `lines` are those of the CSV file without its head; `{0}` in them stands for the mark.
    """
    made = Officials(running, f"o{uuid.uuid4().hex[:6]}")
    text = HEAD + lines.format(made.mark)
    file = folder / f"{made.mark}.csv"
    file.write_text(text, encoding="utf-8")
    people = [line.split(",")[11] for line in text.splitlines() if line.startswith("holding,")]
    add = ("gateway", "account", "add", "--role", "officer", "--area", area)
    commands = [(*add, name) for name in people]
    with ThreadPoolExecutor(len(commands)) as pool:
        list(pool.map(lambda words: run(running, *words, KENDALI_PASSWORD=PASSWORD), commands))
    run(running, "eoffice", "import-organisation", str(file))
    return made


def certify(running: Running, user: str) -> None:
    """Give an official a key of the session's `authority`, whose passphrase is PASSPHRASE."""
    run(running, "eoffice", "ca", "issue", user, "Pejabat Penanda Tangan", **KEYS)


def run(running: Running, *words: str, **variables: str) -> None:
    done = running.kendali(*words, **variables)
    assert done.returncode == 0, done.stderr
