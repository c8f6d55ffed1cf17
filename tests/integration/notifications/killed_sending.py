"""A worker in a process of its own that is killed with SIGKILL at a step of its way:

    python -m tests.integration.notifications.killed_sending STEP

`claimed`: after its claim is committed, before anything is sent; `sent`: after the other side has
taken it, before that is written down. The database and what it needs are in its environment.
"""

from __future__ import annotations

import os
import signal
import sys
from typing import Any

from libs.kit.db import Database
from libs.kit.settings import load
from services.notifications.deliveries.working import Worker
from services.notifications.settings import Settings

STEPS = ("claimed", "sent")


class Struck(Worker):
    """Is killed beside its first sending."""

    step = ""

    def through(self, *given: Any) -> Any:
        if self.step == "sent":
            super().through(*given)
        os.kill(os.getpid(), signal.SIGKILL)


def main(step: str) -> None:
    settings = load(Settings, dict(os.environ))
    worker = Struck(Database(settings.database_url), settings)
    worker.step = step
    worker.round()


if __name__ == "__main__":
    main(sys.argv[1])
