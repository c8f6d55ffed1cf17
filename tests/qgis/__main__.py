"""`python -m tests.qgis`: QGIS itself reads, filters and edits layers. On request, not in CI.

`[--suite bookworm]` is which Debian's QGIS: 3.40 (trixie), which sends filters and edits, or 3.22.
`[--root FOLDER]` is a Debian with `python3-qgis` and `qgis-providers`; without it one is made by
mmdebstrap (1.7 GB, five minutes; it needs root) and thrown away afterwards. QGIS runs in there
without a screen, on this machine's network, against a stack of its own with the demo's map.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.bench.running import running
from tests.e2e.conftest import Running
from tests.fresh import SOURCES

PACKAGES = "python3-qgis,qgis-providers,ca-certificates"
INSIDE = Path(__file__).with_name("inside.py")
SECONDS = 600


@contextmanager
def root(given: Path | None, suite: str) -> Iterator[Path]:
    """Give the Debian that has QGIS."""
    if given is not None:
        yield given
        return
    if os.geteuid() != 0 or not shutil.which("mmdebstrap"):
        sys.exit("tests.qgis needs root and mmdebstrap (apt-get install mmdebstrap).")
    with tempfile.TemporaryDirectory(prefix="kendali-qgis-") as folder:
        made, sources = Path(folder) / "root", Path(folder) / "sources"
        here = re.search(r"VERSION_CODENAME=(\S+)", Path("/etc/os-release").read_text())
        text = SOURCES.read_text() if SOURCES.exists() else ""
        sources.write_text(text.replace(here[1], suite) if here else text)
        command = ["mmdebstrap", "--mode=root", "--variant=minbase", f"--include={PACKAGES}", suite]
        subprocess.run([*command, made, *([sources] if text else [])], check=True)
        yield made


def look(place: Path, url: str, key: str) -> bool:
    """Have QGIS look; prints what was seen, and says whether all of it is good."""
    shutil.copy(INSIDE, place / "tmp" / INSIDE.name)
    words = ["chroot", place, "python3", f"/tmp/{INSIDE.name}", url, key]  # noqa: S108 - in there
    environ = {"HOME": "/root", "PATH": "/usr/sbin:/usr/bin:/bin", "QT_QPA_PLATFORM": "offscreen"}
    done = subprocess.run(
        words, env=environ, capture_output=True, text=True, timeout=SECONDS, check=False
    )
    found = [json.loads(line) for line in done.stdout.splitlines() if line.startswith("{")]
    for one in found:
        print("ok " if one["good"] else "NO ", one["what"], one["seen"])  # noqa: T201
    if done.returncode:
        print(done.stderr[-3000:])  # noqa: T201
    return done.returncode == 0 and all(one["good"] for one in found)


def key_of(night: Running) -> str:
    made = night.kendali("gateway", "api-key", "add", "qgis", "--role", "gis_editor")
    assert made.returncode == 0, made.stderr
    return made.stdout.split()[-1]


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.qgis", description=__doc__)
    parser.add_argument("--suite", default="trixie", choices=("trixie", "bookworm"))
    parser.add_argument("--root", type=Path)
    options = parser.parse_args()
    with root(options.root, options.suite) as place, running() as night:
        made = night.kendali("gis", "demo")
        assert made.returncode == 0, made.stderr
        if not look(place, f"{night.url}/v1/gis", key_of(night)):
            sys.exit(1)


if __name__ == "__main__":
    main()
