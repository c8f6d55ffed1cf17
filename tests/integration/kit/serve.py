"""Runs a service that is made for these tests, as `kendali serve` runs a real one."""

from __future__ import annotations

import sys
from pathlib import Path

from libs.kit.run import GREEN, serve

FOLDER = Path(__file__).parent

if __name__ == "__main__":
    _, service, role = sys.argv
    if role in GREEN:
        import eventlet

        eventlet.monkey_patch()
    from libs.kit import contracts

    contracts.add_root(FOLDER / "contracts")
    sys.exit(serve(service, role, "tests.integration.kit.services"))
