"""A signing in a process of its own that is killed with SIGKILL at a step of its way:

    python -m tests.integration.eoffice.killed_signing STEP LETTER VERSION

The database and key of secret letters are named in its environment.
"""

from __future__ import annotations

import os
import signal
import sys
import threading
from collections.abc import Callable
from typing import Any

from libs.kit import jobs
from libs.kit.db import Database
from libs.kit.settings import load
from services.eoffice.letters import signing as letters_signing
from services.eoffice.settings import Settings
from services.eoffice.signing import job
from services.eoffice.signing.engine import Engine
from services.eoffice.signing.repository import Documents
from tests import offices
from tests.signing import PASSPHRASE

STEPS: dict[str, tuple[Any, str]] = {
    "reserving": (letters_signing, "begin"),  # the first transaction is open
    "reserved": (job.Signatures, "_begin"),
    "signed": (Engine, "sign"),
    "storing": (Documents, "add"),  # the second one is open
    "committed": (job.Signatures, "_finish"),
}


def dies_after(place: Any, name: str) -> None:
    does: Callable[..., Any] = getattr(place, name)

    def and_dies(*given: Any, **named: Any) -> None:
        does(*given, **named)
        os.kill(os.getpid(), signal.SIGKILL)

    setattr(place, name, and_dies)


def answers_nothing() -> None:
    """The letter is signed, and nobody comes to note that the job is done."""
    jobs._end = lambda *_given: os.kill(os.getpid(), signal.SIGKILL)


class Struck(Engine):
    """Its process is killed while it lays out and signs, at the first time."""

    struck = False

    def sign(self, *given: Any) -> bytes:
        if not self.struck:
            self.struck = True
            threading.Timer(0.05, os.kill, (self.pid, signal.SIGKILL)).start()
        return super().sign(*given)


def main(step: str, letter: str, version: str) -> None:
    settings = load(Settings, dict(os.environ))
    db = Database(settings.database_url)
    if step in STEPS:
        dies_after(*STEPS[step])
    elif step == "answering":
        answers_nothing()
    order = {"letters": [{"letter": letter, "version": int(version)}], "as": None}
    with db.begin() as tx:
        person = offices.person("walikota")
        one = jobs.begin(tx, job.KIND, order | {"origin": "10.0.0.9"}, person, 1)
    with Struck() if step == "engine" else Engine() as engine:
        signs = job.Signatures(db, settings, one, PASSPHRASE, engine)
        jobs.run(db, one, lambda _job, progress: signs.run(progress))


if __name__ == "__main__":
    main(*sys.argv[1:])
