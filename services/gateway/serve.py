"""`kendali serve gateway http`: becomes gunicorn, in this process.

Nothing heavy is imported before: gunicorn's workers patch the standard library for gevent, and
what was imported earlier might keep the unpatched parts.
"""

from __future__ import annotations

import os
import sys
import tempfile
from pathlib import Path

from libs.kit.settings import SettingsError, load
from services.gateway.settings import GatewaySettings

BAD_SETTINGS = 2
METRICS_DIR = "PROMETHEUS_MULTIPROC_DIR"
CONFIGURATION = Path(__file__).with_name("gunicorn.conf.py")


def main() -> int:
    """Run the gateway until it is told to stop; returns only when it can't start."""
    try:
        load(GatewaySettings)
    except SettingsError as error:
        sys.stderr.write(f"gateway can't start:\n{error}\n")
        return BAD_SETTINGS
    environ = dict(os.environ)
    if METRICS_DIR not in environ:  # gunicorn.conf.py removes it
        environ[METRICS_DIR] = tempfile.mkdtemp(prefix="kendali-metrics-")
    # A variable of gunicorn's own would go behind our settings' back.
    environ.pop("GUNICORN_CMD_ARGS", None)
    arguments = ["-m", "gunicorn", "-c", str(CONFIGURATION), "services.gateway.wsgi:app"]
    return os.execve(sys.executable, [sys.executable, *arguments], environ)  # noqa: S606


if __name__ == "__main__":
    sys.exit(main())
